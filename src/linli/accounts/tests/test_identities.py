"""Signing in as who one is known to be elsewhere, against a provider in a process of its own."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest

from linli.accounts import actions, away
from linli.accounts.identities import identities_of
from linli.accounts.models import LinkedIdentity, Session, User
from linli.accounts.providers.terms import Elsewhere
from linli.accounts.queries import helped_into_account
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, MONDAY_9AM, OTHER_COUNTY, signed_in
from linli.base import events
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.scope import acting_as
from tests.refusing import refused
from tests.signing_in import code_sent_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]
DESK, PORTAL = "/desk/sign-in/", "/sign-in/"
STAFF, RESIDENTS = "/sign-in/with/oidc-staff/", "/sign-in/with/oidc-residents/"


@pytest.fixture
def heard(monkeypatch):
    """What modules above are asked to tell, and whom."""
    said = []
    keep = lambda *, to, what, **_facts: said.append((what.removeprefix("accounts."), to.pk))  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.told": [keep]})
    return said


def address_back(client, start, who="alice", **form):
    """Off to the provider, say who one is there, and the address one is sent back to."""
    there = client.get(start)["Location"]
    back = httpx.post(there, data=form or {"sub": who}, trust_env=False).headers["Location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def comes_back(client, start, who="alice", **form):
    return client.get(address_back(client, start, who, **form), follow=True)


def bound(user, issuer, who="alice", way="oidc-staff"):
    by = given.as_actor(user)
    with acting_as(by):
        actions.link_identity(user, Elsewhere(way, f"{issuer} {who}"), by=by, at=MONDAY_9AM)
    return user


def is_in(client, user):
    return Session.objects.filter(user=user).exists() and "linli_session" in client.cookies


def verbs(user):
    with acting_as(given.as_actor(user)):
        return [entry.verb for entry in entries(on=user)]


# Staff


def test_who_is_bound_comes_in_and_goes_where_they_were_going(client, issuer):
    user = bound(given.a_staff_user(), issuer)
    answer = client.get(address_back(client, f"{STAFF}?next=/desk/me/"))
    assert answer["Location"] == "/desk/me/"
    assert client.get("/desk/me/").status_code == 200
    assert is_in(client, user)
    with acting_as(given.as_actor(user)):
        assert entries(on=user)[-1].facts["door"] == "oidc-staff"


def test_nobody_unknown_gets_an_account_of_staff_and_the_other_ways_stand_there(client):
    before = User.objects.count()
    page = comes_back(client, STAFF).content.decode()
    assert "还没有绑定" in page
    assert "用户名" in page
    assert User.objects.count() == before
    assert not Session.objects.exclude(user=None).exists()


def test_the_one_time_code_is_asked_all_the_same(client, issuer):
    user = bound(given.a_staff_user(), issuer)
    begun = actions.begin_totp(user)
    by, at = given.as_actor(user), now() - timedelta(minutes=5)
    with acting_as(by):
        actions.enrol_totp(user, cipher=begun.cipher, code=pyotp.TOTP(begun.secret).at(at), by=by, at=at)
    answer = comes_back(client, STAFF)
    assert answer.redirect_chain[-1][0] == "/desk/sign-in/second/"
    assert not is_in(client, user)
    assert client.post("/desk/sign-in/second/", {"code": "000000"}).status_code == 422
    assert verbs(user)[-1] == "accounts.sign_in_failed"
    client.post("/desk/sign-in/second/", {"code": pyotp.TOTP(begun.secret).at(now())})
    assert is_in(client, user)
    assert verbs(user)[-1] == "accounts.signed_in"


def test_the_one_time_code_cannot_be_guessed_there_either(client, issuer):
    user = bound(given.a_staff_user(), issuer)
    secret = actions.begin_totp(user)
    user.totp_cipher = secret.cipher
    user.save(update_fields=["totp_cipher"])
    comes_back(client, STAFF)
    for _try in range(5):
        client.post("/desk/sign-in/second/", {"code": "000000"})
    assert client.post("/desk/sign-in/second/", {"code": pyotp.TOTP(secret.secret).at(now())}).status_code == 422


def test_where_everybody_needs_one_it_is_set_up_first(client, issuer, settings):
    settings.LINLI_REQUIRE_TOTP = True
    user = bound(given.a_staff_user(), issuer)
    assert comes_back(client, STAFF).redirect_chain[-1][0] == "/desk/sign-in/code/"
    assert not is_in(client, user)


def test_a_closed_account_stays_closed(client, issuer):
    user = bound(given.a_staff_user(), issuer)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert "已停用" in comes_back(client, STAFF).content.decode()
    assert not is_in(client, user)


def test_an_identity_of_one_door_opens_not_the_other(client, issuer):
    user = bound(given.a_staff_user(), issuer)
    comes_back(client, RESIDENTS)
    assert not is_in(client, user)


def test_staff_bind_their_own_by_a_button_and_take_it_off_again(client, issuer, heard):
    user = given.a_staff_user()
    signed_in(client, user)
    page = comes_back(client, STAFF)
    assert "刚才用政务统一认证登录的是您吗" in page.content.decode()
    assert not identities_of(user), "coming back binds nothing"
    client.post("/desk/me/ways/", {"do": "link"})
    [identity] = identities_of(user)
    assert heard == [("identity_linked", user.pk)]
    assert "alice" not in f"{identity.subject_hash} {identity.subject_cipher}"
    client.post("/desk/me/ways/", {"do": "unlink", "identity": str(identity.pk)})
    assert not identities_of(user)
    assert verbs(user)[-2:] == ["accounts.identity_linked", "accounts.identity_unlinked"]
    client.post("/sign-out/")
    assert "还没有绑定" in comes_back(client, STAFF).content.decode()


def test_who_says_it_was_not_them_binds_nothing(client):
    user = given.a_staff_user()
    signed_in(client, user)
    comes_back(client, STAFF)
    client.post("/desk/me/ways/", {"do": "drop"})
    client.post("/desk/me/ways/", {"do": "link"})
    assert not identities_of(user)


def test_what_is_bound_to_one_is_not_bound_to_another(client, issuer):
    bound(given.a_staff_user(), issuer)
    other = given.a_staff_user()
    with refused("accounts.identity_taken"):
        bound(other, issuer)
    assert not identities_of(other)


def test_each_sees_their_own_alone(issuer):
    user, other = bound(given.a_staff_user(), issuer), given.a_staff_user()
    for who, seen in ((user, 1), (other, 0)):
        with acting_as(given.as_actor(who)):
            assert LinkedIdentity.objects.count() == seen
    with refused("accounts.identity_of_another"):
        by = given.as_actor(other)
        actions.unlink_identity(user, identities_of(user)[0].pk, by=by, at=MONDAY_9AM)


# Administrators


def test_an_administrator_binds_by_the_name_there_and_the_person_hears_of_it(client, issuer, heard):
    user, administrator = given.a_staff_user(), given.an_administrator()
    signed_in(client, User.objects.get(pk=administrator.user))
    page = f"/desk/manage/staff/{user.pk}/ways/"
    assert client.post(page, {"do": "link", "way": "oidc-staff", "name": " alice "})["Location"] == page
    assert heard == [("identity_linked", user.pk)]
    helped = helped_into_account(user.pk, administrator.user)
    assert [local_day(moment) for moment in helped] == [local_day(now())]
    client.post("/sign-out/")
    comes_back(client, STAFF)
    assert is_in(client, user)
    signed_in(client, User.objects.get(pk=administrator.user))
    client.post(page, {"do": "unlink", "identity": str(identities_of(user)[0].pk)})
    assert heard[1:] == [("identity_unlinked", user.pk)]


def test_another_county_binds_nobody_here_and_nobody_binds_themselves_so(client):
    user = given.a_staff_user()
    signed_in(client, given.a_staff_user(Role.ADMINISTRATOR, OTHER_COUNTY))
    facts = {"do": "link", "way": "oidc-staff", "name": "alice"}
    assert client.post(f"/desk/manage/staff/{user.pk}/ways/", facts).status_code == 404
    administrator = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    with refused("accounts.oneself"), acting_as(given.as_actor(administrator)):
        by = given.as_actor(administrator)
        actions.link_identity_of(administrator, Elsewhere("oidc-staff", "x alice"), by=by, at=MONDAY_9AM)


# Residents


def test_a_resident_shows_the_phone_once_and_is_known_from_then_on(client, heard):
    phone = given.a_phone()
    answer = comes_back(client, f"{RESIDENTS}?next=/items/")
    assert "第一次用冀时办登录" in answer.content.decode()
    client.post("/sign-in/?next=/items/", {"phone": phone, "next": "/items/"})
    answer = client.post("/sign-in/code/", {"code": code_sent_to(phone)}, follow=True)
    assert "是我，绑定" in answer.content.decode()
    going = answer.context["next"]
    assert client.post("/sign-in/ways/", {"do": "link", "next": going})["Location"] == going
    [identity] = identities_of(User.objects.get(kind="resident"))
    client.post("/sign-out/")
    client.get(address_back(client, RESIDENTS))
    assert is_in(client, identity.user)
    assert heard == [("identity_linked", identity.user_id)]


def test_whoever_comes_next_to_the_same_screen_is_asked_and_not_bound(client):
    """Somebody was named at a shared machine and went away; the next one signs in by phone."""
    phone = given.a_phone()
    comes_back(client, RESIDENTS)
    client.post(PORTAL, {"phone": phone})
    client.post("/sign-in/code/", {"code": code_sent_to(phone)})
    user = User.objects.get(kind="resident")
    assert not identities_of(user)
    client.post("/sign-in/ways/", {"do": "drop"})
    assert not identities_of(user)


def test_what_is_bound_goes_with_the_phone(issuer):
    user = bound(given.a_resident_user(), issuer, way="oidc-residents")
    with acting_as(given.SYSTEM):
        actions.take_phone(user, at=MONDAY_9AM)
    assert not identities_of(user)


def test_since_a_merge_it_opens_the_record_that_was_kept(client, issuer):
    gone, kept = bound(given.a_resident_user(), issuer, way="oidc-residents"), given.a_resident_user()
    actions.open_another(gone, kept)
    client.get(address_back(client, RESIDENTS))
    assert is_in(client, kept)


# What goes wrong on the way


def test_who_declines_there_is_told_so_here(client):
    page = comes_back(client, STAFF, action="deny").content.decode()
    assert "您没有在政务统一认证那边登录" in page


def test_an_answer_serves_once_and_in_this_browser_alone(client, issuer, client_of_another):
    user = bound(given.a_staff_user(), issuer)
    address = address_back(client, STAFF)
    assert "请再点一次" in client_of_another.get(address, follow=True).content.decode()
    client.get(address)
    assert is_in(client, user)
    Session.objects.all().delete()
    assert "请再点一次" in client.get(address, follow=True).content.decode()


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_a_code_that_served_elsewhere_is_not_taken_again(client, issuer):
    """Somebody has seen the address and brings its code on a journey of their own."""
    bound(given.a_staff_user(), issuer)
    first = address_back(client, STAFF)
    client.get(first)
    client.post("/sign-out/")
    state = httpx.URL(client.get(STAFF)["Location"]).params["state"]
    code = httpx.URL(first).params["code"]
    answer = client.get(f"{STAFF}back/", {"code": code, "state": state}, follow=True)
    assert "这次登录用过了" in answer.content.decode()


def test_who_stays_away_too_long_starts_anew(client, monkeypatch):
    address = address_back(client, STAFF)
    monkeypatch.setattr(away, "AWAY_LASTS", timedelta(0))
    assert "离开得太久" in client.get(address, follow=True).content.decode()


def test_a_provider_that_is_down_is_said_to_be_in_the_language_of_the_page(client, settings):
    settings.SIGN_IN_ELSEWHERE["oidc-staff"]["issuer"] = "http://127.0.0.1:9"
    page = client.get(STAFF, follow=True).content.decode()
    assert "政务统一认证现在连不上" in page
    assert "用户名" in page
    client.post("/language/", {"language": "en", "next": DESK})
    assert "cannot be reached" in client.get(STAFF, follow=True).content.decode()


def test_what_is_not_set_up_does_not_exist(client, settings):
    settings.SIGN_IN_ELSEWHERE["oidc-staff"]["issuer"] = ""
    assert client.get(STAFF).status_code == 404
    assert client.get(f"{STAFF}back/").status_code == 404
    assert "也可以这样登录" not in client.get(DESK).content.decode()
