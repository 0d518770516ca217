"""A push service in a process of its own, behind TLS: opens what it is sent with a browser's keys, and misbehaves on request.

What it reads is not read by the packages that wrote it: RFC 8291 and RFC 8292 are done here once more.
"""

import json
import ssl
import subprocess
import sys
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = "push.linli.test"
CURVE = ec.SECP256R1()


def plain(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


def in_url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Browser:
    """Whose keys only this process has."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"sixteen letters."

    @property
    def point(self) -> bytes:
        return self.secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opens(self, body: bytes) -> str:
        """RFC 8291: one record, whose last part says that it is the last."""
        salt, theirs, sealed = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        shared = self.secret.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        keyed = HKDF(SHA256(), 32, self.auth, b"WebPush: info\0" + self.point + theirs).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(keyed)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(keyed)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\x02")
        return padded[:-1].decode()


def claims_of(authorization: str) -> dict[str, Any]:
    """RFC 8292: who says that they sent it, with the signature found right."""
    scheme, _blank, parts = authorization.partition(" ")
    said = dict(part.split("=", 1) for part in parts.split(","))
    signed, _dot, signature = said["t"].rpartition(".")
    found = plain(signature)
    both = encode_dss_signature(int.from_bytes(found[:32], "big"), int.from_bytes(found[32:], "big"))
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, plain(said["k"])).verify(
        both, signed.encode(), ec.ECDSA(SHA256())
    )
    return {"scheme": scheme, "key": said["k"], **json.loads(plain(signed.partition(".")[2]))}


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.manner: str | int = "takes"
        self.browsers: dict[str, Browser] = {}
        self.taken: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.released = threading.Event()

    def handle_error(self, request, client_address) -> None:
        """A client that has gone away in the middle is what these tests are about."""


class Door(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        service, body = self.server, self.rfile.read(int(self.headers["Content-Length"]))
        service.calls.append(self.path)
        if service.manner == "redirects":
            return self._answer(307, location="/elsewhere")
        if isinstance(service.manner, int):
            return self._answer(service.manner)
        said = json.loads(service.browsers[self.path].opens(body))
        headers = {name.lower(): value for name, value in self.headers.items()}
        service.taken.append(
            {"said": said, "length": len(body), "headers": headers, "by": claims_of(headers["authorization"])}
        )
        if service.manner == "hangs":
            service.released.wait(30)
        if service.manner == "cuts":
            self.close_connection = True
            return None
        if service.manner == "lies":
            return self._answer(200, b"<html>welcome to the hotel's network</html>")
        if service.manner == "stops short":
            return self._answer(201, b"", length=100)
        return self._answer(201)

    def _answer(self, status: int, body: bytes = b"", location: str = "", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet: the lists say it all."""


def main(chain: str, key: str) -> None:
    """Serve until nobody speaks to us any more; commands and answers are lines of JSON."""
    service = Service()
    behind = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    behind.load_cert_chain(chain, key)
    service.socket = behind.wrap_socket(service.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    _says(service.server_address[1])
    for line in sys.stdin:
        _says(_done(service, json.loads(line)))


def _says(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _done(service: Service, command: list[Any]) -> object:
    match command:
        case ["browser"]:
            browser, path = Browser(), f"/send/{len(service.browsers) + 1}"
            service.browsers[path] = browser
            return {"endpoint": f"https://{NAME}{path}", "p256dh": in_url(browser.point), "auth": in_url(browser.auth)}
        case ["manner", manner]:
            service.manner = manner
            return "so be it"
        case ["taken"]:
            return service.taken
        case ["calls"]:
            return service.calls
    raise ValueError(command)


@dataclass
class PushService:
    """The process, as a test speaks to it."""

    process: subprocess.Popen
    port: int = 0

    def __post_init__(self) -> None:
        self.port = self._answer()

    def a_browser(self) -> dict[str, str]:
        """What a browser would say of itself that has turned messages on here."""
        return self._ask("browser")

    def behaves(self, manner: str | int) -> None:
        """From now on: takes, hangs, cuts, lies, stops short, redirects, or answers with this status."""
        self._ask("manner", manner)

    @property
    def taken(self) -> list[dict[str, Any]]:
        """What it has opened, with the signature found right."""
        return self._ask("taken")

    @property
    def calls(self) -> list[str]:
        """Every address that was asked for."""
        return self._ask("calls")

    def _ask(self, *command: object) -> Any:
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        return json.loads(self.process.stdout.readline())


@contextmanager
def a_push_service(folder: Path) -> Iterator[PushService]:
    """Running, with a certificate for NAME whose authority lies in `folder/authority.pem`."""
    from linli.project.certificates import certificate  # the process itself needs nothing of ours

    chain, key = certificate(folder, [NAME])
    words = [sys.executable, "-m", "tests.push_service", str(chain), str(key)]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield PushService(process)
        process.stdin.close()
        process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
