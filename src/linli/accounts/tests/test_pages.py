"""The doors and one's own sign-in, as a browser meets them."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from linli.accounts.models import ApiToken, Attempt, HeldPost, Session, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, PASSWORD, a_unit, signed_in
from linli.accounts.tokens import user_of_token
from linli.base import events
from linli.base.clock import now
from linli.base.refusals import Unavailable

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, STAFF = "/sign-in/", "/sign-in/code/", "/desk/sign-in/"
TOKEN = re.compile(r"linli_[\w-]{40,}")


def text_of(response):
    return response.content.decode()


@pytest.fixture
def sent(monkeypatch):
    """Codes by phone, instead of messages."""
    codes: dict[str, str] = {}
    keep = lambda *, phone, code, **_facts: codes.__setitem__(phone, code)  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.code_wanted": [keep]})
    return codes


def enter(client, sent, phone, going=""):
    """Through a resident's door; the last answer."""
    client.post(SIGN_IN, {"phone": phone, "next": going})
    return client.post(CODE, {"code": sent[phone]})


# A resident's door


def test_a_resident_signs_in_in_two_steps_and_is_asked_who_they_are(client, sent):
    phone = given.a_phone()
    first = client.post(SIGN_IN, {"phone": phone})
    assert (first.status_code, first["Location"]) == (302, CODE)
    step = client.get(CODE)
    assert f"{phone[:3]}****{phone[-4:]}" in text_of(step)
    assert phone not in text_of(step)
    last = client.post(CODE, {"code": sent[phone]})
    assert (last.status_code, last["Location"]) == (302, "/me/start/")


@pytest.mark.parametrize(
    ("going", "arrived"),
    [
        ("/items/", "/me/start/?next=%2Fitems%2F"),
        ("https://elsewhere.example/", "/me/start/"),
        ("//elsewhere.example/", "/me/start/"),
        ("javascript:alert(1)", "/me/start/"),
    ],
)
def test_whoever_signs_in_goes_on_to_where_they_were_going_if_it_is_ours(client, sent, going, arrived):
    assert enter(client, sent, given.a_phone(), going)["Location"] == arrived


def test_the_phone_lies_encrypted_while_the_code_is_awaited(client, sent):
    phone = given.a_phone()
    client.post(SIGN_IN, {"phone": phone})
    stored = client.session
    assert phone not in str(dict(stored.items()))


def test_a_wrong_phone_stays_typed_with_the_error_beside_it(client, sent):
    response = client.post(SIGN_IN, {"phone": "12345", "next": "/items/"})
    assert response.status_code == 422
    assert 'value="12345"' in text_of(response)
    assert 'value="/items/"' in text_of(response)
    assert response.context["form"].errors["phone"]


def test_wrong_codes_are_counted_although_the_page_refuses(client, sent):
    phone = given.a_phone()
    client.post(SIGN_IN, {"phone": phone})
    wrong = "000000" if sent[phone] != "000000" else "000001"
    for _try in range(5):
        assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": sent[phone]}).status_code == 422
    assert client.get("/me/").status_code == 302


def test_asking_again_at_once_is_refused_in_words(client, sent):
    client.post(SIGN_IN, {"phone": given.a_phone()})
    response = client.post("/sign-in/again/", follow=True)
    assert "再试" in text_of(response)
    assert len(sent) == 1


def test_without_a_phone_there_is_no_second_step(client):
    assert client.get(CODE)["Location"] == SIGN_IN
    assert client.post("/sign-in/again/")["Location"] == SIGN_IN


def test_when_no_message_can_be_sent_the_page_says_so_and_keeps_the_phone(client, monkeypatch):
    def down(**facts):
        raise Unavailable("gateway")

    monkeypatch.setattr(events, "_handlers", {"accounts.code_wanted": [down]})
    phone = given.a_phone()
    response = client.post(SIGN_IN, {"phone": phone})
    assert response.status_code == 422
    assert phone in text_of(response)
    assert "发不出去" in text_of(response)


def test_signing_out_is_a_post_and_ends_the_session(client, sent):
    enter(client, sent, given.a_phone())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/me/")["Location"].startswith(SIGN_IN)


def test_a_form_without_its_token_is_not_taken(sent):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"phone": given.a_phone()}).status_code == 403
    assert not sent


# The door of the desk


def test_staff_sign_in_and_go_on(client):
    user = given.a_staff_user()
    facts = {"username": user.username, "password": PASSWORD}
    assert client.post(STAFF, facts)["Location"] == "/desk/"
    assert Session.objects.get(user=user).device == ""
    assert client.get(STAFF)["Location"] == "/desk/"


def test_an_administrator_arrives_at_a_page_that_opens(client):
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    arrived = client.post(STAFF, {"username": user.username, "password": PASSWORD}, follow=True)
    assert (arrived.status_code, arrived.redirect_chain[-1][0]) == (200, "/desk/me/")


def test_a_wrong_password_is_counted_keeps_the_name_and_never_shows_the_password(client):
    user = given.a_staff_user()
    response = client.post(STAFF, {"username": user.username, "password": "wrong secret"})
    assert response.status_code == 422
    assert user.username in text_of(response)
    assert "wrong secret" not in text_of(response)
    assert Attempt.objects.filter(door="password").count() == 1


def test_a_new_session_gets_a_new_key(client):
    user = given.a_staff_user()
    client.get(STAFF)
    client.post(SIGN_IN, {"phone": "12345"})
    signed_in(client, user)
    before = client.cookies["linli_session"].value
    client.post("/sign-out/")
    client.post(STAFF, {"username": user.username, "password": PASSWORD})
    assert client.cookies["linli_session"].value != before


def test_a_closed_sign_in_loses_its_session_with_the_next_request(client):
    user = given.a_staff_user()
    signed_in(client, user)
    assert client.get("/desk/me/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/desk/me/")["Location"].startswith(STAFF)


def test_a_post_ended_is_gone_with_the_next_request(client):
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    signed_in(client, user)
    assert client.get("/desk/manage/posts/").status_code == 200
    HeldPost.objects.filter(user=user).update(ends_at=now() - timedelta(seconds=1))
    assert client.get("/desk/manage/posts/").status_code == 404


def test_residents_do_not_come_in_at_the_desk_nor_staff_at_the_portal(client):
    signed_in(client, given.a_resident_user())
    assert client.get("/desk/me/")["Location"].startswith(STAFF)
    signed_in(client, given.a_staff_user())
    assert client.get("/me/")["Location"].startswith(SIGN_IN)


def test_htmx_is_sent_to_the_door_by_a_header(client):
    response = client.get("/desk/me/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/desk/sign-in/?next=%2Fdesk%2Fme%2F")


# One's own sign-in


def test_my_page_lists_posts_sessions_and_events(client):
    unit = a_unit()
    user = given.a_staff_user(unit=unit)
    client.post(STAFF, {"username": user.username, "password": PASSWORD}, headers={"User-Agent": "Firefox on Debian"})
    page = text_of(client.get("/desk/me/"))
    assert unit.name in page
    assert "Firefox on Debian" in page
    assert client.cookies["linli_session"].value not in page


def test_one_other_session_is_ended_by_its_reference_and_all_others_at_once(client):
    user = given.a_staff_user()
    signed_in(client, user)
    one, two = signed_in(Client(), user), signed_in(Client(), user)
    others = [each for each in client.get("/desk/me/").context["sessions"] if not each.is_current]
    assert len(others) == 2
    client.post("/desk/me/sessions/end/", {"session": others[0].reference})
    assert sorted(browser.get("/desk/me/").status_code for browser in (one, two)) == [200, 302]
    client.post("/desk/me/sessions/end/")
    assert [browser.get("/desk/me/").status_code for browser in (client, one, two)] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(client):
    mine, other = given.a_staff_user(), given.a_staff_user()
    signed_in(client, mine)
    theirs = signed_in(Client(), other)
    reference = theirs.get("/desk/me/").context["sessions"][0].reference
    client.post("/desk/me/sessions/end/", {"session": reference})
    assert theirs.get("/desk/me/").status_code == 200


def test_a_new_password_keeps_this_session_and_ends_the_others(client):
    user = given.a_staff_user()
    other = signed_in(Client(), user)
    signed_in(client, user)
    facts = {"old": PASSWORD, "new": "another horse 42", "again": "another horse 42"}
    assert client.post("/desk/me/password/", facts)["Location"] == "/desk/me/"
    assert client.get("/desk/me/").status_code == 200
    assert other.get("/desk/me/").status_code == 302


def test_a_session_stolen_before_the_change_is_worthless_even_if_its_row_survives(client):
    user = given.a_staff_user()
    signed_in(client, user)
    user.set_password("another horse 42")
    user.save(update_fields=["password"])
    assert client.get("/desk/me/").status_code == 302


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"old": "wrong"}, "old"),
        ({"new": "short", "again": "short"}, "new"),
        ({"again": "something else"}, "again"),
    ],
)
def test_a_password_is_not_changed_by_mistake(client, facts, field):
    user = given.a_staff_user()
    signed_in(client, user)
    typed = {"old": PASSWORD, "new": "another horse 42", "again": "another horse 42", **facts}
    response = client.post("/desk/me/password/", typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_one_time_codes_are_set_up_by_a_picture_and_dropped_by_a_code(client):
    user = given.a_staff_user()
    signed_in(client, user)
    begun = client.get("/desk/me/totp/").context["begun"]
    assert client.get("/desk/me/totp/").context["begun"].secret == begun.secret
    totp = pyotp.TOTP(begun.secret)
    assert client.post("/desk/me/totp/", {"code": "abcdef"}).status_code == 422
    assert len(client.post("/desk/me/totp/", {"code": totp.at(now())}).context["codes"]) == 10
    user.refresh_from_db()
    assert user.totp_cipher
    assert begun.secret not in user.totp_cipher
    assert client.post("/desk/me/totp/", {"code": totp.at(now())}).status_code == 422, "a code serves once"
    assert client.post("/desk/me/totp/", {"code": totp.at(now() + timedelta(seconds=30))}).status_code == 302
    user.refresh_from_db()
    assert user.totp_cipher == ""


def test_a_token_is_shown_once_and_can_be_taken_back(client):
    user = given.a_staff_user()
    signed_in(client, user)
    page = text_of(client.post("/desk/me/tokens/", {"name": "报表", "days": "90"}))
    (secret,) = TOKEN.findall(page)
    assert user_of_token(secret) == user
    assert secret not in text_of(client.get("/desk/me/tokens/"))
    client.post(f"/desk/me/tokens/{ApiToken.objects.get(user=user).pk}/revoke/")
    assert user_of_token(secret) is None


def test_the_token_of_another_does_not_exist(client):
    signed_in(client, given.a_staff_user())
    other = signed_in(Client(), given.a_staff_user())
    other.post("/desk/me/tokens/", {"name": "报表", "days": "90"})
    token = ApiToken.objects.get()
    assert client.post(f"/desk/me/tokens/{token.pk}/revoke/").status_code == 404


def test_the_caller_s_address_is_read_from_trusted_proxies_only(rf, settings):
    from linli.accounts.whence import whence

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"})
    assert whence(request) == "127.0.0.1"
    settings.LINLI_PROXIES = 1
    assert whence(request) == "198.51.100.4"
    settings.LINLI_PROXIES = 3
    assert whence(request) == "127.0.0.1"
