"""The doors and one's own sign-in, as a browser meets them."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import ApiToken, Attempt, HeldPost, Session, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COMMUNITY, COUNTY, OTHER_COUNTY, PASSWORD, a_unit, signed_in
from linli.accounts.tokens import user_of_token
from linli.base import events
from linli.base.clock import now
from linli.base.refusals import Unavailable
from linli.organizations.models import Organization

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, STAFF = "/sign-in/", "/sign-in/code/", "/desk/sign-in/"
TOKEN = re.compile(r"linli_[\w-]{40,}")


def text_of(response):
    return response.content.decode()


@pytest.fixture
def sent(monkeypatch):
    """Codes by phone, instead of messages."""
    codes: dict[str, str] = {}
    keep = lambda *, phone, code: codes.__setitem__(phone, code)  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.code_wanted": [keep]})
    return codes


@pytest.fixture
def admin(client):
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY, name="管理员")
    return signed_in(client, user)


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
    assert client.post("/desk/me/totp/", {"code": totp.at(now())}).status_code == 302
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


# 管理

DESK = ["rights", "posts", "give_post", "new_staff"]


@pytest.mark.parametrize("name", [f"accounts_desk:{each}" for each in DESK] + ["organizations:organizations", "organizations:new"])
def test_management_opens_to_administrators_and_asks_others_to_sign_in(client, admin, name):
    assert admin.get(reverse(name)).status_code == 200
    assert Client().get(reverse(name))["Location"].startswith(STAFF)


@pytest.mark.parametrize("name", ["accounts_desk:posts", "accounts_desk:new_staff", "organizations:organizations"])
@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR])
def test_management_does_not_exist_for_other_roles(client, name, role):
    signed_in(client, given.a_staff_user(role, COUNTY))
    assert client.get(reverse(name)).status_code == 404


def test_an_administrator_makes_a_sign_in_and_gives_it_a_post(client, admin):
    unit = a_unit()
    page = admin.post("/desk/manage/staff/new/", {"username": "Wang.Wu", "name": "王五"})
    password = page.context["password"]
    facts = {"user": "wang.wu", "role": Role.HANDLER, "area": COMMUNITY, "organization": unit.name}
    assert admin.post("/desk/manage/posts/give/", facts)["Location"] == "/desk/manage/posts/"
    assert "王五" in text_of(admin.get("/desk/manage/posts/?q=王五"))
    arrived = Client().post(STAFF, {"username": "wang.wu", "password": password})
    assert arrived["Location"] == "/desk/"


def test_a_post_form_keeps_what_was_typed_and_names_what_is_wrong(client, admin):
    facts = {"user": "nobody", "role": Role.HANDLER, "area": OTHER_COUNTY, "organization": "没有的单位"}
    response = admin.post("/desk/manage/posts/give/", facts)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"user", "area", "organization"}
    assert all(value in text_of(response) for value in ("nobody", OTHER_COUNTY, "没有的单位"))


def test_a_refusal_of_the_action_stands_at_its_field(client, admin):
    user = given.a_staff_user()
    facts = {"user": user.username, "role": Role.HANDLER, "area": COMMUNITY, "organization": ""}
    response = admin.post("/desk/manage/posts/give/", facts)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["organization"])


def test_an_area_may_be_named_and_is_told_apart_where_there_are_several(client, admin):
    user = given.a_staff_user()
    facts = {"user": user.username, "role": Role.SUPERVISOR, "organization": ""}
    several = admin.post("/desk/manage/posts/give/", {**facts, "area": "河"})
    assert "请填代码" in str(several.context["form"].errors["area"])
    assert admin.post("/desk/manage/posts/give/", {**facts, "area": "游园社区"}).status_code == 302
    assert HeldPost.objects.filter(user=user, role=Role.SUPERVISOR, area=COMMUNITY).exists()


def test_ending_a_post_by_button_and_not_one_of_another_county(client, admin):
    near, far = given.a_staff_user(), given.a_staff_user(area=OTHER_COUNTY)
    assert admin.post(f"/desk/manage/posts/{near.posts.get().pk}/end/").status_code == 302
    assert near.posts.get().ends_at is not None
    assert admin.post(f"/desk/manage/posts/{far.posts.get().pk}/end/").status_code == 404
    assert far.posts.get().ends_at is None


def test_a_sign_in_is_closed_reopened_and_given_a_new_password_by_button(client, admin):
    user = given.a_staff_user()
    address = f"/desk/manage/staff/{user.pk}/"
    admin.post(address, {"do": "close"})
    assert not User.objects.get(pk=user.pk).is_active
    admin.post(address, {"do": "reopen"})
    password = admin.post(address, {"do": "password"}).context["password"]
    assert Client().post(STAFF, {"username": user.username, "password": password}).status_code == 302
    assert admin.get(f"/desk/manage/staff/{given.a_staff_user(area=OTHER_COUNTY).pk}/").status_code == 404


def test_a_unit_is_set_up_found_and_corrected(client, admin):
    facts = {"name": "桃城区幸福养老院", "type": "elder_care_provider", "area": COUNTY, "serving": "河西街道\n131102002"}
    created = admin.post("/desk/manage/organizations/new/", facts)
    unit = Organization.objects.get(name="桃城区幸福养老院")
    assert created["Location"] == f"/desk/manage/organizations/{unit.pk}/"
    assert "幸福养老院" in text_of(admin.get("/desk/manage/organizations/?q=幸福"))
    page = admin.get(f"/desk/manage/organizations/{unit.pk}/")
    assert "131102001\n131102002" in text_of(page)
    stands = {"name": unit.name, "short_name": "幸福", "is_active": "on", "phone": "0318-1", "address": "", "serving": COUNTY}
    assert admin.post(f"/desk/manage/organizations/{unit.pk}/", stands).status_code == 302
    unit.refresh_from_db()
    assert (unit.phone, unit.serves(COMMUNITY), unit.serves("1311")) == ("0318-1", True, False)


def test_a_unit_of_another_county_is_not_here(client, admin):
    far = a_unit(area=OTHER_COUNTY)
    assert admin.get(f"/desk/manage/organizations/{far.pk}/").status_code == 404
    response = admin.post("/desk/manage/organizations/new/", {"name": "甲", "type": "school", "area": OTHER_COUNTY})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["area"])


def test_the_table_of_rights_names_every_verb_and_the_holders_of_my_areas(client, admin):
    near, far = given.a_staff_user(name="近处的人"), given.a_staff_user(area=OTHER_COUNTY, name="远处的人")
    page = text_of(admin.get("/desk/manage/rights/"))
    assert "替居民登记" in page
    assert near.name in page
    assert far.name not in page


def test_the_caller_s_address_is_read_from_trusted_proxies_only(rf, settings):
    from linli.accounts.whence import whence

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"})
    assert whence(request) == "127.0.0.1"
    settings.LINLI_PROXIES = 1
    assert whence(request) == "198.51.100.4"
    settings.LINLI_PROXIES = 3
    assert whence(request) == "127.0.0.1"
