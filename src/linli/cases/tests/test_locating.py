"""In which grid a case lies: said by the unit that has it, or by the grid worker who brings it; never asked of who asks."""

import pytest

from linli.accounts.models import User
from linli.areas.tests.given import a_grid
from linli.base.clock import local_day
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Channel
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.territory.models import GridPost, Part

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


def test_the_unit_that_has_a_case_says_in_which_grid_it_is_and_may_correct_it(clerk):
    first, second = a_grid(), a_grid("第二网格")
    case = given.an_accepted_case(clerk)
    assert do(actions.locate, case, grid=first.code, by=clerk, at=MONDAY_9AM).grid_id == first.code
    assert do(actions.locate, case, grid=second.code, by=clerk, at=MONDAY_9AM).grid_id == second.code


def test_a_grid_of_another_community_is_refused_and_so_is_no_grid(clerk):
    other = a_grid(parent=given.NEIGHBOUR)
    case = given.an_accepted_case(clerk)
    for wrong in (other.code, given.COMMUNITY, given.COMMUNITY + "999", ""):
        with pytest.raises(Refused, match=r"cases\.no_such_grid"):
            do(actions.locate, case, grid=wrong, by=clerk, at=MONDAY_9AM)


def test_another_unit_says_nothing_of_it(clerk):
    grid, case = a_grid(), given.an_accepted_case(clerk)
    street = given.a_clerk(given.a_unit("subdistrict_office", area=given.STREET), "handler", given.STREET)
    with pytest.raises(Refused):
        do(actions.locate, case, grid=grid.code, by=street, at=MONDAY_9AM)


@pytest.mark.parametrize(("channel", "is_known"), [(Channel.GRID, True), (Channel.WINDOW, False)])
def test_who_works_in_one_grid_and_brings_what_was_seen_there_need_not_say_it(clerk, channel, is_known):
    grid = a_grid()
    with acting_as(clerk):
        GridPost.objects.create(
            grid=grid, user=User.objects.get(pk=clerk.user), part=Part.FULL_TIME, starts_on=local_day(MONDAY_9AM)
        )
    resident = given.a_resident()
    case = do(actions.submit_for, resident.resident, given.a_request(), by=clerk, at=MONDAY_9AM, channel=channel)
    assert case.grid_id == (grid.code if is_known else None)
