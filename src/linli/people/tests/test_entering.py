"""Who comes onto the register, and what becomes of a phone or a number that is known."""

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COMMUNITY, STREET, a_unit
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.identities import identity_of, masked_identity
from linli.people.models import Resident
from linli.people.tests.given import a_resident, an_identity, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def enrol(by, name="王秀英", home=COMMUNITY, **more):
    return do(actions.enrol, name=name, home_area=home, by=by, at=MONDAY_9AM, **more)


def stored(resident):
    with acting_as(staff.SYSTEM):
        return Resident.objects.select_related("user").get(pk=resident.pk)


def written(resident):
    with acting_as(staff.SYSTEM):
        return [entry.verb for entry in entries(on=resident)]


def test_somebody_without_a_phone_or_a_number_is_put_on_the_register(clerk):
    enrolled = enrol(clerk)
    assert enrolled.is_new
    found = stored(enrolled.resident)
    assert (found.name, found.identity_hash, found.user.phone_hash) == ("王秀英", None, None)
    assert written(found) == ["people.registered"]


def test_two_people_of_one_name_without_a_phone_are_two_records(clerk):
    assert enrol(clerk).resident.pk != enrol(clerk).resident.pk


def test_an_identity_number_lies_encrypted_and_is_shown_masked(clerk):
    resident = stored(enrol(clerk, identity="110105 19491231 002x").resident)
    assert NUMBER not in resident.identity_cipher + str(resident.identity_hash)
    assert identity_of(resident) == NUMBER
    assert masked_identity(resident) == f"1{'*' * 16}X"


def test_who_is_known_here_by_phone_or_number_keeps_the_record_they_have(clerk):
    phone, number = staff.a_phone(), an_identity()
    known = a_resident(phone=phone)
    enrolled = enrol(clerk, phone=phone, identity=number)
    assert (enrolled.resident.pk, enrolled.is_new) == (known.pk, False)
    assert identity_of(stored(known)) == number
    assert enrol(clerk, identity=number).resident.pk == known.pk
    assert written(known) == ["people.asked_for", "people.moved_in", "people.asked_for"]


def test_a_number_under_another_name_is_somebody_elses_and_nothing_is_said_of_whom(clerk):
    phone, number = staff.a_phone(), an_identity()
    a_resident("李大山", COMMUNITY, phone, number)
    for facts in ({"phone": phone}, {"identity": number}, {"phone": phone, "identity": number}):
        with refused("people.known_as_another"):
            enrol(clerk, **facts)


def test_a_phone_and_a_number_of_two_records_are_not_mixed(clerk):
    phone, number = staff.a_phone(), an_identity()
    a_resident(phone=phone), a_resident(identity=number)
    with refused("people.known_as_another"):
        enrol(clerk, phone=phone, identity=number)


def test_one_number_is_one_person_in_the_database_too():
    number = an_identity()
    a_resident(identity=number)
    with pytest.raises(Exception, match="identity_hash"):
        a_resident("李四", identity=number)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_only_who_keeps_the_register_puts_somebody_on_it(role):
    with refused("accounts.no_right"):
        enrol(staff.an_actor(role, COUNTY, a_unit()))


def test_nobody_is_put_on_the_register_of_another_place(clerk):
    with refused("accounts.no_right"):
        enrol(clerk, home=OTHER_COMMUNITY)


def test_staff_put_a_record_right_and_only_the_names_of_the_fields_are_written_down(clerk):
    resident = a_resident(identity=an_identity())
    do(actions.correct, resident, name="王秀兰", identity=NUMBER, by=clerk, at=MONDAY_9AM)
    assert (stored(resident).name, identity_of(stored(resident))) == ("王秀兰", NUMBER)
    do(actions.correct, resident, identity="", by=clerk, at=MONDAY_9AM)
    assert stored(resident).identity_hash is None
    with acting_as(staff.SYSTEM):
        assert [(entry.verb, entry.facts) for entry in entries(on=resident)] == [("people.corrected", {})] * 2


def test_putting_right_what_is_right_writes_nothing(clerk):
    number = an_identity()
    resident = a_resident(identity=number)
    do(actions.correct, resident, name="王秀英", home_area=COMMUNITY, identity=number, by=clerk, at=MONDAY_9AM)
    assert written(resident) == []


def test_a_number_of_another_record_is_not_put_on_a_second_one(clerk):
    number = an_identity()
    a_resident("李四", identity=number)
    with refused("people.known_as_another"):
        do(actions.correct, a_resident(), identity=number, by=clerk, at=MONDAY_9AM)


def test_staff_of_another_area_neither_correct_nor_look_up(clerk):
    resident = a_resident(area=OTHER_COMMUNITY)
    with refused("people.not_visible"):
        do(actions.correct, resident, name="别人", by=clerk, at=MONDAY_9AM)
    with refused("people.not_visible"):
        do(actions.look_up, resident, purpose="核实住址", by=clerk, at=MONDAY_9AM)


def test_looking_up_shows_what_was_asked_for_and_no_more(clerk):
    number, phone = an_identity(), staff.a_phone()
    resident = a_resident(phone=phone, identity=number)
    look = {"purpose": "代办医保", "by": clerk, "at": MONDAY_9AM}
    assert do(actions.look_up, resident, **look) == actions.Revealed("王秀英", phone)
    assert do(actions.look_up, resident, shown=("identity",), **look) == actions.Revealed(identity=number)


def test_a_handler_who_works_on_a_case_of_theirs_does_not_read_the_register():
    handler = staff.an_actor(Role.HANDLER, STREET, a_unit())
    resident = a_resident()
    with acting_as(handler):
        assert not Resident.objects.visible_to(handler).exists()
    with refused("people.not_visible"):
        do(actions.look_up, resident, purpose="核实住址", by=handler, at=MONDAY_9AM)
