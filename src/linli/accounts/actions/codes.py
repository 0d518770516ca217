"""A resident signs in by a code to the phone.

Tries are counted outside any savepoint of ours, in the caller's transaction: a refusal must not undo its own count.
"""

from datetime import datetime

from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.arrivals import doubt
from linli.accounts.models import PhoneCode, User
from linli.accounts.phones import hash_of, user_of_phone
from linli.accounts.rules import (
    CODE_LASTS,
    CODE_TRIES,
    CODES_FROM_AN_ADDRESS,
    CODES_TO_A_PHONE,
    code_typed,
    mobile,
    new_code,
)
from linli.base.actor import system_actor
from linli.base.encryption import keyed_hash
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as

SIGN_IN = system_actor("accounts.sign_in")  # before somebody has signed in, the door itself acts
TOO_MANY = "accounts.too_many_codes"


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
    code = new_code()
    with acting_as(SIGN_IN):
        sent = PhoneCode(phone_hash=hash_of(phone), sent_at=at)
        sent.code_hash = _hash(sent, code)
        sent.save(force_insert=True)
        record("accounts.code_asked", on=sent, by=SIGN_IN, at=at)
        emit("accounts.code_wanted", phone=phone, code=code)


def sign_in_with_code(*, phone: str, code: str, at: datetime) -> User:
    """The sign-in of whoever holds the phone; a new one where the phone is new. The code is used up.

    Where the number may have changed hands (`arrivals.doubt`), nobody has arrived yet: they are asked who they are.
    """
    phone = mobile(phone)
    sent = PhoneCode.objects.filter(phone_hash=hash_of(phone)).order_by("-sent_at").first()
    if sent is None or sent.used_at or at >= sent.sent_at + CODE_LASTS or not _counted(sent):
        raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field="code")
    if not constant_time_compare(sent.code_hash, _hash(sent, code_typed(code))):
        raise Refused("accounts.code_wrong", _("验证码不对。请看看短信，再填一次。"), field="code")
    with acting_as(SIGN_IN):
        if not PhoneCode.objects.filter(pk=sent.pk, used_at=None).update(used_at=at):
            raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field="code")
        user = user_of_phone(phone)
        if not user.is_active:
            raise Refused("accounts.closed", _("这个账号已停用。请联系社区。"))
    if not doubt(user, phone, at):
        arrive(user, phone, at=at)
    return user


def arrive(user: User, phone: str, *, at: datetime) -> None:
    """Whoever holds the phone is whose sign-in it opens."""
    with acting_as(SIGN_IN):
        User.objects.filter(phone_hash=hash_of(phone)).update(signed_in_at=at)
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door="code")


def _counted(sent: PhoneCode) -> bool:
    """Take one of the code's tries before looking at what was typed; False when none is left."""
    tried = PhoneCode.objects.filter(pk=sent.pk, attempts__lt=CODE_TRIES).update(attempts=F("attempts") + 1)
    return bool(tried)


def _hash(sent: PhoneCode, code: str) -> str:
    return keyed_hash(f"{sent.pk}:{code}", "phone_code")
