"""A real SMS gateway on 127.0.0.1 that can be told how to misbehave, and counts what was asked of it."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class StandIn:
    """`manner` says how it treats the next message, `askable` how it answers questions about one.

    Manners: answers, takes and cuts, drops, takes and fails, fails, is busy, rejects, takes and hangs, hangs.
    """

    manner: str = "answers"
    askable: str = "yes"  # or: no, down
    posts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "StandIn":
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.stand_in = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/sms"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: StandIn

    def handle_error(self, request, client_address) -> None:
        """A client that has gone away in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        gateway = self.server.stand_in
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert message["key"] == self.headers["Idempotency-Key"]
        gateway.posts.append(message["key"])
        if gateway.manner.startswith(("answers", "takes")):
            gateway.taken.setdefault(message["key"], (message["phone"], message["text"]))
        gateway.arrived.set()
        if gateway.manner.endswith("hangs"):
            gateway.released.wait(30)
        statuses = {"answers": 201, "takes and fails": 500, "fails": 500, "is busy": 503, "rejects": 422}
        if status := statuses.get(gateway.manner):
            self._answer(status, {"reference": f"R-{message['key'][-4:]}"})
        else:
            self.close_connection = True  # cut, with nothing said

    def do_GET(self) -> None:
        gateway = self.server.stand_in
        [key] = parse_qs(urlsplit(self.path).query)["key"]
        gateway.questions.append(key)
        if gateway.askable == "yes":
            found = {"found": True, "reference": f"R-{key[-4:]}"} if key in gateway.taken else {"found": False}
            self._answer(200, found)
        else:
            self._answer(404 if gateway.askable == "no" else 502, {})

    def _answer(self, status: int, answer: dict[str, object]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Quiet: the counts say it all."""
