"""The working-day calendar: the rules of `base.working_time`, and the reading of the calendar's files.

There is one file per year, after the State Council's notice, and one of office hours. A fault names the file, the entry
and the key, since an operator edits these files at the turn of the year.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from linli.base.home import home, shipped
from linli.base.working_time import (
    DayCount,
    Limit,
    Reason,
    Span,
    WorkCalendar,
    add_working,
    add_working_seconds,
    explain,
    is_working_day,
    working_seconds,
)

__all__ = [
    "CalendarError",
    "DayCount",
    "Limit",
    "Reason",
    "Span",
    "WorkCalendar",
    "add_working",
    "add_working_seconds",
    "calendar",
    "explain",
    "is_working_day",
    "load",
    "working_seconds",
]

T = TypeVar("T", int, str, date, time, list[Any], dict[str, Any])
LONGEST_HOLIDAY = timedelta(days=15)  # the longest so far was ten days; more is a slip of the pen


class CalendarError(Exception):
    """A calendar file says something that cannot be; the sentence names file, entry and key."""


@cache
def calendar() -> WorkCalendar:
    """The calendar of this installation, read once per process: what is shipped, unless LINLI_HOME/calendar differs."""
    return load(shipped() / "calendar", home() / "calendar")


def load(folder: Path, *overriding: Path) -> WorkCalendar:
    """Read a folder of calendar files; a file of the same name in a later folder takes the place of an earlier one."""
    files = {path.name: path for place in (folder, *overriding) for path in sorted(place.glob("*.toml"))}
    hours_file = files.pop("hours.toml", None)
    if hours_file is None:
        raise CalendarError(_("%(folder)s 里没有 hours.toml（上班时间）。") % {"folder": folder})
    years = [_read_year(_Entry.of(files[name])) for name in sorted(files)]
    if not years:
        raise CalendarError(_("%(folder)s 里没有年度放假安排，例如 2026.toml。") % {"folder": folder})
    for earlier, later in pairwise(years):
        if later.year != earlier.year + 1:
            raise CalendarError(_("缺少 %(year)s.toml：各年的放假安排要连续。") % {"year": earlier.year + 1})
    return _calendar(years, _read_hours(_Entry.of(hours_file)))


@dataclass(frozen=True)
class _Year:
    year: int
    official_until: date
    off: dict[date, str]
    worked: dict[date, str]


@dataclass(frozen=True)
class _Entry:
    """A table of a file, and how to name it when it is wrong."""

    file: Path
    name: str
    values: dict[str, Any]

    @classmethod
    def of(cls, file: Path) -> "_Entry":
        try:
            return cls(file, "", loads(file.read_text(encoding="utf-8")))
        except (TOMLDecodeError, UnicodeDecodeError) as fault:
            raise CalendarError(_("%(file)s 读不懂：%(fault)s") % {"file": file, "fault": fault}) from fault

    def wrong(self, key: str, sentence: str) -> CalendarError:
        where = f"{self.name}.{key}" if self.name else key
        return CalendarError(
            _("%(file)s，%(where)s：%(sentence)s") % {"file": self.file, "where": where, "sentence": sentence}
        )

    def only(self, *keys: str) -> None:
        for key in self.values.keys() - set(keys):
            raise self.wrong(key, _("没有这个项目，可用的是 %(keys)s。") % {"keys": "、".join(keys)})

    def get(self, key: str, kind: type[T]) -> T:
        value = self.values.get(key)
        if type(value) is not kind:  # a datetime is a date to isinstance, and true an integer
            raise self.wrong(key, _("缺少，或者不是%(kind)s。") % {"kind": _kind_name(kind)})
        return value

    def tables(self, key: str) -> "list[_Entry]":
        """The tables of `[[key]]`, counted from 1 and called by their name where they have one."""
        found = []
        for number, table in enumerate(self.get(key, list), start=1):
            if not isinstance(table, dict):
                raise self.wrong(key, _("应写成 [[%(key)s]]。") % {"key": key})
            found.append(_Entry(self.file, f"{key}[{number}] {table.get('name', '')}".strip(), table))
        return found


def _kind_name(kind: type) -> str:
    names = {int: _("整数"), str: _("文字"), date: _("日期，例如 2026-01-01"), time: _("时间，例如 08:30:00")}
    return names.get(kind) or (_("列表") if kind is list else _("表"))


def _read_year(entry: _Entry) -> _Year:
    entry.only("year", "official_until", "source", "holiday")
    year, until = entry.get("year", int), entry.get("official_until", date)
    if not re.fullmatch(rf"{year}\.toml", entry.file.name):
        raise entry.wrong("year", _("与文件名不符。"))
    if until.year != year:
        raise entry.wrong("official_until", _("不在这一年里。"))
    source = _Entry(entry.file, "source", entry.get("source", dict))
    source.only("title", "number", "date")
    source.get("title", str), source.get("number", str), source.get("date", date)
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    for holiday in entry.tables("holiday"):
        name = holiday.get("name", str)
        for key, days, known in (
            ("from", _days_off(holiday, year), off),
            ("working", _days_worked(holiday, year), worked),
        ):
            for day in days:
                if day in off or day in worked:
                    raise holiday.wrong(key, _("%(day)s 出现了两次。") % {"day": day})
                known[day] = name
    return _Year(year, until, off, worked)


def _days_off(holiday: _Entry, year: int) -> list[date]:
    holiday.only("name", "from", "to", "working")
    first, last = holiday.get("from", date), holiday.get("to", date)
    _check_year(holiday, "from", first, year)
    _check_year(holiday, "to", last, year)
    if not timedelta() <= last - first < LONGEST_HOLIDAY:
        raise holiday.wrong("to", _("早于 from，或者假期太长。"))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _days_worked(holiday: _Entry, year: int) -> list[date]:
    days: list[Any] = holiday.get("working", list)
    for day in days:
        if type(day) is not date:
            raise holiday.wrong("working", _("%(day)s 不是日期。") % {"day": day})
        _check_year(holiday, "working", day, year)
        if day.weekday() < 5:
            raise holiday.wrong("working", _("%(day)s 不是周末，本来就上班。") % {"day": day})
    return days


def _check_year(entry: _Entry, key: str, day: date, year: int) -> None:
    """A notice arranges its own year; New Year may take days of the December before."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise entry.wrong(key, _("%(day)s 不在 %(year)s 年。") % {"day": day, "year": year})


def _read_hours(entry: _Entry) -> tuple[Span, ...]:
    entry.only("hours")
    spans: list[Span] = []
    for span in entry.tables("hours"):
        span.only("from", "to")
        opens, closes = span.get("from", time), span.get("to", time)
        if closes <= opens or (spans and opens <= spans[-1][1]):
            raise span.wrong("to", _("各段时间要按先后排列，不能重叠。"))
        spans.append((opens, closes))
    if not spans:
        raise entry.wrong("hours", _("至少要有一段上班时间。"))
    return tuple(spans)


def _calendar(years: list[_Year], hours: tuple[Span, ...]) -> WorkCalendar:
    off = {day: name for year in years for day, name in year.off.items()}
    worked = {day: name for year in years for day, name in year.worked.items()}
    for day in off.keys() & worked.keys():  # two years' files may both speak of a December
        raise CalendarError(_("%(day)s 在两年的文件里一处放假、一处上班。") % {"day": day})
    first, until = date(years[0].year, 1, 1), years[-1].official_until
    content = repr((sorted(off), sorted(worked), hours, first, until))
    return WorkCalendar(
        holidays=frozenset(off),
        swapped=frozenset(worked),
        hours=hours,
        official_until=until,
        version=hashlib.sha256(content.encode()).hexdigest()[:12],
        official_from=first,
        names=off | worked,
    )
