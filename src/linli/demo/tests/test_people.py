"""Nobody in the demo is anybody: numbers that cannot be rung, names of firms that say what they are, no identity numbers."""

import re

from linli.accounts.rules import mobile
from linli.demo import doors
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.tests.given import SAID, the_world
from linli.demo.world import FOUNDED
from linli.organizations.models import OrganizationType

FIRMS = {
    "owners_committee",
    "property_company",
    "housekeeping_company",
    "elder_care_provider",
    "childcare_provider",
    "school",
}
REAL_NUMBER = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?[2-9]\d{6,7}|\d{17}[\dXx])(?!\d)")


def test_no_phone_of_the_demo_can_be_rung(db):
    world = the_world(400)
    phones = [person.phone for person in world.people]
    assert len(set(phones)) == len(phones) == 200
    assert phones[0] == doors.RESIDENT_PHONE
    assert all(re.fullmatch(r"154\d{8}", mobile(phone)) for phone in phones[1:])  # a prefix no network has been given
    assert all(re.fullmatch(r"0318-0\d{6}", unit.phone) for unit in world.units)  # no local number begins with a zero
    named = [unit.contact.phone for unit in world.units if unit.contact]
    assert named
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"1549\d{7}", mobile(phone)) for phone in named)


def test_firms_and_schools_say_that_they_are_invented(db):
    firms = [unit for unit in the_world().units if unit.type in FIRMS]
    assert {unit.type for unit in firms} == FIRMS
    assert all("演示" in unit.name for unit in firms)


def test_nothing_anybody_says_holds_a_number_of_a_person(db):
    said = repr(SAID)
    assert "路灯" in said
    assert REAL_NUMBER.search(said) is None


def test_names_are_put_together_of_a_surname_and_two_characters():
    names = {a_name(Draw("tests", number)) for number in range(500)}
    assert len(names) > 450
    assert all(3 <= len(name) <= 4 and re.fullmatch("[一-鿿]+", name) for name in names)


def test_the_same_people_live_there_whenever_it_is_built_and_a_small_demo_is_the_beginning_of_a_large_one(db):
    small, large = the_world(100), the_world(200)
    again = the_world(100)
    assert (small.units, small.workers, list(small.people)) == (again.units, again.workers, list(again.people))
    assert list(small.people) == large.people[: len(small.people)]
    assert small.workers == large.workers


def test_every_unit_is_of_a_known_kind_and_has_somebody_who_works_in_it(db):
    world = the_world()
    assert {unit.type for unit in world.units} <= set(OrganizationType.objects.values_list("pk", flat=True))
    assert {unit.id for unit in world.units if unit.handles or not unit.serves} == {
        worker.unit for worker in world.workers if worker.unit
    }
    handling = set(OrganizationType.objects.filter(handles=True).values_list("pk", flat=True))
    assert all(unit.handles == (unit.type in handling) for unit in world.units if unit.serves)
    assert len({unit.id for unit in world.units}) == len(world.units)
    assert len({(unit.area, unit.name) for unit in world.units}) == len(world.units)
    assert len({worker.username for worker in world.workers}) == len(world.workers)


def test_every_township_and_community_of_both_counties_has_its_office(db):
    world = the_world()
    offices = {unit.area for unit in world.units if unit.type in ("subdistrict_office", "township_government")}
    committees = {unit.area for unit in world.units if unit.type in ("community_committee", "village_committee")}
    assert offices == set(world.places.townships)
    assert committees == {place.code for place in world.places.communities}
    assert len(committees) > 400


def test_ids_of_people_carry_the_day_the_demo_was_founded(db):
    first = the_world().people[0].id
    assert first.version == 7
    assert first.int >> 80 == int(FOUNDED.timestamp() * 1000)
