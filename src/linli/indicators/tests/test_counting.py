"""What figures say after things happen to cases, and that counting is repeatable, complete and all or nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.indicators import actions
from linli.indicators.models import DailyMeasure, StaleDay, Watermark
from linli.indicators.rules import Period
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM, SYSTEM

pytestmark = pytest.mark.django_db
LONG_AFTER = MONDAY_9AM + 60 * DAY


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


def rows():
    with acting_as(SYSTEM):
        return sorted(DailyMeasure.objects.values_list("area_id", "day", "unit_id", "measure", "value"), key=str)


def test_a_case_not_yet_due_and_unresolved_does_not_count(clerk):
    given.an_accepted_case(clerk)
    given.counted(MONDAY_9AM + HOUR)
    assert given.measures(period=Period.month(2026, 11)) == given.measures(period=Period.month(2026, 12)) == {}


def test_a_case_resolved_early_counts_on_the_day_of_its_deadline(clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + 4 * HOUR)
    due = case.due_at.astimezone(MONDAY_9AM.tzinfo).date()
    assert given.measures(period=Period.day(due)) == given.only(counted=1, responded=1, on_time=1)


def test_a_deadline_that_passes_counts_without_anybody_touching_the_case(clerk):
    case = given.an_accepted_case(clerk)
    given.counted(case.due_at)
    assert given.measures(period=given.month_of(case)) == {}
    assert given.counted(case.due_at + HOUR) == 1
    assert given.measures(period=given.month_of(case)) == given.only(counted=1, responded=1)
    given.resolved(case, clerk, case.due_at + 2 * HOUR)
    given.counted(case.due_at + 3 * HOUR)
    assert given.measures(period=given.month_of(case)) == given.only(counted=1, responded=1)  # late all the same


def test_a_withdrawn_case_never_counts(clerk):
    resident = given.a_resident()
    case = given.an_accepted_case(clerk, resident)
    given.counted(case.due_at + HOUR)
    given.do(cases.withdraw, case, by=resident, at=case.due_at + HOUR)
    given.counted(case.due_at + 2 * HOUR)
    assert given.measures(period=given.month_of(case)) == {}


def test_a_returned_case_is_one_case_of_the_unit_that_holds_it_now(clerk):
    street = given.a_unit("subdistrict_office", area=given.STREET)
    case = given.an_accepted_case(clerk)
    month = given.month_of(case)
    given.do(cases.give_back, case, reason="属于市政管网，不归社区", by=clerk, at=MONDAY_9AM + HOUR)
    given.counted(case.due_at + HOUR)
    assert given.rates(period=month, unit=clerk.units[0])["on_time_rate"][:2] == (0, 1)  # it leads until decided
    above = given.a_clerk(street, role="handler")
    given.do(cases.decide, case, to=street, reason="由街道协调", by=above, at=case.due_at + HOUR)
    given.counted(case.due_at + 2 * HOUR)
    assert given.rates(period=month)["on_time_rate"][:2] == (0, 1)
    assert given.rates(period=month, unit=street.pk)["on_time_rate"][:2] == (0, 1)
    assert given.rates(period=month, unit=clerk.units[0])["on_time_rate"] == (0, 0, None)


def test_reopening_moves_a_case_to_the_day_its_clock_now_ends_and_the_last_answer_counts(clerk):
    resident = given.a_resident()
    case = given.a_resolved_case(clerk, resident)
    given.counted(MONDAY_9AM + 4 * HOUR)
    day = Period.day(case.due_at.astimezone(MONDAY_9AM.tzinfo).date())
    assert given.measures(period=day) == given.only(counted=1, responded=1, on_time=1)
    case = given.do(cases.reopen, case, reason="还是不亮", by=resident, at=MONDAY_9AM + 3 * DAY)
    given.counted(MONDAY_9AM + 3 * DAY + HOUR)
    assert given.measures(period=day) == {}
    moved = Period.day(case.due_at.astimezone(MONDAY_9AM.tzinfo).date())
    case = given.resolved(case, clerk, MONDAY_9AM + 4 * DAY)
    given.counted(MONDAY_9AM + 4 * DAY + HOUR)
    assert given.measures(period=moved) == given.only(counted=1, responded=1, on_time=1, answered=1)
    given.do(cases.confirm, case, by=resident, at=MONDAY_9AM + 5 * DAY)
    given.counted(MONDAY_9AM + 6 * DAY)
    assert given.measures(period=moved) == given.only(counted=1, responded=1, on_time=1, answered=1, solved=1)


def test_who_does_not_answer_is_in_no_denominator_of_answers(clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    given.do(cases.lapse, case, by=SYSTEM, at=MONDAY_9AM + 9 * DAY)
    given.counted(MONDAY_9AM + 9 * DAY)
    found = given.rates(period=given.month_of(case))
    assert found["on_time_rate"] == (1, 1, Decimal("100.0"))
    assert found["solved_rate"] == found["satisfaction_rate"] == (0, 0, None)


def test_ratings_make_the_satisfaction_rate(clerk):
    for level in (5, 3, 2):
        resident = given.a_resident()
        case = given.a_resolved_case(clerk, resident)
        given.do(cases.rate, case, level=level, by=resident, at=MONDAY_9AM + DAY)
    given.counted(MONDAY_9AM + 2 * DAY)
    found = given.rates(period=given.month_of(case))
    assert found["satisfaction_rate"] == (2, 3, Decimal("66.7"))
    assert found["solved_rate"] == (3, 3, Decimal("100.0"))


def test_figures_roll_up_from_community_to_county(clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    given.a_case(area=given.NEIGHBOUR)
    given.counted(LONG_AFTER)
    month = given.month_of(case)
    assert given.rates(given.COMMUNITY, month)["on_time_rate"][:2] == (1, 1)
    assert given.rates(given.STREET, month)["on_time_rate"][:2] == (1, 2)
    assert given.rates(given.COUNTY, month)["on_time_rate"] == (1, 2, Decimal("50.0"))
    assert given.rates(given.OTHER_COUNTY, month)["on_time_rate"] == (0, 0, None)


def test_counting_again_changes_nothing(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    given.an_accepted_case(clerk)
    given.counted(MONDAY_9AM + DAY)
    before = rows()
    assert before
    assert given.counted(MONDAY_9AM + DAY) == 0
    for again in (
        lambda: given.do(actions.rebuild, by=SYSTEM, at=MONDAY_9AM + DAY),
        lambda: given.do(actions.recompute, "131102", Period.month(2026, 11).first, Period.month(2026, 12).last, by=SYSTEM, at=MONDAY_9AM + DAY),
        lambda: given.do(actions.recompute, "", Period.month(2026, 11).first, Period.month(2026, 12).last, by=SYSTEM, at=MONDAY_9AM + DAY),
    ):  # fmt: skip
        assert again() == len(before)
        assert rows() == before


def test_recounting_a_day_repairs_a_figure_and_leaves_other_days_alone(clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    before, day = rows(), case.due_at.astimezone(MONDAY_9AM.tzinfo).date()
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("DELETE FROM indicators_dailymeasure")
    other = day + timedelta(days=1)
    assert given.do(actions.recompute, given.COMMUNITY, other, other, by=SYSTEM, at=MONDAY_9AM + DAY) == 0
    assert rows() == []
    given.do(actions.recompute, given.COMMUNITY, day, day, by=SYSTEM, at=MONDAY_9AM + DAY)
    assert rows() == before


def test_the_first_count_counts_everything_even_without_marks(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    with acting_as(SYSTEM):
        StaleDay.objects.all().delete()
    assert given.counted(MONDAY_9AM + DAY) == 3
    assert given.measures(period=Period.month(2026, 11)) or given.measures(period=Period.month(2026, 12))


def test_many_marks_are_taken_in_portions(clerk, monkeypatch):
    monkeypatch.setattr(actions, "MOST_MARKS", 2)
    given.counted(MONDAY_9AM)
    for area in (given.COMMUNITY, given.NEIGHBOUR, given.OTHER_COMMUNITY):
        given.a_case(area=area)
        given.a_case(area=area, at=MONDAY_9AM + 7 * DAY)
    given.counted(LONG_AFTER)
    with acting_as(SYSTEM):
        assert not StaleDay.objects.exists()
    assert given.rates("1311", Period(MONDAY_9AM.date(), LONG_AFTER.date()))["response_rate"][:2] == (0, 6)


def test_a_count_cut_off_half_way_leaves_everything_as_it_was_and_the_next_one_does_it_once(clerk, monkeypatch):
    given.counted(MONDAY_9AM)
    given.a_resolved_case(clerk, given.a_resident())
    with acting_as(SYSTEM):
        marks = StaleDay.objects.count()
    assert marks

    def cut_off(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "_move", cut_off)  # the last step of all
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        given.counted(MONDAY_9AM + DAY)
    monkeypatch.undo()
    assert rows() == []
    with acting_as(SYSTEM):
        assert StaleDay.objects.count() == marks
    given.counted(MONDAY_9AM + DAY)
    assert [value for *_leaf, value in rows()] == [1, 1, 1]


def test_the_clock_of_a_count_never_runs_back(clerk):
    case = given.an_accepted_case(clerk)
    given.counted(case.due_at + HOUR)
    given.counted(case.due_at - DAY)
    assert given.measures(period=given.month_of(case)) == given.only(counted=1, responded=1)


def test_a_change_marks_the_day_it_leaves_and_the_day_it_comes_to(clerk):
    case = given.an_accepted_case(clerk)
    given.counted(MONDAY_9AM + HOUR)
    before = case.due_at
    given.do(cases.extend, case, days=2, reason="等配件到货", by=clerk, at=MONDAY_9AM + 2 * HOUR)
    with acting_as(SYSTEM):
        marked = set(StaleDay.objects.values_list("area_id", "day"))
        after = Case.objects.get(pk=case.pk).due_at
    local = MONDAY_9AM.tzinfo
    assert marked == {(given.COMMUNITY, moment.astimezone(local).date()) for moment in (before, after)}


def test_counting_is_on_record(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM)
    given.a_case()
    given.counted(MONDAY_9AM + DAY)
    given.counted(MONDAY_9AM + DAY)
    with acting_as(SYSTEM):
        found = JournalEntry.objects.filter(subject_kind="indicators.watermark").order_by("seq")
        assert [each.verb for each in found] == ["indicators.rebuilt", "indicators.refreshed"]


def test_nobody_but_the_system_writes_figures_or_reads_marks(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    for attempt in (
        lambda: DailyMeasure.objects.all().delete(),
        lambda: DailyMeasure.objects.update(value=9),
        lambda: StaleDay.objects.all().delete(),
        lambda: list(StaleDay.objects.all()),
        lambda: Watermark.objects.update(until=None),
        lambda: actions.refresh(by=clerk, at=MONDAY_9AM),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(clerk):
            attempt()


def test_a_cell_keeps_the_version_of_its_rules(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    with acting_as(SYSTEM):
        assert set(DailyMeasure.objects.values_list("rule_version", flat=True)) == {1}
