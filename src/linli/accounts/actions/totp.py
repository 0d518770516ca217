"""Setting up and dropping the one-time code of a member of staff, and the ten codes on paper that come with it.

Wrong tries are counted outside any savepoint of ours, in the caller's transaction: a refusal must not undo its count.
"""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.actions.codes import SIGN_IN
from linli.accounts.models import RecoveryCode, User
from linli.accounts.onetime import (
    address,
    opened,
    recovery_codes_left,
    recovery_hash,
    sealed,
    step_of,
    uses_up_code,
    uses_up_recovery_code,
)
from linli.accounts.rules import RECOVERY_CODES, WRONG_CODES, is_recovery_code, new_recovery_code
from linli.base.actor import Actor
from linli.base.events import emit
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
def enrol_totp(user: User, *, cipher: str, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Set the secret up: the code shows that the phone has it. The codes to keep on paper, in clear this once."""
    step = step_of(opened(cipher, user), code, at)
    if step is None:
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")
    user.totp_cipher, user.totp_last = cipher, step
    user.save(update_fields=["totp_cipher", "totp_last"])
    record("accounts.totp_enrolled", on=user, by=by, at=at)
    return give_recovery_codes(user, by=by, at=at)


def enrol_at_the_door(user: User, *, cipher: str, code: str, at: datetime, door: str = "password") -> tuple[str, ...]:
    """Set the secret up before somebody is in, where nobody gets in without: what the code opens is their session."""
    with acting_as(SIGN_IN):
        if not User.objects.select_for_update().filter(pk=user.pk, totp_cipher="").exists():
            raise Refused("accounts.totp_set_up", _("动态码已经开通了。请重新登录。"))
        codes = enrol_totp(user, cipher=cipher, code=code, by=SIGN_IN, at=at)
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door=door)
    return codes


def drop_totp(user: User, *, code: str, by: Actor, at: datetime) -> None:
    """Sign in without one-time codes again; a last code shows that it is oneself."""
    prove(user, code, by=by, at=at)
    with transaction.atomic():
        forget_totp(user)
        record("accounts.totp_dropped", on=user, by=by, at=at)


def renew_recovery_codes(user: User, *, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Ten new codes on paper in place of the old ones; a code shows that it is oneself."""
    prove(user, code, by=by, at=at)
    return give_recovery_codes(user, by=by, at=at)


def prove(user: User, code: str, *, by: Actor, at: datetime) -> None:
    """Whoever holds the session holds the phone too, or the paper: a code from either, with as many tries as a door."""
    name = user.username or ""
    throttling.hold("totp", name)
    throttling.check("totp", name, WRONG_CODES, at, code="accounts.too_many_wrong")
    if not user.totp_cipher or not uses_up(user, code, by=by, at=at):
        throttling.count("totp", name, at)
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")


def uses_up(user: User, typed: str, *, by: Actor, at: datetime) -> bool:
    """Whether a code of the phone or one from paper is right; it never serves again. One from paper is told of."""
    if not is_recovery_code(typed):
        return uses_up_code(user, typed, at)
    with transaction.atomic():
        if not uses_up_recovery_code(user, typed, at):
            return False
        left = recovery_codes_left(user)
        record("accounts.recovery_code_used", on=user, by=by, at=at, left=left)
        emit("accounts.told", to=user, what="accounts.recovery_code_used", about=user, at=at, left=left)
    return True


@transaction.atomic
def give_recovery_codes(user: User, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Ten codes for the day the phone is lost, in clear this once; those given before serve no more."""
    codes = tuple(new_recovery_code() for _each in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, code_hash=recovery_hash(user, code), given_at=at) for code in codes]
    )
    record("accounts.recovery_codes_given", on=user, by=by, at=at, count=len(codes))
    return codes


def forget_totp(user: User) -> None:
    """No secret and no codes on paper any more; part of a larger action, which journals."""
    user.totp_cipher = ""
    user.save(update_fields=["totp_cipher"])
    RecoveryCode.objects.filter(user=user).delete()
