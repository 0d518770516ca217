"""Which phone opens a record: given by who is present, taken away when the number has come to somebody else."""

import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts import throttling
from linli.accounts.models import User
from linli.accounts.phones import hash_of, user_with
from linli.accounts.rules import WRONG_NAMES, mobile
from linli.base.actor import Actor, system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people.actions.writing import REGISTRAR, locked
from linli.people.models import Resident
from linli.people.rules import said

VERB = "people.change"
WHO, TOO_MANY = "who", "people.too_many_names"
DOOR = system_actor("people.disown")  # whoever holds a phone says so before they are anybody here


@transaction.atomic
def give_phone(resident: Resident, *, phone: str, by: Actor, at: datetime) -> Resident:
    """The resident is here with their phone: it opens their record from now on, and the one before opens nothing."""
    resident, phone = locked(resident, by, VERB), mobile(phone)
    if resident.user.phone_hash == hash_of(phone):
        return resident
    holder = user_with(phone)
    if holder and holder.pk != resident.pk:
        with acting_as(REGISTRAR):
            has_record = Resident.objects.filter(pk=holder.pk).exists()
        if has_record:
            raise Refused(
                "people.phone_taken",
                _("这个手机号登记在另一份档案上。是同一个人，就合并；号码换了主人，先把它从那份档案收回。"),
                field="phone",
            )
        accounts.take_phone(holder, at=at)  # signed in once and never said who they are
    accounts.give_phone(resident.user, phone, at=at)
    record("people.phone_given", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"])
    return resident


@transaction.atomic
def release_phone(resident: Resident, *, reason: str, by: Actor, at: datetime) -> Resident:
    """The number is somebody else's now: it opens this record no more and is destroyed; who holds it starts afresh."""
    resident = locked(resident, by, VERB)
    reason = said(reason, "people.reason_missing", _("请写明为什么，居民会看到。"), field="reason")
    if not resident.user.phone_hash:
        raise Refused("people.no_phone", _("这份档案没有登记手机号。"))
    accounts.take_phone(resident.user, at=at)
    record(
        "people.phone_released", on=resident, by=by, at=at, area=resident.home_area_id, fields=["phone"],
        text={"reason": reason}, door="desk",
    )  # fmt: skip
    return resident


def recognise(phone: str, *, name: str, at: datetime) -> User:
    """Whoever holds a phone that has rested says their name, and it is the one on record: it is still theirs.

    Tries are counted outside any savepoint of ours: a refusal must not undo its own count.
    """
    throttling.hold(WHO, phone)
    throttling.check(WHO, phone, WRONG_NAMES, at, code=TOO_MANY)
    with acting_as(DOOR):
        user = user_with(phone)
        known = Resident.objects.standing().filter(pk=user.pk).first() if user else None
    if user is None or known is None or not constant_time_compare(_spelled(known.name), _spelled(name)):
        throttling.count(WHO, phone, at)
        raise Refused(
            "people.name_differs",
            _("和登记的姓名对不上。请填证件上的姓名；这个号码是您新办的，就点下面的“以前的不是我”。"),
            field="name",
        )
    accounts.arrive(user, phone, at=at)
    return user


def _spelled(name: str) -> str:
    """A name as two people would call it the same: without blanks and dots between its parts."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@transaction.atomic
def disown(phone: str, *, at: datetime) -> None:
    """“这不是我”: whoever holds the phone is not whose record it opens. It opens that record no more.

    Nothing of the record is shown to them, and nothing of it changes but the phone.
    """
    with acting_as(DOOR):
        held = User.objects.select_for_update(of=("self",)).filter(phone_hash=hash_of(phone)).first()
        if held is None:
            return
        opened = held.stands_for_id or held.pk
        accounts.take_phone(held, at=at)
        owner = Resident.objects.filter(pk=opened).first()
        if owner:
            record(
                "people.phone_released", on=owner, by=DOOR, at=at, area=owner.home_area_id, fields=["phone"],
                door="portal",
            )  # fmt: skip
