"""What the resident answers, within which window, and how often."""

from datetime import timedelta

import pytest

from linli.base.actor import system_actor
from linli.cases import actions
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def resident():
    return given.a_resident()


def test_only_the_resident_says_that_it_is_done(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    with pytest.raises(Case.DoesNotExist):
        do(actions.confirm, case, by=clerk, at=MONDAY_9AM + DAY)
    closed = do(actions.confirm, case, by=resident, at=MONDAY_9AM + DAY)
    assert (closed.stage, closed.solved) == ("closed", True)


def test_a_neighbour_cannot_answer_for_somebody_else(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    with refused("cases.not_visible"):
        do(actions.confirm, case, by=given.a_resident("李大山"), at=MONDAY_9AM + DAY)


def test_a_case_not_done_is_reopened_and_what_was_left_of_the_clock_runs_on(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    again = do(actions.reopen, case, reason="还是不亮", by=resident, at=MONDAY_9AM + DAY)
    assert (again.stage, again.resolved_at, again.solved, again.unit_id) == ("assigned", None, False, case.unit_id)
    assert again.due_at > case.due_at


def test_a_case_cannot_be_reopened_after_seven_days(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    with refused("cases.reopened_too_late"):
        do(actions.reopen, case, reason="还是不亮", by=resident, at=case.resolved_at + 8 * DAY)


def test_a_confirmed_case_may_still_be_reopened_within_the_window(clerk, resident):
    case = do(actions.confirm, given.a_resolved_case(clerk, resident), by=resident, at=MONDAY_9AM + 4 * HOUR)
    assert do(actions.reopen, case, reason="又坏了", by=resident, at=MONDAY_9AM + DAY).closed_at is None


def test_a_case_is_rated_once_in_five_levels_and_that_confirms_it(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    with refused("cases.rating_level"):
        do(actions.rate, case, level=6, by=resident, at=MONDAY_9AM + DAY)
    rated = do(actions.rate, case, level=5, comment="很快", by=resident, at=MONDAY_9AM + DAY)
    assert (rated.stage, rated.solved, rated.rating) == ("closed", True, 5)
    with refused("cases.rated_already"):
        do(actions.rate, rated, level=1, by=resident, at=MONDAY_9AM + DAY)


def test_a_case_not_yet_resolved_cannot_be_rated(clerk, resident):
    case = given.an_accepted_case(clerk, resident)
    with refused("cases.wrong_stage"):
        do(actions.rate, case, level=5, by=resident, at=MONDAY_9AM + DAY)


def test_without_an_answer_in_seven_days_a_case_is_closed_as_unanswered(clerk, resident):
    case, closer = given.a_resolved_case(clerk, resident), system_actor("cases.close_unanswered")
    assert do(actions.close_unanswered, by=closer, at=case.resolved_at + 6 * DAY) == 0
    assert do(actions.close_unanswered, by=closer, at=case.resolved_at + 8 * DAY) == 1
    rated = do(actions.rate, case, level=3, by=resident, at=case.resolved_at + 9 * DAY)
    assert rated.solved is True


def test_a_resident_withdraws_what_is_no_longer_wanted(clerk, resident):
    case = do(actions.withdraw, given.a_case(resident), by=resident, at=MONDAY_9AM)
    assert case.stage == "withdrawn"
    with refused("cases.wrong_stage"):
        do(actions.accept, case, by=clerk, at=MONDAY_9AM)
