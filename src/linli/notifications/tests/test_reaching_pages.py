"""怎样告诉我, as a resident and a clerk use it: choosing, showing that a box is theirs, and taking it back."""

import re

import pytest
from django.conf import settings as configured
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from linli.accounts.boxes import MAIL as BOX
from linli.accounts.boxes import WECOM, ways_to
from linli.accounts.models import User
from linli.accounts.rules import Way
from linli.base.actor import Actor, Kind, Post
from linli.base.clock import now
from linli.base.home import home
from linli.base.scope import acting_as
from linli.notifications import actions, reaching
from linli.notifications.actions import COURIER
from linli.notifications.models import State
from linli.notifications.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.urls("linli.notifications.tests.urls")]
MAIL = "wang@example.com"


@pytest.fixture(autouse=True)
def only_our_frame(settings):
    """Without the project's menu, which knows modules above this one."""
    template = {**configured.TEMPLATES[0]}
    processors = [name for name in template["OPTIONS"]["context_processors"] if not name.startswith("linli.project")]
    settings.TEMPLATES = [{**template, "OPTIONS": {**template["OPTIONS"], "context_processors": processors}}]


def ask(page, user: User, actor: Actor | None = None, **typed):
    request = getattr(RequestFactory(), "post" if typed else "get")("/", typed)
    request.user, request.actor = user, actor or given.resident_actor(user)
    request._messages = CookieStorage(request)
    with acting_as(request.actor):
        return page(request)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def code_in_the_newest_letter() -> str:
    newest = max((home() / "messages").glob("*.txt"), key=lambda file: file.stat().st_mtime_ns)
    return re.search(r"码是 (\d{6})", newest.read_text("utf-8"))[1]


def test_a_resident_shows_that_a_box_is_theirs_and_takes_it_back():
    me = given.a_resident()
    asked = ask(reaching.my_mail, me, mail=MAIL).content.decode()
    assert f"我们发了一封邮件到 {MAIL}" in asked
    assert ask(reaching.my_mail, me, mail=MAIL, code=code_in_the_newest_letter()).url == "/me/messages/ways/"
    me = again(me)
    assert (BOX.of(me), ways_to(me)) == (MAIL, (Way.SMS, Way.MAIL))
    shown = ask(reaching.my_ways, me).content.decode()
    assert "w***@example.com" in shown
    assert MAIL not in shown
    assert ask(reaching.clear_my_mail, me, yes="1").url == "/me/messages/ways/"
    assert BOX.of(again(me)) == ""


def test_a_resident_chooses_mail_alone_and_nothing_at_all():
    me = given.a_mail_reader(MAIL, ways="")
    ask(reaching.my_ways, me, ways="mail")
    assert ways_to(again(me)) == (Way.MAIL,)
    ask(reaching.my_ways, again(me), saved="1")
    assert ways_to(again(me)) == ()


def test_a_clerk_is_offered_mail_and_no_sms():
    user = User.objects.create(kind="staff", username="wangfang", name="王芳")
    actor = Actor(Kind.STAFF, user=user.pk, posts=(Post("community_worker", given.AREA, None),), name="王芳")
    shown = ask(reaching.desk_ways, user, actor).content.decode()
    assert "填邮箱" in shown
    assert "短信" not in shown.partition("<main")[2]


def test_somebody_chooses_when_they_are_left_alone(settings):
    settings.LINLI_QUIET_HOURS = "22:00-07:30"
    me = given.a_resident()
    assert "照常：22:00 到 07:30 不发" in ask(reaching.my_ways, me).content.decode()
    ask(reaching.my_quiet, me, when="own", begins="20:00", ends="08:30")
    assert again(me).quiet == "20:00-08:30"
    ask(reaching.my_quiet, again(me), when="always", begins="20:00", ends="08:30")
    assert "什么时候都发" in ask(reaching.my_ways, again(me)).content.decode()
    ask(reaching.my_quiet, again(me), when="usual", begins="20:00", ends="08:30")
    assert again(me).quiet == ""


@pytest.mark.parametrize(("begins", "ends"), [("20:00", "20:00"), ("07:00", "22:00")])
def test_nobody_is_left_alone_so_long_that_a_deadline_passes(begins, ends):
    me = given.a_resident()
    answer = ask(reaching.my_quiet, me, when="own", begins=begins, ends=ends)
    assert answer.status_code == 422
    assert again(me).quiet == ""


def test_a_resident_reads_what_was_sent_to_them_and_how_each_attempt_ended():
    me = given.a_resident()
    message = given.told(me)
    with acting_as(COURIER):
        actions.settle(actions.begin(message.pk, at=now()), State.FAILED, at=now())
    shown = ask(reaching.sent_to_me, me).content.decode()
    assert "没有发成" in shown
    assert given.PHONE not in shown
    assert "还没有发过" in ask(reaching.sent_to_me, given.a_resident()).content.decode()


def test_where_the_mail_server_is_down_the_page_says_so(settings):
    settings.LINLI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 1
    answer = ask(reaching.my_mail, given.a_resident(), mail=MAIL)
    assert answer.status_code == 422
    assert "现在发不出邮件" in answer.content.decode()


def test_a_clerk_shows_that_an_account_of_wecom_is_theirs_and_a_resident_is_not_asked_for_one(settings):
    settings.LINLI_WECOM = "console"
    user = User.objects.create(kind="staff", username="wangfang", name="王芳")
    actor = Actor(Kind.STAFF, user=user.pk, posts=(Post("community_worker", given.AREA, None),), name="王芳")
    asked = ask(reaching.desk_wecom, user, actor, wecom="WangFang").content.decode()
    assert "企业微信 WangFang" in asked
    ask(reaching.desk_wecom, user, actor, wecom="WangFang", code=code_in_the_newest_letter())
    user = again(user)
    assert (WECOM.of(user), ways_to(user)) == ("WangFang", (Way.WECOM,))
    assert "WangFang" not in ask(reaching.desk_ways, user, actor).content.decode()
    ask(reaching.clear_desk_wecom, user, actor, yes="1")
    assert WECOM.of(again(user)) == ""
    assert "企业微信" not in ask(reaching.my_ways, given.a_resident()).content.decode()


def test_where_mail_is_off_nobody_is_offered_it(settings):
    settings.LINLI_MAIL = "off"
    me = given.a_resident()
    assert "邮箱" not in ask(reaching.my_ways, me).content.decode()
    assert ask(reaching.my_mail, me).url == "/me/messages/ways/"


def test_a_wrong_code_and_what_is_no_address_are_told_beside_the_field():
    me = given.a_resident()
    assert "请填邮箱，如" in ask(reaching.my_mail, me, mail="wang").content.decode()
    ask(reaching.my_mail, me, mail=MAIL)
    answer = ask(reaching.my_mail, me, mail=MAIL, code="000000")
    assert "验证码不对" in answer.content.decode() or "请看看邮件" in answer.content.decode()
