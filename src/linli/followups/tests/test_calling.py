"""A call, by somebody who did not do the work, and what its answer is worth."""

import pytest

from linli.base.actor import Actor
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case, Rating
from linli.followups import actions
from linli.followups.models import Callback
from linli.followups.tests import given
from linli.followups.tests.given import DAY, FIRST_OF_DECEMBER, HOUR, MONDAY_9AM, SYSTEM, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATE = MONDAY_9AM + 6 * DAY  # a Sunday, so that a case is young on the first of December


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def caller():
    return given.a_dispatcher()


@pytest.fixture
def callback(clerk):
    return given.a_called_case(clerk, given.a_resident())


def case_of(callback):
    with acting_as(SYSTEM):
        return Case.objects.get(pk=callback.case_id)


def test_what_the_resident_says_becomes_the_answer_of_the_case(callback, caller):
    at = MONDAY_9AM + 9 * DAY
    do(actions.answered, callback, solved=False, said="又漏了", by=caller, at=at)
    case = case_of(callback)
    assert (case.stage, case.solved, case.reopened_count) == ("closed", False, 0)
    found = given.callback_of(case)
    assert (found.result, found.solved, found.called_by_id) == ("reached", False, caller.user)


def test_not_solved_within_the_window_gives_the_case_back_to_its_unit(clerk, caller):
    callback = given.a_called_case(clerk, given.a_resident(), LATE)
    do(actions.answered, callback, solved=False, said="还是不亮", by=caller, at=FIRST_OF_DECEMBER)
    case = case_of(callback)
    assert (case.stage, case.solved, case.reopened_count) == ("assigned", False, 1)
    assert given.callback_of(case).result == "reached"


def test_a_level_given_on_the_telephone_is_the_one_rating_marked_as_such(callback, caller):
    do(actions.answered, callback, solved=True, level=4, by=caller, at=FIRST_OF_DECEMBER)
    with acting_as(SYSTEM):
        rating = Rating.objects.get(case=callback.case_id)
    assert (case_of(callback).rating, rating.way, rating.written_by_id) == (4, "phone", caller.user)


def test_a_bad_level_given_to_a_caller_is_not_called_about_again(callback, caller):
    do(actions.answered, callback, solved=True, level=1, by=caller, at=FIRST_OF_DECEMBER)
    with acting_as(SYSTEM):
        assert Callback.objects.filter(case=callback.case_id).count() == 1


def test_who_rated_before_keeps_that_rating(clerk, caller):
    resident = given.a_resident()
    case = given.a_resolved_case(clerk, resident)
    do(cases.rate, case, level=2, comment="太慢", by=resident, at=MONDAY_9AM + DAY)
    do(actions.answered, given.callback_of(case), solved=True, level=5, by=caller, at=MONDAY_9AM + 2 * DAY)
    with acting_as(SYSTEM):
        assert Case.objects.get(pk=case.pk).rating == Rating.objects.get(case=case).level == 2


def test_not_solved_is_written_down_with_what_is_wrong(callback, caller):
    with refused("followups.words_missing"):
        do(actions.answered, callback, solved=False, by=caller, at=FIRST_OF_DECEMBER)


def test_a_case_worked_on_again_is_not_asked_about(clerk, caller):
    resident = given.a_resident()
    callback = given.a_called_case(clerk, resident, LATE)
    do(cases.reopen, case_of(callback), reason="还是不亮", by=resident, at=FIRST_OF_DECEMBER)
    with refused("followups.called_already"):
        do(actions.answered, callback, solved=True, by=caller, at=FIRST_OF_DECEMBER + HOUR)
    assert given.callback_of(case_of(callback)).result == "moot"


def test_who_handled_it_never_calls(clerk):
    resident = given.a_resident()
    posts = (*clerk.posts, *given.a_dispatcher().posts)
    mixed = Actor(clerk.kind, user=clerk.user, posts=posts, name=clerk.name)
    callback = given.a_called_case(clerk, resident)
    for act in (actions.answered, actions.number_of):
        with refused("cases.own_work"):
            do(act, callback, **({"solved": True} if act is actions.answered else {}), by=mixed, at=FIRST_OF_DECEMBER)


def test_a_supervisor_looks_on_and_calls_nobody(callback):
    with refused("accounts.no_right"):
        do(
            actions.answered,
            callback,
            solved=True,
            by=given.a_clerk(None, "supervisor", given.COUNTY),
            at=FIRST_OF_DECEMBER,
        )


def test_the_resident_reads_who_looked_for_their_number_and_what_for(callback, caller):
    shown = do(actions.number_of, callback, by=caller, at=FIRST_OF_DECEMBER)
    assert shown.phone.startswith("1990000")
    with acting_as(SYSTEM):
        look = JournalEntry.objects.get(verb="people.revealed")
        resident = case_of(callback).resident_id
    assert (look.subject_id, look.actor_user, look.facts["ground_id"]) == (resident, caller.user, str(callback.case_id))


def test_three_times_nobody_there_ends_it(callback, caller):
    for number in range(3):
        do(actions.not_reached, callback, by=caller, at=FIRST_OF_DECEMBER + number * HOUR)
    found = given.callback_of(case_of(callback))
    assert (found.result, found.tries, found.solved) == ("not_reached", 3, None)
