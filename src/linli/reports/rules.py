"""What a report is of and which days it speaks of. Plain Python: no database, no clock, no input or output."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from linli.indicators.rules import Period

DAY = timedelta(days=1)
LONGEST = timedelta(days=5 * 366)  # of a major matter


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


def number_of(year: int, order: int) -> str:
    """〔2026〕3 号: counted within an area and a year."""
    return f"〔{year}〕{order} 号"


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a report says: the same words and figures give the same, whatever file they are set in."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
