"""Reading a resident's name and phone on a case: with a purpose, on record, readable by the resident."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.cases.models import Case
from linli.people import actions as people
from linli.people.actions import Revealed


@transaction.atomic
def reveal(case: Case, *, purpose: str, by: Actor, at: datetime) -> Revealed:
    """Name and phone of who asked, for a unit that works on the case; area alone is not enough."""
    require(by, "cases.reveal")
    units = case.units_of(by)
    if not units:
        raise Refused("cases.not_in_your_hands", _("这件事不由您的单位经办，不能查看居民的姓名和电话。"))
    require(by, "cases.reveal", units=units)  # by the post in that unit, not by one held elsewhere
    return people.reveal(
        case.resident_id, purpose=purpose, ground=("cases.case", case.pk), number=case.number, by=by, at=at
    )
