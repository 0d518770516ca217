"""What runs by itself for requests about a record: reminders, and another day for what could not be deleted."""

from datetime import datetime

from linli.accounts.queries import nearest_holders, nearest_units
from linli.accounts.rights import Role
from linli.base.actor import Actor
from linli.base.calendar import Limit, add_working, calendar
from linli.base.clock import local_day
from linli.base.journal import entries, record
from linli.notifications.actions import tell
from linli.people.actions.requests import SLEPT_OVER, VERB
from linli.people.models import RecordRequest

REMIND_BEFORE = Limit(2, "day")


def watch_requests(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Remind the desk two working days before an answer is due; once it is late, the desk and the supervisor.

    Of each request once; its journal says so, and there the resident reads it. How many of each.
    """
    waiting = RecordRequest.objects.waiting().select_related("resident").order_by("due_at")
    waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    soon = waiting.filter(due_at__gt=at, due_at__lte=add_working(at, REMIND_BEFORE, calendar()))
    reminded = [_remind(request, by, at) for request in soon]
    late = [_press(request, by, at) for request in waiting.filter(due_at__lte=at)]
    return sum(reminded), sum(late)


def postpone_deletions(*, by: Actor, at: datetime) -> int:
    """What was not deleted on its day, since something needed the record, gets another day, and the resident is told.

    Until then they may think better of it, as before the first.
    """
    missed = RecordRequest.objects.scheduled().filter(due_on__lte=local_day(at))
    found = list(missed.select_related("resident__user").select_for_update(skip_locked=True, of=("self",)))
    for request in found:
        request.due_on = local_day(at + SLEPT_OVER)
        request.save(update_fields=["due_on"])
        _journal("people.deletion_postponed", request, by, at)
        to, number = request.resident.user, request.number
        tell(to, "people.deletion_postponed", about=request, number=number, at=at, day=request.due_on)
    return len(found)


def _remind(request: RecordRequest, by: Actor, at: datetime) -> bool:
    if _was_told(request, "people.request_due_soon"):
        return False
    _journal("people.request_due_soon", request, by, at)
    _tell_the_desk(request, "people.request_due_soon", at)
    return True


def _press(request: RecordRequest, by: Actor, at: datetime) -> bool:
    if _was_told(request, "people.request_overdue"):
        return False
    _journal("people.request_overdue", request, by, at)
    _tell_the_desk(request, "people.request_overdue", at)
    for supervisor in nearest_holders(Role.SUPERVISOR, str(request.resident.home_area_id), at):
        # About nothing that opens: the request itself is not the supervisor's to read.
        number, due = request.number, request.due_at
        tell(supervisor, "people.request_unanswered", about=supervisor, number=number, at=at, due=due)
    return True


def _was_told(request: RecordRequest, verb: str) -> bool:
    return any(entry.facts["request"] == request.number for entry in entries(on=request.resident, verbs=[verb]))


def _tell_the_desk(request: RecordRequest, event: str, at: datetime) -> None:
    for unit in nearest_units(VERB, str(request.resident.home_area_id), at):
        tell(unit, event, about=request, number=request.number, at=at, due=request.due_at)


def _journal(verb: str, request: RecordRequest, by: Actor, at: datetime) -> None:
    home = request.resident.home_area_id
    record(verb, on=request.resident, by=by, at=at, area=home, request=request.number, kind=request.kind)
