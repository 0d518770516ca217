"""A real SMS gateway on 127.0.0.1 with moods drawn from a seed: answers, cuts, fails, and hangs when it is told to.

It keeps its own log by key and does not spare anybody: a second POST of what it has taken counts as a second SMS.
"""

import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

MOODS = ("answers",) * 6 + ("takes and cuts", "cuts", "takes and fails", "is busy")
TAKING = ("answers", "takes and cuts", "takes and fails", "takes and hangs")
STATUSES = {"answers": 201, "takes and fails": 500, "is busy": 503}
GONE = "gone"  # nobody listens where it was


@dataclass
class MoodyGateway:
    """`hang_at` names the POSTs, counted over all, in which it hangs until `release`; every other one after taking."""

    seed: int
    hang_at: frozenset[int] = frozenset()
    moods: tuple[str, ...] = MOODS
    taken: Counter[str] = field(default_factory=Counter)
    posts: list[tuple[str, str]] = field(default_factory=list)
    hanging: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _release: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _only: str = ""
    _port: int = 0
    _can_be_asked: bool = True

    def __enter__(self) -> "MoodyGateway":
        self._chance = random.Random(self.seed)
        self._listen()
        return self

    def __exit__(self, *error: object) -> None:
        self.release()
        if self._only != GONE:
            self._leave()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/sms"

    def become(self, mood: str = "", *, can_be_asked: bool = True) -> None:
        """In this one mood from now on, GONE included; without one, as its luck is."""
        self._can_be_asked = can_be_asked
        before, self._only = self._only, mood
        self.release()
        if mood == GONE != before:
            self._leave()
        elif before == GONE != mood:
            self._listen()

    def _listen(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.gateway, self._port = self, self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _leave(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def release(self) -> None:
        """Let go of whoever hangs now."""
        with self._guard:
            self._release.set()
            self._release = threading.Event()

    def receive(self, key: str) -> int | None:
        """Take or not, as the mood is; the status to answer with, None to cut."""
        with self._guard:
            number, mood = len(self.posts) + 1, self._only or self._chance.choice(self.moods)
            if number in self.hang_at:
                mood = "takes and hangs" if len(self.posts) % 2 else "hangs"
            self.posts.append((key, mood))
            self.taken[key] += mood in TAKING
            release = self._release
        if mood.endswith("hangs"):
            self.hanging.release()
            release.wait(30)
        return STATUSES.get(mood)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    gateway: MoodyGateway

    def handle_error(self, request, client_address) -> None:
        """A client killed in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if status := self.server.gateway.receive(message["key"]):
            self._answer(status, {"reference": f"R-{message['key'][-4:]}"})
        else:
            self.close_connection = True

    def do_GET(self) -> None:
        [key] = parse_qs(urlsplit(self.path).query)["key"]
        if not self.server.gateway._can_be_asked:
            self._answer(501, {})
            return
        found = self.server.gateway.taken[key] > 0
        self._answer(200, {"found": True, "reference": f"R-{key[-4:]}"} if found else {"found": False})

    def _answer(self, status: int, answer: dict[str, object]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Quiet: its own log says it all."""
