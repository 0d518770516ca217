"""Numbers that are registered elsewhere: nobody is taken over, nothing is said, and who asked is read by the owner."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    OTHER_COMMUNITY,
    OTHER_COUNTY,
    a_phone,
    a_unit,
    signed_in,
)
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.people import actions, queries
from linli.people.identities import identity_of
from linli.people.models import AskedField, HouseholdMember, RecordRequest, Resident
from linli.people.rules import ASKED_IN_VAIN, SEARCHES
from linli.people.tests.given import a_household, a_resident, an_identity, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NEIGHBOUR = "131102001046"
TOMORROW = MONDAY_9AM + ASKED_IN_VAIN.within + timedelta(seconds=1)


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def enrol(by, name="王秀英", home=COMMUNITY, at=MONDAY_9AM, **numbers):
    """As a page does it: a refusal is caught inside the request's transaction, which goes on."""
    with acting_as(by):
        return actions.enrol(name=name, home_area=home, by=by, at=at, **numbers)


def in_vain(by, code="people.known_elsewhere", **facts):
    with acting_as(by), pytest.raises(Refused) as refusal:
        actions.enrol(**{"name": "王秀英", "home_area": COMMUNITY, "by": by, "at": MONDAY_9AM, **facts})
    assert refusal.value.code == code
    return str(refusal.value.sentence), refusal.value.field


def stored(resident):
    with acting_as(staff.SYSTEM):
        return Resident.objects.select_related("user").get(pk=resident.pk)


def written(subject):
    with acting_as(staff.SYSTEM):
        return [entry.verb for entry in entries(on=subject)]


def looks(resident):
    with acting_as(staff.as_actor(resident.user)):
        return queries.who_looked(resident)


def told(user=None, unit=None):
    with acting_as(staff.SYSTEM):
        messages = Message.objects.filter(**({"to_user": user} if user else {"to_organization": unit}))
        return [message.event for message in messages.order_by("id")]


# Somebody of another county


def test_nobody_takes_over_a_record_of_another_county_by_a_name_and_a_phone(clerk):
    phone, number = a_phone(), an_identity()
    victim = a_resident(area=OTHER_COMMUNITY, phone=phone)
    in_vain(clerk, phone=phone, identity=number)
    assert (stored(victim).home_area_id, identity_of(stored(victim))) == (OTHER_COMMUNITY, "")
    with acting_as(clerk):
        assert not Resident.objects.filter(pk=victim.pk).exists()
    with refused("people.not_visible"):
        do(actions.look_up, victim, purpose="核实住址", by=clerk, at=MONDAY_9AM)


def test_the_owner_reads_who_asked_by_which_number_and_is_told_once_a_day(clerk):
    phone, number = a_phone(), an_identity()
    victim = a_resident(area=OTHER_COMMUNITY, phone=phone, identity=number)
    in_vain(clerk, phone=phone)
    in_vain(clerk, name="李四", identity=number)
    latest, first = looks(victim)
    assert (first.who, first.shown, first.asked, first.is_beyond) == ("李办事", ("phone",), "registering", True)
    assert latest.shown == ("identity",)
    assert told(victim.user) == ["people.asked_for"]
    in_vain(clerk, phone=phone, at=TOMORROW)
    assert told(victim.user) == ["people.asked_for"] * 2


def test_whatever_lies_elsewhere_one_sentence_is_said(clerk):
    phone, other_phone, number, closed = a_phone(), a_phone(), an_identity(), a_phone()
    a_resident(area=OTHER_COMMUNITY, phone=phone), a_resident(area=OTHER_COMMUNITY, identity=number)
    a_resident(area=COMMUNITY, phone=other_phone)
    user = staff.a_resident_user(closed)
    user.is_active = False
    user.save(update_fields=["is_active"])
    said = {
        in_vain(clerk, **facts)
        for facts in (
            {"phone": phone},
            {"phone": phone, "name": "李四"},
            {"identity": number},
            {"phone": phone, "identity": number},
            {"phone": phone, "identity": an_identity()},
            {"phone": other_phone, "identity": number},
            {"phone": closed},
        )
    }
    assert len(said) == 1
    assert "在别处登记过" in said.pop()[0]


def test_who_registers_without_keeping_the_register_moves_nobody():
    phone = a_phone()
    resident = a_resident(phone=phone)
    in_vain(staff.an_actor(Role.DISPATCHER, COUNTY, a_unit()), phone=phone, home_area=NEIGHBOUR)
    assert stored(resident).home_area_id == COMMUNITY


# Somebody of one's own register


def test_within_the_own_areas_a_record_is_moved_and_its_owner_told():
    by, phone, number = staff.an_actor(area=COUNTY, unit=a_unit()), a_phone(), an_identity()
    resident = a_resident(area=NEIGHBOUR, phone=phone)
    assert enrol(by, phone=phone, identity=number).resident.pk == resident.pk
    assert (stored(resident).home_area_id, identity_of(stored(resident))) == (COMMUNITY, number)
    assert written(resident) == ["people.asked_for", "people.moved_in"]
    assert told(resident.user) == ["people.moved_in"]


def test_a_namesake_with_another_identity_number_is_not_moved():
    by, phone, number = staff.an_actor(area=COUNTY, unit=a_unit()), a_phone(), an_identity()
    resident = a_resident(area=NEIGHBOUR, phone=phone, identity=number)
    in_vain(by, "people.known_as_another", phone=phone, identity=an_identity())
    assert (stored(resident).home_area_id, identity_of(stored(resident))) == (NEIGHBOUR, number)
    assert not looks(resident)[0].is_beyond
    assert told(resident.user) == []


# Not for ever


def test_after_twenty_numbers_nothing_is_looked_for_until_tomorrow(clerk):
    phones = [a_phone() for _each in range(ASKED_IN_VAIN.tries)]
    for phone in phones:
        a_resident(area=OTHER_COMMUNITY, phone=phone)
        in_vain(clerk, phone=phone)
    known, unknown = a_phone(), a_phone()
    last = a_resident(area=OTHER_COMMUNITY, phone=known)
    said = {in_vain(clerk, "people.asked_too_often", phone=phone) for phone in (known, unknown)}
    assert len(said) == 1
    assert "24 小时" in said.pop()[0]
    assert written(last) == []
    assert enrol(clerk).is_new
    assert enrol(clerk, phone=unknown, at=TOMORROW).is_new


def test_refusals_about_the_own_register_count_too(clerk):
    phone = a_phone()
    a_resident(phone=phone)
    for _each in range(ASKED_IN_VAIN.tries):
        in_vain(clerk, "people.known_as_another", name="李四", phone=phone)
    in_vain(clerk, "people.asked_too_often", name="李四", phone=phone)
    assert not enrol(staff.an_actor(unit=a_unit()), phone=phone).is_new


# Corrections


def correct_in_vain(by, resident, code, identity, at=MONDAY_9AM):
    with acting_as(by), refused(code):
        actions.correct(resident, identity=identity, by=by, at=at)


def test_a_correction_says_of_a_number_elsewhere_no_more_and_counts(clerk):
    mine, number, near = a_resident(), an_identity(), an_identity()
    victim = a_resident("李四", OTHER_COMMUNITY, identity=number)
    a_resident("赵六", identity=near)
    correct_in_vain(clerk, mine, "people.known_as_another", near)
    for _each in range(ASKED_IN_VAIN.tries - 1):
        correct_in_vain(clerk, mine, "people.known_elsewhere", number)
    correct_in_vain(clerk, mine, "people.asked_too_often", number)
    correct_in_vain(clerk, mine, "people.asked_too_often", an_identity())
    assert stored(mine).identity_hash is None
    assert {(look.asked, look.is_beyond) for look in looks(victim)} == {("correcting", True)}
    assert written(victim) == ["people.asked_for"] * (ASKED_IN_VAIN.tries - 1)


def test_an_answer_to_a_request_leaves_the_same_trace(client):
    desk, mine, number = signed_in(client, staff.a_staff_user(unit=a_unit())), a_resident(), an_identity()
    victim = a_resident("李四", OTHER_COMMUNITY, identity=number)
    signed_in(Client(), mine.user).post("/me/wrong/", {"field": AskedField.IDENTITY, "words": "没有登记"})
    with acting_as(staff.SYSTEM):
        asked = RecordRequest.objects.get()
    answer = desk.post(f"/desk/residents/requests/{asked.number}/accept/", {"value": number})
    assert answer.status_code == 422
    assert "在别处登记过" in answer.content.decode()
    assert written(victim) == ["people.asked_for"]


# Passing a record on


def test_a_record_that_is_passed_on_is_told_to_its_owner_and_to_the_desk_there(clerk):
    there = a_unit(area=OTHER_COMMUNITY)
    keeper = staff.an_actor(area=OTHER_COMMUNITY, unit=there)
    resident = a_resident()
    do(actions.correct, resident, home_area=OTHER_COMMUNITY, by=clerk, at=MONDAY_9AM)
    assert told(resident.user) == ["people.passed_on"]
    assert told(unit=there) == ["people.arrived"]
    window = signed_in(Client(), User.objects.get(pk=keeper.user))
    assert f"/desk/residents/{resident.pk}/" in window.get("/desk/messages/").content.decode()
    assert window.get(f"/desk/residents/{resident.pk}/").status_code == 200


def test_what_is_corrected_at_home_is_told_to_nobody(clerk):
    resident = a_resident()
    do(actions.correct, resident, name="王秀兰", home_area=COMMUNITY, by=clerk, at=MONDAY_9AM)
    assert told(resident.user) == []


def test_the_household_that_somebody_leaves_says_so(clerk):
    resident, before, after = a_resident(), a_household(OTHER_COMMUNITY), a_household()
    with acting_as(staff.SYSTEM):
        HouseholdMember.objects.create(
            household=before, resident=resident, relation="child", since=MONDAY_9AM.date() - timedelta(days=9)
        )
    do(actions.join_household, after, resident, relation="child", since=MONDAY_9AM.date(), by=clerk, at=MONDAY_9AM)
    keeper = staff.an_actor(area=OTHER_COUNTY, unit=a_unit(area=OTHER_COMMUNITY))
    with acting_as(keeper):
        assert [entry.verb for entry in entries(on=before)] == ["people.household_left"]


# Searching


def search(by, text):
    with acting_as(by):
        return list(actions.search(text, by=by, at=MONDAY_9AM))


def test_a_whole_number_that_finds_somebody_is_read_by_them_and_a_name_is_not(clerk):
    phone, number = a_phone(), an_identity()
    resident = a_resident(phone=phone, identity=number)
    for text in ("王秀英", "王", phone, number):
        assert search(clerk, text) == [resident]
    latest, first = looks(resident)
    assert (first.shown, latest.shown, latest.asked) == (("phone",), ("identity",), "searching")
    assert told(resident.user) == []


def test_a_number_of_elsewhere_finds_nobody_and_leaves_nothing(clerk):
    phone = a_phone()
    far = a_resident(area=OTHER_COMMUNITY, phone=phone)
    assert search(clerk, phone) == []
    assert written(far) == []


def test_names_are_not_guessed_letter_by_letter_for_ever(clerk):
    with acting_as(clerk):
        for _each in range(SEARCHES.tries):
            actions.search("王", by=clerk, at=MONDAY_9AM)
        with refused("people.searched_too_often"):
            actions.search("王", by=clerk, at=MONDAY_9AM)
        assert not actions.search("王", by=clerk, at=MONDAY_9AM + SEARCHES.within).exists()


def test_the_desk_says_how_long_to_wait(client):
    user = staff.a_staff_user(unit=a_unit())
    desk, by = signed_in(client, user), staff.as_actor(user)
    with acting_as(by):
        for _each in range(SEARCHES.tries):
            actions.search("王", by=by, at=now())
    answer = desk.post("/desk/residents/", {"q": "王"})
    assert answer.status_code == 422
    assert "试得太勤了" in answer.content.decode()
    home = a_household()
    joined = desk.post(
        f"/desk/households/{home.pk}/join/", {"resident": "王", "relation": "head", "since": "2026-11-01"}
    )
    assert "试得太勤了" in joined.content.decode()
