"""A phone is given to a record, taken back, and comes to somebody else: nothing of the one who had it shows."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Session, User
from linli.accounts.phones import phone_of, user_of_phone, user_with
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import MONDAY_9AM, OTHER_COMMUNITY, a_unit
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.models import Resident
from linli.people.tests.given import a_resident, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def verbs(resident):
    with acting_as(staff.SYSTEM):
        return [(entry.verb, entry.facts.get("door")) for entry in entries(on=resident)]


def give(resident, phone, by):
    return do(actions.give_phone, resident, phone=phone, by=by, at=MONDAY_9AM)


def release(resident, by, reason="号码停机了"):
    return do(actions.release_phone, resident, reason=reason, by=by, at=MONDAY_9AM)


def test_a_new_phone_opens_the_record_and_the_old_one_opens_nothing(clerk):
    old, new = staff.a_phone(), staff.a_phone()
    resident = a_resident(phone=old)
    staff.signed_in(Client(), resident.user)
    give(resident, new, clerk)
    assert user_with(new) == resident.user
    assert user_with(old) is None
    assert not Session.objects.filter(user=resident.user).exists()
    assert verbs(resident) == [("people.phone_given", None)]
    give(resident, new, clerk)
    assert verbs(resident) == [("people.phone_given", None)]


def test_the_phone_of_another_record_is_not_taken_over(clerk):
    taken = staff.a_phone()
    a_resident("李四", OTHER_COMMUNITY, taken)
    with refused("people.phone_taken"):
        give(a_resident(), taken, clerk)


def test_a_phone_that_only_signed_in_once_is_given_to_whom_it_belongs(clerk):
    phone = staff.a_phone()
    user_of_phone(phone)
    resident = a_resident()
    give(resident, phone, clerk)
    assert user_with(phone) == resident.user


def test_after_release_the_number_starts_a_record_of_its_own(clerk):
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    staff.signed_in(Client(), resident.user)
    release(resident, clerk)
    assert not Session.objects.filter(user=resident.user).exists()
    assert phone_of(User.objects.get(pk=resident.pk)) == ""
    newcomer = user_of_phone(phone)
    assert newcomer.pk != resident.pk
    with acting_as(staff.as_actor(newcomer)):
        assert not Resident.objects.exists()
        assert entries(on=resident) == []
    with refused("people.no_phone"):
        release(resident, clerk)


def test_a_release_needs_a_reason_and_the_right_place(clerk):
    with refused("people.reason_missing"):
        release(a_resident(), clerk, " ")
    with refused("people.not_visible"):
        release(a_resident(area=OTHER_COMMUNITY), clerk)
    with refused("people.not_visible"):
        give(a_resident(area=OTHER_COMMUNITY), staff.a_phone(), clerk)


def test_whoever_holds_the_number_says_that_they_are_somebody_else():
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    actions.disown(phone, at=MONDAY_9AM)
    actions.disown(phone, at=MONDAY_9AM)
    assert user_with(phone) is None
    assert verbs(resident) == [("people.phone_released", "portal")]
    with acting_as(staff.SYSTEM):
        assert Resident.objects.get(pk=resident.pk).name == "王秀英"


def test_disowning_one_phone_of_a_merged_record_leaves_the_other(clerk):
    first, second = staff.a_phone(), staff.a_phone()
    kept, gone = a_resident(phone=first), a_resident(phone=second)
    do(actions.merge, kept, gone, reason="同一个人登记了两次", by=clerk, at=MONDAY_9AM)
    actions.disown(second, at=MONDAY_9AM)
    assert user_with(second) is None
    assert user_with(first) == kept.user
    assert verbs(kept)[-1] == ("people.phone_released", "portal")


def test_a_code_for_the_old_holder_opens_nothing_after_the_release(clerk):
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    accounts.ask_for_code(phone=phone, at=MONDAY_9AM, whence="tests")
    release(resident, clerk)
    with refused("accounts.code_expired"):
        accounts.sign_in_with_code(phone=phone, code="123456", at=MONDAY_9AM)
