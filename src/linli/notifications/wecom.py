"""A way to staff who sit in WeCom (企业微信): messages of an application, as its server API takes them.

https://developer.work.weixin.qq.com/document/path/90236. An answer says at once whether a message was taken, by
`errcode`; whether one arrived cannot be asked later. A token lasts two hours, and may be called back before.
"""

import json
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.base.refusals import Unavailable
from linli.notifications.gateways import ConsoleGateway
from linli.notifications.talking import CannotTell, NotTaken, Receipt, Rejected, address, converse

TIMEOUT = 5.0  # seconds, for each step of the conversation
RENEWED_BEFORE = 300.0  # seconds before a token's end
TAKEN = 0
TOKEN_IS_OLD = frozenset({40001, 40014, 41001, 42001})
NEVER_TAKES_IT = frozenset({40003, 60111, 81013, 82001})  # nobody of this account, or nobody who may read it
REPEATS = 1800  # seconds within which WeCom itself leaves out the same words to the same person


class Herald(Protocol):
    """What the outbox needs of a way into WeCom."""

    def send(self, account: str, text: str, key: str) -> Receipt:
        """Hand over one message; raises NotTaken, Rejected or Unavailable as a `Gateway` does."""

    def ask(self, key: str) -> Receipt | None:
        """Whether it was taken."""


def is_on() -> bool:
    """Whether this installation speaks to WeCom; where it does not, nobody is offered it."""
    return settings.LINLI_WECOM != "off"


def herald() -> Herald:
    """The way this installation has chosen (LINLI_WECOM)."""
    match settings.LINLI_WECOM:
        case "console":
            return ConsoleHerald()
        case "api":
            return WecomHerald()
        case "off":
            return NoHerald()
    raise ImproperlyConfigured(f"LINLI_WECOM={settings.LINLI_WECOM}: console, api or off")


def check() -> None:
    """A setting that lacks something stops the start, not the first message."""
    herald()
    if missing := lacking():
        raise ImproperlyConfigured(f"LINLI_WECOM=api lacks {', '.join(missing)}")


def lacking() -> list[str]:
    """The settings without which nothing can be sent, by name."""
    app = _app()
    there = {
        "LINLI_WECOM_CORP": app["corp"],
        "LINLI_WECOM_AGENT": app["agent"].isdecimal(),
        "LINLI_WECOM_SECRET": app["secret"],
    }
    return [name for name, is_there in there.items() if settings.LINLI_WECOM == "api" and not is_there]


def reach() -> None:
    """Ask for a token and do nothing with it; raises NoToken where none is to be had."""
    _new_token(_app()["corp"], _app()["secret"])


def _app() -> Mapping[str, str]:
    """The application of WeCom, which staff sign in by as well: corp, agent, secret, api."""
    told: Mapping[str, str] = settings.SIGN_IN_ELSEWHERE["wecom"]
    return told


class NoToken(NotTaken):
    """Without one nothing is sent. `errcode` is WeCom's reason; None where it did not answer, or nothing of sense."""

    def __init__(self, words: str, errcode: int | None = None) -> None:
        super().__init__(words)
        self.errcode = errcode


class NoHerald:
    """WeCom was switched off while messages waited."""

    def send(self, account: str, text: str, key: str) -> Receipt:  # noqa: ARG002 (as a Herald's)
        """Never."""
        raise Rejected("this installation does not speak to WeCom")

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (as a Herald's)
        """What went out before cannot be asked after."""
        raise CannotTell("this installation does not speak to WeCom")


class ConsoleHerald:
    """Sends nothing: writes each message into a file beside the SMS of the console gateway."""

    def send(self, account: str, text: str, key: str) -> Receipt:
        """Write the file whole or not at all; a second call with the key changes nothing."""
        return ConsoleGateway().write(key, f"{account}\n{text}\n")

    def ask(self, key: str) -> Receipt | None:
        """Whether the file is there."""
        return ConsoleGateway().ask(key)


class WecomHerald:
    """WeCom's own server, or another at LINLI_WECOM_API."""

    def send(self, account: str, text: str, key: str) -> Receipt:  # noqa: ARG002 (WeCom takes no key)
        """One message to one account; where the token had ended, once more with a new one."""
        said = {
            "touser": account,
            "msgtype": "text",
            "agentid": int(_app()["agent"]),
            "text": {"content": text},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": REPEATS,
        }
        code, answer = self._send(said, TOKENS.get())
        if code in TOKEN_IS_OLD:
            TOKENS.forget()
            code, answer = self._send(said, TOKENS.get())
        if code == TAKEN and not answer.get("invaliduser"):
            return Receipt(str(answer.get("msgid") or "")[:100])
        if code == TAKEN or code in NEVER_TAKES_IT:
            raise Rejected(f"WeCom knows no such account ({code})")
        raise NotTaken(f"WeCom answered {code}")

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (as a Herald's)
        """WeCom cannot be asked."""
        raise CannotTell("WeCom cannot be asked")

    def _send(self, said: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """What WeCom called it. An answer that says nothing may come after it was taken."""
        status, answer = _asked("POST", "/cgi-bin/message/send", {"access_token": token}, json.dumps(said))
        code = answer.get("errcode")
        if status == 200 and isinstance(code, int):
            return code, answer
        if 400 <= status < 500:
            raise NotTaken(f"WeCom answered {status}")
        raise Unavailable(f"WeCom answered {status} and no errcode")


class Tokens:
    """The token of this process, until it ends. WeCom gives the same one to whoever asks within its time."""

    def __init__(self) -> None:
        self._lock, self._token, self._until, self._whose = Lock(), "", 0.0, ("", "")

    def get(self) -> str:
        """The one that is known, or a new one; NotTaken where none is to be had, since nothing was sent yet."""
        whose = (_app()["corp"], _app()["secret"])
        with self._lock:
            if self._whose != whose or time.monotonic() >= self._until:
                self._token, lasts = _new_token(*whose)
                self._whose, self._until = whose, time.monotonic() + max(0.0, lasts - RENEWED_BEFORE)
            return self._token

    def forget(self) -> None:
        """It was refused."""
        with self._lock:
            self._until = 0.0


TOKENS = Tokens()


def _new_token(corp: str, secret: str) -> tuple[str, float]:
    try:
        status, answer = _asked("GET", "/cgi-bin/gettoken", {"corpid": corp, "corpsecret": secret})
    except Unavailable as trouble:
        raise NoToken("WeCom gave no token") from trouble
    token, code = answer.get("access_token"), answer.get("errcode", TAKEN)
    if status != 200 or code != TAKEN or not isinstance(token, str) or not token:
        reason = code if isinstance(code, int) and code != TAKEN else None
        raise NoToken(f"WeCom gave no token: {status}, errcode {code}", reason)
    lasts = answer.get("expires_in")
    return token, float(lasts) if isinstance(lasts, int | float) else 0.0


def _asked(method: str, path: str, facts: dict[str, str], body: str | None = None) -> tuple[int, dict[str, Any]]:
    to = address(_app()["api"], "LINLI_WECOM_API")
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    return converse(to, method, f"{to.path.rstrip('/')}{path}?{urlencode(facts)}", headers, body, timeout=TIMEOUT)
