"""One question to a provider over HTTP and its answer: bounded, without redirects or proxies, and nothing of it logged.

An address goes where the setting says and nowhere else. What fails before the connection stands was certainly not
taken; what fails afterwards perhaps was. Where a person's browser said the address (`is_outward`), the line leads to
public addresses alone, whatever its name means at the moment: it was looked up once, and that is what is connected to.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import IPPROTO_TCP, SHUT_RDWR, SOCK_STREAM, create_connection, getaddrinfo, socket
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from linli.base.refusals import Unavailable

LONGEST_ANSWER = 64 * 1024
PATIENCE = 30.0  # seconds for the whole conversation, however slowly it is led
NAT64 = IPv6Network("64:ff9b::/96")  # the last 32 bits are an address of the old kind


@dataclass(frozen=True)
class Receipt:
    """The other side has it; `reference` is its own name for the message."""

    reference: str


class NotTaken(Unavailable):
    """The other side certainly has not got it: it may be sent again."""


class Rejected(Exception):
    """The other side will never take this one, such as for a number that does not exist."""


class CannotTell(Exception):
    """The other side offers no way to ask whether it has a message."""


def address(url: str, setting: str) -> SplitResult:
    """The parts of an http or https address; refuses any other, naming the setting."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{setting} must be an http or https address")
    return parts


def converse(
    to: SplitResult,
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | bytes | None,
    *,
    timeout: float,
    is_outward: bool = False,
) -> tuple[int, dict[str, Any]]:
    """The status, and the object in the answer; empty where it holds none."""
    with closing(_line_to(to, timeout, is_outward=is_outward)) as connection:
        _connect(connection)
        try:
            with hanging_up_after(PATIENCE, lambda: connection.sock):
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                said = response.read(LONGEST_ANSWER)
                if response.length and len(said) < LONGEST_ANSWER:
                    raise IncompleteRead(said, response.length)
                return response.status, _read(said)
        except (OSError, HTTPException) as error:
            raise Unavailable("the provider did not answer") from error


def reach(to: SplitResult, *, timeout: float, is_outward: bool = False) -> None:
    """Connect, with TLS where the address says so, and hang up without a word."""
    with closing(_line_to(to, timeout, is_outward=is_outward)) as connection:
        _connect(connection)


def is_public(found: str) -> bool:
    """Whether an address belongs to the world: not to this machine, its network, or a tunnel into either."""
    place = ip_address(found.partition("%")[0])
    if isinstance(place, IPv6Address):
        inner = place.ipv4_mapped or place.sixtofour
        inner = inner or (IPv4Address(int(place) & 0xFFFFFFFF) if place in NAT64 else None)
        return inner.is_global if inner else place.is_global and not (place.is_multicast or place.teredo)
    return place.is_global and not place.is_multicast


class _Outward(HTTPSConnection):
    """With TLS, to a public address of a name; the certificate must be the name's."""

    def connect(self) -> None:
        """Look the name up once, and connect to what was looked at."""
        plain = _connected(self.host, self.port, float(self.timeout or PATIENCE))
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _connected(host: str, port: int, timeout: float) -> socket:
    """To the first address that answers; an OSError where none does, or none is anybody's to call."""
    trouble = OSError(f"{host} has no public address")
    for _family, _kind, _protocol, _name, place in getaddrinfo(host, port, type=SOCK_STREAM, proto=IPPROTO_TCP):
        if not is_public(str(place[0])):
            continue
        try:
            return create_connection((str(place[0]), int(place[1])), timeout)
        except OSError as error:
            trouble = error
    raise trouble


def _line_to(to: SplitResult, timeout: float, *, is_outward: bool) -> HTTPConnection:
    if is_outward and to.scheme != "https":
        raise ImproperlyConfigured("an address from outside must be an https one")
    kind = _Outward if is_outward else HTTPSConnection if to.scheme == "https" else HTTPConnection
    return kind(str(to.hostname), to.port, timeout=timeout)


def _connect(connection: HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as error:
        raise NotTaken("the provider cannot be reached") from error


@contextmanager
def hanging_up_after(seconds: float, line: Callable[[], socket | None]) -> Iterator[None]:
    """End a conversation that takes too long in all: a timeout of each step lets a letter a second go on for ever."""
    timer = Timer(seconds, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: Callable[[], socket | None]) -> None:
    """Whoever waits for the other side gets the end of the line; past TLS, whose own farewell would wait, too."""
    if held := line():
        with suppress(OSError):  # it has just ended by itself
            socket.shutdown(held, SHUT_RDWR)


def _read(data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError:  # an error page, or cut short: the status alone counts
        return {}
    return answer if isinstance(answer, dict) else {}
