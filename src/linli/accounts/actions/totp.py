"""Setting up and dropping the one-time code of a member of staff."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.onetime import address, opened, sealed, step_of, uses_up_code
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused


@dataclass(frozen=True)
class Enrolment:
    """A secret not yet confirmed: sealed to be kept until then, to be typed, and as a QR code."""

    cipher: str
    secret: str
    picture: str  # the QR code as a data: address


def begin_totp(user: User, cipher: str = "") -> Enrolment:
    """A fresh secret, or the one begun before (`cipher`); nothing is set up until a code from it is typed."""
    secret = opened(cipher, user) if cipher else pyotp.random_base32()
    picture = segno.make(address(secret, user), error="m").svg_data_uri(scale=5, border=2)
    return Enrolment(cipher or sealed(secret, user), secret, picture)


@transaction.atomic
def enrol_totp(user: User, *, cipher: str, code: str, by: Actor, at: datetime) -> None:
    """Set the secret up: the code shows that the phone has it."""
    step = step_of(opened(cipher, user), code, at)
    if step is None:
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")
    user.totp_cipher, user.totp_last = cipher, step
    user.save(update_fields=["totp_cipher", "totp_last"])
    record("accounts.totp_enrolled", on=user, by=by, at=at)


@transaction.atomic
def drop_totp(user: User, *, code: str, by: Actor, at: datetime) -> None:
    """Sign in without one-time codes again; a last code shows that it is oneself."""
    if not user.totp_cipher or not uses_up_code(user, code, at):
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")
    user.totp_cipher = ""
    user.save(update_fields=["totp_cipher"])
    record("accounts.totp_dropped", on=user, by=by, at=at)
