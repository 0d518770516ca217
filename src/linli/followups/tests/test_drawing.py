"""Whom to call is drawn so that nobody knows it before, nobody chooses it, and anybody can prove it."""

from datetime import date

import pytest
from django.test import override_settings

from linli.base.actor import system_actor
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.base.sealing import seal
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.followups import actions, queries, rules
from linli.followups.models import Callback, Draw, Remedy
from linli.followups.tests import given
from linli.followups.tests.given import DAY, FIRST_OF_DECEMBER, MONDAY_9AM, SYSTEM, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def resident():
    return given.a_resident()


def closed(clerk, resident, count):
    return [given.a_closed_case(clerk, resident, MONDAY_9AM) for _each in range(count)]


def drawn_cases():
    with acting_as(SYSTEM):
        return set(Callback.objects.filter(kind="drawn").values_list("case", flat=True))


@override_settings(LINLI_CALLBACK_SHARE=30)
def test_the_database_draws_what_the_rule_draws_by_the_last_seal(clerk, resident):
    all_closed = closed(clerk, resident, 7)
    with acting_as(system_actor("base.seal_journal")):
        head = bytes(seal().hash).hex()
    assert given.drawn() == rules.wanted(7, 30) == 3
    by = rules.seed("2026-11", head)
    lots = sorted(all_closed, key=lambda case: rules.lot(by, case.pk))
    assert drawn_cases() == {case.pk for case in lots[:3]}
    with acting_as(SYSTEM):
        draw = Draw.objects.get()
        noted = JournalEntry.objects.get(verb="followups.drawn")
    assert (draw.area_id, draw.month, draw.closed, draw.drawn, draw.seed) == (given.COUNTY, NOVEMBER, 7, 3, by)
    assert noted.facts["seed"] == by


def test_a_month_is_drawn_once_and_not_before_it_is_over(clerk, resident):
    closed(clerk, resident, 2)
    assert do(actions.draw, NOVEMBER, by=SYSTEM, at=MONDAY_9AM + 2 * DAY) == 0
    assert given.drawn() == 1
    assert given.drawn(FIRST_OF_DECEMBER + DAY) == 0


def test_a_confidential_case_one_withdrawn_and_one_of_another_month_are_not_drawn(clerk, resident):
    secret = given.a_case(resident)
    secret = do(cases.raise_audience, do(cases.accept, secret, by=clerk, at=MONDAY_9AM), by=clerk, at=MONDAY_9AM)
    secret = do(cases.resolve, secret, reply="办好了。", by=clerk, at=MONDAY_9AM)
    do(cases.confirm, secret, by=resident, at=MONDAY_9AM)
    do(cases.withdraw, given.a_case(resident), by=resident, at=MONDAY_9AM)
    given.a_closed_case(clerk, resident, FIRST_OF_DECEMBER - DAY + 10 * given.HOUR)
    assert given.drawn() == 0


@pytest.mark.parametrize(("level", "is_called"), [(1, True), (2, True), (3, False)])
def test_every_bad_rating_is_called_back_at_once(clerk, resident, level, is_called):
    case = given.a_resolved_case(clerk, resident)
    do(cases.rate, case, level=level, by=resident, at=MONDAY_9AM + DAY)
    with acting_as(SYSTEM):
        assert Callback.objects.filter(case=case, kind="bad_rating").exists() is is_called


def test_the_share_is_made_calls_of_closed_cases(clerk, resident):
    callback = given.a_called_case(clerk, resident)
    caller = given.a_dispatcher()
    with acting_as(caller):
        assert [(each.closed, each.wanted, each.made, each.share) for each in queries.months(caller)] == [(1, 1, 0, 0)]
    do(actions.answered, callback, solved=True, by=caller, at=FIRST_OF_DECEMBER)
    with acting_as(caller):
        [month] = queries.months(caller)
    assert (month.made, month.reached, month.solved, month.share) == (1, 1, 1, 100)


def test_of_another_county_nobody_sees_a_callback(clerk, resident):
    callback = given.a_called_case(clerk, resident)
    stranger = given.a_dispatcher("131123")
    with acting_as(stranger):
        assert not Callback.objects.exists()
        assert queries.months(stranger) == []
    with refused("followups.not_visible"):
        do(actions.answered, callback, solved=True, by=stranger, at=FIRST_OF_DECEMBER)


def test_only_the_job_draws(clerk, resident):
    case = given.a_closed_case(clerk, resident)
    assert case.pk not in drawn_cases()
    with acting_as(SYSTEM):
        assert Case.objects.get(pk=case.pk).stage == "closed"


def test_nobody_is_called_about_a_case_without_a_name(clerk):
    """It is not drawn; and a bad rating of it goes to the unit at once, since nobody could verify it."""
    case = given.a_nameless_rating(clerk, 1, "还是不亮")
    given.a_nameless_rating(clerk, 5)
    assert given.drawn() == 0
    with acting_as(given.SYSTEM):
        assert not Callback.objects.exists()
        assert Remedy.objects.get(case=case).step == "remedy"
