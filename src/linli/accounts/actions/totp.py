"""Setting up and dropping the one-time code of a member of staff."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.actions.codes import SIGN_IN
from linli.accounts.models import User
from linli.accounts.onetime import address, opened, sealed, step_of, uses_up_code
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as


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


def enrol_at_the_door(user: User, *, cipher: str, code: str, at: datetime) -> None:
    """Set the secret up before somebody is in, where nobody gets in without: what the code opens is their session."""
    with acting_as(SIGN_IN):
        if not User.objects.select_for_update().filter(pk=user.pk, totp_cipher="").exists():
            raise Refused("accounts.totp_set_up", _("动态码已经开通了。请重新登录。"))
        enrol_totp(user, cipher=cipher, code=code, by=SIGN_IN, at=at)
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door="password")


@transaction.atomic
def drop_totp(user: User, *, code: str, by: Actor, at: datetime) -> None:
    """Sign in without one-time codes again; a last code shows that it is oneself."""
    if not user.totp_cipher or not uses_up_code(user, code, at):
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")
    user.totp_cipher = ""
    user.save(update_fields=["totp_cipher"])
    record("accounts.totp_dropped", on=user, by=by, at=at)
