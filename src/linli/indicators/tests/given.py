"""Readable starts: cases of every kind around a deadline, and whoever counts them."""

from datetime import datetime, timedelta
from typing import Any

from linli.base.actor import Actor, system_actor
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    NEIGHBOUR,
    OTHER_COUNTY,
    STREET,
    a_case,
    a_clerk,
    a_dispatcher,
    a_request,
    a_resident,
    a_resolved_case,
    a_unit,
    an_accepted_case,
    an_item,
    do,
)
from linli.indicators import actions, queries
from linli.indicators.rules import Measure, Period

__all__ = [
    "COMMUNITY", "COUNTY", "MONDAY_9AM", "NEIGHBOUR", "OTHER_COUNTY", "STREET", "a_case",
    "a_clerk", "a_dispatcher", "a_request", "a_resident", "a_resolved_case", "a_unit", "an_accepted_case", "an_item",
    "do",
]  # fmt: skip

SYSTEM = system_actor("indicators.refresh")
OTHER_COMMUNITY = "131123100004"
NOVEMBER = Period.month(2026, 11)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def counted(at: datetime, by: Actor = SYSTEM) -> int:
    """The figures brought up to a moment."""
    return do(actions.refresh, by=by, at=at)


def rates(area: str = COMMUNITY, period: Period = NOVEMBER, by: Actor = SYSTEM, **more: Any) -> dict[str, tuple]:
    """Numerator, denominator and value by indicator, as somebody reads them."""
    with acting_as(by):
        found = queries.rates(area, period, **more)
    return {each.definition.id: (each.numerator, each.denominator, each.value) for each in found}


def measures(area: str = COMMUNITY, period: Period = NOVEMBER) -> dict[str, int]:
    """The sums by measure."""
    with acting_as(SYSTEM):
        found = queries._summed(queries._leaves(area, period)).get(None, {})
    return {measure.value: value for measure, value in found.items() if value}


def only(**wanted: int) -> dict[str, int]:
    """Measures in full: those named, and no others."""
    assert set(wanted) <= {measure.value for measure in Measure}
    return wanted


def month_of(case: Case) -> Period:
    """The month a case counts in."""
    return Period.month_of(case.due_at.astimezone(MONDAY_9AM.tzinfo).date())


def resolved(case: Case, clerk: Actor, at: datetime) -> Case:
    """A case its unit says is done."""
    return do(cases.resolve, case, reply="换了灯泡和开关。", by=clerk, at=at)
