"""Readable starts for what residents say of the service."""

from datetime import datetime, timedelta

from linli.base.actor import Actor, system_actor
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    a_clerk,
    a_dispatcher,
    a_nameless_rating,
    a_resident,
    a_resolved_case,
    a_unit,
    do,
)
from linli.reviews import actions
from linli.reviews.models import Word

__all__ = [
    "COMMUNITY",
    "COUNTY",
    "DAY",
    "MONDAY_9AM",
    "SYSTEM",
    "a_clerk",
    "a_dispatcher",
    "a_nameless_rating",
    "a_rated_case",
    "a_resident",
    "a_resolved_case",
    "a_unit",
    "do",
    "figures_of",
    "released",
]
DAY = timedelta(days=1)
SYSTEM = system_actor("reviews.publish_figures")


def a_rated_case(
    clerk: Actor, resident: Actor, level: int = 2, comment: str = "等了两个礼拜", at: datetime = MONDAY_9AM
) -> Case:
    """A case that its resident has rated the day after."""
    case = a_resolved_case(clerk, resident, at)
    return do(cases.rate, case, level=level, comment=comment, by=resident, at=at + DAY)


def released(case: Case, checker: Actor, public: str = "等了两个礼拜", at: datetime = MONDAY_9AM + 2 * DAY) -> Word:
    """Looked at and released."""
    return do(actions.release, case, public=public, by=checker, at=at)


def figures_of(at: datetime) -> int:
    """The job's run."""
    with acting_as(SYSTEM):
        return actions.publish_figures(by=SYSTEM, at=at)
