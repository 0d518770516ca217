"""Other sides behind real sockets: a provider of OpenID Connect in a process of its own, and one that answers as told."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One question as it came in."""

    path: str
    query: dict[str, str]
    form: dict[str, str]
    authorization: str


Answering = Callable[[Asked], tuple[int, object]]


@dataclass
class StandIn:
    """A side that answers each path as it was told; a function that gives bytes in pieces is sent piece by piece."""

    site: str
    answers: dict[str, Answering] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def says(self, path: str, said: object, status: int = 200) -> None:
        """From now on this path answers so."""
        self.answers[path] = lambda _asked: (status, said)


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """A server on a free port of this machine, in threads of this process."""
    stand_in = StandIn("")

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(dict(parse_qsl(body)))

        def _answer(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), form, self.headers.get("Authorization", ""))
            stand_in.asked.append(asked)
            status, said = stand_in.answers.get(parts.path, lambda _asked: (404, {}))(asked)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", str(said))
            self.end_headers()
            pieces = [json.dumps(said).encode()] if isinstance(said, dict | list | str) else said
            for piece in pieces:
                try:
                    self.wfile.write(piece)
                except OSError:  # whoever asked has gone
                    return

        def log_message(self, *_words: object) -> None:
            """Says nothing on the tests' own output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    stand_in.site = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def a_real_provider() -> Iterator[str]:
    """`oidc-provider-mock` as a process of its own; gives its issuer. Whoever signs in there types who they are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("oidc-provider-mock")
    provider = subprocess.Popen(
        [str(program), "--port", str(port), "--require-nonce"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with provider:
        assert any("running on" in line for line in provider.stderr)
        emptied = threading.Thread(target=provider.stderr.read)  # or it would stop when the pipe is full
        emptied.start()
        yield f"http://127.0.0.1:{port}"
        provider.kill()
        emptied.join()
