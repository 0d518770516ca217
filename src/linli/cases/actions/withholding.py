"""A confidential case is not shown to a phone its record never had when it was asked, until a unit on it has opened it.

A number is given at the desk by whoever keeps the register, who may see nothing of the case; the unit that handles it
knows whom it has spoken with.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases.actions.writing import locked, tell_resident, write
from linli.cases.models import AudienceChoices, Case, CaseQuerySet
from linli.people.models import Merge, Resident
from linli.people.parting import Since

WITHHOLDER = system_actor("cases.withhold")


@transaction.atomic
def open_to_resident(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The unit has made sure that whoever has the phone now is who asked: they read the case again."""
    require(by, "cases.reveal")
    case = locked(case, by, seen)
    units = case.units_of(by)
    if not units:
        raise Refused("cases.not_in_your_hands", _("这件事不由您的单位经办，不能查看居民的姓名和电话。"))
    require(by, "cases.reveal", units=units)
    if case.withheld_at is None:
        raise Refused("cases.not_withheld", _("居民已经看得到这件事。"))
    case.withheld_at = None
    write(case, case.standing, "cases.opened_to_resident", by=by, at=at, also=("withheld_at",))
    tell_resident(case, "cases.opened_to_resident", at)
    return case


def withhold_before_first_phone(**facts: Any) -> None:
    """Handles `people.first_phone`: nothing opened the record until now."""
    resident: Resident = facts["resident"]
    withhold(Case.objects.filter(resident=resident), facts["at"])


def withhold(cases: CaseQuerySet, at: datetime) -> list[UUID]:
    """The confidential ones of these, whoever sees them; their ids."""
    with acting_as(WITHHOLDER):
        hidden = list(cases.filter(audience=AudienceChoices.CONFIDENTIAL, withheld_at=None).select_for_update())
        for case in hidden:
            case.withheld_at = at
            case.save(update_fields=["withheld_at"])
            record("cases.withheld", on=case, by=WITHHOLDER, at=at, area=case.area_id)
    return [case.pk for case in hidden]


def show_again(cases: Iterable[UUID]) -> None:
    """Part of undoing a merge: what it withheld goes back to the record that nothing opens."""
    Case.objects.filter(pk__in=list(cases)).update(withheld_at=None)


def cases_since(done: Merge) -> list[Since]:
    """What was asked under a merged record, as far as whoever undoes the merge sees it."""
    asked = Case.objects.filter(resident=done.kept_id, submitted_at__gt=done.merged_at)
    return [Since(case.pk, f"{case.title} {case.number}", case.submitted_at) for case in asked.order_by("submitted_at")]
