"""What a session remembers of somebody who signs in elsewhere: while they are away, and until they say it was them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts.providers.terms import Elsewhere, Proofs
from linli.accounts.rules import AWAY_LASTS
from linli.base.encryption import EncryptionError, decrypt, encrypt
from linli.base.refusals import Refused

GONE, NAMED = "_gone_elsewhere", "_named_elsewhere"
PLACE = {"table": "accounts_session", "column": "session_data", "row": "elsewhere"}


@dataclass(frozen=True)
class Journey:
    """One way there and back."""

    proofs: Proofs
    going: str


def set_out(request: HttpRequest, way: str, going: str, at: datetime) -> Proofs:
    """Somebody leaves by this way; whoever comes back must bring the same."""
    # WeChat takes letters and digits alone for a state.
    proofs = Proofs(secrets.token_hex(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    request.session[GONE] = [way, proofs.state, proofs.nonce, proofs.verifier, going, at.isoformat()]
    return proofs


def come_back(request: HttpRequest, way: str, state: str, at: datetime) -> Journey:
    """The journey that ends here. It ends once: whatever comes after it is refused."""
    gone, known, nonce, verifier, going, since = request.session.pop(GONE, ["", "", "", "", "", ""])
    is_ours = bool(known) and gone == way and constant_time_compare(known, state)
    if not is_ours or at >= datetime.fromisoformat(since) + AWAY_LASTS:
        raise Refused("accounts.elsewhere_stale", _("离开得太久，或者换过浏览器，没有登录。请再点一次。"))
    return Journey(Proofs(known, nonce, verifier), going)


def remember_named(request: HttpRequest, elsewhere: Elsewhere, at: datetime) -> None:
    """Somebody was named whom no sign-in here is bound to; encrypted, since the session is not."""
    request.session[NAMED] = encrypt(f"{at.isoformat()} {elsewhere.way} {elsewhere.subject}", **PLACE)


def named_before(request: HttpRequest, at: datetime) -> Elsewhere | None:
    """Who was named on this device a moment ago; None once it is over, or was forgotten."""
    try:
        since, way, subject = decrypt(request.session[NAMED], **PLACE).split(" ", 2)
    except (KeyError, EncryptionError):
        return None
    return Elsewhere(way, subject) if at < datetime.fromisoformat(since) + AWAY_LASTS else None


def forget_named(request: HttpRequest) -> None:
    """It was somebody else, or it has been bound."""
    request.session.pop(NAMED, None)


def carried(request: HttpRequest) -> str:
    """What is to be kept over the new session that a sign-in begins."""
    return str(request.session.get(NAMED, ""))


def carry(request: HttpRequest, kept: str) -> None:
    """Put it back."""
    if kept:
        request.session[NAMED] = kept
