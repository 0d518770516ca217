"""When a task is green, yellow or red, and when somebody is reminded: plain Python, no clock.

The rule as it stands on the page: done is green; late, or a question of the supervisor left unanswered, is red. Else
what is reported is held against the time that is gone since the task was sent: up to 10 points behind is green, up to
30 yellow, more is red. Who has reported nothing for a quarter is yellow at best.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

LITTLE_BEHIND, FAR_BEHIND = 10, 30
SILENT = timedelta(days=95)
REMIND_BEFORE = (timedelta(days=30), timedelta(days=7))
ALL = 100
LONGEST_WORDS = 1000


class Light(StrEnum):
    """How a task stands."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lights go by."""

    sent_on: date
    due_on: date
    percent: int
    reported_on: date | None
    is_done: bool
    answer_due_on: date | None = None  # of a question of the supervisor that is open


def gone(standing: Standing, today: date) -> int:
    """How much of the time is over, in whole per cent, rounded down."""
    whole = (standing.due_on - standing.sent_on).days
    over = (today - standing.sent_on).days
    return ALL if whole <= 0 else max(0, min(ALL, ALL * over // whole))


def is_late(standing: Standing, today: date) -> bool:
    """Whether the due date has passed."""
    return not standing.is_done and today > standing.due_on


def light(standing: Standing, today: date) -> Light:
    """Green, yellow or red on a day."""
    if standing.is_done:
        return Light.GREEN
    unanswered = standing.answer_due_on is not None and today > standing.answer_due_on
    behind = gone(standing, today) - standing.percent
    if is_late(standing, today) or unanswered or behind > FAR_BEHIND:
        return Light.RED
    silent = today - (standing.reported_on or standing.sent_on) > SILENT
    return Light.YELLOW if behind > LITTLE_BEHIND or silent else Light.GREEN


def is_to_remind(standing: Standing, reminded_on: date | None, today: date) -> bool:
    """Whether a reminder is due that has not been sent: 30 days before, and 7."""
    if standing.is_done or today > standing.due_on:
        return False
    since = [standing.due_on - before for before in REMIND_BEFORE if today >= standing.due_on - before]
    return bool(since) and (reminded_on is None or reminded_on < max(since))


_FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|平方米|小时|公里|个|人|家|名|次|所|处)")


def quantified(goal: str) -> tuple[Decimal | None, str]:
    """The one figure a goal wants reached and what it counts; none where there is none, or more than one."""
    found = _FIGURE.findall(goal)
    return (Decimal(found[0][0]), found[0][1]) if len(found) == 1 else (None, "")
