"""In which language somebody is answered: what they chose, else what the browser was told, else Chinese."""

import pytest
from django.test import Client

from linli.accounts import actions
from linli.accounts.models import User
from linli.accounts.tests import given
from linli.accounts.tests.given import signed_in
from linli.base import languages
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.web.language import COOKIE

pytestmark = pytest.mark.django_db
HOME, SWITCH, DESK = "/", "/language/", "/desk/me/"


def text_of(response):
    return response.content.decode()


def choose(client, language="en", **more):
    return client.post(SWITCH, {"language": language, "next": "/items/?q=1", **more})


def test_a_page_speaks_chinese_until_somebody_chooses():
    response = Client().get(HOME, headers={"Accept-Language": "en-GB,en"})
    assert '<html lang="zh-Hans"' in text_of(response)
    assert response["Content-Language"] == "zh-hans"


def test_the_choice_is_kept_in_the_browser_and_the_person_stays_where_they_were():
    client = Client()
    assert choose(client)["Location"] == "/items/?q=1"
    response = client.get(HOME)
    assert '<html lang="en"' in text_of(response)
    assert "How it works" in text_of(response)
    assert response["Content-Language"] == "en"
    assert "Cookie" in response["Vary"]
    choose(client, "zh-hans")
    assert "怎么用" in text_of(client.get(HOME))


@pytest.mark.parametrize("language", ["", "fr", "../en"])
def test_a_language_that_is_not_ours_changes_nothing(language):
    client = Client()
    choose(client, language)
    assert COOKIE not in client.cookies


def test_the_switch_leads_to_no_other_site():
    assert choose(Client(), next="https://evil.example/")["Location"] == "/"


def test_whoever_is_signed_in_is_answered_in_their_language_in_every_browser():
    user = given.a_staff_user()
    choose(signed_in(Client(), user))
    elsewhere = signed_in(Client(), user)
    elsewhere.cookies[COOKIE] = "zh-hans"
    assert "My posts" in text_of(elsewhere.get(DESK))


def test_a_choice_is_journalled_once():
    user = given.a_staff_user()
    client = signed_in(Client(), user)
    choose(client)
    choose(client)
    with acting_as(given.as_actor(user)):
        assert [entry.facts["language"] for entry in entries(on=user, verbs=["accounts.language_chosen"])] == ["en"]


def test_signing_in_brings_the_browser_s_choice_but_never_undoes_one_s_own():
    user = given.a_staff_user()
    actions.bring_language(user, "en", at=given.MONDAY_9AM)
    assert User.objects.get(pk=user.pk).language == "en"
    actions.bring_language(user, "zh-hans", at=given.MONDAY_9AM)
    assert User.objects.get(pk=user.pk).language == "en"


def test_signing_in_by_password_brings_it_too():
    user, client = given.a_staff_user(), Client()
    choose(client)
    client.post("/desk/sign-in/", {"username": user.username, "password": given.PASSWORD})
    assert User.objects.get(pk=user.pk).language == "en"


@pytest.mark.parametrize(
    ("wanted", "said"), [("en-GB,en;q=0.9", "Not found"), ("zh-CN", "没有找到"), ("fr", "没有找到"), (None, "没有找到")]
)
def test_the_api_answers_in_the_language_a_program_asks_for(wanted, said):
    headers = {"Accept-Language": wanted} if wanted else {}
    response = Client().get("/api/v1/items/no-such", headers=headers)
    assert response.status_code == 404
    assert said in response.json()["title"]
    assert "Accept-Language" in response["Vary"]


def test_the_next_request_starts_afresh():
    english = Client()
    choose(english)
    english.get(HOME)
    assert "怎么用" in text_of(Client().get(HOME))


@pytest.mark.parametrize(
    ("code", "lang", "side"), [("ug", "ug", "rtl"), ("kk-arab", "kk-Arab", "rtl"), ("mn", "mn", "ltr")]
)
def test_an_installation_adds_a_language_and_its_side_to_begin(settings, code, lang, side):
    settings.LANGUAGES = [*settings.LANGUAGES, *languages.added(f" {code} = By its own name ")]
    client = Client()
    assert "By its own name" in text_of(client.get(HOME))
    choose(client, code)
    assert f'<html lang="{lang}" dir="{side}"' in text_of(client.get(HOME))


@pytest.mark.parametrize("said", ["ug", "=name", "ug=, en=English"])
def test_a_language_without_a_name_is_refused(said):
    with pytest.raises(ValueError, match="LINLI_LANGUAGES"):
        languages.added(said)
