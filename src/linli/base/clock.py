"""The only place that reads the clock; rules and actions are given `at`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The moment, aware, in China's time."""
    return timezone.now().astimezone(SHANGHAI)  # noqa: TID251 (the one permitted reading)


def local_day(moment: datetime) -> date:
    """The day in China on which an aware moment falls."""
    return moment.astimezone(SHANGHAI).date()
