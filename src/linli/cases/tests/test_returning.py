"""A unit says that a case is not its own: it leads on until the level above has decided, which has a clock of its own."""

from datetime import timedelta

import pytest

from linli.accounts.rights import Role
from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.limits import HandlingError, handling, read
from linli.cases.models import Case, CaseParty
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from linli.organizations.models import Organization, ServingArea
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WATCHER = system_actor("cases.watch_deadlines")
WHY = "属于市政管网，不归社区"


class Town:
    """A committee, its firm, the street above them, and the county's civil affairs above that."""

    def __init__(self):
        self.committee, self.firm = given.a_unit(), given.a_unit("property_company")
        self.street = given.a_unit("subdistrict_office", area=given.STREET)
        self.county = given.a_unit("civil_affairs", area=given.COUNTY)
        self.clerk = given.a_clerk(self.committee)
        self.above = given.a_clerk(self.street, role="handler")

    def returned(self, case=None, at=MONDAY_9AM + HOUR):
        case = case or given.an_accepted_case(self.clerk)
        return do(actions.give_back, case, reason=WHY, by=self.clerk, at=at)


def decided(case, to, by, at=MONDAY_9AM + 2 * HOUR):
    return do(actions.decide, case, to=to, reason="在它的管理范围里", by=by, at=at)


def test_a_returned_case_stays_with_who_has_it_and_the_unit_above_is_asked():
    town = Town()
    case = given.an_accepted_case(town.clerk)
    returned = town.returned(case)
    assert (returned.stage, returned.unit_id, returned.due_at) == ("accepted", town.committee.pk, case.due_at)
    assert (returned.arbiter_id, returned.answer_level) == (town.street.pk, 9)
    with acting_as(town.above):
        assert Message.objects.get(event="cases.returned").to_organization_id == town.street.pk
        assert list(Case.objects.visible_to(town.above).to_decide(town.above)) == [case]
        assert entries(on=case)[-1].text == {"reason": WHY}


def test_until_it_is_decided_the_unit_may_do_it_but_not_hand_it_on():
    town = Town()
    case = town.returned()
    with refused("cases.waits_for_decision"):
        do(actions.assign, case, to=town.firm, by=town.clerk, at=MONDAY_9AM + HOUR)
    with refused("cases.returned_already"):
        town.returned(case)
    done = do(actions.resolve, case, reply="先把灯换了。", by=town.clerk, at=MONDAY_9AM + 2 * HOUR)
    assert (done.stage, done.returned_at) == ("resolved", None)


def test_the_level_above_gives_it_to_another_unit_and_the_first_one_is_told():
    town = Town()
    case = decided(town.returned(), town.firm, town.above)
    assert (case.stage, case.unit_id, case.arbiter_id) == ("assigned", town.firm.pk, None)
    with acting_as(town.clerk):
        assert Message.objects.filter(event="cases.decided_for_other", to_organization=town.committee).count() == 1
        assert CaseParty.objects.filter(case=case, unit=town.committee).exists()


def test_or_says_that_it_is_theirs_and_then_they_cannot_return_it_again():
    town = Town()
    case = decided(town.returned(), town.committee, town.above)
    assert (case.unit_id, case.returned_at) == (town.committee.pk, None)
    with refused("cases.decided_already"):
        town.returned(case)


@pytest.mark.parametrize(
    ("role", "area", "may"),
    [
        (Role.DISPATCHER, given.COUNTY, True),
        (Role.SUPERVISOR, given.COUNTY, True),
        (Role.SUPERVISOR, given.STREET, True),
        (Role.SUPERVISOR, given.COMMUNITY, False),
        (Role.COMMUNITY_WORKER, given.COUNTY, False),
    ],
)
def test_who_stands_above_the_unit_decides_and_nobody_beside_it(role, area, may):
    town = Town()
    case, somebody = town.returned(), given.a_clerk(None, role=role.value, area=area)
    if may:
        assert decided(case, town.firm, somebody).unit_id == town.firm.pk
    else:
        with refused("accounts.no_right"):
            decided(case, town.firm, somebody)


def test_the_unit_that_returned_it_does_not_decide_itself():
    town = Town()
    with refused("accounts.no_right"):
        decided(town.returned(), town.firm, town.clerk)


def test_it_is_decided_for_a_unit_that_serves_the_place_with_a_reason():
    town = Town()
    case, elsewhere = town.returned(), given.a_unit("housing", area=given.OTHER_COUNTY)
    with refused("cases.outside_area"):
        decided(case, elsewhere, town.above)
    with refused("cases.reason_missing"):
        do(actions.decide, case, to=town.firm, reason=" ", by=town.above, at=MONDAY_9AM + HOUR)


def test_what_nobody_decides_in_time_goes_one_level_up_each_time_once():
    town = Town()
    case = town.returned()
    late = case.answer_due_at
    assert do(actions.watch_returns, by=WATCHER, at=late - HOUR) == 0
    assert [do(actions.watch_returns, by=WATCHER, at=late) for _again in range(2)] == [1, 0]
    with acting_as(WATCHER):
        case = Case.objects.get(pk=case.pk)
    assert case.arbiter_id == town.county.pk
    assert case.answer_due_at > late
    assert [do(actions.watch_returns, by=WATCHER, at=case.answer_due_at + HOUR) for _again in range(2)] == [1, 0]
    with acting_as(WATCHER):
        assert Message.objects.filter(event="cases.return_unanswered").count() == 1  # above the county stands nobody
        assert standing_of(entries(on=case)) == Case.objects.get(pk=case.pk).standing
    supervisor = given.a_clerk(None, role="supervisor", area=given.STREET)
    assert decided(case, town.firm, supervisor, at=case.answer_due_at + 2 * HOUR).unit_id == town.firm.pk


def test_where_no_unit_stands_above_the_countys_dispatcher_decides():
    clerk, dispatcher, firm = given.a_clerk(given.a_unit()), given.a_dispatcher(), given.a_unit("property_company")
    case = do(actions.give_back, given.an_accepted_case(clerk), reason=WHY, by=clerk, at=MONDAY_9AM)
    assert case.arbiter_id is None
    with acting_as(dispatcher):
        assert Case.objects.to_decide(dispatcher).get() == case
    assert decided(case, firm, dispatcher).unit_id == firm.pk


def test_a_case_is_not_returned_without_a_reason():
    town = Town()
    with refused("cases.reason_missing"):
        do(actions.give_back, given.an_accepted_case(town.clerk), reason=" ", by=town.clerk, at=MONDAY_9AM)


def test_a_confidential_case_is_decided_by_the_unit_above_alone():
    town = Town()
    case = do(actions.raise_audience, given.an_accepted_case(town.clerk), by=town.clerk, at=MONDAY_9AM)
    case, dispatcher = town.returned(case), given.a_dispatcher()
    with acting_as(dispatcher):
        assert not Case.objects.filter(pk=case.pk).exists()
    assert decided(case, town.committee, town.above).decided_at


def test_what_nobody_owns_goes_one_level_up_as_soon_as_somebody_stands_there():
    case = given.a_case()
    assert do(actions.watch_unowned, by=WATCHER, at=MONDAY_9AM) == 0
    street = given.a_unit("subdistrict_office", area=given.STREET)
    assert do(actions.watch_unowned, by=WATCHER, at=MONDAY_9AM) == 1
    with acting_as(given.a_clerk(street)):
        assert Case.objects.get(pk=case.pk).unit_id == street.pk


def test_what_a_closed_unit_held_goes_one_level_up():
    town = Town()
    case = given.an_accepted_case(town.clerk)
    Organization.objects.filter(pk=town.committee.pk).update(is_active=False)
    assert do(actions.watch_unowned, by=WATCHER, at=MONDAY_9AM + HOUR) == 1
    with acting_as(WATCHER):
        assert Case.objects.get(pk=case.pk).unit_id == town.street.pk
        assert ServingArea.objects.filter(organization=town.committee).exists()


def test_the_journal_alone_gives_back_a_returned_case_and_a_decided_one():
    town = Town()
    case = town.returned(given.a_case())
    with acting_as(WATCHER):
        assert standing_of(entries(on=case)) == Case.objects.get(pk=case.pk).standing
    case = decided(case, town.firm, town.above)
    with acting_as(WATCHER):
        assert standing_of(entries(on=case)) == Case.objects.get(pk=case.pk).standing


def test_a_wrong_file_of_limits_names_the_key(tmp_path):
    assert handling().return_within.amount == 2
    file = tmp_path / "handling.toml"
    for words, where in (
        ('[return]\nwithin = {amount = 0, unit = "day"}\nanswer = {amount = 4, unit = "hour"}', "return.within"),
        ('[return]\nwithin = {amount = 2, unit = "day"}\nanswer = 4', "return.answer"),
    ):
        file.write_text(words, encoding="utf-8")
        with pytest.raises(HandlingError, match=where):
            read(file)
