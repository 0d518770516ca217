"""The day the phone is lost: codes on paper, and a one-time code dropped by two administrators."""

from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given as whatever
from hypothesis import strategies as st

from linli.accounts import actions
from linli.accounts.models import Outcome, RecoveryCode, Session, TotpReset, User, WhyReset
from linli.accounts.onetime import recovery_codes_left
from linli.accounts.queries import open_reset_of
from linli.accounts.rights import Role
from linli.accounts.rules import is_recovery_code, may_agree, new_recovery_code
from linli.accounts.tests import given
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COUNTY, PASSWORD, signed_in
from linli.base import events
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from tests.refusing import refused

pytestmark = pytest.mark.django_db
DOOR, ME = "/desk/sign-in/", "/desk/me/"


def with_a_code(user, at=MONDAY_9AM):
    """One-time codes set up; the generator on the phone and the codes on paper."""
    begun = actions.begin_totp(user)
    by = given.as_actor(user)
    phone = pyotp.TOTP(begun.secret)
    with acting_as(by):
        codes = actions.enrol_totp(user, cipher=begun.cipher, code=phone.at(at), by=by, at=at)
    return phone, codes


@pytest.fixture
def user():
    return given.a_staff_user()


def enters(user, code, at=MONDAY_9AM):
    return actions.sign_in_with_password(
        username=user.username, password=PASSWORD, totp=code, at=at, whence="203.0.113.9"
    )


@pytest.fixture
def heard(monkeypatch):
    """What modules above are asked to tell, and whom."""
    said = []
    keep = lambda *, to, what, **_facts: said.append((what.removeprefix("accounts."), to.pk))  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.told": [keep]})
    return said


def verbs(user):
    with acting_as(given.as_actor(user)):
        return [entry.verb for entry in entries(on=user)]


# Codes on paper


@whatever(st.sampled_from([" ", "-", "", "　"]))
def test_a_code_from_paper_is_known_by_its_length_however_it_is_set_apart(gap):
    code = new_recovery_code().replace(" ", gap)
    assert is_recovery_code(code)
    assert not is_recovery_code(code[:-1])
    assert not is_recovery_code("123456")


def test_ten_codes_come_with_the_one_time_code_and_only_their_hashes_stay(user):
    _phone, codes = with_a_code(user)
    assert len(set(codes)) == 10
    kept = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code in kept or code.replace(" ", "") in kept for code in codes)


def test_a_code_from_paper_opens_once_is_on_record_and_told(user, heard):
    _phone, codes = with_a_code(user)
    assert enters(user, codes[3].replace(" ", "-")) == user
    with refused("accounts.sign_in_wrong"):
        enters(user, codes[3])
    assert recovery_codes_left(user) == 9
    assert "accounts.recovery_code_used" in verbs(user)
    assert heard == [("recovery_code_used", user.pk)]


def test_the_code_of_another_opens_nothing_and_guessing_is_counted_as_at_any_door(user):
    with_a_code(user)
    _phone, theirs = with_a_code(given.a_staff_user())
    for _try in range(5):
        with refused("accounts.sign_in_wrong"):
            enters(user, theirs[0])
    with refused("accounts.too_many_wrong"):
        enters(user, theirs[0])


def test_a_code_of_the_phone_never_serves_twice_not_even_one_step_older(user):
    phone, _codes = with_a_code(user)
    later = MONDAY_9AM + timedelta(minutes=5)
    enters(user, phone.at(later), later)
    for step in (later, later - timedelta(seconds=30)):
        with refused("accounts.sign_in_wrong"):
            enters(user, phone.at(step), later)


def test_new_codes_make_the_old_ones_worthless(client, user):
    phone, codes = with_a_code(user)
    signed_in(client, user)
    assert client.get("/desk/me/recovery/").context["left"] == 10
    shown = client.post("/desk/me/recovery/", {"code": phone.at(now())}).context["codes"]
    assert len(shown) == 10
    with refused("accounts.sign_in_wrong"):
        enters(user, codes[0], now())
    assert enters(user, shown[0], now()) == user


def test_whoever_holds_an_open_session_cannot_guess_the_code_away(client, user):
    phone, _codes = with_a_code(user)
    signed_in(client, user)
    for _try in range(5):
        assert client.post("/desk/me/totp/", {"code": "000000"}).status_code == 422
    assert client.post("/desk/me/totp/", {"code": phone.at(now())}).status_code == 422
    assert User.objects.get(pk=user.pk).totp_cipher


def test_where_codes_are_required_dropping_one_leads_straight_to_the_next(client, user, settings):
    settings.LINLI_REQUIRE_TOTP = True
    _phone, codes = with_a_code(user)
    signed_in(client, user)
    assert client.post("/desk/me/totp/", {"code": codes[0]})["Location"] == "/desk/sign-in/code/"
    assert client.get(ME)["Location"].startswith(DOOR)
    assert not RecoveryCode.objects.filter(user=user).exists()


def test_the_door_says_how_many_codes_are_left(client, user):
    _phone, codes = with_a_code(user)
    answer = client.post(DOOR, {"username": user.username, "password": PASSWORD, "totp": codes[0]}, follow=True)
    assert "备用码还剩 9 个" in answer.content.decode()


# Two administrators


@pytest.mark.parametrize(
    ("second", "helped", "may"),
    [("asker", [], False), ("owner", [], False), ("other", [1], False), ("other", [8], True), ("other", [], True)],
)
def test_the_second_is_another_one_and_not_the_first_ones_making(second, helped, may):
    people = {name: uuid4() for name in ("asker", "owner", "other")}
    days = [MONDAY_9AM - timedelta(days=each) for each in helped]
    facts = {"asked_by": people["asker"], "owner": people["owner"], "at": MONDAY_9AM, "helped_at": days}
    assert may_agree(**facts, second=people[second]) is may


@pytest.fixture
def lost(user):
    """Somebody with a one-time code, and the two administrators of their county."""
    with_a_code(user)
    return user, given.an_administrator(), given.an_administrator()


def asks(user, by, at=MONDAY_9AM):
    with acting_as(by):
        return actions.ask_totp_reset(user, reason=WhyReset.LOST, by=by, at=at)


def decides(reset, by, agrees=True, at=MONDAY_9AM):
    with acting_as(by):
        actions.decide_totp_reset(reset, agrees=agrees, by=by, at=at)


def test_two_drop_a_code_and_the_person_and_both_are_told(client, lost, heard):
    user, first, second = lost
    signed_in(client, user)
    reset = asks(user, first)
    assert User.objects.get(pk=user.pk).totp_cipher, "one alone drops nothing"
    assert heard == [("totp_reset_asked", user.pk), ("totp_reset_waits", second.user)]
    decides(reset, second)
    assert not User.objects.get(pk=user.pk).totp_cipher
    assert not Session.objects.filter(user=user).exists()
    assert heard[2:] == [("totp_reset", user.pk), ("totp_reset_as_asked", first.user)]
    assert verbs(user)[-2:] == ["accounts.totp_reset_asked", "accounts.totp_reset"]


def test_one_alone_does_not_agree_with_themselves_nor_through_an_account_of_their_making(lost):
    user, first, _second = lost
    reset = asks(user, first)
    with refused("accounts.not_the_second"):
        decides(reset, first)
    with acting_as(first):
        puppet = actions.create_staff(username="puppet", name="木偶", password=PASSWORD, by=first, at=MONDAY_9AM)
        actions.give_post(puppet, role=Role.ADMINISTRATOR, area=COUNTY, organization=None, by=first, at=MONDAY_9AM)
    with refused("accounts.not_the_second"):
        decides(reset, given.as_actor(puppet))
    with pytest.raises(IntegrityError), transaction.atomic():
        TotpReset.objects.filter(pk=reset.pk).update(
            outcome=Outcome.DROPPED, decided_by=first.user, decided_at=MONDAY_9AM
        )


def test_another_county_neither_asks_nor_decides(lost):
    user, first, _second = lost
    stranger = given.an_administrator(OTHER_COUNTY)
    with refused("accounts.no_right"):
        asks(user, stranger)
    with refused("accounts.no_right"):
        decides(asks(user, first), stranger)


def test_where_there_is_no_second_the_machine_is_named(user, heard):
    with_a_code(user)
    with refused("accounts.no_second_administrator"):
        asks(user, given.an_administrator())
    with acting_as(given.SYSTEM):
        actions.drop_totp_at_the_machine(user, by=given.SYSTEM, at=MONDAY_9AM)
    assert heard == [("totp_reset", user.pk)]


def test_what_is_decided_late_or_twice_stands_as_it_is(lost):
    user, first, second = lost
    reset = asks(user, first)
    with refused("accounts.reset_asked_already"):
        asks(user, second)
    with refused("accounts.reset_lapsed"):
        decides(reset, second, at=MONDAY_9AM + timedelta(hours=24))
    again = asks(user, first, MONDAY_9AM + timedelta(hours=25))
    decides(again, second, agrees=False, at=MONDAY_9AM + timedelta(hours=26))
    with refused("accounts.reset_decided"):
        decides(again, second, at=MONDAY_9AM + timedelta(hours=26))
    assert User.objects.get(pk=user.pk).totp_cipher


def test_the_person_stops_it_by_one_button(client, lost, heard):
    user, first, second = lost
    at = now()
    reset = asks(user, first, at)
    signed_in(client, user)
    assert "叫停" in client.get(ME).content.decode()
    client.post("/desk/me/totp/stop/")
    assert open_reset_of(user, at) is None
    with refused("accounts.reset_decided"):
        decides(reset, second, at=at)
    assert heard[-1] == ("totp_reset_stopped", first.user)


def test_a_new_password_by_an_administrator_leaves_the_code_and_is_told(lost, heard):
    user, first, _second = lost
    with acting_as(first):
        actions.reset_password(user, by=first, at=MONDAY_9AM)
    assert User.objects.get(pk=user.pk).totp_cipher
    assert heard == [("password_reset", user.pk)]


def test_the_pages_ask_the_second_and_let_the_first_take_it_back(client, lost):
    user, first, second = lost
    signed_in(client, User.objects.get(pk=first.user))
    facts = {"reason": "lost", "has_asked": "on"}
    address = client.post(f"/desk/manage/staff/{user.pk}/reset/", facts)["Location"]
    assert "撤回申请" in client.get(address).content.decode()
    signed_in(client, User.objects.get(pk=second.user))
    assert user.name in client.get("/desk/manage/posts/").content.decode()
    assert "同意关掉" in client.get(address).content.decode()
    client.post(address, {"do": "agree"})
    assert not User.objects.get(pk=user.pk).totp_cipher
    signed_in(client, given.a_staff_user(Role.ADMINISTRATOR, OTHER_COUNTY))
    assert client.get(address).status_code == 404
    assert COMMUNITY.startswith(COUNTY)
