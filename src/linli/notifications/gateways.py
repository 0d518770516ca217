"""Ways to a phone: the console's, for trying things out, and an SMS gateway spoken to over HTTP.

What an HTTP gateway must do: `POST` takes {"key", "phone", "text"} with the header `Idempotency-Key` and answers 2xx
with {"reference"}; the same key twice is one SMS. `GET ?key=…` answers 200 with {"found": true, "reference"} or
{"found": false}. A gateway that cannot be asked is supported: what was cut off then stays `unknown`.
"""

import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlencode

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.base.encryption import mask_phone
from linli.base.home import home
from linli.base.refusals import Unavailable
from linli.notifications.talking import CannotTell, NotTaken, Receipt, Rejected, address, converse, reach

MOST_FILES = 1000  # of the console gateway
TIMEOUT = 5.0  # seconds, for each step of the conversation
NEVER_TAKES_IT = frozenset({400, 413, 422})  # the number or text is at fault: asking again changes nothing
PERHAPS_TOOK_IT = frozenset({408, 409})  # with all of 5xx but 503
CANNOT_BE_ASKED = frozenset({400, 404, 405, 410, 501})

log = structlog.get_logger(__name__)
__all__ = ["CannotTell", "ConsoleGateway", "Gateway", "HttpGateway", "NotTaken", "Receipt", "Rejected", "gateway"]


class Gateway(Protocol):
    """What the outbox needs of a way to a phone."""

    def send(self, phone: str, text: str, key: str) -> Receipt:
        """Hand over one SMS.

        Raises NotTaken where it certainly was not taken, Rejected where it never will be, Unavailable where nobody
        can say.
        """

    def ask(self, key: str) -> Receipt | None:
        """Whether the gateway has the message: its receipt, or None for certainly not.

        Raises Unavailable where it does not answer now, CannotTell where it never will.
        """


def gateway() -> Gateway:
    """The gateway this installation has chosen (LINLI_SMS_GATEWAY)."""
    match settings.LINLI_SMS_GATEWAY:
        case "console":
            return ConsoleGateway()
        case "http":
            return HttpGateway(settings.LINLI_SMS_GATEWAY_URL)
    raise ImproperlyConfigured(f"LINLI_SMS_GATEWAY={settings.LINLI_SMS_GATEWAY}: console or http")


class ConsoleGateway:
    """Sends nothing: writes each SMS into a file under `messages/` of the home folder. For trying out and for demos."""

    @property
    def folder(self) -> Path:
        """Where the files lie; readable by the product's own account only."""
        return home() / "messages"

    def send(self, phone: str, text: str, key: str) -> Receipt:
        """Write the file whole or not at all; a second call with the key changes nothing."""
        receipt = self.write(key, f"{phone}\n{text}\n")
        log.info("sms_written_to_file", key=key, phone=mask_phone(phone))
        return receipt

    def write(self, key: str, words: str) -> Receipt:
        """A file of this key, unless it is there already."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{key}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(words)
        with suppress(FileExistsError):  # it has been sent before
            self._file(key).hardlink_to(draft)
        draft.unlink()
        if key.endswith("0"):  # one in sixteen: a look at the folder is not free
            self._keep_the_newest()
        return Receipt(self._file(key).name)

    def _keep_the_newest(self) -> None:
        """A demo that runs for months fills no disk, and keeps no register of phones."""
        files = sorted(self.folder.glob("*.txt"), key=_written_at, reverse=True)
        for file in files[MOST_FILES:]:
            file.unlink(missing_ok=True)

    def ask(self, key: str) -> Receipt | None:
        """Whether the file is there."""
        return Receipt(self._file(key).name) if self._file(key).exists() else None

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.txt"


def _written_at(file: Path) -> float:
    """When; long ago where another process has just taken it away."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


class HttpGateway:
    """An SMS gateway at an address. User name and password in the address are sent as HTTP basic authentication."""

    def __init__(self, url: str) -> None:
        self._to = parts = address(url, "LINLI_SMS_GATEWAY_URL")
        self._path = parts.path or "/"
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"

    @property
    def host(self) -> str:
        """Where it is; without name and password."""
        return str(self._to.hostname)

    @property
    def is_open(self) -> bool:
        """Whether anybody on the way can read what is said."""
        return self._to.scheme == "http"

    def reach(self) -> None:
        """Connect and hang up; raises NotTaken where nobody is there."""
        reach(self._to, timeout=TIMEOUT)

    def send(self, phone: str, text: str, key: str) -> Receipt:
        """Hand over one SMS under its key."""
        body = json.dumps({"key": key, "phone": phone, "text": text})
        status, answer = self._converse("POST", self._path, key, body)
        if 200 <= status < 300:
            return Receipt(_reference(answer))
        if status in NEVER_TAKES_IT:
            raise Rejected(f"the gateway answered {status}")
        if status in PERHAPS_TOOK_IT or (status >= 500 and status != 503):
            raise Unavailable(f"the gateway answered {status}")
        raise NotTaken(f"the gateway answered {status}")

    def ask(self, key: str) -> Receipt | None:
        """Ask for a key; only a clear answer counts, since a wrong address answers 404 as well."""
        status, answer = self._converse("GET", f"{self._path}?{urlencode({'key': key})}", key)
        if status == 200 and answer.get("found") is True:
            return Receipt(_reference(answer))
        if status == 200 and answer.get("found") is False:
            return None
        if status == 200 or status in CANNOT_BE_ASKED:
            raise CannotTell(f"the gateway answered {status}")
        raise Unavailable(f"the gateway answered {status}")

    def _converse(self, method: str, path: str, key: str, body: str | None = None) -> tuple[int, dict[str, Any]]:
        return converse(self._to, method, path, {**self._headers, "Idempotency-Key": key}, body, timeout=TIMEOUT)


def _reference(answer: dict[str, Any]) -> str:
    return str(answer.get("reference") or "")[:100]
