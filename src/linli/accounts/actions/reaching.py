"""How and when somebody wants to be told, and the addresses they gave, shown to be theirs by a code sent there."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import quiet, throttling
from linli.accounts.actions.codes import TOO_MANY, counted, spend
from linli.accounts.boxes import BOXES, Box
from linli.accounts.models import PhoneCode, User
from linli.accounts.rules import (
    CODE_LASTS,
    CODES_TO_A_PHONE,
    NO_WAY,
    Way,
    code_typed,
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
    lacking = [way for way, box in BOXES.items() if not box.is_known_of(user)] + [Way.PUSH] * (not user.has_push)
    if set(lacking) & set(ways):
        raise Refused("accounts.no_box", _("还没有填收在哪里。请先填好，再选。"), field="ways")
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


def ask_for_box_code(user: User, box: Box, typed: str, *, by: Actor, at: datetime) -> str:
    """Send a code to an address somebody says is theirs; gives the address as it was understood.

    Counted by the person and by the address: nobody's box is filled by others. Raises Unavailable where it cannot go.
    """
    address = box.typed(typed)
    for door, value in ((f"{box.way}_code", address), (f"{box.way}_code_of", str(user.pk))):
        throttling.hold(door, value)
        throttling.check(door, value, CODES_TO_A_PHONE, at, code=TOO_MANY)
        throttling.count(door, value, at)
    code = new_code()
    with transaction.atomic():
        sent = PhoneCode(phone_hash=_found_by(box, address), sent_at=at, purpose=box.purpose, about=user.pk)
        sent.code_hash = _hash(sent, code)
        sent.save(force_insert=True)
        record("accounts.box_code_asked", on=user, by=by, at=at, way=box.way.value)
        emit("accounts.box_code_wanted", way=box.way, address=address, code=code, key=str(sent.pk))
    return address


def give_box(user: User, box: Box, typed: str, code: str, *, by: Actor, at: datetime) -> None:
    """Whoever has typed the code reads this box: from now on it is theirs, and they are told there too."""
    address = box.typed(typed)
    sent_ones = PhoneCode.objects.filter(phone_hash=_found_by(box, address), purpose=box.purpose, about=user.pk)
    sent = sent_ones.order_by("-sent_at").first()
    if sent is None or sent.used_at or at >= sent.sent_at + CODE_LASTS or not counted(sent):
        raise Refused("accounts.code_expired", _("验证码过期了。请重新获取一个。"), field="code")
    if not constant_time_compare(sent.code_hash, _hash(sent, code_typed(code))):
        raise Refused("accounts.box_code_wrong", _("验证码不对。请看看收到的那一条，再填一次。"), field="code")
    with transaction.atomic():
        spend([sent], at)
        box.put(user, address)
        user.ways = _with(user, box.way)
        user.save(update_fields=[box.column, "ways"])
        fields = [box.way.value, "ways"]
        record("accounts.box_given", on=user, by=by, at=at, fields=fields, way=box.way.value, ways=user.ways.split())


@transaction.atomic
def clear_box(user: User, box: Box, *, by: Actor, at: datetime) -> None:
    """Nothing of the address stays, and nothing goes there any more."""
    if not getattr(user, box.column):
        return
    box.put(user, "")
    user.ways = " ".join(way for way in user.ways.split() if way != box.way)
    user.save(update_fields=[box.column, "ways"])
    record("accounts.box_cleared", on=user, by=by, at=at, fields=[box.way.value, "ways"], way=box.way.value)


def now_by_push(user: User) -> None:
    """A browser takes messages for them, besides the other ways. Part of a larger action, which journals."""
    user.has_push, user.ways = True, _with(user, Way.PUSH)
    user.save(update_fields=["has_push", "ways"])


def no_more_by_push(user: User) -> None:
    """No browser does any more. Part of a larger action, which journals."""
    user.has_push, user.ways = False, " ".join(way for way in user.ways.split() if way != Way.PUSH)
    user.save(update_fields=["has_push", "ways"])


def _with(user: User, more: Way) -> str:
    """What somebody chose, and this way too; who chose nothing yet goes on as usual besides."""
    usual = {Way.SMS.value} if user.phone_cipher and not user.ways else set()
    kept = usual | set(user.ways.split()) - {NO_WAY}
    return " ".join(way for way in Way if way in {*kept, more})


def _found_by(box: Box, address: str) -> str:
    return keyed_hash(address.lower(), box.way.value)


def _hash(sent: PhoneCode, code: str) -> str:
    return keyed_hash(f"{sent.pk}:{code}:{sent.purpose}:{sent.about}", "phone_code")
