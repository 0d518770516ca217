"""A WeCom of the tests' own on 127.0.0.1: gives tokens, takes messages, and misbehaves on request."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class WecomServer:
    """`manner` says how it treats the next message.

    Manners: takes, takes and hangs, takes and cuts, takes and talks nonsense, fails, or a number: its errcode.
    """

    manner: str | int = "takes"
    gives_tokens: bool = True
    tokens: list[str] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    numbers: count = field(default_factory=lambda: count(1))

    def __enter__(self) -> "WecomServer":
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.wecom = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def calls_its_tokens_back(self) -> None:
        self.tokens.append("called back")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    wecom: WecomServer

    def handle_error(self, request, client_address) -> None:
        """A client that has gone away in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        wecom, asked = self.server.wecom, parse_qs(urlsplit(self.path).query)
        if not wecom.gives_tokens or asked != {"corpid": ["corp"], "corpsecret": ["secret"]}:
            return self._answer({"errcode": 40001, "errmsg": "invalid credential"})
        wecom.tokens.append(f"token-{next(wecom.numbers)}")
        return self._answer({"errcode": 0, "errmsg": "ok", "access_token": wecom.tokens[-1], "expires_in": 7200})

    def do_POST(self) -> None:
        wecom, asked = self.server.wecom, parse_qs(urlsplit(self.path).query)
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["access_token"] != wecom.tokens[-1:]:
            return self._answer({"errcode": 42001, "errmsg": "access_token expired"})
        if isinstance(wecom.manner, int):
            return self._answer({"errcode": wecom.manner, "errmsg": "no"})
        if wecom.manner.startswith("takes"):
            wecom.taken.append(said)
        if wecom.manner == "takes and hangs":
            wecom.released.wait(30)
        if wecom.manner == "takes and cuts":
            self.close_connection = True
            return None
        if wecom.manner == "takes and talks nonsense":
            return self._answer("<html>welcome to the hotel's network</html>")
        if wecom.manner == "fails":
            return self._answer("bad gateway", 502)
        return self._answer({"errcode": 0, "errmsg": "ok", "msgid": f"M-{len(wecom.taken)}"})

    def _answer(self, answer: object, status: int = 200) -> None:
        data = json.dumps(answer).encode() if isinstance(answer, dict) else str(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Quiet: the lists say it all."""
