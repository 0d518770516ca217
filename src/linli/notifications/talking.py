"""One question to a provider over HTTP and its answer: bounded, without redirects or proxies, and nothing of it logged.

An address goes where the setting says and nowhere else. What fails before the connection stands was certainly not
taken; what fails afterwards perhaps was.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from linli.base.refusals import Unavailable

LONGEST_ANSWER = 64 * 1024
PATIENCE = 30.0  # seconds for the whole conversation, however slowly it is led


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
    to: SplitResult, method: str, path: str, headers: dict[str, str], body: str | None, *, timeout: float
) -> tuple[int, dict[str, Any]]:
    """The status, and the object in the answer; empty where it holds none."""
    with closing(_line_to(to, timeout)) as connection:
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


def reach(to: SplitResult, *, timeout: float) -> None:
    """Connect, with TLS where the address says so, and hang up without a word."""
    with closing(_line_to(to, timeout)) as connection:
        _connect(connection)


def _line_to(to: SplitResult, timeout: float) -> HTTPConnection:
    kind = HTTPSConnection if to.scheme == "https" else HTTPConnection
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
