"""A target against time: the path, the state on it, and a trend that says how sure it is."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as some

from linli.indicators.standing.series import Step, spans
from linli.insight.forecasts import FEWEST, Forecast, Path, State, forecast, state

DAY = timedelta(days=1)
END = date(2030, 12, 31)
FIRST = date(2026, 1, 1)
SHARE = some.decimals(0, 100, places=1)
VALUES = some.lists(SHARE, min_size=FEWEST, max_size=24)


def months(values: list[Decimal]) -> list[tuple[date, Decimal]]:
    """Values at the ends of consecutive months."""
    ends = [span.last for span in spans(FIRST, date(2027, 12, 31), Step.MONTH, 24)]
    return list(zip(ends, values, strict=False))


def path(start: int, aim: int) -> Path:
    return Path(date(2021, 1, 1), Decimal(start), date(2025, 12, 31), Decimal(aim))


# The path and the state on it


@given(SHARE, SHARE, some.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_a_path_goes_straight_from_the_start_to_the_aim_and_never_beyond(start, aim, day):
    way = Path(date(2021, 1, 1), start, date(2025, 12, 31), aim)
    assert min(start, aim) <= way.on(day) <= max(start, aim)
    assert (way.on(date(2021, 1, 1)), way.on(date(2025, 12, 31))) == (start, aim)


@given(some.integers(0, 100), some.integers(0, 100), SHARE, SHARE, some.dates(date(2021, 1, 1), date(2025, 12, 30)))
def test_who_is_further_on_a_day_is_never_in_a_worse_state(start, aim, one, other, day):
    assume(start < aim)
    order = [State.BEHIND, State.ON_WAY, State.AHEAD]
    low, high = sorted((one, other))
    states = [state(each, path(start, aim), day, is_met=False) for each in (low, high)]
    assert order.index(states[0]) <= order.index(states[1])


def test_within_a_tenth_of_the_way_is_on_it_more_is_ahead_less_is_behind():
    middle = date(2023, 7, 2)  # the path says 70
    found = [state(Decimal(value), path(60, 80), middle, is_met=False) for value in ("72.1", "72", "68", "67.9")]
    assert found == [State.AHEAD, State.ON_WAY, State.ON_WAY, State.BEHIND]


def test_a_path_that_goes_down_is_judged_the_other_way_round():
    middle = date(2023, 7, 2)
    assert state(Decimal(40), path(80, 20), middle, is_met=False) is State.AHEAD
    assert state(Decimal(60), path(80, 20), middle, is_met=False) is State.BEHIND


def test_once_the_years_of_a_plan_are_over_a_target_is_met_or_behind():
    assert state(Decimal("79.9"), path(60, 80), date(2026, 11, 23), is_met=False) is State.BEHIND
    assert state(Decimal(80), path(60, 80), date(2026, 11, 23), is_met=True) is State.MET


# The trend


@given(some.lists(SHARE, max_size=FEWEST - 1))
def test_fewer_months_than_six_are_not_forecast_from(values):
    assert forecast(months(values), END) is None


@given(VALUES)
def test_a_day_that_is_not_after_the_last_month_is_not_forecast(values):
    known = months(values)
    assert forecast(known, known[-1][0]) is None
    assert forecast(known, known[-1][0] - DAY) is None
    assert forecast(known, known[-1][0] + DAY) is not None


@given(some.integers(0, 50), some.integers(0, 9), some.integers(FEWEST, 24))
def test_a_straight_line_is_followed_exactly_and_surely(start, slope, count):
    ends = [FIRST + timedelta(days=30 * number) for number in range(count)]
    known = [(day, Decimal(start) + Decimal(slope) * number) for number, day in enumerate(ends)]
    found = forecast(known, ends[0] + timedelta(days=30 * (count + 5)))
    assert found.low == found.likely == found.high == start + slope * (count + 5)


@given(VALUES)
def test_the_likely_lies_in_the_interval_and_no_share_leaves_the_whole(values):
    found = forecast(months(values), END, most=Decimal(100))
    assert 0 <= found.low <= found.likely <= found.high <= 100
    assert (found.on, found.months) == (END, len(values))


@given(VALUES, some.integers(0, 100))
def test_as_much_more_in_each_month_is_as_much_more_at_the_end(values, more):
    one = forecast(months([value + 1000 for value in values]), END)
    other = forecast(months([value + 1000 + more for value in values]), END)
    assume(one.low > 0)
    assert other.likely - one.likely == other.low - one.low == other.high - one.high == more


@given(some.integers(0, 11), SHARE)
def test_one_odd_month_of_twelve_does_not_turn_the_trend(odd, value):
    straight = [Decimal(20 + number) for number in range(12)]
    bent = [value if number == odd else each for number, each in enumerate(straight)]
    day = date(2027, 12, 31)
    truth = forecast(months(straight), day).likely
    assert abs(forecast(months(bent), day).likely - truth) <= 1


@given(VALUES)
def test_the_order_in_which_months_are_given_does_not_matter(values):
    known = months(values)
    assert forecast(known, END) == forecast(known[::-1], END)


def test_a_target_is_reached_missed_or_open_by_the_whole_interval():
    found = Forecast(END, Decimal(70), Decimal(75), Decimal(80), 8)
    assert [found.reaches(Decimal(aim)) for aim in (70, 75, 81)] == [True, None, False]
    assert [found.reaches(Decimal(aim), at_most=True) for aim in (80, 75, 69)] == [True, None, False]
