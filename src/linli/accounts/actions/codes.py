"""A code to a phone: by it a resident signs in, and whoever holds the phone agrees at a desk to what is done with it.

Tries are counted outside any savepoint of ours, in the caller's transaction: a refusal must not undo its own count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.arrivals import doubt
from linli.accounts.models import PhoneCode, User
from linli.accounts.phones import hash_of, user_of_phone
from linli.accounts.rights import require
from linli.accounts.rules import (
    CODE_LASTS,
    CODE_TRIES,
    CODES_FROM_A_DESK,
    CODES_FROM_AN_ADDRESS,
    CODES_TO_A_PHONE,
    CodePurpose,
    code_typed,
    mobile,
    new_code,
)
from linli.base.actor import Actor, system_actor
from linli.base.encryption import keyed_hash
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as

SIGN_IN = system_actor("accounts.sign_in")  # before somebody has signed in, the door itself acts
TOO_MANY = "accounts.too_many_codes"


@dataclass(frozen=True)
class Spoken:
    """A code as it was typed or read out: of which phone, at a desk about which record, and where on the page."""

    phone: str
    code: str
    about: UUID | None = None
    field: str = "code"


def ask_for_code(*, phone: str, at: datetime, whence: str) -> None:
    """Send a code to a phone, known or not; says nothing about which. Older codes no longer count.

    Raises Unavailable where the message cannot be sent.
    """
    phone = mobile(phone)
    throttling.hold("code", phone)
    throttling.check("code", phone, CODES_TO_A_PHONE, at, code=TOO_MANY)
    throttling.check("code_whence", whence, CODES_FROM_AN_ADDRESS, at, code=TOO_MANY)
    throttling.count("code", phone, at)
    throttling.count("code_whence", whence, at)
    _send(phone, CodePurpose.SIGN_IN, None, at)


def ask_at_desk(*, phone: str, purpose: CodePurpose, about: UUID, verb: str, by: Actor, at: datetime) -> None:
    """Send a code that whoever holds the phone reads out to the staff in front of them; the message says for what.

    It speaks of one record alone, and signs nobody in. Raises Unavailable where the message cannot be sent.
    """
    require(by, verb)
    phone, whence = mobile(phone), str(by.user)
    throttling.hold("code", phone)
    throttling.check("code", phone, CODES_TO_A_PHONE, at, code=TOO_MANY)
    throttling.check("code_desk", whence, CODES_FROM_A_DESK, at, code=TOO_MANY)
    throttling.count("code", phone, at)
    throttling.count("code_desk", whence, at)
    _send(phone, purpose, about, at)


def sign_in_with_code(*, phone: str, code: str, at: datetime) -> User:
    """The sign-in of whoever holds the phone; a new one where the phone is new. The code is used up.

    Where the number may have changed hands (`arrivals.doubt`), nobody has arrived yet: they are asked who they are.
    """
    phone = mobile(phone)
    spend([_matching(Spoken(phone, code), CodePurpose.SIGN_IN, at)], at)
    with acting_as(SIGN_IN):
        user = user_of_phone(phone)
        if not user.is_active:
            raise Refused("accounts.closed", _("这个账号已停用。请联系社区。"))
    if not doubt(user, phone, at):
        arrive(user, phone, at=at)
    return user


def hear_at_desk(spoken: Sequence[Spoken], *, purpose: CodePurpose, at: datetime) -> None:
    """Whoever holds each phone has read its code out for this purpose; all are right, or none is used up.

    Part of a larger action, which asks for the right; call it outside that action's savepoint.
    """
    spend([_matching(one, purpose, at) for one in spoken], at)


def arrive(user: User, phone: str, *, at: datetime) -> None:
    """Whoever holds the phone is whose sign-in it opens."""
    with acting_as(SIGN_IN):
        User.objects.filter(phone_hash=hash_of(phone)).update(signed_in_at=at)
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door="code")


def _send(phone: str, purpose: CodePurpose, about: UUID | None, at: datetime) -> None:
    code = new_code()
    with acting_as(SIGN_IN):
        sent = PhoneCode(phone_hash=hash_of(phone), sent_at=at, purpose=purpose, about=about)
        sent.code_hash = _hash(sent, code)
        sent.save(force_insert=True)
        record("accounts.code_asked", on=sent, by=SIGN_IN, at=at, purpose=purpose)
        emit("accounts.code_wanted", phone=phone, code=code, purpose=purpose)


def _matching(spoken: Spoken, purpose: CodePurpose, at: datetime) -> PhoneCode:
    """The newest code of this phone for this purpose, where it is the one typed."""
    sent_ones = PhoneCode.objects.filter(phone_hash=hash_of(spoken.phone), purpose=purpose, about=spoken.about)
    sent = sent_ones.order_by("-sent_at").first()
    if sent is None or sent.used_at or at >= sent.sent_at + CODE_LASTS or not counted(sent):
        raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field=spoken.field)
    if not constant_time_compare(sent.code_hash, _hash(sent, code_typed(spoken.code))):
        raise Refused("accounts.code_wrong", _("验证码不对。请看看短信，再填一次。"), field=spoken.field)
    return sent


def spend(codes: Sequence[PhoneCode], at: datetime) -> None:
    """Each serves now and never again; of two requests at once only one finds it unused."""
    for sent in codes:
        if not PhoneCode.objects.filter(pk=sent.pk, used_at=None).update(used_at=at):
            raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field="code")


def counted(sent: PhoneCode) -> bool:
    """Take one of the code's tries before looking at what was typed; False when none is left."""
    tried = PhoneCode.objects.filter(pk=sent.pk, attempts__lt=CODE_TRIES).update(attempts=F("attempts") + 1)
    return bool(tried)


def _hash(sent: PhoneCode, code: str) -> str:
    """Of a code read out at a desk the purpose is part: nobody who overlooks the column takes it for a sign-in."""
    plain = f"{sent.pk}:{code}"
    is_for_signing_in = sent.purpose == CodePurpose.SIGN_IN
    return keyed_hash(plain if is_for_signing_in else f"{plain}:{sent.purpose}:{sent.about}", "phone_code")
