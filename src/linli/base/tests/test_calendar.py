"""Working time: the days of the notices, the end of a limit, and the reading of the files."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.calendar import (
    CalendarError,
    Limit,
    Reason,
    WorkCalendar,
    add_working,
    add_working_seconds,
    explain,
    is_working_day,
    load,
    working_seconds,
)
from linli.base.clock import SHANGHAI
from linli.base.home import CHECKOUT

SHIPPED = CHECKOUT / "data" / "calendar"
CALENDAR = load(SHIPPED)
DAY_LENGTH = int(7.5 * 3600)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


moments = st.datetimes(datetime(2023, 12, 1), datetime(2027, 6, 30)).map(lambda naive: naive.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
hour_limits = st.builds(Limit, st.integers(1, 300), st.just("hour"))
limits = hour_limits | st.builds(Limit, st.integers(1, 40), st.just("day"))


def days_worked(year: int) -> int:
    first = date(year, 1, 1)
    return sum(
        is_working_day(first + timedelta(days=n), CALENDAR)
        for n in range(366)
        if (first + timedelta(days=n)).year == year
    )


# The days of the notices


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_its_notice_leaves(year, worked):
    """262, 261, 261 weekdays less the weekdays off, plus the weekends worked."""
    assert days_worked(year) == worked


@pytest.mark.parametrize(
    "day", ["2024-02-04", "2024-04-28", "2024-10-12", "2025-01-26", "2025-09-28", "2026-02-14", "2026-09-20"]
)
def test_swapped_weekends_are_worked(day):
    assert is_working_day(date.fromisoformat(day), CALENDAR)


@pytest.mark.parametrize(
    "day", ["2024-02-15", "2024-06-10", "2025-01-28", "2025-10-08", "2026-01-02", "2026-02-23", "2026-09-25"]
)
def test_holidays_on_weekdays_are_not_worked(day):
    assert not is_working_day(date.fromisoformat(day), CALENDAR)


def test_past_the_last_notice_only_weekends_are_off():
    assert CALENDAR.official_until == date(2026, 12, 31)
    assert is_working_day(date(2027, 1, 1), CALENDAR)  # a Friday and surely a holiday, but nobody has said so yet
    assert not is_working_day(date(2027, 1, 2), CALENDAR)
    assert not CALENDAR.is_official(date(2027, 1, 1))
    assert not CALENDAR.is_official(date(2023, 12, 29))


# A limit in days


@pytest.mark.parametrize(
    ("start", "days", "ends"),
    [
        ("2026-11-16 09:00", 5, "2026-11-23 17:30"),  # Monday: counted from Tuesday, due next Monday at close
        ("2026-11-16 23:59", 5, "2026-11-23 17:30"),
        ("2026-11-21 10:00", 5, "2026-11-27 17:30"),  # Saturday: Monday is the first day
        ("2026-11-20 10:00", 1, "2026-11-23 17:30"),  # Friday
        ("2026-02-13 10:00", 2, "2026-02-24 17:30"),  # a Saturday worked, then Spring Festival
        ("2026-09-30 16:00", 3, "2026-10-10 17:30"),  # the National Day week; the third day is a Saturday worked
    ],
)
def test_a_limit_in_days_ends_at_close_of_the_nth_working_day_after(start, days, ends):
    assert add_working(at(start), Limit(days, "day"), CALENDAR) == at(ends)


# A limit in hours


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2026-11-16 09:00", 2, "2026-11-16 11:00"),
        ("2026-11-16 10:00", 2, "2026-11-16 12:00"),  # used up by noon: noon, not half past one
        ("2026-11-16 11:00", 2, "2026-11-16 14:30"),
        ("2026-11-16 12:30", 2, "2026-11-16 15:30"),
        ("2026-11-16 17:00", 2, "2026-11-17 10:00"),
        ("2026-11-20 17:30", 1, "2026-11-23 09:30"),
        ("2026-11-21 03:00", 8, "2026-11-24 09:00"),  # seven and a half hours a day
        ("2026-09-30 17:00", 1, "2026-10-08 09:00"),
    ],
)
def test_a_limit_in_hours_runs_inside_office_hours_only(start, hours, ends):
    assert add_working(at(start), Limit(hours, "hour"), CALENDAR) == at(ends)


def test_moments_of_other_zones_are_read_in_chinas_time():
    start = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    end = add_working(start, Limit(2, "hour"), CALENDAR)
    assert end == at("2026-11-16 11:00")
    assert end.tzinfo is SHANGHAI


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        add_working(datetime(2026, 11, 16, 9), Limit(2, "hour"), CALENDAR)  # noqa: DTZ001


@pytest.mark.parametrize(("amount", "unit"), [(0, "day"), (-1, "hour"), (3, "week")])
def test_what_is_no_limit_is_refused(amount, unit):
    with pytest.raises(ValueError, match="not a time limit"):
        Limit(amount, unit)


# A stopped clock


def test_a_reopened_clock_runs_on_with_what_was_left():
    due, resolved, reopened = at("2026-11-23 17:30"), at("2026-11-19 15:30"), at("2026-11-28 20:00")
    left = working_seconds(resolved, due, CALENDAR)
    assert left == 2 * 3600 + 2 * DAY_LENGTH
    assert add_working_seconds(reopened, left, CALENDAR) == at("2026-12-02 10:30")


def test_a_clock_with_nothing_left_ends_when_the_office_next_opens():
    assert add_working_seconds(at("2026-11-21 10:00"), 0, CALENDAR) == at("2026-11-23 08:30")
    assert add_working_seconds(at("2026-11-23 10:00"), -5, CALENDAR) == at("2026-11-23 10:00")


# Laws


@given(moments, hour_limits)
def test_the_working_time_to_the_end_of_an_hour_limit_is_the_limit(start, limit):
    assert working_seconds(start, add_working(start, limit, CALENDAR), CALENDAR) == limit.amount * 3600


@given(moments, st.integers(1, 40))
def test_a_day_limit_holds_so_many_whole_days_after_the_first(start, days):
    midnight = datetime.combine(start.date() + timedelta(days=1), time(), SHANGHAI)
    assert working_seconds(midnight, add_working(start, Limit(days, "day"), CALENDAR), CALENDAR) == days * DAY_LENGTH


@given(moments, limits)
def test_a_limit_never_ends_outside_working_time(start, limit):
    end = add_working(start, limit, CALENDAR)
    assert is_working_day(end.date(), CALENDAR)
    assert any(opens <= end.time() <= closes for opens, closes in CALENDAR.hours)


@given(moments, moments, limits)
def test_who_comes_later_is_never_due_earlier(a, b, limit):
    first, second = sorted((a, b))
    assert add_working(first, limit, CALENDAR) <= add_working(second, limit, CALENDAR)


@given(moments, limits)
def test_a_longer_limit_never_ends_earlier(start, limit):
    assert add_working(start, limit, CALENDAR) < add_working(start, Limit(limit.amount + 1, limit.unit), CALENDAR)


@given(moments, moments, moments)
def test_working_time_adds_up(a, b, c):
    first, middle, last = sorted(moment.replace(microsecond=0) for moment in (a, b, c))
    parts = working_seconds(first, middle, CALENDAR) + working_seconds(middle, last, CALENDAR)
    assert working_seconds(first, last, CALENDAR) == parts


@given(moments, moments)
def test_working_time_is_never_negative_and_never_more_than_time(a, b):
    worked = working_seconds(a, b, CALENDAR)
    assert 0 <= worked <= max((b - a).total_seconds(), 0)


@given(moments, st.integers(0, 10**6))
def test_a_clock_stopped_and_started_at_once_changes_nothing(start, seconds):
    end = add_working_seconds(start, seconds, CALENDAR)
    halfway = add_working_seconds(start, seconds // 2, CALENDAR)
    assert add_working_seconds(halfway, seconds - seconds // 2, CALENDAR) == end


# How it was counted


def test_every_day_of_a_limit_is_explained():
    rows = explain(at("2026-09-30 16:00"), Limit(3, "day"), CALENDAR)
    assert [(row.day.day, row.reason, row.number) for row in rows] == [
        (30, Reason.START, 0),
        *[(day, Reason.HOLIDAY, 0) for day in range(1, 8)],
        (8, Reason.WORKDAY, 1),
        (9, Reason.WORKDAY, 2),
        (10, Reason.SWAPPED, 3),
    ]
    assert rows[1].sentence == "国庆节放假；不计"
    assert rows[-1].sentence == "国庆节调休，要上班；第 3 个工作日"
    assert not any(row.is_provisional for row in rows)


def test_hours_are_explained_day_by_day():
    rows = explain(at("2026-11-20 17:00"), Limit(1, "hour"), CALENDAR)
    assert [row.sentence for row in rows] == ["工作日；计 30 分钟", "周末；不计", "周末；不计", "工作日；计 30 分钟"]
    assert explain(at("2026-11-20 18:00"), Limit(1, "hour"), CALENDAR)[0].sentence == "已经下班；不计"
    assert explain(at("2026-11-20 08:00"), Limit(2, "hour"), CALENDAR)[0].sentence == "工作日；计 2 小时"


def test_days_no_notice_covers_are_called_provisional():
    rows = explain(at("2026-12-30 10:00"), Limit(3, "day"), CALENDAR)
    assert [row.day for row in rows if row.is_provisional] == [date(2027, 1, day) for day in (1, 2, 3, 4)]
    assert rows[-1].sentence == "工作日；第 3 个工作日；放假安排还没有公布，暂按周末休息算"


@given(moments, limits)
def test_the_explanation_adds_up_to_the_limit(start, limit):
    rows = explain(start, limit, CALENDAR)
    assert rows[-1].day == add_working(start, limit, CALENDAR).date()
    if limit.unit == "day":
        assert [row.number for row in rows if row.is_counted] == list(range(1, limit.amount + 1))
    else:
        assert abs(sum(row.seconds for row in rows) - limit.amount * 3600) <= 1  # parts of seconds are cut per day


def test_limits_read_as_people_say_them():
    assert str(Limit(5, "day")) == "5 个工作日"
    assert str(Limit(2, "hour")) == "2 个工作小时"


# The files


YEAR = """year = {year}
official_until = {year}-12-31
source = {{title = "通知", number = "国办发明电〔2025〕7号", date = 2025-11-04}}
{holidays}
"""
NEW_YEAR = '[[holiday]]\nname = "元旦"\nfrom = 2026-01-01\nto = 2026-01-03\nworking = [2026-01-04]'
HOURS = "[[hours]]\nfrom = 08:30:00\nto = 12:00:00\n"


def folder(tmp_path: Path, holidays: str = NEW_YEAR, *, year: int = 2026, hours: str = HOURS) -> Path:
    (tmp_path / f"{year}.toml").write_text(YEAR.format(year=year, holidays=holidays), encoding="utf-8")
    (tmp_path / "hours.toml").write_text(hours, encoding="utf-8")
    return tmp_path


def test_a_calendar_is_read_with_its_names(tmp_path):
    calendar = load(folder(tmp_path))
    assert calendar.holidays == {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
    assert calendar.swapped == {date(2026, 1, 4)}
    assert calendar.hours == ((time(8, 30), time(12)),)
    assert calendar.names[date(2026, 1, 4)] == "元旦"
    assert (calendar.official_from, calendar.official_until) == (date(2026, 1, 1), date(2026, 12, 31))


def test_the_version_follows_the_content(tmp_path):
    before = load(folder(tmp_path)).version
    assert load(folder(tmp_path, "# a remark\n" + NEW_YEAR)).version == before
    assert load(folder(tmp_path, NEW_YEAR.replace("[2026-01-04]", "[]"))).version != before
    assert load(folder(tmp_path, hours=HOURS.replace("08:30", "09:00"))).version != before


def test_a_file_of_the_installation_takes_the_place_of_the_shipped_one(tmp_path):
    local = tmp_path / "calendar"
    local.mkdir()
    (local / "hours.toml").write_text("[[hours]]\nfrom = 10:00:00\nto = 14:00:00\n", encoding="utf-8")
    calendar = load(SHIPPED, local)
    assert calendar.hours == ((time(10), time(14)),)
    assert calendar.holidays == CALENDAR.holidays


def test_new_year_may_take_days_of_the_december_before(tmp_path):
    assert date(2025, 12, 28) in load(folder(tmp_path, NEW_YEAR.replace("[2026-01-04]", "[2025-12-28]"))).swapped


def test_a_missing_year_is_named(tmp_path):
    folder(tmp_path, year=2028, holidays="holiday = []")
    with pytest.raises(CalendarError, match=r"缺少 2027\.toml"):
        load(folder(tmp_path))


@pytest.mark.parametrize(
    ("holidays", "says"),
    [
        (NEW_YEAR.replace("to = 2026-01-03", ""), r"2026\.toml，holiday\[1\] 元旦\.to：缺少，或者不是日期"),
        (NEW_YEAR.replace("2026-01-03", "2025-12-31"), r"holiday\[1\] 元旦\.to：早于 from"),
        (NEW_YEAR.replace("2026-01-03", "2026-01-23"), r"元旦\.to：早于 from，或者假期太长"),
        (NEW_YEAR.replace("from = 2026", "from = 2062"), r"元旦\.from：2062-01-01 不在 2026 年"),
        (NEW_YEAR.replace("2026-01-04", "2026-01-05"), r"元旦\.working：2026-01-05 不是周末"),
        (NEW_YEAR.replace("2026-01-04", "2026-01-03"), r"元旦\.working：2026-01-03 出现了两次"),
        (NEW_YEAR.replace("2026-01-04", '"2026-01-04"'), r"元旦\.working：2026-01-04 不是日期"),
        (NEW_YEAR + "\n" + NEW_YEAR, r"holiday\[2\] 元旦\.from：2026-01-01 出现了两次"),
        (NEW_YEAR.replace("to =", "until ="), r"元旦\.until：没有这个项目"),
        (NEW_YEAR.replace("2026-01-01", "2026-01-01T08:00:00"), r"元旦\.from：缺少，或者不是日期"),
        ("holiday = [1]", r"holiday：应写成 \[\[holiday\]\]"),
        ("[[holiday", r"2026\.toml 读不懂.*line 4"),
    ],
)
def test_a_fault_names_file_entry_and_key(tmp_path, holidays, says):
    with pytest.raises(CalendarError, match=says):
        load(folder(tmp_path, holidays))


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ("hours = []", r"hours\.toml，hours：至少要有一段"),
        (HOURS.replace("12:00", "08:00"), r"hours\[1\]\.to：各段时间要按先后排列"),
        (HOURS + HOURS, r"hours\[2\]\.to：各段时间要按先后排列"),
        (HOURS.replace("08:30:00", '"8:30"'), r"hours\[1\]\.from：缺少，或者不是时间"),
    ],
)
def test_a_fault_in_the_hours_is_named(tmp_path, hours, says):
    with pytest.raises(CalendarError, match=says):
        load(folder(tmp_path, hours=hours))


@pytest.mark.parametrize("missing", ["hours.toml", "2026.toml"])
def test_a_missing_file_is_named(tmp_path, missing):
    (folder(tmp_path) / missing).unlink()
    with pytest.raises(CalendarError, match=missing.replace(".", r"\.")):
        load(tmp_path)


def test_a_file_that_is_no_year_is_named(tmp_path):
    (folder(tmp_path) / "2026.toml").rename(tmp_path / "2026-new.toml")
    with pytest.raises(CalendarError, match=r"2026-new\.toml，year：与文件名不符"):
        load(tmp_path)


def test_a_calendar_without_hours_cannot_be_made():
    with pytest.raises(ValueError, match="office hours"):
        WorkCalendar(frozenset(), frozenset(), (), date(2026, 12, 31))


def test_a_day_both_off_and_worked_cannot_be():
    day = frozenset({date(2026, 1, 3)})
    with pytest.raises(ValueError, match="either"):
        WorkCalendar(day, day, CALENDAR.hours, date(2026, 12, 31))
