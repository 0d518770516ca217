"""The journal alone gives the same figures: after any walk of cases through their rules, and where something was forged."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.accounts.rights import post_of
from linli.areas.tests.given import a_grid
from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case, RatingWay
from linli.indicators import actions, recount, rules
from linli.indicators.models import StaleDay
from linli.indicators.recount import Leaf
from linli.indicators.rules import Period
from linli.indicators.tests import given as start
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM, SYSTEM

pytestmark = pytest.mark.django_db
ALWAYS = Period(Period.month(2025, 1).first, Period.month(2028, 12).last)
COUNTY = start.COUNTY


def compared(period: Period = ALWAYS, area: str = COUNTY):
    with acting_as(SYSTEM):
        return recount.compare(area, period)


def from_rows(at) -> Counter[Leaf]:
    """The leaf figures by the rules in Python over the cases as they stand."""
    found: Counter[Leaf] = Counter()
    with acting_as(SYSTEM):
        for case in Case.objects.all():
            day, unit = rules.day_of(case.standing), str(case.unit_id or "")
            found.update(
                Leaf(case.grid_id or case.area_id, day, unit, each) for each in rules.measures_of(case.standing, at)
            )
    return found


class Town:
    """Two communities, the units that serve them, one person who works for all of these, and residents."""

    def __init__(self) -> None:
        self.firm = start.a_unit("property_company")
        street = start.a_unit("subdistrict_office", area=start.STREET)
        clerk = start.a_clerk(start.a_unit())
        posts = tuple(
            post_of("community_worker", start.STREET, unit) for unit in (*clerk.units, self.firm.pk, street.pk)
        )
        self.clerk = Actor(clerk.kind, user=clerk.user, posts=posts, name=clerk.name)
        self.caller = start.a_clerk(None, role="dispatcher", area=start.COUNTY)
        self.grids = [a_grid(), a_grid("第二网格"), a_grid(parent=start.NEIGHBOUR)]
        self.residents = [start.a_resident(), start.a_resident()]

    def submit(self, which: int, at) -> Case:
        areas = (start.COMMUNITY, start.NEIGHBOUR)
        return start.a_case(self.residents[which % 2], at=at, area=areas[which % 2])

    def do(self, verb: str, case: Case, which: int, number: int, at) -> None:
        """One step of a walk; what the rules refuse does not happen."""
        resident = self.residents[which % 2]
        steps = {
            "accept": lambda: start.do(cases.accept, case, by=self.clerk, at=at),
            "assign": lambda: start.do(cases.assign, case, to=self.firm, by=self.clerk, at=at),
            "return": lambda: start.do(cases.give_back, case, reason="不归我们管", by=self.clerk, at=at),
            "decide": lambda: start.do(cases.decide, case, to=self.firm, reason="由它办", by=self.clerk, at=at),
            "extend": lambda: start.do(cases.extend, case, days=1 + number % 3, reason="等配件", by=self.clerk, at=at),
            "resolve": lambda: start.do(cases.resolve, case, reply="修好了。", by=self.clerk, at=at),
            "confirm": lambda: start.do(cases.confirm, case, by=resident, at=at),
            "reopen": lambda: start.do(cases.reopen, case, reason="没有好", by=resident, at=at),
            "rate": lambda: start.do(cases.rate, case, level=1 + number % 5, by=resident, at=at),
            "hear": lambda: start.do(
                cases.hear, case, solved=number % 2 == 0, said="在电话里说的", by=self.caller, at=at
            ),
            "rate_for": lambda: start.do(
                cases.rate_for, case, level=1 + number % 5, way=RatingWay.PAPER, by=self.caller, at=at
            ),
            "locate": lambda: start.do(cases.locate, case, grid=self.grids[number % 3].code, by=self.clerk, at=at),
            "withdraw": lambda: start.do(cases.withdraw, case, by=resident, at=at),
            "lapse": lambda: start.do(cases.lapse, case, by=SYSTEM, at=at),
        }
        try:
            steps[verb]()
        except Refused:
            return


VERBS = (
    "accept",
    "assign",
    "return",
    "decide",
    "extend",
    "resolve",
    "confirm",
    "reopen",
    "rate",
    "withdraw",
    "lapse",
    "hear",
    "rate_for",
    "locate",
)
# Verbs that lead on are likelier, so that walks get somewhere.
STEP = some.tuples(
    some.sampled_from([*VERBS, "accept", "resolve", "resolve", "reopen", "rate", "count", "count"]),
    some.integers(0, 2),  # which case
    some.integers(0, 10),
    some.sampled_from([0.1, 0.5, 1, 3, 9, 20, 30, 100, 200]),  # hours until then
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(some.lists(STEP, min_size=3, max_size=25))
def test_after_any_walk_the_stored_figures_are_those_of_the_rows_and_of_the_journal(walk):
    with transaction.atomic():
        town, at = Town(), MONDAY_9AM
        start.counted(at)
        held = [town.submit(which, at + which * HOUR) for which in range(3)]
        for verb, which, number, hours in walk:
            at += timedelta(hours=hours)
            if verb == "count":
                start.counted(at)
            else:
                town.do(verb, held[which], which, number, at)
        start.counted(at)
        with acting_as(SYSTEM):
            kept = recount.stored(COUNTY, ALWAYS)
        assert kept == from_rows(at)
        assert compared().differences == compared(area="").differences == []
        with acting_as(SYSTEM):
            months = recount.stored_months("", ALWAYS)
            assert months == recount.rolled(kept, "")
            actions.rebuild(by=SYSTEM, at=at)
            assert (recount.stored(COUNTY, ALWAYS), recount.stored_months("", ALWAYS)) == (kept, months)
        transaction.set_rollback(True)


@pytest.fixture
def counted_case():
    clerk = start.a_clerk(start.a_unit())
    case = start.a_resolved_case(clerk, start.a_resident())
    start.counted(MONDAY_9AM + DAY)
    return case


def test_a_comparison_says_how_much_it_has_looked_at(counted_case):
    found = compared(start.month_of(counted_case))
    assert (found.cases, found.figures, found.waiting, found.differences) == (1, 9, 0, [])
    assert found.until == MONDAY_9AM + DAY


def test_more_cases_than_a_query_takes_are_recounted_in_several(monkeypatch):
    clerk = start.a_clerk(start.a_unit())
    for _case in range(3):
        start.a_resolved_case(clerk, start.a_resident())
    start.counted(MONDAY_9AM + DAY)
    monkeypatch.setattr(recount, "AT_ONCE", 2)
    found = compared()
    assert (found.cases, found.differences) == (3, [])


def test_cases_of_other_places_and_months_are_not_recounted(counted_case):
    assert compared(start.month_of(counted_case), area=start.NEIGHBOUR).cases == 0
    assert compared(start.month_of(counted_case).back(1)).cases == 0


def test_a_case_changed_behind_the_products_back_is_found(counted_case):
    with acting_as(SYSTEM):
        Case.objects.update(resolved_at=counted_case.due_at + HOUR)
    start.do(actions.rebuild, by=SYSTEM, at=MONDAY_9AM + DAY)
    found = compared().differences
    assert {(each.leaf.measure, each.stored, each.recounted) for each in found} == {("on_time", 0, 1)}
    assert {(each.leaf.area, each.leaf.unit != recount.ALL) for each in found} == {
        (start.COMMUNITY, True),
        (COUNTY, True),
        (COUNTY, False),
    }


def test_what_is_marked_meanwhile_is_not_called_a_difference(counted_case):
    with acting_as(SYSTEM):
        Case.objects.update(resolved_at=None, stage="assigned")
        day = rules.day_of(counted_case.standing)
        StaleDay.objects.create(area_id=counted_case.area_id, day=day)
    start.counted(MONDAY_9AM + DAY)
    assert len(compared().differences) == 9
    with acting_as(SYSTEM):
        StaleDay.objects.create(area_id=counted_case.area_id, day=day)
    found = compared()
    assert (found.waiting, found.differences) == (1, [])


def test_before_the_first_count_there_is_nothing_to_compare():
    assert compared().until is None
