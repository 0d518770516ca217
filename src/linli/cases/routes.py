"""The desk's rules for who receives what, by item, area and time. Plain Python: no database, no clock.

Of the rules that hold for a request one counts, whichever order they come in: first the one that names the item, then
the one of the smaller area, then the one that names more of its days, then the one that names hours. A gas leak at
night goes where gas leaks go, whoever is on duty for everything else. Two rules that these four cannot tell apart and
that may hold at one moment tie, and the second is refused when it is entered; so nothing depends on chance or age.

What is confidential goes by a rule only if the rule names the item: "everything of this street" was not meant for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from linli.base.calendar import WorkCalendar
from linli.base.clock import local_day


class Hours(StrEnum):
    """At which hours a rule holds, by the calendar of working days."""

    ALWAYS = "always"
    WORKING = "working"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules know of a request."""

    item: str
    area: str
    at: datetime
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked for here, then, goes to this unit. No item: whatever it is. No day: without a beginning or end."""

    id: UUID
    area: str
    item: str | None
    hours: Hours
    first_on: date | None
    last_on: date | None
    unit: UUID


Weight = tuple[bool, int, int, bool]


def weight(rule: Rule) -> Weight:
    """How much a rule says; the heavier one counts."""
    days = (rule.first_on is not None) + (rule.last_on is not None)
    return rule.item is not None, len(rule.area), days, rule.hours is not Hours.ALWAYS


def holds(rule: Rule, asked: Asked, working: WorkCalendar) -> bool:
    """Whether a rule is about this item, this place and this moment."""
    if rule.item is None and asked.is_confidential:
        return False
    if rule.item not in (None, asked.item) or not asked.area.startswith(rule.area):
        return False
    if not _first(rule) <= local_day(asked.at) <= _last(rule):
        return False
    return rule.hours is Hours.ALWAYS or (rule.hours is Hours.WORKING) == is_office_time(asked.at, working)


def is_office_time(at: datetime, working: WorkCalendar) -> bool:
    """From when the offices open until they close; who is on duty does not change over lunch."""
    spans = working.spans(local_day(at))
    return bool(spans) and spans[0][0] <= at < spans[-1][1]


def chosen(rules: Iterable[Rule], asked: Asked, working: WorkCalendar) -> Rule | None:
    """Of all rules that hold the one that counts."""
    return max((rule for rule in rules if holds(rule, asked, working)), key=_order, default=None)


def _order(rule: Rule) -> tuple[Weight, UUID]:
    """By what a rule says. Of two that tie, which only a hand in the database can have made, always the same one."""
    return weight(rule), rule.id


def ties(one: Rule, other: Rule) -> bool:
    """Whether nothing would say which of two counts, on a day on which both hold."""
    same = (one.area, one.item, one.hours) == (other.area, other.item, other.hours)
    return same and weight(one) == weight(other) and _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(rule: Rule) -> date:
    return rule.first_on or date.min


def _last(rule: Rule) -> date:
    return rule.last_on or date.max
