"""Households: a door and a count, and who belongs to them from when to when."""

from datetime import timedelta

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COMMUNITY, a_unit
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.models import Household, HouseholdMember
from linli.people.tests.given import a_household, a_resident, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()
LAST_YEAR = TODAY - timedelta(days=365)


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def join(household, resident, by, relation="child", since=TODAY):
    return do(actions.join_household, household, resident, relation=relation, since=since, by=by, at=MONDAY_9AM)


def stored(household):
    with acting_as(staff.SYSTEM):
        return Household.objects.get(pk=household.pk)


def test_a_household_exists_without_naming_anybody(clerk):
    facts = {"area": COMMUNITY, "address": " 3 号楼  101 ", "by": clerk, "at": MONDAY_9AM}
    household = do(actions.create_household, member_count=4, **facts)
    assert (household.address, household.member_count) == ("3 号楼 101", 4)
    with refused("people.household_known"):
        do(actions.create_household, member_count=4, **facts)


def test_one_household_stands_behind_a_door_however_it_gets_there(clerk):
    here, there = a_household(address="3 号楼 101"), a_household(address="3 号楼 102")
    with refused("people.household_known"):
        do(actions.change_household, there, address="3 号楼  101", member_count=3, by=clerk, at=MONDAY_9AM)
    with pytest.raises(Exception, match="one_standing_household"):
        a_household(address="3 号楼 101")
    do(actions.dissolve_household, here, by=clerk, at=MONDAY_9AM)
    changed = do(actions.change_household, there, address="3 号楼 101", member_count=3, by=clerk, at=MONDAY_9AM)
    assert changed.address == "3 号楼 101"
    assert a_household(OTHER_COMMUNITY, address="3 号楼 101")


def test_a_resident_belongs_to_one_household_and_leaves_the_other_on_that_day(clerk):
    resident, before, after = a_resident(), a_household(member_count=2), a_household(OTHER_COMMUNITY)
    with acting_as(staff.SYSTEM):
        HouseholdMember.objects.create(household=after, resident=resident, relation="child", since=LAST_YEAR)
    join(before, resident, clerk)
    with acting_as(staff.SYSTEM):
        stays = list(HouseholdMember.objects.filter(resident=resident).values_list("household", "since", "until"))
        assert stays == [(after.pk, LAST_YEAR, TODAY), (before.pk, TODAY, None)]
        assert [entry.verb for entry in entries(on=resident)] == ["people.left_household", "people.joined_household"]
    assert (stored(after).member_count, stored(before).member_count) == (2, 2)


def test_the_database_holds_one_current_household_and_one_head():
    house, other, resident = a_household(), a_household(), a_resident()
    with acting_as(staff.SYSTEM):
        HouseholdMember.objects.create(household=house, resident=resident, relation="head", since=TODAY)
    for row in (
        HouseholdMember(household=other, resident=resident, relation="child", since=TODAY),
        HouseholdMember(household=house, resident=a_resident("李四"), relation="head", since=TODAY),
    ):
        with pytest.raises(Exception, match=r"one_current_household|one_head"), acting_as(staff.SYSTEM):
            row.save(force_insert=True)


def test_more_named_than_counted_raises_the_count_and_leaving_lowers_it(clerk):
    house = a_household(member_count=1)
    join(house, a_resident(), clerk, "head")
    member = join(house, a_resident("李四"), clerk, "spouse")
    assert stored(house).member_count == 2
    do(actions.leave_household, member, until=TODAY, by=clerk, at=MONDAY_9AM)
    assert stored(house).member_count == 1
    with refused("people.left_already"):
        do(actions.leave_household, member, until=TODAY, by=clerk, at=MONDAY_9AM)


def test_a_count_is_never_less_than_are_named(clerk):
    house = a_household(member_count=2)
    join(house, a_resident(), clerk)
    with refused("people.fewer_than_named"):
        do(actions.change_household, house, address="3 号楼", member_count=0, by=clerk, at=MONDAY_9AM)


def test_a_household_has_one_head_or_none(clerk):
    house = a_household()
    head, other = join(house, a_resident(), clerk, "head"), join(house, a_resident("李四"), clerk, "spouse")
    with refused("people.head_already"):
        join(house, a_resident("赵六"), clerk, "head")
    with refused("people.head_already"):
        do(actions.change_relation, other, relation="head", by=clerk, at=MONDAY_9AM)
    do(actions.change_relation, head, relation="parent", by=clerk, at=MONDAY_9AM)
    do(actions.change_relation, other, relation="head", by=clerk, at=MONDAY_9AM)


@pytest.mark.parametrize("relation", ["", "neighbour", "no_such"])
def test_a_relation_is_one_of_the_list(clerk, relation):
    with refused("people.relation_unknown"):
        join(a_household(), a_resident(), clerk, relation)


def test_nobody_joins_tomorrow_twice_or_before_leaving_the_last(clerk):
    house, resident = a_household(), a_resident()
    with refused("people.day_to_come"):
        join(house, resident, clerk, since=TODAY + timedelta(days=1))
    join(house, resident, clerk)
    with refused("people.member_already"):
        join(house, resident, clerk)
    with refused("people.elsewhere_then"):
        join(a_household(), resident, clerk, since=LAST_YEAR)


def test_a_dissolved_household_has_nobody_and_takes_nobody(clerk):
    house, resident = a_household(), a_resident()
    join(house, resident, clerk)
    do(actions.dissolve_household, house, by=clerk, at=MONDAY_9AM)
    with acting_as(staff.SYSTEM):
        assert not HouseholdMember.objects.current().exists()
    with refused("people.household_gone"):
        join(house, resident, clerk)


def test_only_who_keeps_the_register_of_the_place_touches_its_households(clerk):
    far = a_household(OTHER_COMMUNITY)
    with refused("people.household_gone"):
        join(far, a_resident(), clerk)
    with refused("people.not_visible"):
        join(a_household(), a_resident(area=OTHER_COMMUNITY), clerk)
    for role in (Role.HANDLER, Role.SUPERVISOR, Role.ADMINISTRATOR):
        with refused("accounts.no_right"):
            do(actions.create_household, area=COMMUNITY, address="3 号楼", member_count=1,
               by=staff.an_actor(role, COUNTY, a_unit()), at=MONDAY_9AM)  # fmt: skip


def test_a_resident_sees_the_household_they_belong_to_and_that_alone(clerk):
    resident, house, other = a_resident(), a_household(), a_household()
    join(house, resident, clerk), join(other, a_resident("李四"), clerk)
    me = staff.as_actor(resident.user)
    for rows in (Household.objects.all(), Household.objects.visible_to(me)):
        with acting_as(me):
            assert list(rows) == [house]
    with acting_as(me):
        assert [each.resident_id for each in HouseholdMember.objects.all()] == [resident.pk]
    with pytest.raises(Exception, match="row-level security"), acting_as(me):
        Household.objects.filter(pk=house.pk).update(member_count=9)
