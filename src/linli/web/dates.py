"""Moments and spans of time as people say them: 11月22日 周日 15:30, 明天 12:00, 还剩 6 小时 20 分."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from linli.base.clock import SHANGHAI, local_day

WEEKDAYS = (lazy("周一"), lazy("周二"), lazy("周三"), lazy("周四"), lazy("周五"), lazy("周六"), lazy("周日"))
MONTHS = (
    *(lazy("1月"), lazy("2月"), lazy("3月"), lazy("4月"), lazy("5月"), lazy("6月")),
    *(lazy("7月"), lazy("8月"), lazy("9月"), lazy("10月"), lazy("11月"), lazy("12月")),
)
NEAR_DAYS = {-1: lazy("昨天"), 0: lazy("今天"), 1: lazy("明天")}


def _day_of(moment: date | datetime) -> date:
    return local_day(moment) if isinstance(moment, datetime) else moment


def clock_time(moment: datetime) -> str:
    """15:30, in China's time."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M")


def month(number: int, year: int | None = None) -> str:
    """11月, or 2026年11月."""
    name = str(MONTHS[number - 1])
    return name if year is None else _("%(year)s年%(month)s") % {"year": year, "month": name}


def whole_day(which: date) -> str:
    """2026年11月22日."""
    return _("%(year)s年%(month)s%(day)s日") % {"year": which.year, "month": month(which.month), "day": which.day}


def day(moment: date | datetime, at: date | datetime) -> str:
    """11月22日 周日; with the year where it is not the year of `at`."""
    which = _day_of(moment)
    facts = {"year": which.year, "month": month(which.month), "day": which.day, "weekday": WEEKDAYS[which.weekday()]}
    if which.year == _day_of(at).year:
        return _("%(month)s%(day)s日 %(weekday)s") % facts
    return _("%(year)s年%(month)s%(day)s日 %(weekday)s") % facts


def day_time(moment: datetime, at: date | datetime) -> str:
    """11月22日 周日 15:30."""
    return f"{day(moment, at)} {clock_time(moment)}"


def near_day(moment: date | datetime, at: date | datetime) -> str:
    """昨天, 今天, 明天, a weekday within the next six days, else the day itself."""
    which, today = _day_of(moment), _day_of(at)
    away = (which - today).days
    if away in NEAR_DAYS:
        return str(NEAR_DAYS[away])
    return str(WEEKDAYS[which.weekday()]) if 1 < away < 7 else day(which, today)


def near(moment: datetime, at: datetime) -> str:
    """今天 17:30, 明天 12:00, 周二 17:30, 12月6日 周日 09:00."""
    return f"{near_day(moment, at)} {clock_time(moment)}"


def span(length: timedelta) -> str:
    """How long, in the two largest units that say something: 2 天 3 小时, 6 小时 20 分, 5 分."""
    minutes = max(1, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(days)s 天", "%(days)s 天", days) % {"days": days})
    if hours:
        parts.append(_("%(hours)s 小时") % {"hours": hours})
    if rest and not days:
        parts.append(_("%(minutes)s 分") % {"minutes": rest})
    return " ".join(parts)


def time_left(due: datetime, at: datetime) -> str:
    """还剩 6 小时 20 分, or 超期 2 小时 once the moment has passed."""
    if due >= at:
        return _("还剩 %(span)s") % {"span": span(due - at)}
    return _("超期 %(span)s") % {"span": span(at - due)}
