"""Calendars by their version: kept when deadlines are counted by them, read again to show how one was counted."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from linli.base.calendar import WorkCalendar, calendar
from linli.cases.models import KeptCalendar


def by_version(versions: Iterable[str]) -> Mapping[str, WorkCalendar]:
    """The calendars of these versions, as far as they were kept; today's is at hand."""
    today = calendar()
    others = set(versions) - {"", today.version}
    rows = KeptCalendar.objects.filter(pk__in=others).values_list("version", "content") if others else ()
    return {today.version: today} | {version: from_content(version, content) for version, content in rows}


def content_of(kept: WorkCalendar) -> dict[str, Any]:
    """Everything a version stands for, as JSON."""
    return {
        "holidays": sorted(day.isoformat() for day in kept.holidays),
        "swapped": sorted(day.isoformat() for day in kept.swapped),
        "hours": [[opens.isoformat(), closes.isoformat()] for opens, closes in kept.hours],
        "official_from": kept.official_from.isoformat(),
        "official_until": kept.official_until.isoformat(),
        "names": {day.isoformat(): name for day, name in kept.names.items()},
    }


def from_content(version: str, content: Mapping[str, Any]) -> WorkCalendar:
    """The calendar again."""
    return WorkCalendar(
        holidays=frozenset(map(date.fromisoformat, content["holidays"])),
        swapped=frozenset(map(date.fromisoformat, content["swapped"])),
        hours=tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in content["hours"]),
        official_until=date.fromisoformat(content["official_until"]),
        version=version,
        official_from=date.fromisoformat(content["official_from"]),
        names={date.fromisoformat(day): name for day, name in content["names"].items()},
    )
