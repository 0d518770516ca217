"""Whoever holds a phone that opens a record says whether that record is theirs."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts import throttling
from linli.accounts.models import User
from linli.accounts.phones import hash_of, user_with
from linli.accounts.rules import WRONG_NAMES
from linli.base.actor import system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people.models import Resident
from linli.people.rules import spelled

WHO, TOO_MANY = "who", "people.too_many_names"
DOOR = system_actor("people.disown")  # whoever holds a phone says so before they are anybody here


def recognise(phone: str, *, name: str, at: datetime) -> User:
    """Whoever holds a phone that has rested says their name, and it is the one on record: it is still theirs.

    Tries are counted outside any savepoint of ours: a refusal must not undo its own count.
    """
    throttling.hold(WHO, phone)
    throttling.check(WHO, phone, WRONG_NAMES, at, code=TOO_MANY)
    with acting_as(DOOR):
        user = user_with(phone)
        known = Resident.objects.standing().filter(pk=user.pk).first() if user else None
    if user is None or known is None or not constant_time_compare(spelled(known.name), spelled(name)):
        throttling.count(WHO, phone, at)
        raise Refused(
            "people.name_differs",
            _("和登记的姓名对不上。请填证件上的姓名；这个号码是您新办的，就点下面的“以前的不是我”。"),
            field="name",
        )
    accounts.arrive(user, phone, at=at)
    return user


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
