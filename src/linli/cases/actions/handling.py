"""What the units do with a case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.calendar import Limit, calendar
from linli.base.refusals import Refused
from linli.cases import rules
from linli.cases.actions.answers import use_answer
from linli.cases.actions.pausing import run_on
from linli.cases.actions.writing import (
    add_party,
    attach,
    filled_in,
    hand_over,
    locked,
    one_sentence,
    require_on,
    require_takes,
    tell_resident,
    tell_unit,
    write,
)
from linli.cases.attachments import Kept
from linli.cases.models import AudienceChoices, Case, PartyRole
from linli.organizations.models import Organization


@transaction.atomic
def accept(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take a case up and tell the resident: from here a unit answers for it."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.accept")
    standing = rules.accept(case.standing, at)
    also: tuple[str, ...] = ()
    if case.unit_id is None and by.units:  # nobody's case: who takes it up holds it
        add_party(case, by.units[0], PartyRole.LEAD, at)
        case.unit_id, also = by.units[0], ("unit",)
    write(case, standing, "cases.accepted", by=by, at=at, also=also, unit=case.unit_id, due=case.due_at)
    tell_resident(case, "cases.accepted", at)
    return case


@transaction.atomic
def assign(case: Case, *, to: Organization, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Hand an accepted case to the unit that will do it. Its deadline stays."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.assign")
    standing = rules.assign(case.standing, at)
    require_takes(to, case)
    before = case.unit_id
    hand_over(case, to, at)
    write(case, standing, "cases.assigned", by=by, at=at, also=("unit",), unit=to.pk, before=before)
    tell_unit(case, "cases.assigned", at)
    return case


@transaction.atomic
def extend(case: Case, *, days: int, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A later deadline, by 1 to 10 working days, before the old one passes; the resident is told why."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.extend")
    if not 1 <= days <= 10:
        raise Refused("cases.extension_days", _("延期请填 1 到 10 个工作日。"), field="days")
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明延期的原因，居民会看到。"))
    before = case.due_at
    standing = rules.extend(case.standing, at, Limit(days, "day"), calendar())
    write(
        case, standing, "cases.extended", by=by, at=at, text={"reason": said}, days=days, before=before,
        due=standing.due_at, calendar=calendar().version,
    )  # fmt: skip
    tell_resident(case, "cases.extended", at)
    return case


@transaction.atomic
def resolve(
    case: Case,
    *,
    reply: str,
    by: Actor,
    at: datetime,
    photos: tuple[Kept, ...] = (),
    seen: int | None = None,
    template: UUID | None = None,
) -> Case:
    """Done, with a reply the resident reads and photos of the result; the clock stops, the resident is asked.

    `template` is the unit's answer that the reply began with.
    """
    case = locked(case, by, seen)
    require_on(case, by, "cases.resolve")
    said = filled_in(one_sentence(reply, "cases.reply_missing", "reply", _("请写明办理结果，居民会看到这段话。")))
    if rules.is_paused(case.standing, at):
        run_on(case, by, at)
    standing = rules.resolve(case.standing, at)
    attach(case, photos, of_result=True, at=at)
    write(
        case, standing, "cases.resolved", by=by, at=at, text={"reply": said}, unit=case.unit_id, photos=len(photos),
        late=rules.is_late(standing, at), **use_answer(template, case),
    )  # fmt: skip
    tell_resident(case, "cases.resolved", at)
    return case


@transaction.atomic
def raise_audience(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """From ordinary to confidential, never back: then only the units on it see the case."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.raise_audience")
    if case.audience == AudienceChoices.CONFIDENTIAL:
        raise Refused("cases.confidential_already", _("这件事已经是保密的。"))
    if by.units:
        add_party(case, by.units[0], PartyRole.FORMER, at)
    case.audience = AudienceChoices.CONFIDENTIAL
    return write(case, case.standing, "cases.made_confidential", by=by, at=at, also=("audience",))
