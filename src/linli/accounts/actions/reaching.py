"""How and when somebody wants to be told, and the mail address they gave, shown to be theirs by a code sent to it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import quiet, throttling
from linli.accounts.actions.codes import TOO_MANY, counted, spend
from linli.accounts.mails import mail_of, put_mail
from linli.accounts.models import PhoneCode, User
from linli.accounts.rules import (
    CODE_LASTS,
    CODES_TO_A_PHONE,
    NO_WAY,
    CodePurpose,
    Way,
    code_typed,
    mail_typed,
    new_code,
)
from linli.base.actor import Actor
from linli.base.encryption import keyed_hash
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused


@transaction.atomic
def choose_ways(user: User, ways: Collection[Way], *, by: Actor, at: datetime) -> None:
    """Be told in these ways from now on, besides when one signs in; none is a choice too."""
    chosen = " ".join(way for way in Way if way in ways) or NO_WAY
    if chosen == user.ways:
        return
    if Way.MAIL in ways and not mail_of(user):
        raise Refused("accounts.no_mail", _("还没有邮箱。请先填邮箱，再选用邮件告诉您。"), field="ways")
    user.ways = chosen
    user.save(update_fields=["ways"])
    record("accounts.ways_chosen", on=user, by=by, at=at, fields=["ways"], ways=chosen.split())


@transaction.atomic
def choose_quiet(user: User, own: str, *, by: Actor, at: datetime) -> None:
    """Be left alone in these hours of the day, in none (`ALWAYS`), or as is usual here (nothing)."""
    if own == user.quiet:
        return
    if own not in ("", quiet.ALWAYS):
        _check_hours(own)
    user.quiet = own
    user.save(update_fields=["quiet"])
    record("accounts.quiet_chosen", on=user, by=by, at=at, fields=["quiet"], quiet=own)


def _check_hours(own: str) -> None:
    try:
        hours = quiet.read(own)
    except ValueError as fault:
        raise Refused("accounts.quiet_wrong", _("请选从几点到几点。"), field="begins") from fault
    if hours is None or not hours.lasts:
        raise Refused("accounts.quiet_wrong", _("请选从几点到几点，两个时间不能一样。"), field="begins")
    if hours.lasts > quiet.LONGEST:
        raise Refused(
            "accounts.quiet_too_long", _("最多安静 14 个小时，免得误了期限。请把时间选短一些。"), field="begins"
        )


def ask_for_mail_code(user: User, mail: str, *, by: Actor, at: datetime) -> str:
    """Send a code to an address somebody says is theirs; gives the address as it was understood.

    Counted by the person and by the address: nobody's box is filled by others. Raises Unavailable where it cannot go.
    """
    mail = mail_typed(mail)
    for door, value in (("mail_code", mail), ("mail_code_of", str(user.pk))):
        throttling.hold(door, value)
        throttling.check(door, value, CODES_TO_A_PHONE, at, code=TOO_MANY)
        throttling.count(door, value, at)
    code = new_code()
    with transaction.atomic():
        sent = PhoneCode(phone_hash=_found_by(mail), sent_at=at, purpose=CodePurpose.MAIL, about=user.pk)
        sent.code_hash = _hash(sent, code)
        sent.save(force_insert=True)
        record("accounts.mail_code_asked", on=user, by=by, at=at)
        emit("accounts.mail_code_wanted", mail=mail, code=code, key=str(sent.pk))
    return mail


def give_mail(user: User, mail: str, code: str, *, by: Actor, at: datetime) -> None:
    """Whoever has typed the code reads this box: from now on it is theirs, and they are told there too."""
    mail = mail_typed(mail)
    sent = (
        PhoneCode.objects.filter(phone_hash=_found_by(mail), purpose=CodePurpose.MAIL, about=user.pk)
        .order_by("-sent_at")
        .first()
    )
    if sent is None or sent.used_at or at >= sent.sent_at + CODE_LASTS or not counted(sent):
        raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field="code")
    if not constant_time_compare(sent.code_hash, _hash(sent, code_typed(code))):
        raise Refused("accounts.mail_code_wrong", _("验证码不对。请看看邮件，再填一次。"), field="code")
    with transaction.atomic():
        spend([sent], at)
        put_mail(user, mail)
        kept = set(user.ways.split()) - {NO_WAY} or ({Way.SMS} if user.phone_cipher else set())
        user.ways = " ".join(way for way in Way if way in {*kept, Way.MAIL})
        user.save(update_fields=["mail_cipher", "ways"])
        record("accounts.mail_given", on=user, by=by, at=at, fields=["mail", "ways"], ways=user.ways.split())


@transaction.atomic
def clear_mail(user: User, *, by: Actor, at: datetime) -> None:
    """Nothing of the address stays, and no mail goes out any more."""
    if not user.mail_cipher:
        return
    put_mail(user, "")
    left = [way for way in user.ways.split() if way != Way.MAIL]
    user.ways = " ".join(left)
    user.save(update_fields=["mail_cipher", "ways"])
    record("accounts.mail_cleared", on=user, by=by, at=at, fields=["mail", "ways"])


def _found_by(mail: str) -> str:
    return keyed_hash(mail.lower(), "mail")


def _hash(sent: PhoneCode, code: str) -> str:
    return keyed_hash(f"{sent.pk}:{code}:{sent.purpose}:{sent.about}", "phone_code")
