"""A way into a browser (RFC 8030): what a push service carries is sealed for that browser alone (RFC 8291).

The address comes from the browser, so it leads where the list of hosts says (LINLI_PUSH_HOSTS), by https, and to public
addresses alone. A push service says at once whether it took a message; it cannot be asked later. Nothing it carries is
personal: what there is news of, and the page that opens after a sign-in.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from linli.base import keyring
from linli.base.clock import now
from linli.base.refusals import Refused, Unavailable
from linli.notifications.gateways import ConsoleGateway
from linli.notifications.talking import CannotTell, NotTaken, Receipt, Rejected, converse, reach

TIMEOUT = 5.0  # seconds, for each step of the conversation
KEPT_FOR = 24 * 3600  # seconds a push service keeps a message for a browser that is away
SIGNED_FOR = 12 * 3600  # seconds; no service believes a signature for longer than a day, and clocks differ
AS_LONG_AS = 512  # bytes: one message is as long as another, so that its length tells nothing
LONGEST_ENDPOINT = 1000
HTTPS = 443
TAKEN = frozenset({201, 202})
GONE = frozenset({404, 410})
NEVER_TAKES_IT = frozenset({400, 413})
_HOST = re.compile(r"\.?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_CONTACT = re.compile(r"mailto:[^@\s]+@[\w-]+(?:\.[\w-]+)+|https://[\w-]+(?:\.[\w-]+)+")


class Gone(Rejected):
    """The browser takes no messages any more, or there is none."""


@dataclass(frozen=True)
class Subscription:
    """Where a browser is reached, and the two values by which only it reads what it is sent."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Note:
    """What the browser shows: nothing personal, and where it is opened."""

    title: str
    body: str
    url: str
    lang: str
    is_urgent: bool


class Pusher(Protocol):
    """What the outbox needs of a way into a browser."""

    def send(self, to: Subscription, note: Note, key: str) -> Receipt:
        """Hand over one message; raises Gone, or as a `Gateway` does."""

    def ask(self, key: str) -> Receipt | None:
        """Whether it was taken."""


def is_on() -> bool:
    """Whether this installation pushes at all; where it does not, nobody is offered it."""
    return settings.LINLI_PUSH != "off"


def pusher() -> Pusher:
    """The way this installation has chosen (LINLI_PUSH)."""
    match settings.LINLI_PUSH:
        case "console":
            return ConsolePusher()
        case "send":
            return ServicePusher()
        case "off":
            return NoPusher()
    raise ImproperlyConfigured(f"LINLI_PUSH={settings.LINLI_PUSH}: console, send or off")


def check() -> None:
    """A setting that is wrong stops the start, not the first message."""
    pusher()
    if missing := lacking():
        raise ImproperlyConfigured(f"LINLI_PUSH=send lacks {', '.join(missing)}")
    if wrong := [host for host in hosts() if not _is_name(host)]:
        raise ImproperlyConfigured(f"LINLI_PUSH_HOSTS: {wrong[0]} is no name of a host")
    if settings.LINLI_PUSH_KEY:
        _private()


def lacking() -> list[str]:
    """The settings without which nothing can be sent, by name."""
    if settings.LINLI_PUSH != "send":
        return []
    there = {
        "LINLI_PUSH_CONTACT": _CONTACT.fullmatch(settings.LINLI_PUSH_CONTACT),
        "LINLI_PUSH_HOSTS": hosts(),
    }
    return [name for name, is_there in there.items() if not is_there]


def hosts() -> list[str]:
    """The push services that are spoken to; one that begins with a dot stands for every name below it."""
    return [host.strip().lower() for host in settings.LINLI_PUSH_HOSTS.split(",") if host.strip()]


def silent() -> Iterator[str]:
    """The push services of the list that cannot be reached from here; a name that stands for many is not asked."""
    for host in hosts():
        if not host.startswith("."):
            try:
                reach(urlsplit(f"https://{host}"), timeout=TIMEOUT, is_outward=True)
            except Unavailable:
                yield host


def public_key() -> str:
    """By which browsers bind what they are sent to this installation."""
    point = _private().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _in_url(point)


def typed(endpoint: str, p256dh: str, auth: str) -> Subscription:
    """What a browser says of itself; refuses an address that is no known push service's, and keys that are none."""
    if not _is_allowed(endpoint):
        raise Refused(
            "notifications.push_elsewhere",
            _("这个浏览器用的通知服务，这里没有开通。请换一个浏览器，或者选别的方式。"),
            field="endpoint",
        )
    if not (_is_point(p256dh) and len(_bytes(auth)) == 16):
        raise Refused("notifications.push_wrong", _("没有开通成。请刷新这一页，再试一次。"), field="p256dh")
    return Subscription(endpoint, p256dh.rstrip("="), auth.rstrip("="))


class NoPusher:
    """It was switched off while messages waited."""

    def send(self, to: Subscription, note: Note, key: str) -> Receipt:  # noqa: ARG002 (as a Pusher's)
        """Never."""
        raise Rejected("this installation pushes nothing")

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (as a Pusher's)
        """What went out before cannot be asked after."""
        raise CannotTell("this installation pushes nothing")


class ConsolePusher:
    """Sends nothing: writes each message into a file beside the SMS of the console gateway."""

    def send(self, to: Subscription, note: Note, key: str) -> Receipt:
        """Write the file whole or not at all; a second call with the key changes nothing."""
        return ConsoleGateway().write(key, f"{urlsplit(to.endpoint).hostname}\n{note.title}\n{note.body}\n{note.url}\n")

    def ask(self, key: str) -> Receipt | None:
        """Whether the file is there."""
        return ConsoleGateway().ask(key)


class ServicePusher:
    """The push service of whoever makes the browser.

    Of two messages with one `Topic` the service keeps the newer, and of two with one tag the browser shows one: what an
    answer of 5xx had after all let through is seen once.
    """

    def send(self, to: Subscription, note: Note, key: str) -> Receipt:
        """One message, sealed for one browser."""
        if not _is_allowed(to.endpoint):
            raise Rejected("its push service is not on the list any more")
        parts = urlsplit(to.endpoint)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        body, headers = _sealed(to, note, key), _headers(parts, key, is_urgent=note.is_urgent)
        status, _answer = converse(parts, "POST", path, headers, body, timeout=TIMEOUT, is_outward=True)
        if status in TAKEN:
            return Receipt("")  # its name for the message would be a way to take it back
        if status in GONE:
            raise Gone(f"the push service answered {status}")
        if status in NEVER_TAKES_IT:
            raise Rejected(f"the push service answered {status}")
        if status < 300:
            raise Unavailable(f"the push service answered {status}, which means nothing")
        raise NotTaken(f"the push service answered {status}")

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (as a Pusher's)
        """No push service can say."""
        raise CannotTell("a push service cannot be asked")


def _sealed(to: Subscription, note: Note, key: str) -> bytes:
    from pywebpush import WebPusher  # 12 MB with what it needs for requests of its own: only where something is sent

    said = {name: value for name, value in asdict(note).items() if name != "is_urgent"} | {"tag": key}
    plain = json.dumps(said, ensure_ascii=False).encode().ljust(AS_LONG_AS)
    keys = {"p256dh": to.p256dh, "auth": to.auth}
    sealed: bytes = WebPusher({"endpoint": to.endpoint, "keys": keys}).encode(plain)["body"]
    return sealed


def _headers(to: SplitResult, key: str, *, is_urgent: bool) -> dict[str, str]:
    from py_vapid import Vapid02  # likewise

    until = int(now().timestamp()) + SIGNED_FOR
    claims = {"aud": f"https://{to.hostname}", "sub": settings.LINLI_PUSH_CONTACT, "exp": until}
    signed: dict[str, str] = Vapid02(_private()).sign(claims)
    return {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_FOR),
        "Topic": key.replace("-", ""),
        "Urgency": "high" if is_urgent else "normal",
    }


def _private() -> ec.EllipticCurvePrivateKey:
    """Of LINLI_PUSH_KEY, as tools for VAPID write it (32 bytes in URL-safe base64); else of the folder of keys."""
    written = settings.LINLI_PUSH_KEY
    secret = _bytes(written) if written else keyring.push_secret()
    try:
        if len(secret) == 32:
            return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
    except ValueError as fault:
        raise ImproperlyConfigured("LINLI_PUSH_KEY is no private key of P-256") from fault
    raise ImproperlyConfigured("LINLI_PUSH_KEY must be 32 bytes in URL-safe base64")


def _is_allowed(endpoint: str) -> bool:
    """Whether an address may be spoken to: https at the usual port of a push service on the list, and no more in it."""
    if len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"https://[!-~]+", endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port or HTTPS
    except ValueError:
        return False
    is_plain = parts.netloc.lower() in (host, f"{host}:{HTTPS}") and not parts.fragment and len(parts.path) > 1
    is_known = any(host.endswith(each) if each.startswith(".") else host == each for each in hosts())
    return is_plain and port == HTTPS and _is_name(host) and is_known


def _is_name(host: str) -> bool:
    """Whether it is the name of a host and no address in numbers."""
    try:
        ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return False


def _is_point(written: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point := _bytes(written))
    except ValueError:
        return False
    return len(point) == 65


def _bytes(written: str) -> bytes:
    """What URL-safe base64 stands for; nothing where it is none."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,200}={0,2}", written):
        return b""
    try:
        return urlsafe_b64decode(written.rstrip("=") + "=" * (-len(written.rstrip("=")) % 4))
    except NoBase64:
        return b""


def _in_url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
