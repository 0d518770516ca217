"""Moments are written as people say them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from linli.base.clock import SHANGHAI
from linli.web import dates

SUNDAY = datetime(2026, 11, 22, 11, 10, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(21, 9), "昨天 09:00"),
        (at(22, 17, 30), "今天 17:30"),
        (at(23, 12), "明天 12:00"),
        (at(24, 17, 30), "周二 17:30"),
        (at(28, 8), "周六 08:00"),
        (at(29, 8), "11月29日 周日 08:00"),
        (at(20, 8), "11月20日 周五 08:00"),
    ],
)
def test_a_near_moment_is_named_by_its_day(moment, words):
    assert dates.near(moment, SUNDAY) == words


def test_a_day_of_another_year_carries_its_year():
    assert dates.day(date(2025, 12, 31), SUNDAY) == "2025年12月31日 周三"
    assert dates.day_time(SUNDAY, SUNDAY) == "11月22日 周日 11:10"


def test_days_begin_at_midnight_in_china_not_in_london():
    half_past_midnight = datetime.fromisoformat("2026-11-22T16:30:00+00:00")
    assert dates.near(half_past_midnight, SUNDAY) == "明天 00:30"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "1 分"),
        (timedelta(minutes=5), "5 分"),
        (timedelta(hours=6, minutes=20), "6 小时 20 分"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(days=2, hours=3, minutes=59), "2 天 3 小时"),
        (timedelta(days=4), "4 天"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(length, words):
    assert dates.span(length) == words


def test_time_runs_down_and_then_over():
    assert dates.time_left(SUNDAY + timedelta(hours=6, minutes=20), SUNDAY) == "还剩 6 小时 20 分"
    assert dates.time_left(SUNDAY - timedelta(hours=2), SUNDAY) == "超期 2 小时"


def test_moments_in_english():
    with translation.override("en"):
        assert dates.day_time(SUNDAY, SUNDAY) == "22 Nov, Sun 11:10"
        assert dates.day_time(SUNDAY, SUNDAY.replace(year=2027)) == "22 Nov 2026, Sun 11:10"
        assert dates.near(at(23, 12), SUNDAY) == "Tomorrow 12:00"
        assert dates.span(timedelta(days=1, hours=3)) == "1 day 3 h"
        assert dates.time_left(SUNDAY + timedelta(hours=6, minutes=20), SUNDAY) == "6 h 20 min left"
        assert dates.month(11, 2026) == "Nov 2026"
