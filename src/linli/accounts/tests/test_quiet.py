"""At night no phone rings: what is told then leaves in the morning, but for what is urgent."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.accounts.quiet import ALWAYS, QuietHours, held_until, read
from linli.base.clock import SHANGHAI

NIGHT = "22:00-07:30"
times = some.times().map(lambda each: each.replace(second=0, microsecond=0))
hours = some.builds(QuietHours, times, times)
moments = some.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=some.just(SHANGHAI))  # noqa: DTZ001


def day(hour: int, minute: int = 0, date: int = 23) -> datetime:
    return datetime(2026, 11, date, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        (day(21, 59), None),
        (day(22), day(7, 30, 24)),
        (day(23, 59), day(7, 30, 24)),
        (day(0), day(7, 30)),
        (day(7, 29), day(7, 30)),
        (day(7, 30), None),
        (day(12), None),
    ],
)
def test_what_is_told_at_night_leaves_at_half_past_seven(told, leaves):
    assert held_until(told, own="", usual=NIGHT, is_urgent=False) == leaves


def test_what_is_urgent_leaves_at_any_hour():
    assert held_until(day(23), own=NIGHT, usual=NIGHT, is_urgent=True) is None


def test_a_persons_own_choice_goes_before_the_places():
    assert held_until(day(21), own="20:00-09:00", usual=NIGHT, is_urgent=False) == day(9, date=24)
    assert held_until(day(23), own=ALWAYS, usual=NIGHT, is_urgent=False) is None
    assert held_until(day(23), own="", usual="", is_urgent=False) is None
    assert held_until(day(13), own="12:30-14:00", usual=NIGHT, is_urgent=False) == day(14)


def test_the_hours_are_those_of_china_wherever_the_moment_was_counted():
    utc = datetime.fromisoformat("2026-11-23T15:00:00+00:00")  # 23:00 in China
    assert held_until(utc, own="", usual=NIGHT, is_urgent=False) == day(7, 30, 24)


@pytest.mark.parametrize("written", ["22-7", "22:00", "24:00-07:00", "22:60-07:00", "22:00-07:00,12:00-13:00", "夜里"])
def test_hours_written_in_another_way_are_refused(written):
    with pytest.raises(ValueError, match="22:00-07:30"):
        read(written)


@drawn(hours)
def test_hours_read_as_they_are_written(each):
    assert read(str(each)) == each


@drawn(hours, moments)
def test_what_is_held_leaves_later_at_the_end_and_is_not_held_again(each, at):
    leaves = each.hold(at)
    if leaves is not None:
        assert at < leaves <= at + each.lasts
        assert leaves.timetz().replace(tzinfo=None) == each.ends
        assert each.hold(leaves) is None


@drawn(hours, moments)
def test_a_moment_is_held_exactly_when_it_lies_between_begin_and_end(each, at):
    of_day = at.time()
    if each.begins <= each.ends:
        assert (each.hold(at) is not None) == (each.begins <= of_day < each.ends)
    else:
        assert (each.hold(at) is not None) == (of_day >= each.begins or of_day < each.ends)


@drawn(hours, moments, some.timedeltas(timedelta(0), timedelta(days=2)))
def test_what_is_told_earlier_never_leaves_later(each, at, after):
    later = at + after
    assert (each.hold(at) or at) <= (each.hold(later) or later)


def test_the_same_time_twice_is_no_quiet_at_all():
    assert QuietHours(time(8), time(8)).lasts == timedelta(0)
    assert QuietHours(time(8), time(8)).hold(day(8)) is None
