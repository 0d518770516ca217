"""Readable starts for what comes after a case is closed."""

from datetime import datetime, timedelta

from linli.base.actor import Actor, system_actor
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    NEIGHBOUR,
    STREET,
    a_case,
    a_clerk,
    a_dispatcher,
    a_nameless_rating,
    a_resident,
    a_resolved_case,
    a_unit,
    an_accepted_case,
    do,
    registered,
)
from linli.followups import actions
from linli.followups.models import Callback

__all__ = [
    "COMMUNITY",
    "COUNTY",
    "DAY",
    "FIRST_OF_DECEMBER",
    "HOUR",
    "MONDAY_9AM",
    "NEIGHBOUR",
    "STREET",
    "SYSTEM",
    "a_called_case",
    "a_case",
    "a_clerk",
    "a_closed_case",
    "a_dispatcher",
    "a_nameless_rating",
    "a_resident",
    "a_resolved_case",
    "a_unit",
    "an_accepted_case",
    "callback_of",
    "do",
    "drawn",
    "registered",
]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_OF_DECEMBER = MONDAY_9AM + 8 * DAY
SYSTEM = system_actor("followups.draw")


def a_closed_case(clerk: Actor, resident: Actor, at: datetime = MONDAY_9AM) -> Case:
    """A case its resident has said is done, half a day after it came."""
    return do(cases.confirm, a_resolved_case(clerk, resident, at), by=resident, at=at + 12 * HOUR)


def drawn(at: datetime = FIRST_OF_DECEMBER) -> int:
    """The job's run."""
    return do(actions.draw_last_month, by=SYSTEM, at=at)


def callback_of(case: Case) -> Callback:
    """The newest callback of a case."""
    with acting_as(SYSTEM):
        return Callback.objects.filter(case=case).latest("made_at")


def a_called_case(clerk: Actor, resident: Actor, at: datetime = MONDAY_9AM) -> Callback:
    """A closed case, the only one of its county, and so drawn."""
    case = a_closed_case(clerk, resident, at)
    drawn()
    return callback_of(case)
