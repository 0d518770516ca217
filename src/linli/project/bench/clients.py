"""Eight clients that cost little themselves: bytes made beforehand, connections kept, answers barely read."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from linli.project.bench.errors import BenchError

CLIENTS = 8
CSRF = "bench" * 6 + "be"  # 32 letters, as Django's own
END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _colon, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Connection:
    """One kept connection that speaks just enough HTTP."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return self.ask(got(path, headers or {}))

    def ask(self, request: bytes) -> Answer:
        """Send a request as it is and read its answer; once more where the server had closed in between."""
        fresh = self._socket is None
        try:
            return self._asked(request)
        except (ConnectionError, EOFError):
            self.close()
            if fresh:
                raise
            return self._asked(request)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        """Away with the connection; the next request opens another."""
        if self._socket:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _asked(self, request: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head = self._until(END)
        answer = Answer(int(head[9:12]), head, b"")
        if length := answer.header("Content-Length"):
            body = self._exactly(int(length))
        elif answer.header("Transfer-Encoding") == "chunked":
            body = b"".join(self._chunks())
        else:
            body = b""
        return Answer(answer.status, head, body)

    def _more(self) -> None:
        assert self._socket is not None  # noqa: S101 (narrows the type)
        came = self._socket.recv(262144)
        if not came:
            raise EOFError
        self._rest += came

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._more()
        found, _mark, self._rest = self._rest.partition(mark)
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._more()
        found, self._rest = self._rest[:length], self._rest[length:]
        return found

    def _chunks(self) -> Iterator[bytes]:
        while length := int(self._until(b"\r\n"), 16):
            yield self._exactly(length)
            self._exactly(2)
        self._until(b"\r\n")


def got(path: str, headers: Mapping[str, str]) -> bytes:
    """A GET as bytes."""
    return _request("GET", path, headers, b"")


def posted(path: str, headers: Mapping[str, str], body: bytes, kind: str = "application/json") -> bytes:
    """A POST as bytes."""
    return _request("POST", path, {**headers, "Content-Type": kind}, body)


def form(path: str, session: str, fields: Mapping[str, object]) -> bytes:
    """A browser's form with the mark against forgery."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
    return posted(path, browser(session), body, "application/x-www-form-urlencoded")


def browser(session: str = "") -> dict[str, str]:
    """The cookies of a signed-in browser."""
    signed_in = f"; linli_session={session}" if session else ""
    return {"Cookie": f"csrftoken={CSRF}{signed_in}"}


def bearer(token: str) -> dict[str, str]:
    """The header of a program."""
    return {"Authorization": f"Bearer {token}"}


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    given = {"Host": "localhost", **headers, "Content-Length": str(len(body))}
    lines = [f"{method} {quote(path, safe='/?=&%')} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join(lines).encode() + END + body


def asked(connection: Connection, request: bytes, *statuses: int) -> Answer:
    """The answer, if its status is one of these."""
    answer = connection.ask(request)
    if answer.status not in statuses:
        what, said = request.split(b" HTTP", 1)[0].decode(), answer.body[:400].decode(errors="replace")
        raise BenchError(f"{what} 得到 {answer.status}，应为 {'、'.join(map(str, statuses))}：{said}")
    return answer


Work = Callable[[Connection], None]
"""One operation of one client: it asks, and checks what it gets."""


@dataclass
class Crowd:
    """What several clients did in a while."""

    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def per_s(self) -> float:
        """Operations a second, all clients together."""
        return len(self.latencies) / self.seconds


def crowded(connect: Callable[[], Connection], works: Sequence[Work], seconds: float) -> Crowd:
    """Each client does its work again and again until the time is over."""
    done: list[list[float]] = [[] for _work in works]
    faults: list[BaseException] = []
    begun = time.monotonic()
    deadline = begun + seconds

    def client(number: int) -> None:
        try:
            with connect() as connection:
                while (before := time.monotonic()) < deadline and not faults:
                    works[number](connection)
                    done[number].append(time.monotonic() - before)
        except (BenchError, OSError, EOFError, StopIteration) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Crowd(time.monotonic() - begun, [latency for each in done for latency in each])
