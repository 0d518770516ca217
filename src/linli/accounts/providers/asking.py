"""Asking another side over HTTPS while a person waits: briefly, no redirects, and not again at once where it is down.

Who waits holds a thread and a connection of ours, so a side that is slow must not become ours: whatever it does, it has
six seconds, and one that did not answer is left alone for twenty.
"""

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from linli.base.refusals import Unavailable

log = structlog.get_logger(__name__)

STEP = httpx.Timeout(4.0, connect=3.0)  # seconds for each step of the conversation
WHOLE = 6.0  # seconds for all of it, so that an answer in drops ends too
REST = 20.0
LONGEST_ANSWER = 256 * 1024
HERE = frozenset({"localhost", "127.0.0.1", "::1"})

_resting: dict[str, float] = {}
"""Until when each host is left alone, by this process's own clock."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the object that was said, empty where it was none."""

    status: int
    said: Mapping[str, Any] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """A text of the answer; empty where there is none."""
        found = self.said.get(name)
        return found if isinstance(found, str) else ""


def is_safe(address: str) -> bool:
    """Whether an address is spoken to encrypted, or lies on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE))


def ask(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    login: tuple[str, str] | None = None,
) -> Answer:
    """One question: GET, or POST where a form is sent. Raises Unavailable where nothing is to be had now.

    Neither the address nor the answer is logged: both may hold secrets.
    """
    host = urlsplit(address).netloc
    if time.monotonic() < _resting.get(host, 0.0):
        raise Unavailable(f"{host} did not answer a moment ago")
    try:
        status, body = _converse(address, form, query, login)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        _resting[host] = time.monotonic() + REST
        log.warning("sign_in_elsewhere_unavailable", host=host, why=type(error).__name__)
        raise Unavailable(f"{host} does not answer") from error
    if status >= 500 or status == 429:
        log.warning("sign_in_elsewhere_unavailable", host=host, why=str(status))
        raise Unavailable(f"{host} answered {status}")
    return Answer(status, _read(body))


def ask_again() -> None:
    """Forget who did not answer: for whoever has put it right and tries."""
    _resting.clear()


def _converse(
    address: str, form: Mapping[str, str] | None, query: Mapping[str, str] | None, login: tuple[str, str] | None
) -> tuple[int, bytes]:
    ends = time.monotonic() + WHOLE
    auth = httpx.BasicAuth(*login) if login else None
    # No proxy and no .netrc of the environment: secrets go where the address says and nowhere else.
    with (
        httpx.Client(timeout=STEP, follow_redirects=False, trust_env=False, verify=_trust()) as client,
        client.stream("POST" if form else "GET", address, data=form, params=query, auth=auth) as response,
    ):
        body = b""
        for part in response.iter_bytes():
            body += part
            if time.monotonic() > ends or len(body) > LONGEST_ANSWER:
                raise httpx.ReadTimeout("too slow or too long")
        return response.status_code, body


@cache
def _trust() -> ssl.SSLContext:
    """What this machine trusts, a county's own authority included; the file may be named by SSL_CERT_FILE."""
    return ssl.create_default_context()


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:  # an error page, or cut short
        return {}
    return said if isinstance(said, dict) else {}
