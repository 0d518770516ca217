"""Whoever holds a number that came to them from somebody else: nothing of the one who had it shows."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.phones import user_of_phone, user_with
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import MONDAY_9AM, a_unit
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.models import Resident
from linli.people.tests.given import a_resident, merged
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def verbs(resident):
    with acting_as(staff.SYSTEM):
        return [(entry.verb, entry.facts.get("door")) for entry in entries(on=resident)]


def test_whoever_holds_the_number_says_that_they_are_somebody_else():
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    actions.disown(phone, at=MONDAY_9AM)
    actions.disown(phone, at=MONDAY_9AM)
    assert user_with(phone) is None
    assert verbs(resident) == [("people.phone_released", "portal")]
    with acting_as(staff.SYSTEM):
        assert Resident.objects.get(pk=resident.pk).name == "王秀英"


def test_after_that_the_number_starts_a_record_of_its_own():
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    actions.disown(phone, at=MONDAY_9AM)
    newcomer = user_of_phone(phone)
    assert newcomer.pk != resident.pk
    with acting_as(staff.as_actor(newcomer)):
        assert not Resident.objects.exists()
        assert entries(on=resident) == []


def test_disowning_one_phone_of_a_merged_record_leaves_the_other(clerk):
    first, second = staff.a_phone(), staff.a_phone()
    kept, gone = a_resident(phone=first), a_resident(phone=second)
    merged(kept, gone, clerk)
    actions.disown(second, at=MONDAY_9AM)
    assert user_with(second) is None
    assert user_with(first) == kept.user
    assert verbs(kept)[-1] == ("people.phone_released", "portal")


def test_a_code_for_the_old_holder_opens_nothing_afterwards():
    phone = staff.a_phone()
    a_resident(phone=phone)
    accounts.ask_for_code(phone=phone, at=MONDAY_9AM, whence="tests")
    actions.disown(phone, at=MONDAY_9AM)
    with refused("accounts.code_expired"):
        accounts.sign_in_with_code(phone=phone, code="123456", at=MONDAY_9AM)
