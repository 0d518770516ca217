"""What runs by itself: who is late is told, and the unit above; before the last day a reminder; after it the end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from linli.aid import rules
from linli.aid.actions.writing import clock, tell_resident, tell_unit, write
from linli.aid.kinds import limits
from linli.aid.models import Need
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.inserting import update
from linli.base.journal import record
from linli.cases.routing import one_level_up
from linli.notifications.actions import tell
from linli.organizations.queries import unit_of

BATCH = 200


def watch(*, by: Actor, at: datetime) -> int:
    """Tell of what is late, once for each deadline. How many."""
    late = Need.objects.unended().filter(due_at__lt=at)
    late = late.filter(Q(escalated_at__isnull=True) | Q(escalated_at__lt=F("due_at")))
    found = list(late.order_by("due_at")[:BATCH])
    for need in found:
        _escalate(need, by, at)
    return len(found)


def watch_telling(*, by: Actor, at: datetime) -> int:
    """Tell of people in danger who were helped first and should have been told by now, once each. How many."""
    waiting = Need.objects.unended().filter(told_at__isnull=True, resident__isnull=False, tell_late_at__isnull=True)
    since = at - timedelta(days=limits().tell)  # working days are never shorter
    found = [
        need
        for need in waiting.filter(basis=rules.Basis.URGENT.value, found_at__lt=since).order_by("found_at")
        if rules.tell_due(need.found_at, clock(at)) < at
    ][:BATCH]
    for need in found:
        _escalate_telling(need, by, at)
    return len(found)


def end_by_date(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Remind units of needs whose last day is near, and end those whose last day has passed. How many of each."""
    today = local_day(at)
    soon = Need.objects.unended().filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=limits().remind))
    soon = soon.filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=F("ends_on")))
    over = Need.objects.unended().filter(ends_on__lt=today)
    reminded, ended = list(soon.order_by("ends_on")[:BATCH]), list(over.order_by("ends_on")[:BATCH])
    for need in reminded:
        _remind(need, by, at)
    for need in ended:
        _end(need, by, at)
    return len(reminded), len(ended)


@transaction.atomic
def _escalate(need: Need, by: Actor, at: datetime) -> None:
    """The unit above is told its number and whose turn it is. What it is about the unit above does not read."""
    need.escalated_at = at
    update(need, ["escalated_at"])
    awaited = need.standing.awaited
    above = one_level_up(str(need.area_id), awaited)
    record("aid.overdue", on=need, by=by, at=at, area=str(need.area_id), unit=awaited, above=above, due=need.due_at)
    tell_unit(need, "aid.overdue", at, awaited)
    if above:
        late = unit_of(awaited)
        tell(unit_of(above), "aid.overdue_below", about=late, number=need.number, at=at, due=need.due_at, unit=late)


@transaction.atomic
def _escalate_telling(need: Need, by: Actor, at: datetime) -> None:
    """The unit that answers, and the unit above it by number: somebody is still not told what was done for them."""
    need.tell_late_at = at
    update(need, ["tell_late_at"])
    due, unit = rules.tell_due(need.found_at, clock(at)), need.unit_id
    above = one_level_up(str(need.area_id), unit)
    record("aid.tell_overdue", on=need, by=by, at=at, area=str(need.area_id), unit=unit, above=above, due=due)
    tell(unit_of(unit), "aid.tell_overdue", about=need, number=need.number, at=at, due=due)
    if above:
        late = unit_of(unit)
        tell(unit_of(above), "aid.tell_overdue_below", about=late, number=need.number, at=at, due=due, unit=late)


@transaction.atomic
def _remind(need: Need, by: Actor, at: datetime) -> None:
    need.reminded_on = need.ends_on
    update(need, ["reminded_on"])
    record("aid.ending", on=need, by=by, at=at, area=str(need.area_id), unit=need.unit_id, ends=need.ends_on)
    tell(unit_of(need.unit_id), "aid.ending", about=need, number=need.number, at=at, until=need.ends_on)


@transaction.atomic
def _end(need: Need, by: Actor, at: datetime) -> None:
    write(need, rules.lapse(need.standing, at), "aid.lapsed", by=by, at=at, counted=clock(at).limits.lasts)
    tell_unit(need, "aid.lapsed", at, need.unit_id)
    tell_resident(need, "aid.lapsed_for_you", at)
