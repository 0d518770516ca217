"""A resident's phone code: once, soon, five tries, and not too often."""

from datetime import timedelta

import pytest

from linli.accounts import actions
from linli.accounts.models import Attempt, PhoneCode, User, UserKind
from linli.accounts.phones import phone_of
from linli.accounts.tests import given
from linli.accounts.tests.given import MONDAY_9AM
from linli.base import events
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sent(monkeypatch):
    """Codes by phone, instead of messages."""
    codes: dict[str, str] = {}
    keep = lambda *, phone, code, **_facts: codes.__setitem__(phone, code)  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.code_wanted": [keep]})
    return codes


def asked(sent, phone, at=MONDAY_9AM, whence=HERE):
    actions.ask_for_code(phone=phone, at=at, whence=whence)
    return sent[phone]


def refused(code, action, /, **facts):
    with pytest.raises(Refused) as refusal:
        action(**facts)
    assert refusal.value.code == code
    return refusal.value


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_sent_signs_in_whoever_holds_the_phone_and_makes_their_sign_in(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    user = actions.sign_in_with_code(phone=phone, code=code, at=MONDAY_9AM + MINUTE)
    assert (user.kind, phone_of(user), user.has_usable_password()) == (UserKind.RESIDENT, phone, False)
    assert phone not in (user.phone_cipher, user.phone_hash)
    with acting_as(given.SYSTEM):
        assert [entry.verb for entry in entries(on=user)] == ["accounts.signed_in"]


def test_the_same_phone_is_the_same_user_the_next_time(sent):
    phone = given.a_phone()
    first = actions.sign_in_with_code(phone=phone, code=asked(sent, phone), at=MONDAY_9AM)
    later = MONDAY_9AM + timedelta(days=1)
    again = actions.sign_in_with_code(phone=phone, code=asked(sent, phone, later), at=later)
    assert again == first


@pytest.mark.parametrize("typed", ["+86 199 0001 9999", "199-0001-9999", "１９９０００１９９９９", "8619900019999"])
def test_a_phone_may_be_typed_in_many_ways(sent, typed):
    actions.ask_for_code(phone=typed, at=MONDAY_9AM, whence=HERE)
    assert list(sent) == ["19900019999"]


@pytest.mark.parametrize("typed", ["", "12345678901", "1380000000", "03182212345", "138000000000", "1380000000a"])
def test_what_is_no_mobile_number_is_refused_at_its_field(sent, typed):
    refusal = refused("accounts.phone_wrong", actions.ask_for_code, phone=typed, at=MONDAY_9AM, whence=HERE)
    assert refusal.field == "phone"
    assert not sent


def test_a_wrong_code_is_refused_and_the_right_one_still_counts(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    refused("accounts.code_wrong", actions.sign_in_with_code, phone=phone, code=wrong(code), at=MONDAY_9AM)
    assert actions.sign_in_with_code(phone=phone, code=f" {code[:3]} {code[3:]}", at=MONDAY_9AM)


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    for _try in range(5):
        refused("accounts.code_wrong", actions.sign_in_with_code, phone=phone, code=wrong(code), at=MONDAY_9AM)
    refused("accounts.code_expired", actions.sign_in_with_code, phone=phone, code=code, at=MONDAY_9AM)


def test_a_code_lasts_ten_minutes(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    late = MONDAY_9AM + 10 * MINUTE
    refused("accounts.code_expired", actions.sign_in_with_code, phone=phone, code=code, at=late)
    assert actions.sign_in_with_code(phone=phone, code=code, at=late - timedelta(seconds=1))


def test_a_code_serves_once(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    actions.sign_in_with_code(phone=phone, code=code, at=MONDAY_9AM)
    refused("accounts.code_expired", actions.sign_in_with_code, phone=phone, code=code, at=MONDAY_9AM)


def test_a_newer_code_makes_the_older_one_worthless(sent):
    phone = given.a_phone()
    old = asked(sent, phone)
    new = asked(sent, phone, MONDAY_9AM + MINUTE)
    if old != new:
        refused("accounts.code_wrong", actions.sign_in_with_code, phone=phone, code=old, at=MONDAY_9AM + MINUTE)
    assert actions.sign_in_with_code(phone=phone, code=new, at=MONDAY_9AM + MINUTE)


def test_a_code_for_one_phone_does_not_open_another(sent):
    one, other = given.a_phone(), given.a_phone()
    code = asked(sent, one)
    refused("accounts.code_expired", actions.sign_in_with_code, phone=other, code=code, at=MONDAY_9AM)


def test_a_phone_gets_one_code_a_minute_and_five_an_hour(sent):
    phone, facts = given.a_phone(), {"whence": HERE}
    asked(sent, phone)
    soon = MONDAY_9AM + timedelta(seconds=59)
    refused("accounts.too_many_codes", actions.ask_for_code, phone=phone, at=soon, **facts)
    for minute in range(1, 5):
        asked(sent, phone, MONDAY_9AM + minute * MINUTE)
    refused("accounts.too_many_codes", actions.ask_for_code, phone=phone, at=MONDAY_9AM + 5 * MINUTE, **facts)
    assert asked(sent, phone, MONDAY_9AM + 61 * MINUTE)


def test_an_address_gets_thirty_codes_an_hour(sent):
    for _phone in range(30):
        asked(sent, given.a_phone())
    refused("accounts.too_many_codes", actions.ask_for_code, phone=given.a_phone(), at=MONDAY_9AM, whence=HERE)
    assert asked(sent, given.a_phone(), whence="192.0.2.2")


def test_a_closed_sign_in_is_not_opened_by_a_code(sent):
    phone = given.a_phone()
    User.objects.filter(pk=given.a_resident_user(phone).pk).update(is_active=False)
    code = asked(sent, phone)
    refused("accounts.closed", actions.sign_in_with_code, phone=phone, code=code, at=MONDAY_9AM)


def test_neither_phone_nor_code_nor_address_is_stored_in_clear(sent):
    phone = given.a_phone()
    code = asked(sent, phone)
    stored = [*PhoneCode.objects.values_list("phone_hash", "code_hash"), *Attempt.objects.values_list("key_hash")]
    words = " ".join(value for row in stored for value in row)
    assert phone not in words
    assert HERE not in words
    assert all(len(value) == 64 for row in stored for value in row)
    assert code not in {value for row in stored for value in row}
