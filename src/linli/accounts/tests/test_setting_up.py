"""Where nobody gets in without a one-time code, a password opens one page: the one that sets the code up."""

import re
from datetime import timedelta

import pyotp
import pytest

from linli.accounts import actions
from linli.accounts.models import Session, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, PASSWORD
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from tests.refusing import refused

pytestmark = pytest.mark.django_db
DOOR, SET_UP, WRONG = "/desk/sign-in/", "/desk/sign-in/code/", "000000"
SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")


@pytest.fixture(autouse=True)
def _required(settings):
    settings.LINLI_REQUIRE_TOTP = True


@pytest.fixture
def user():
    return given.a_staff_user(Role.ADMINISTRATOR, COUNTY)


def knocks(client, user, going=""):
    """Name and password; what the door says."""
    return client.post(DOOR, {"username": user.username, "password": PASSWORD, "next": going})


def code_on(shown):
    """What the app on the phone would show, of the secret on the page."""
    return pyotp.TOTP(SECRET.search(shown.content.decode()).group(1)).at(now())


def test_a_password_alone_leads_to_the_page_that_sets_the_code_up(client, user):
    assert knocks(client, user)["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "开通动态码" in page
    assert "data:image/svg+xml" in page


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/me/", "/desk/me/totp/", "/desk/me/password/", "/desk/manage/posts/"]
)
def test_until_then_nothing_else_opens(client, user, address):
    knocks(client, user)
    assert client.get(address)["Location"].startswith(f"{DOOR}?next=")
    assert not Session.objects.filter(user=user).exists()


def test_the_first_code_sets_it_up_and_opens_what_was_asked_for(client, user):
    knocks(client, user, going="/desk/manage/posts/")
    answer = client.post(SET_UP, {"code": code_on(client.get(SET_UP))})
    assert len(answer.context["codes"]) == 10
    assert answer.context["going"] == "/desk/manage/posts/"
    assert client.get("/desk/manage/posts/").status_code == 200
    with acting_as(given.as_actor(user)):
        assert [entry.verb for entry in entries(on=user)] == [
            "accounts.totp_enrolled",
            "accounts.recovery_codes_given",
            "accounts.signed_in",
        ]


def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(client, user):
    knocks(client, user)
    before = client.get(SET_UP)
    wrong = client.post(SET_UP, {"code": WRONG})
    assert wrong.status_code == 422
    assert "动态码不对" in wrong.content.decode()
    assert SECRET.search(wrong.content.decode()).group(1) == SECRET.search(before.content.decode()).group(1)
    assert not User.objects.get(pk=user.pk).totp_cipher


def test_nobody_is_shown_the_page_who_has_not_said_their_password(client, user):
    assert client.get(SET_UP)["Location"] == DOOR
    assert client.post(SET_UP, {"code": WRONG})["Location"] == DOOR


@pytest.mark.parametrize("change", [{"password": "!"}, {"is_active": False}, {"totp_cipher": "set up elsewhere"}])
def test_what_changes_meanwhile_closes_the_page(client, user, change):
    knocks(client, user)
    User.objects.filter(pk=user.pk).update(**change)
    assert client.get(SET_UP)["Location"] == DOOR


def test_the_page_is_open_for_half_an_hour(client, user, monkeypatch):
    knocks(client, user)
    later = now() + timedelta(minutes=30)
    monkeypatch.setattr("linli.accounts.pages.signing.now", lambda: later)
    assert client.get(SET_UP)["Location"] == DOOR


def test_a_wrong_password_is_answered_as_ever(client, user):
    answer = client.post(DOOR, {"username": user.username, "password": "wrong"})
    assert answer.status_code == 422
    assert client.get(SET_UP)["Location"] == DOOR


def test_whoever_has_a_code_is_asked_for_it_and_cannot_set_up_another(client, user):
    begun = actions.begin_totp(user)
    at = now()
    actions.enrol_at_the_door(user, cipher=begun.cipher, code=pyotp.TOTP(begun.secret).at(at), at=at)
    assert knocks(client, user).status_code == 422
    with refused("accounts.totp_set_up"):
        actions.enrol_at_the_door(user, cipher=begun.cipher, code=pyotp.TOTP(begun.secret).at(at), at=at)
