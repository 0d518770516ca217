"""What a report is of and which days it speaks of. Plain Python: no database, no clock, no input or output."""

import hashlib
import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from linli.indicators.rules import Period

DAY = timedelta(days=1)
LONGEST = timedelta(days=5 * 366)  # of a major matter


Key = TypeVar("Key", bound=Hashable)


class Kind(StrEnum):
    """What a report is."""

    QUARTER = "quarter"
    YEAR = "year"
    MATTER = "matter"


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def months(self) -> list[Period]:
        """The months it touches, the earliest first."""
        month, found = Period.month_of(self.first), []
        while month.first <= self.last:
            found.append(month)
            month = month.back(-1)
        return found


def days_of(kind: Kind, year: int, quarter: int = 1) -> Days:
    """A quarter or a year.

    >>> days_of(Kind.QUARTER, 2026, 3)
    Days(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    """
    if kind is Kind.YEAR:
        return Days(date(year, 1, 1), date(year, 12, 31))
    first = Period.month(year, 3 * quarter - 2)
    return Days(first.first, first.back(-2).last)


def last_quarter(today: date) -> Days:
    """The quarter before the one a day lies in.

    >>> last_quarter(date(2026, 1, 1))
    Days(first=datetime.date(2025, 10, 1), last=datetime.date(2025, 12, 31))
    """
    month = Period.month_of(today).back(3).first
    return days_of(Kind.QUARTER, month.year, quarter_of(month))


def quarter_of(day: date) -> int:
    """Which quarter of its year: 1 to 4."""
    return (day.month + 2) // 3


def in_force(periods: Mapping[Key, tuple[str, str]], year: int) -> set[Key]:
    """Which plans hold in a year, of their areas and periods: one that has ended goes on until a later one has begun.

    >>> in_force({"old": ("1311", "2021-2025"), "new": ("1311", "2026-2030")}, 2025)
    {'old'}
    >>> in_force({"old": ("1311", "2021-2025"), "new": ("1311", "2026-2030")}, 2026)
    {'new'}
    >>> in_force({"old": ("1311", "2021-2025"), "unsaid": ("64", "")}, 2026) == {"old", "unsaid"}
    True
    """
    begun = {key: (area, end) for key, (area, said) in periods.items() for first, end in [_ends(said)] if first <= year}
    latest: dict[str, int] = {}
    for area, end in begun.values():
        latest[area] = max(end, latest.get(area, end))
    return {key for key, (area, end) in begun.items() if end >= year or end == latest[area]}


def _ends(period: str) -> tuple[int, int]:
    """The years of a plan's period; one that says none always holds."""
    years = [int(each) for each in re.findall(r"\d{4}", period)]
    return (min(years), max(years)) if years else (0, 9999)


def number_of(year: int, order: int) -> str:
    """〔2026〕3 号: counted within an area and a year."""
    return f"〔{year}〕{order} 号"


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a report says: the same words and figures give the same, whatever file they are set in."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
