"""A number comes to a record by who holds it, and not behind the back of who has the phone that opens it."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Session, User
from linli.accounts.phones import phone_of, user_of_phone, user_with
from linli.accounts.rules import CodePurpose
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import MONDAY_9AM, OTHER_COMMUNITY, a_code_read_out, a_unit
from linli.base import events
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.organizations.contacts import Contact
from linli.people import actions
from linli.people.models import PhoneChange, PhoneChangeState, Resident
from linli.people.numbers import number_of
from linli.people.tests.given import a_resident, a_resident_without_phone, do, merged
from tests.refusing import refused

pytestmark = pytest.mark.django_db
IN_A_WEEK = MONDAY_9AM + timedelta(days=7)
ALMOST = IN_A_WEEK - timedelta(minutes=1)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def clerk(unit):
    return staff.an_actor(unit=unit)


@pytest.fixture
def letters(monkeypatch):
    """Codes by phone, with what each is for, instead of messages."""
    sent: dict[str, tuple[str, str]] = {}
    keep = lambda *, phone, code, purpose: sent.__setitem__(phone, (code, purpose))  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.code_wanted": [keep]})
    return sent


def ask(resident, phone, by, at=MONDAY_9AM):
    return do(actions.ask_phone, resident, phone=phone, by=by, at=at)


def prove(resident, code, by, at=MONDAY_9AM):
    return do(actions.prove_phone, resident, code=code, by=by, at=at)


def give(resident, phone, by, at=MONDAY_9AM):
    """The resident is here with this phone and reads out what it is sent."""
    ask(resident, phone, by, at)
    later = at + timedelta(minutes=1)
    return prove(resident, a_code_read_out(phone, CodePurpose.GIVE, resident.pk, later), by, later)


def release(resident, by, reason="号码停机了"):
    return do(actions.release_phone, resident, reason=reason, by=by, at=MONDAY_9AM)


def carry_out(at):
    with acting_as(staff.SYSTEM):
        return actions.carry_out_phone_changes(by=staff.SYSTEM, at=at)


def confirm(resident, by, at=MONDAY_9AM):
    code = a_code_read_out(phone_of(resident.user), CodePurpose.PART, resident.pk, at)
    return do(actions.confirm_phone, resident, code=code, by=by, at=at)


def me(resident):
    return staff.as_actor(resident.user)


def verbs(resident):
    with acting_as(staff.SYSTEM):
        return [entry.verb for entry in entries(on=resident)]


def told(user=None, unit=None):
    with acting_as(staff.SYSTEM):
        messages = Message.objects.filter(**({"to_user": user} if user else {"to_organization": unit}))
        return [message.event for message in messages.order_by("id")]


def state(resident):
    with acting_as(staff.SYSTEM):
        change = PhoneChange.objects.filter(resident=resident).latest("asked_at")
        return PhoneChangeState(change.state), change.phone_cipher != ""


# The attack: a clerk puts a prepaid number of their own on somebody's record, and signs in as them


def test_a_clerk_s_own_number_does_not_open_somebody_s_record_behind_their_back(clerk, letters):
    theirs, burner = staff.a_phone(), staff.a_phone()
    victim = a_resident(phone=theirs)
    ask(victim, burner, clerk)
    assert user_with(burner) is None
    prove(victim, letters[burner][0], clerk)
    assert user_with(theirs) == victim.user
    assert user_with(burner) is None
    assert told(victim.user) == ["people.phone_change_waits"]
    do(actions.refuse_phone, victim, by=me(victim), at=ALMOST)
    assert carry_out(IN_A_WEEK) == 0
    assert user_with(burner) is None
    assert user_with(theirs) == victim.user


def test_a_release_followed_by_a_first_phone_is_no_way_round(clerk):
    victim, burner = a_resident(phone=staff.a_phone()), staff.a_phone()
    User.objects.filter(pk=victim.pk).update(signed_in_at=None)
    release(victim, clerk)
    with refused("people.phone_waits"):
        ask(victim, burner, clerk)
    assert told(victim.user) == ["people.phone_release_waits"]
    assert User.objects.get(pk=victim.pk).phone_hash


def test_a_code_for_signing_in_is_none_for_the_desk_nor_the_other_way_round(clerk, letters):
    phone, resident = staff.a_phone(), a_resident_without_phone()
    ask(resident, phone, clerk)
    for_desk = letters[phone][0]
    later = MONDAY_9AM + timedelta(minutes=2)
    accounts.ask_for_code(phone=phone, at=later, whence="tests")
    for_door, purpose = letters[phone]
    assert purpose == CodePurpose.SIGN_IN
    if for_desk != for_door:
        with refused("accounts.code_wrong"):
            prove(resident, for_door, clerk, later)
        with refused("accounts.code_wrong"):
            accounts.sign_in_with_code(phone=phone, code=for_desk, at=later)
    assert prove(resident, for_desk, clerk, later).state == PhoneChangeState.DONE


def test_a_code_speaks_of_one_record_alone(clerk):
    phone, meant, other = staff.a_phone(), a_resident_without_phone(), a_resident_without_phone("李四")
    ask(other, phone, clerk)
    code = a_code_read_out(phone, CodePurpose.GIVE, meant.pk, MONDAY_9AM + timedelta(seconds=1))
    with refused("accounts.code_wrong"):
        prove(other, code, clerk)
    with acting_as(staff.SYSTEM):
        assert number_of(PhoneChange.objects.get(resident=other)) == phone


def test_guesses_at_a_code_count_though_they_are_refused(clerk, letters):
    phone, resident = staff.a_phone(), a_resident_without_phone()
    ask(resident, phone, clerk)
    right = letters[phone][0]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    with acting_as(clerk):
        for _try in range(5):
            with refused("accounts.code_wrong"):
                actions.prove_phone(resident, code=wrong, by=clerk, at=MONDAY_9AM)
        with refused("accounts.code_expired"):
            actions.prove_phone(resident, code=right, by=clerk, at=MONDAY_9AM)


# A first phone


def test_whom_no_phone_opens_is_opened_by_the_one_they_hold(clerk):
    phone, resident = staff.a_phone(), a_resident_without_phone()
    assert give(resident, phone, clerk).state == PhoneChangeState.DONE
    assert user_with(phone) == resident.user
    assert state(resident) == (PhoneChangeState.DONE, False)
    assert verbs(resident) == ["people.phone_asked", "people.phone_given"]
    assert told(resident.user) == ["people.first_phone"]


def test_a_phone_that_only_signed_in_once_is_given_to_whom_it_belongs(clerk):
    phone, resident = staff.a_phone(), a_resident_without_phone()
    user_of_phone(phone)
    give(resident, phone, clerk)
    assert user_with(phone) == resident.user


def test_what_was_typed_by_mistake_is_typed_again(clerk):
    wrong, right, resident = staff.a_phone(), staff.a_phone(), a_resident_without_phone()
    ask(resident, wrong, clerk)
    give(resident, right, clerk)
    assert user_with(wrong) is None
    assert user_with(right) == resident.user


# Another phone


def test_another_phone_opens_the_record_after_seven_days(clerk):
    old, new = staff.a_phone(), staff.a_phone()
    resident = a_resident(phone=old)
    staff.signed_in(Client(), resident.user)
    change = give(resident, new, clerk)
    due = change.due_at
    assert due == MONDAY_9AM + timedelta(days=7, minutes=1)
    assert carry_out(due - timedelta(seconds=1)) == 0
    assert carry_out(due) == 1
    assert user_with(new) == resident.user
    assert user_with(old) is None
    assert not Session.objects.filter(user=resident.user).exists()
    assert state(resident) == (PhoneChangeState.DONE, False)
    assert verbs(resident) == ["people.phone_asked", "people.phone_change_waits", "people.phone_given"]
    assert told(resident.user) == ["people.phone_change_waits", "people.phone_given"]


def test_whoever_has_the_old_phone_at_hand_need_not_wait(clerk, letters):
    old, new = staff.a_phone(), staff.a_phone()
    resident = a_resident(phone=old)
    give(resident, new, clerk)
    at = MONDAY_9AM + timedelta(minutes=3)
    do(actions.ask_old_phone, resident, by=clerk, at=at)
    code, purpose = letters[old]
    assert purpose == CodePurpose.PART
    with refused("accounts.code_expired"):
        prove_with_another_purpose(resident, code, clerk, at)
    do(actions.confirm_phone, resident, code=code, by=clerk, at=at)
    assert user_with(new) == resident.user


def prove_with_another_purpose(resident, code, by, at):
    accounts.hear_at_desk(
        [accounts.Spoken(phone_of(resident.user), code, resident.pk)], purpose=CodePurpose.MERGE, at=at
    )


def test_the_owner_says_no_once_and_the_community_hears_of_it(clerk, unit):
    resident = a_resident()
    give(resident, staff.a_phone(), clerk)
    with refused("people.not_yourself"):
        do(actions.refuse_phone, resident, by=me(a_resident("李四")), at=MONDAY_9AM)
    do(actions.refuse_phone, resident, by=me(resident), at=MONDAY_9AM)
    assert state(resident) == (PhoneChangeState.REFUSED, False)
    assert told(unit=unit) == ["people.phone_change_refused"]
    assert verbs(resident)[-1] == "people.phone_change_refused"
    with refused("people.phone_change_over"):
        do(actions.refuse_phone, resident, by=me(resident), at=MONDAY_9AM)


def test_the_desk_thinks_better_of_it_and_says_so(clerk):
    resident = a_resident()
    give(resident, staff.a_phone(), clerk)
    with refused("people.phone_waits"):
        ask(resident, staff.a_phone(), clerk)
    do(actions.cancel_phone, resident, by=clerk, at=MONDAY_9AM)
    assert told(resident.user) == ["people.phone_change_waits", "people.phone_change_cancelled"]
    assert carry_out(IN_A_WEEK + timedelta(days=1)) == 0
    with refused("people.phone_change_over"):
        do(actions.cancel_phone, resident, by=clerk, at=MONDAY_9AM)


def test_a_number_that_came_to_another_record_meanwhile_is_not_taken_from_it(clerk):
    new, resident = staff.a_phone(), a_resident()
    give(resident, new, clerk)
    other = a_resident("李四", phone=new)
    assert carry_out(IN_A_WEEK + timedelta(days=1)) == 0
    assert user_with(new) == other.user
    assert state(resident) == (PhoneChangeState.LAPSED, False)
    assert told(resident.user)[-1] == "people.phone_change_lapsed"


def test_every_phone_that_opens_a_merged_record_is_told(clerk):
    kept, gone = a_resident(), a_resident()
    merged(kept, gone, clerk)
    give(kept, staff.a_phone(), clerk)
    assert told(gone.user)[-1] == told(kept.user)[-1] == "people.phone_change_waits"


# Whose number it may not be


def test_the_phone_of_another_record_is_not_taken_over_and_asking_is_counted(clerk):
    taken, resident = staff.a_phone(), a_resident_without_phone()
    a_resident("李四", OTHER_COMMUNITY, taken)
    ask(resident, taken, clerk)
    with acting_as(clerk):
        for turn in range(20):
            at = MONDAY_9AM + timedelta(minutes=10 * turn + 1)
            refused_for(resident, taken, clerk, at)
        at += timedelta(minutes=10)
        with refused("people.too_many_phones"):
            actions.prove_phone(resident, code="123456", by=clerk, at=at)
    assert verbs(resident).count("people.phone_not_given") == 20


def refused_for(resident, phone, clerk, at):
    code = a_code_read_out(phone, CodePurpose.GIVE, resident.pk, at)
    with refused("people.phone_taken"):
        actions.prove_phone(resident, code=code, by=clerk, at=at)


def test_asking_says_nothing_of_who_holds_a_number(clerk):
    known, unknown = staff.a_phone(), staff.a_phone()
    a_resident("李四", OTHER_COMMUNITY, known)
    states = [ask(a_resident_without_phone(), phone, clerk).state for phone in (known, unknown)]
    assert states == [PhoneChangeState.ASKED] * 2


@pytest.mark.parametrize("whose", ["unit", "contact", "sign-in"])
def test_a_number_of_staff_is_given_to_nobody(clerk, unit, whose):
    phone, resident = staff.a_phone(), a_resident_without_phone()
    if whose == "unit":
        type(unit).objects.filter(pk=unit.pk).update(phone=f"{phone[:3]} {phone[3:]}")
    elif whose == "contact":
        do(accounts.set_contact, unit, Contact("孙主任", phone), by=clerk, at=MONDAY_9AM)
    else:
        User.objects.filter(pk=clerk.user).update(username=phone)
    with refused("people.phone_taken"):
        give(resident, phone, clerk)


def test_only_who_keeps_the_register_of_the_place_gives_and_takes(clerk):
    far = a_resident(area=OTHER_COMMUNITY)
    with refused("people.not_visible"):
        ask(far, staff.a_phone(), clerk)
    with refused("people.not_visible"):
        release(far, clerk)
    give(far, staff.a_phone(), staff.an_actor(area=OTHER_COMMUNITY, unit=a_unit(area=OTHER_COMMUNITY)))
    with acting_as(clerk):
        assert not PhoneChange.objects.exists()
    with acting_as(me(a_resident("李四"))):
        assert not PhoneChange.objects.exists()
    with acting_as(me(far)):
        assert PhoneChange.objects.count() == 1


# Taking a number back


def test_a_number_is_released_after_seven_days_and_starts_a_record_of_its_own(clerk):
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    staff.signed_in(Client(), resident.user)
    release(resident, clerk)
    assert user_with(phone) == resident.user
    assert carry_out(ALMOST) == 0
    assert carry_out(IN_A_WEEK) == 1
    assert not Session.objects.filter(user=resident.user).exists()
    assert phone_of(User.objects.get(pk=resident.pk)) == ""
    assert user_of_phone(phone).pk != resident.pk
    assert verbs(resident) == ["people.phone_release_waits", "people.phone_released"]
    with refused("people.no_phone"):
        release(resident, clerk)


def test_the_phone_of_a_record_merged_into_this_one_is_taken_back_last(clerk):
    first, second = staff.a_phone(), staff.a_phone()
    kept, gone = a_resident(phone=first), a_resident(phone=second)
    merged(kept, gone, clerk)
    for phone, at in ((first, IN_A_WEEK), (second, IN_A_WEEK + timedelta(days=7))):
        do(actions.release_phone, kept, reason="号码停机了", by=clerk, at=at - timedelta(days=7))
        assert carry_out(at) == 1
        assert user_with(phone) is None
    with refused("people.no_phone"):
        release(kept, clerk)


def test_whoever_holds_it_agrees_and_it_goes_at_once(clerk):
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    release(resident, clerk)
    confirm(resident, clerk)
    assert user_with(phone) is None
    assert told(resident.user) == ["people.phone_release_waits", "people.phone_released"]


def test_the_owner_keeps_their_number_by_saying_no(clerk):
    phone = staff.a_phone()
    resident = a_resident(phone=phone)
    release(resident, clerk)
    do(actions.refuse_phone, resident, by=me(resident), at=MONDAY_9AM)
    assert carry_out(IN_A_WEEK) == 0
    assert user_with(phone) == resident.user


def test_a_release_needs_a_reason(clerk):
    with refused("people.reason_missing"):
        release(a_resident(), clerk, " ")


def test_a_number_nobody_proved_to_hold_is_forgotten_the_next_day(clerk):
    resident = a_resident()
    ask(resident, staff.a_phone(), clerk)
    assert carry_out(MONDAY_9AM + timedelta(hours=23)) == 0
    assert state(resident) == (PhoneChangeState.ASKED, True)
    assert carry_out(MONDAY_9AM + timedelta(hours=25)) == 0
    assert state(resident) == (PhoneChangeState.LAPSED, False)


def test_what_is_deleted_leaves_no_number_behind(clerk):
    resident = a_resident()
    give(resident, staff.a_phone(), clerk)
    request = do(actions.ask_deletion, resident, by=me(resident), at=MONDAY_9AM)
    do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)
    with acting_as(staff.SYSTEM):
        actions.carry_out_deletions(by=staff.SYSTEM, at=IN_A_WEEK)
        assert Resident.objects.get(pk=resident.pk).name == ""
    assert state(resident) == (PhoneChangeState.LAPSED, False)
