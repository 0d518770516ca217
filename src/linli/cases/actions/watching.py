"""What runs by itself: a reminder before the deadline, one level up after it, closing what nobody answered."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from linli.base.actor import Actor
from linli.base.calendar import Limit, add_working, calendar
from linli.base.journal import record
from linli.cases import routing, rules
from linli.cases.actions.answering import lapse
from linli.cases.actions.writing import add_party, tell_unit
from linli.cases.models import Case, PartyRole
from linli.notifications.models import Message

REMIND_BEFORE = Limit(4, "hour")
BATCH = 200


def watch_deadlines(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Remind units of what falls due within four working hours; put one level up what is late. How many of each."""
    soon = add_working(at, REMIND_BEFORE, calendar())
    running = Case.objects.unclosed().filter(resolved_at__isnull=True)
    due_soon = running.filter(due_at__gt=at, due_at__lte=soon, reminded_at__isnull=True)
    late = running.filter(due_at__lte=at).filter(Q(escalated_at__isnull=True) | Q(escalated_at__lt=F("due_at")))
    reminded = [_remind(case, by, at) for case in due_soon.order_by("due_at")[:BATCH]]
    escalated = [_escalate(case, by, at) for case in late.order_by("due_at")[:BATCH]]
    return len(reminded), len(escalated)


def close_unanswered(*, by: Actor, at: datetime) -> int:
    """Close what was resolved more than seven days ago and never answered."""
    waiting = Case.objects.filter(stage=rules.Stage.RESOLVED.value, resolved_at__lte=at - rules.ANSWER_WINDOW)
    found = list(waiting.order_by("resolved_at")[:BATCH])
    for case in found:
        lapse(case, by=by, at=at)
    return len(found)


def on_undelivered(**facts: Any) -> None:
    """Handles `notifications.undelivered`: who handles the case tells the resident by telephone."""
    message: Message = facts["message"]
    case = Case.objects.filter(pk=message.about_id).first() if message.about_kind == "cases.case" else None
    if case and not case.closed_at:
        tell_unit(case, "cases.not_reached", facts["at"])


@transaction.atomic
def _remind(case: Case, by: Actor, at: datetime) -> None:
    case.reminded_at = at
    case.save(update_fields=["reminded_at"])
    record("cases.reminded", on=case, by=by, at=at, area=case.area_id, unit=case.unit_id, due=case.due_at)
    tell_unit(case, "cases.due_soon", at)


@transaction.atomic
def _escalate(case: Case, by: Actor, at: datetime) -> None:
    """The unit keeps the case; the one above sees it and is told."""
    above = routing.one_level_up(case.area_id, case.unit_id)
    case.escalated_at = at
    case.save(update_fields=["escalated_at"])
    if above:
        add_party(case, above, PartyRole.ASSISTING, at)
        tell_unit(case, "cases.escalated", at, unit=above)
    record("cases.escalated", on=case, by=by, at=at, area=case.area_id, unit=case.unit_id, above=above, due=case.due_at)
    tell_unit(case, "cases.overdue", at)
