"""Staff sign in by name and password, and by a one-time code where it is set up."""

from datetime import timedelta

import pyotp
import pytest
from django.contrib.auth import hashers

from linli.accounts import actions
from linli.accounts.models import Attempt, Session, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import LONG_AGO, MONDAY_9AM, PASSWORD
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as

pytestmark = pytest.mark.django_db
HERE = "192.0.2.7"


def sign_in(user, password=PASSWORD, totp="", at=MONDAY_9AM):
    name = user if isinstance(user, str) else user.username
    return actions.sign_in_with_password(username=name, password=password, totp=totp, at=at, whence=HERE)


def refused(code, action, /, *args, **facts):
    with pytest.raises(Refused) as refusal:
        action(*args, **facts)
    assert refusal.value.code == code
    return refusal.value


def with_totp(user):
    """The user with a one-time code set up a year ago; the secret."""
    begun = actions.begin_totp(user)
    with acting_as(given.as_actor(user)):
        code = pyotp.TOTP(begun.secret).at(LONG_AGO)
        actions.enrol_totp(user, cipher=begun.cipher, code=code, by=given.as_actor(user), at=LONG_AGO)
    return begun.secret


def test_name_and_password_sign_in_however_the_name_is_typed():
    user = given.a_staff_user()
    assert sign_in(f" {user.username.upper()} ") == user


def test_a_wrong_password_an_unknown_name_and_a_closed_sign_in_get_the_same_answer():
    user, closed = given.a_staff_user(), given.a_staff_user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    answers = {
        str(refused("accounts.sign_in_wrong", sign_in, user, "wrong").sentence),
        str(refused("accounts.sign_in_wrong", sign_in, "nobody", PASSWORD).sentence),
        str(refused("accounts.sign_in_wrong", sign_in, closed, PASSWORD).sentence),
    }
    assert len(answers) == 1


def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(monkeypatch):
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    user = given.a_staff_user()
    hashed.clear()
    refused("accounts.sign_in_wrong", sign_in, user, "wrong")
    of_known, _ = len(hashed), hashed.clear()
    refused("accounts.sign_in_wrong", sign_in, "nobody", "wrong")
    assert len(hashed) == of_known == 1


def test_a_residents_phone_is_no_name_to_sign_in_with():
    phone = given.a_phone()
    given.a_resident_user(phone)
    refused("accounts.sign_in_wrong", sign_in, phone, "")


def test_after_five_wrong_passwords_the_right_one_waits_a_quarter_of_an_hour():
    user = given.a_staff_user()
    for _try in range(5):
        refused("accounts.sign_in_wrong", sign_in, user, "wrong")
    refused("accounts.too_many_wrong", sign_in, user)
    assert sign_in(given.a_staff_user())
    assert sign_in(user, at=MONDAY_9AM + timedelta(minutes=15))


def test_names_that_do_not_exist_are_throttled_like_others():
    for _try in range(5):
        refused("accounts.sign_in_wrong", sign_in, "nobody", "guess")
    refused("accounts.too_many_wrong", sign_in, "nobody", "guess")


def test_signing_in_and_failing_stand_in_the_users_own_journal_and_names_nowhere():
    user = given.a_staff_user()
    refused("accounts.sign_in_wrong", sign_in, user, "wrong")
    sign_in(user)
    with acting_as(given.as_actor(user)):
        assert [entry.verb for entry in entries(on=user)] == ["accounts.sign_in_failed", "accounts.signed_in"]
    with acting_as(given.an_administrator()):
        assert entries(on=user) == []
    assert user.username not in Attempt.objects.values_list("key_hash", flat=True)


def test_whoever_set_up_one_time_codes_needs_one_and_each_serves_once():
    user = given.a_staff_user()
    secret = with_totp(user)
    code = pyotp.TOTP(secret).at(MONDAY_9AM)
    assert refused("accounts.totp_wanted", sign_in, user).field == "totp"
    refused("accounts.sign_in_wrong", sign_in, user, totp="000000" if code != "000000" else "000001")
    assert sign_in(user, totp=f"{code[:3]} {code[3:]}")
    refused("accounts.sign_in_wrong", sign_in, user, totp=code)


def test_a_one_time_code_of_the_neighbouring_half_minute_is_taken_and_no_older_one():
    user = given.a_staff_user()
    totp = pyotp.TOTP(with_totp(user))
    refused("accounts.sign_in_wrong", sign_in, user, totp=totp.at(MONDAY_9AM - timedelta(seconds=60)))
    assert sign_in(user, totp=totp.at(MONDAY_9AM - timedelta(seconds=30)))


def test_where_one_time_codes_are_required_a_password_alone_does_not_sign_in(settings):
    settings.LINLI_REQUIRE_TOTP = True
    refused("accounts.totp_missing", sign_in, given.a_staff_user())


def test_the_secret_lies_encrypted_and_is_shown_as_a_picture():
    user = given.a_staff_user()
    begun = actions.begin_totp(user)
    assert begun.secret not in begun.cipher
    assert begun.picture.startswith("data:image/svg+xml")
    assert actions.begin_totp(user, begun.cipher).secret == begun.secret


def test_setting_up_one_time_codes_needs_a_code_from_the_phone():
    user = given.a_staff_user()
    begun, by = actions.begin_totp(user), given.as_actor(user)
    stale = pyotp.TOTP(begun.secret).at(LONG_AGO)
    with acting_as(by):
        refused("accounts.totp_wrong", actions.enrol_totp, user, cipher=begun.cipher, code=stale, by=by, at=MONDAY_9AM)
    assert User.objects.get(pk=user.pk).totp_cipher == ""


def test_dropping_one_time_codes_needs_a_last_one():
    user = given.a_staff_user()
    totp, by = pyotp.TOTP(with_totp(user)), given.as_actor(user)
    user.refresh_from_db()
    with acting_as(by):
        refused("accounts.totp_wrong", actions.drop_totp, user, code="", by=by, at=MONDAY_9AM)
        actions.drop_totp(user, code=totp.at(MONDAY_9AM), by=by, at=MONDAY_9AM)
    assert sign_in(user)


def test_a_new_password_takes_the_place_of_the_old_and_ends_other_sessions(client):
    user = given.a_staff_user()
    given.signed_in(client, user)
    by = given.as_actor(user)
    with acting_as(by):
        actions.change_password(user, old=PASSWORD, new="another horse 42", by=by, at=MONDAY_9AM)
    assert not Session.objects.filter(user=user).exists()
    refused("accounts.sign_in_wrong", sign_in, user)
    assert sign_in(user, "another horse 42")


@pytest.mark.parametrize(("new", "word"), [("short", "10"), ("password123", "常见")])
def test_a_weak_password_is_refused_with_the_reason(new, word):
    user = given.a_staff_user()
    by = given.as_actor(user)
    facts = {"old": PASSWORD, "new": new, "by": by, "at": MONDAY_9AM}
    refusal = refused("accounts.password_weak", actions.change_password, user, **facts)
    assert word in str(refusal.sentence)
    assert refusal.field == "new"


def test_guessing_the_old_password_is_throttled_too():
    user = given.a_staff_user()
    facts = {"new": "another horse 42", "by": given.as_actor(user), "at": MONDAY_9AM}
    for _try in range(5):
        refused("accounts.old_password_wrong", actions.change_password, user, old="guess", **facts)
    refused("accounts.too_many_wrong", actions.change_password, user, old=PASSWORD, **facts)


def test_an_administrator_makes_closes_and_opens_a_sign_in(client):
    admin = given.an_administrator("131102")
    with acting_as(admin):
        user = actions.create_staff(username="Zhang.San", name="张三", password=PASSWORD, by=admin, at=MONDAY_9AM)
        refused(
            "accounts.username_taken", actions.create_staff, username="zhang.san", name="张三", password=PASSWORD,
            by=admin, at=MONDAY_9AM,
        )  # fmt: skip
    assert sign_in("zhang.san") == user
    given.signed_in(client, user)
    with acting_as(admin):
        actions.close(user, by=admin, at=MONDAY_9AM)
    assert not Session.objects.filter(user=user).exists()
    refused("accounts.sign_in_wrong", sign_in, "zhang.san")
    with acting_as(admin):
        actions.reopen(user, by=admin, at=MONDAY_9AM)
    assert sign_in("zhang.san") == user


def test_a_sign_in_is_closed_only_by_who_administers_all_its_areas():
    far = given.a_staff_user(Role.HANDLER, "131123")
    admin = given.an_administrator("131102")
    clerk = given.an_actor(Role.COMMUNITY_WORKER)
    for by in (admin, clerk):
        with acting_as(by):
            refused("accounts.no_right", actions.close, far, by=by, at=MONDAY_9AM)
            refused("accounts.no_right", actions.reset_password, far, by=by, at=MONDAY_9AM)
    above = given.an_administrator("1311")
    with acting_as(above):
        password = actions.reset_password(far, by=above, at=MONDAY_9AM)
    assert sign_in(far, password) == far


def test_nobody_closes_their_own_sign_in():
    user = given.a_staff_user(Role.ADMINISTRATOR, "131102")
    by = given.as_actor(user)
    with acting_as(by):
        refused("accounts.oneself", actions.close, user, by=by, at=MONDAY_9AM)
