"""Registers written down day by day: a row where something changed, late records, months that stand, areas that end."""

import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.accounts.rights import post_of
from linli.accounts.tests.given import a_staff_user
from linli.areas.models import Area, FigureKind, Succession
from linli.areas.tests.given import a_grid, figures
from linli.base.actor import Actor, Kind, system_actor
from linli.base.clock import SHANGHAI, local_day, now
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.indicators.jobs import take_snapshots
from linli.indicators.models import LockedStanding, SnapshotRun, StandingSnapshot
from linli.indicators.rules import Period
from linli.indicators.standing import actions, history, series
from linli.indicators.standing.definitions import Definition, definitions
from linli.indicators.standing.queries import standing
from linli.indicators.standing.rules import Comparator, Quotient, Wanted
from linli.indicators.standing.rules import Kind as IndicatorKind
from linli.indicators.standing.series import Row, Span, Step
from linli.indicators.tests.test_standing import for_each
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, STREET, a_unit
from linli.territory.models import GridPost
from tests.owner import as_owner

SYSTEM = system_actor("indicators.snapshot")
DAY = timedelta(days=1)
FIRST = date(2026, 11, 2)
ASSOCIATIONS, WORKERS = "disabled_association_coverage", "grid_worker_coverage"
ROOT = Path(__file__).resolve().parents[4]


def night_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 23, tzinfo=SHANGHAI) + DAY


def take(day: date, *only: str | Definition, region: str = COUNTY, at: datetime | None = None) -> int:
    asked = [definitions()[each] if isinstance(each, str) else each for each in only] or None
    with acting_as(SYSTEM):
        return actions.snapshot(region, day, by=SYSTEM, at=at or night_after(day), only=asked).rows


def rows(area: str = COMMUNITY, indicator: str = ASSOCIATIONS) -> list[tuple]:
    with acting_as(SYSTEM):
        found = StandingSnapshot.objects.filter(area=area, indicator=indicator).order_by("day", "known_at")
        return list(found.values_list("day", "numerator", "denominator"))


def past(area: str = COMMUNITY, indicator: str | Definition = ASSOCIATIONS, by: Actor = SYSTEM):
    definition = definitions()[indicator] if isinstance(indicator, str) else indicator
    with acting_as(by):
        return history.history(definition, area, viewer=by)


def a_worker_of(grid: Area, since: date, until: date | None = None) -> None:
    user = a_staff_user()
    with acting_as(SYSTEM):
        GridPost.objects.create(grid=grid, user=user, part="full_time", starts_on=since, ends_on=until)


# Writing


@pytest.mark.django_db
def test_every_level_is_written_and_equals_what_is_counted_live():
    for code in (COMMUNITY, NEIGHBOUR):
        a_unit("disabled_association", area=code)
    a_unit("social_work_station", area=STREET)
    take(FIRST)
    with acting_as(SYSTEM):
        for area in (COUNTY, STREET, COMMUNITY):
            for live in standing(area, FIRST, viewer=SYSTEM, below=False).whole:
                if not live.definition.numerator:
                    continue
                then = history.history(live.definition, area, viewer=SYSTEM).on(FIRST)
                assert (then.value, then.is_met) == (live.value, live.is_met), (area, live.definition.id)


@pytest.mark.django_db
def test_a_day_on_which_nothing_changed_writes_nothing_and_one_community_changes_its_levels_alone():
    assert take(FIRST) > 0
    assert take(FIRST + DAY) == 0
    a_unit("disabled_association", area=COMMUNITY)
    assert take(FIRST + 2 * DAY, ASSOCIATIONS) == 3  # the community, its street, its county
    assert rows() == [(FIRST, 0, 1), (FIRST + 2 * DAY, 1, 1)]
    assert take(FIRST + 2 * DAY, ASSOCIATIONS, at=night_after(FIRST + 2 * DAY) + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_sums_are_written_never_shares_and_a_day_between_two_rows_stands_as_the_day_before():
    take(FIRST, ASSOCIATIONS)
    a_unit("disabled_association")
    take(FIRST + 5 * DAY, ASSOCIATIONS)
    of_county = past(COUNTY)
    communities = rows(COUNTY)[0][2]
    assert rows(COUNTY) == [(FIRST, 0, communities), (FIRST + 5 * DAY, 1, communities)]
    assert of_county.on(FIRST + 4 * DAY).value == 0
    assert of_county.on(FIRST + 4 * DAY).taken == FIRST
    assert of_county.on(FIRST + 9 * DAY).quotient == Quotient(1, communities)
    assert of_county.on(FIRST - DAY).reason == "这一天以前还没有存下数"


@pytest.mark.django_db
def test_what_cannot_be_divided_is_said_and_is_neither_nothing_nor_all():
    people = for_each(10_000)
    a_unit("social_organization")
    take(FIRST, people)
    assert rows(indicator="tried") == [(FIRST, 1, None)]
    assert (past(indicator=people).on(FIRST).value, past(indicator=people).on(FIRST).reason) == (
        None, "除数没有登记，算不出来",
    )  # fmt: skip
    figures((COMMUNITY, 0), kind=FigureKind.RESIDENTS, day=FIRST + DAY)
    take(FIRST + DAY, people)
    assert past(indicator=people).on(FIRST + DAY).reason == "这里没有要算的对象，所以不算"
    figures((COMMUNITY, 4000), kind=FigureKind.RESIDENTS, day=FIRST + 2 * DAY)
    take(FIRST + 2 * DAY, people)
    assert past(indicator=people).on(FIRST + 2 * DAY).value == Decimal("2.5")


@pytest.mark.django_db
def test_a_township_with_its_own_number_of_residents_is_divided_by_it_and_not_by_a_sum():
    people = for_each(10_000)
    a_unit("social_organization")
    figures((COMMUNITY, 4000), (STREET, 20_000), kind=FigureKind.RESIDENTS, day=FIRST)
    take(FIRST, people)
    assert rows(STREET, "tried") == [(FIRST, 1, 20_000)]


# Late records


@pytest.mark.django_db
def test_a_record_of_a_day_gone_by_changes_that_day_and_the_page_can_say_what_it_was():
    grid = a_grid(at=night_after(FIRST - 9 * DAY))
    for day in (FIRST, FIRST + DAY, FIRST + 2 * DAY):
        take(day, WORKERS)
    a_worker_of(grid, FIRST + DAY, FIRST + 2 * DAY)  # entered later, over since
    known = night_after(FIRST + 6 * DAY)
    assert [take(FIRST + number * DAY, WORKERS, at=known) for number in range(3)] == [0, 3, 3]
    found = past(indicator=WORKERS)
    assert [found.on(FIRST + number * DAY).value for number in range(3)] == [0, 100, 0]
    (change,) = found.late  # the day after is as it was
    assert (change.now.day, change.was.sums, change.now.sums) == (FIRST + DAY, (0, 1), (1, 1))


@pytest.mark.django_db
def test_a_register_that_knows_today_alone_is_not_asked_for_a_day_long_gone():
    take(FIRST, ASSOCIATIONS)
    a_unit("disabled_association")
    assert take(FIRST, ASSOCIATIONS, at=night_after(FIRST + 20 * DAY)) == 0
    assert past().on(FIRST).value == 0


@drawn(some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9), some.integers(0, 3)), max_size=30))
def test_counting_days_anew_in_their_order_always_ends_with_what_is_true_and_forgets_nothing(told):
    """Each step tells the truth of some days anew; rows are written as the statement writes them."""
    truth, written = dict.fromkeys(range(10), 0), []
    for turn, (first, length, value) in enumerate(told):
        before = [series.stood(written, FIRST + day * DAY) for day in range(10)]
        known = night_after(FIRST + (20 + turn) * DAY)
        for day in range(first, min(first + length, 10)):
            truth[day] = value
        for day in range(10):
            held = series.stood(written, FIRST + day * DAY)
            if held is None or held.numerator != truth[day]:
                written.append(Row(FIRST + day * DAY, known, truth[day], 9))
        assert [series.stood(written, FIRST + day * DAY).numerator for day in range(10)] == list(truth.values())
        assert [series.stood(written, FIRST + day * DAY, known - DAY) for day in range(10)] == before


# Months that stand


@pytest.mark.django_db
def test_a_locked_month_keeps_its_figure_and_what_came_later_stands_beside_it():
    grid, last = a_grid(at=night_after(FIRST - 9 * DAY)), date(2026, 11, 30)
    take(last, WORKERS)
    locked_at = datetime(2026, 12, 10, 0, 23, tzinfo=SHANGHAI)
    with acting_as(SYSTEM):
        assert actions.lock_what_is_over(by=SYSTEM, at=locked_at) == [Period.month_of(last)]
        assert actions.lock_what_is_over(by=SYSTEM, at=locked_at + DAY) == []
    a_worker_of(grid, FIRST)
    take(last, WORKERS, at=locked_at + 3 * DAY)
    stood = past(indicator=WORKERS).on(last)
    assert (stood.value, stood.locked_at, stood.later_quotient) == (0, locked_at, Quotient(1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "changed"),
    [(StandingSnapshot, {"numerator": 9}), (SnapshotRun, {"rows": 9}), (LockedStanding, {"definitions": {}})],
)
def test_nobody_changes_or_deletes_what_was_written_down(model, changed):
    take(FIRST, ASSOCIATIONS)
    with acting_as(SYSTEM):
        actions.lock_what_is_over(by=SYSTEM, at=night_after(FIRST + 60 * DAY))
        for forbidden in (lambda: model.objects.all().delete(), lambda: model.objects.update(**changed)):
            with pytest.raises(ProgrammingError), transaction.atomic():
                forbidden()


def test_a_night_counts_the_open_days_and_the_ends_of_locked_months_in_their_order():
    locked = [Period.month(2026, 9), Period.month(2026, 10)]
    assert actions.days_to_count(None, FIRST, []) == [FIRST]
    assert actions.days_to_count(date(2026, 8, 30), date(2026, 11, 3), locked) == [
        date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3),
    ]  # fmt: skip


# Divisions that change


def test_an_area_that_went_into_another_keeps_its_history_under_its_code(own_database):
    take(FIRST, ASSOCIATIONS)
    of_street = rows(STREET)[0][2]
    ends = FIRST + 2 * DAY
    as_owner("UPDATE areas_area SET valid_from = '2023-06-30', valid_to = %s WHERE code = %s", [ends, NEIGHBOUR])
    as_owner("UPDATE areas_area SET name = '新名社区居委会' WHERE code = %s", [COMMUNITY])
    with acting_as(SYSTEM):
        Succession.objects.create(before_id=NEIGHBOUR, after_id=COMMUNITY, on=ends)
    take(FIRST + 3 * DAY, ASSOCIATIONS)
    ended = past(NEIGHBOUR)
    assert (ended.on(FIRST).value, ended.on(FIRST + 3 * DAY).reason) == (0, "这里不再单独统计了")
    assert rows() == [(FIRST, 0, 1)]  # renamed: the same code, nothing changed
    assert past(STREET).on(FIRST).quotient.denominator == of_street  # of the divisions as they were that day
    assert past(STREET).on(FIRST + 3 * DAY).quotient.denominator == of_street - 1
    with acting_as(SYSTEM):
        assert [(area.code, on) for area, on in history.went_into(COMMUNITY)] == [(NEIGHBOUR, ends)]


# Who reads


@pytest.mark.django_db
def test_who_does_not_see_an_area_reads_none_of_its_history():
    take(FIRST, ASSOCIATIONS)
    clerk = Actor(Kind.STAFF, user=new_id(), posts=(post_of("handler", COUNTY, a_unit("housing", area=COUNTY).pk),))
    assert past(COUNTY, by=clerk) is None
    chief = Actor(Kind.STAFF, user=new_id(), posts=(post_of("supervisor", STREET, None),))
    assert past(STREET, by=chief).on(FIRST).value == 0
    assert past(COUNTY, by=chief) is None


# Trend and distance


def test_quarters_and_years_end_where_the_calendar_says():
    assert series.span_of(date(2026, 2, 3), Step.QUARTER) == Span(date(2026, 1, 1), date(2026, 3, 31))
    assert series.span_of(date(2026, 12, 31), Step.MONTH) == Span(date(2026, 12, 1), date(2026, 12, 31))
    found = series.spans(date(2025, 12, 5), date(2026, 4, 1), Step.QUARTER, 8)
    assert [each.last for each in found] == [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]


@drawn(some.integers(0, 500), some.integers(1, 500), some.decimals(0, 100, places=1), some.sampled_from(Comparator))
def test_what_is_missing_is_said_exactly_where_the_target_is_not_met(part, whole, aim, comparator):
    quotient, wanted = Quotient(part, whole), Wanted(comparator, aim)
    gap = series.missing(quotient, wanted)
    assert (gap is None) == (quotient.meets(wanted) is True)
    assert gap is None or gap >= Decimal("0.1")


def test_a_count_has_no_denominator_and_a_share_without_one_is_unknown():
    row = Row(FIRST, night_after(FIRST), 5, None)
    assert row.quotient(IndicatorKind.COUNT, 100) == Quotient(5, None, 100, is_share=False)
    assert row.quotient(IndicatorKind.PER, 100) is None


# A night cut off


def test_a_night_killed_half_way_goes_on_where_it_stopped(own_database):
    yesterday = local_day(now()) - DAY
    first, begun = yesterday - 4 * DAY, now()
    a_unit("disabled_association")
    with acting_as(SYSTEM):
        (region,) = actions.regions()
    assert region == COMMUNITY[:4]
    take(first, region=region)
    code = "import django; django.setup(); from linli.indicators.jobs import take_snapshots; take_snapshots()"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    try:
        while SnapshotRun.objects.count() < 2 and process.poll() is None:
            pass
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait(10)
    done = set(SnapshotRun.objects.filter(taken_at__gte=begun).values_list("day", flat=True))
    left = [day for _region, day, _rows in take_snapshots()]
    assert done
    assert not done & set(left)
    assert done | set(left) == {first + number * DAY for number in range(5)}
    assert take_snapshots() == []
    with acting_as(SYSTEM):
        assert not StandingSnapshot.objects.exclude(day=first).exists()  # nothing changed on these days
