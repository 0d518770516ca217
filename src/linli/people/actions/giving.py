"""Another phone for a record, or none: against a code read out at the desk, and not behind the back of who has one.

A number is given only by whoever holds it. Where a phone opens the record already, its holder is told at once, and for
seven days one tap of theirs stops it; a code sent to that phone and read out saves the seven days.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts import throttling
from linli.accounts.actions import Spoken
from linli.accounts.models import User, UserKind
from linli.accounts.phones import user_with
from linli.accounts.queries import nearest_units
from linli.accounts.rules import GIVEN_IN_VAIN, CodePurpose, mobile
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.organizations.contacts import is_of_a_unit
from linli.organizations.models import Organization
from linli.people.actions.writing import REGISTRAR, locked
from linli.people.models import PhoneChange, PhoneChangeKind, PhoneChangeState, Resident
from linli.people.numbers import number_of, put_number, speaks_for, who_opens
from linli.people.rules import PHONE_RESTS, UNPROVED_STAYS, said

VERB = "people.change"
IN_VAIN, TOO_MANY = "phone_in_vain", "people.too_many_phones"


def ask_phone(resident: Resident, *, phone: str, by: Actor, at: datetime) -> PhoneChange:
    """The resident is here with another phone: send it a code to read out. Says nothing of who holds the number."""
    resident, phone = locked(resident, by, VERB), mobile(phone)
    _none_waiting(resident)
    accounts.ask_at_desk(phone=phone, purpose=CodePurpose.GIVE, about=resident.pk, verb=VERB, by=by, at=at)
    return _noted(resident, phone, by, at)


def prove_phone(resident: Resident, *, code: str, by: Actor, at: datetime) -> PhoneChange:
    """Its holder has read the code out. A record that no phone opens is opened by it at once; else in seven days.

    What is refused of the number is counted outside any savepoint of ours, and journalled.
    """
    throttling.hold(IN_VAIN, str(by.user))
    throttling.check(IN_VAIN, str(by.user), GIVEN_IN_VAIN, at, code=TOO_MANY)
    resident = locked(resident, by, VERB)
    phone = number_of(_change(resident, PhoneChangeState.ASKED))
    accounts.hear_at_desk([Spoken(phone, code, resident.pk)], purpose=CodePurpose.GIVE, at=at)
    if _is_taken(phone) or _is_of_staff(phone, resident, by):
        throttling.count(IN_VAIN, str(by.user), at)
        record("people.phone_not_given", on=resident, by=by, at=at, area=resident.home_area_id)
        raise Refused(
            "people.phone_taken",
            _(
                "这个号码不能登记到这份档案：它已经登记过，或者是单位、工作人员的。"
                "登记在本人另一份档案上，就合并；换了主人，请新主人用它登录，点“以前的不是我”。"
            ),
            field="code",
        )
    return _proven(resident, by, at)


@transaction.atomic
def release_phone(resident: Resident, *, reason: str, by: Actor, at: datetime) -> PhoneChange:
    """The number is somebody else's now, or lost: in seven days it opens this record no more and is destroyed."""
    resident = locked(resident, by, VERB)
    reason = said(reason, "people.reason_missing", _("请写明为什么，居民会看到。"), field="reason")
    _old_phone(resident)
    _none_waiting(resident)
    for asked in PhoneChange.objects.unsettled().filter(resident=resident):
        _settle(asked, PhoneChangeState.CANCELLED, at)
    change = PhoneChange(resident=resident, kind=PhoneChangeKind.RELEASE, asked_at=at)
    change.state, change.due_at = PhoneChangeState.WAITING, at + PHONE_RESTS
    change.save(force_insert=True)
    record(
        "people.phone_release_waits", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"],
        text={"reason": reason}, due=change.due_at,
    )  # fmt: skip
    _tell_owner(resident, "people.phone_release_waits", at, day=change.due_at)
    return change


def ask_old_phone(resident: Resident, *, by: Actor, at: datetime) -> None:
    """The phone that opens the record is here as well: send it a code to read out, and nobody has to wait."""
    resident = locked(resident, by, VERB)
    _change(resident, PhoneChangeState.WAITING)
    phone = _old_phone(resident)
    accounts.ask_at_desk(phone=phone, purpose=CodePurpose.PART, about=resident.pk, verb=VERB, by=by, at=at)


def confirm_phone(resident: Resident, *, code: str, by: Actor, at: datetime) -> PhoneChange:
    """Whoever holds the phone that opens the record agrees: it comes about now."""
    resident = locked(resident, by, VERB)
    _change(resident, PhoneChangeState.WAITING)
    spoken = Spoken(_old_phone(resident), code, resident.pk)
    accounts.hear_at_desk([spoken], purpose=CodePurpose.PART, at=at)
    return _confirmed(resident, by, at)


@transaction.atomic
def cancel_phone(resident: Resident, *, by: Actor, at: datetime) -> PhoneChange:
    """The desk thinks better of it, before it comes about."""
    resident = locked(resident, by, VERB)
    change = _change(resident, PhoneChangeState.ASKED, PhoneChangeState.WAITING)
    was_waiting = change.state == PhoneChangeState.WAITING
    _settle(change, PhoneChangeState.CANCELLED, at)
    record("people.phone_change_cancelled", on=resident, by=by, at=at, area=resident.home_area_id)
    if was_waiting:
        _tell_owner(resident, "people.phone_change_cancelled", at)
    return change


@transaction.atomic
def refuse_phone(resident: Resident, *, by: Actor, at: datetime) -> PhoneChange:
    """“不是我办的”: the phone of the record stays what it is, and the community hears of it."""
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    change = _change(resident, PhoneChangeState.WAITING)
    _settle(change, PhoneChangeState.REFUSED, at)
    home = str(resident.home_area_id)
    record("people.phone_change_refused", on=resident, by=by, at=at, area=home)
    for unit in nearest_units(VERB, home, at):
        tell(unit, "people.phone_change_refused", about=resident, number="", at=at)
    return change


@transaction.atomic
def carry_out_phone_changes(*, by: Actor, at: datetime) -> int:
    """What nobody has said no to in seven days comes about; how many did. What was never proved is forgotten."""
    for never in PhoneChange.objects.filter(state=PhoneChangeState.ASKED, asked_at__lt=at - UNPROVED_STAYS):
        _settle(never, PhoneChangeState.LAPSED, at)
    due = PhoneChange.objects.waiting().filter(due_at__lte=at).select_related("resident__user")
    changes = list(due.select_for_update(skip_locked=True, of=("self",)))
    return sum(_carried_out(change, by, at) for change in changes)


@transaction.atomic
def _noted(resident: Resident, phone: str, by: Actor, at: datetime) -> PhoneChange:
    found = PhoneChange.objects.unsettled().filter(resident=resident).first()
    change = found or PhoneChange(resident=resident, kind=PhoneChangeKind.GIVE, state=PhoneChangeState.ASKED)
    change.asked_at = at
    put_number(change, phone)
    change.save(force_insert=found is None)
    record("people.phone_asked", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"])
    return change


@transaction.atomic
def _proven(resident: Resident, by: Actor, at: datetime) -> PhoneChange:
    change = _change(resident, PhoneChangeState.ASKED)
    if not who_opens(resident):
        return _given(change, resident, by, at)
    change.state, change.due_at = PhoneChangeState.WAITING, at + PHONE_RESTS
    change.save(update_fields=["state", "due_at"])
    record(
        "people.phone_change_waits", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"],
        due=change.due_at,
    )  # fmt: skip
    _tell_owner(resident, "people.phone_change_waits", at, day=change.due_at)
    return change


@transaction.atomic
def _confirmed(resident: Resident, by: Actor, at: datetime) -> PhoneChange:
    change = _change(resident, PhoneChangeState.WAITING)
    if change.kind == PhoneChangeKind.RELEASE:
        return _released(change, resident, by, at)
    if _is_taken(number_of(change)):
        raise Refused(
            "people.phone_taken_meanwhile", _("新号码这几天登记到了另一份档案。请取消这次更换，再核对。"), field="code"
        )
    return _given(change, resident, by, at)


def _carried_out(change: PhoneChange, by: Actor, at: datetime) -> bool:
    resident, phone = change.resident, number_of(change)
    if change.kind == PhoneChangeKind.RELEASE:
        _released(change, resident, by, at)
    elif phone and not _is_taken(phone):
        _given(change, resident, by, at)
    else:  # the number has come to another record meanwhile, or the key that hid it is lost
        _settle(change, PhoneChangeState.LAPSED, at)
        record("people.phone_change_lapsed", on=resident, by=by, at=at, area=resident.home_area_id)
        _tell_owner(resident, "people.phone_change_lapsed", at)
    return change.state == PhoneChangeState.DONE


def _given(change: PhoneChange, resident: Resident, by: Actor, at: datetime) -> PhoneChange:
    """The number opens the record from now on, and the one before opens nothing."""
    is_first, phone = not who_opens(resident), number_of(change)
    if holder := user_with(phone):
        accounts.take_phone(holder, at=at)  # signed in once and never said who they are
    accounts.give_phone(resident.user, phone, at=at)
    _settle(change, PhoneChangeState.DONE, at)
    area = str(resident.home_area_id)
    record("people.phone_given", on=resident, by=by, at=at, area=area, fields=["phone"], is_first=is_first)
    if is_first:
        emit("people.first_phone", resident=resident, at=at)
    _tell_owner(resident, "people.first_phone" if is_first else "people.phone_given", at)
    return change


def _released(change: PhoneChange, resident: Resident, by: Actor, at: datetime) -> PhoneChange:
    for user in who_opens(resident)[:1]:  # none where whoever held it has said meanwhile that it is not theirs
        accounts.take_phone(user, at=at)
    resident.user.refresh_from_db()
    _settle(change, PhoneChangeState.DONE, at)
    record(
        "people.phone_released", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"], door="desk"
    )
    _tell_owner(resident, "people.phone_released", at)
    return change


def _settle(change: PhoneChange, state: PhoneChangeState, at: datetime) -> None:
    """It is over; the number that was to come is destroyed here."""
    put_number(change, "")
    change.state, change.settled_at = state, at
    change.save(update_fields=["state", "settled_at", "phone_cipher"])


def _change(resident: Resident, *states: PhoneChangeState) -> PhoneChange:
    found = (
        PhoneChange.objects.select_for_update(of=("self",))
        .filter(resident=resident, state__in=states)
        .order_by("asked_at")
        .first()
    )
    if found is None:
        raise Conflict("people.phone_change_over", _("这件事已经有了结果，或者还没有开始。请看最新情况。"))
    return found


def _none_waiting(resident: Resident) -> None:
    if PhoneChange.objects.waiting().filter(resident=resident).exists():
        raise Refused("people.phone_waits", _("这份档案的手机号正在更换。请等它生效，或者先取消。"), field="phone")


def _old_phone(resident: Resident) -> str:
    phone = speaks_for(resident)
    if not phone:
        raise Refused("people.no_phone", _("这份档案没有登记手机号。"))
    return phone


def _is_taken(phone: str) -> bool:
    """Whether the number opens a record already: another one, or, since a merge, this one."""
    holder = user_with(phone)
    if holder is None:
        return False
    with acting_as(REGISTRAR):
        return Resident.objects.filter(pk=holder.pk).exists()


def _is_of_staff(phone: str, resident: Resident, by: Actor) -> bool:
    """As far as the product knows: numbers of units, of their contacts here, and sign-in names that are numbers."""
    here = Q(pk__in=by.units) | Q(area=str(resident.home_area_id)[:12])
    near = Organization.objects.filter(here | Q(phone=phone))
    return is_of_a_unit(phone, near) or User.objects.filter(kind=UserKind.STAFF, username=phone).exists()


def _tell_owner(resident: Resident, event: str, at: datetime, **facts: datetime) -> None:
    """Every phone that opens the record; where none does, it stands in the portal for whoever comes with one."""
    days = {name: local_day(moment) for name, moment in facts.items()}
    for user in who_opens(resident) or [resident.user]:
        tell(user, event, about=resident, number="", at=at, **days)
