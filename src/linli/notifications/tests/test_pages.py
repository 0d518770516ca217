"""The lists of messages, as a resident and a clerk find them."""

import pytest
from django.conf import settings as configured
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from linli.base.actor import NOBODY
from linli.base.scope import acting_as
from linli.notifications import pages
from linli.notifications import wording as words
from linli.notifications.actions import COURIER
from linli.notifications.models import Message
from linli.notifications.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.urls("linli.notifications.tests.urls")]


@pytest.fixture(autouse=True)
def only_our_frame(settings):
    """Without the project's menu, which knows modules above this one."""
    template = {**configured.TEMPLATES[0]}
    processors = [name for name in template["OPTIONS"]["context_processors"] if not name.startswith("linli.project")]
    settings.TEMPLATES = [{**template, "OPTIONS": {**template["OPTIONS"], "context_processors": processors}}]


def ask(page, actor, method: str = "get", **arguments):
    request = getattr(RequestFactory(), method)("/")
    request.actor = actor
    request._messages = CookieStorage(request)
    with acting_as(actor):
        return page(request, **arguments)


def test_a_resident_reads_what_they_were_told_and_how_the_sms_fares():
    resident = given.a_resident()
    message = given.told(resident)
    me = given.resident_actor(resident)
    assert "短信正在发送" in ask(pages.mine, me).content.decode()
    with acting_as(COURIER):
        Message.objects.filter(pk=message.pk).update(state="unknown")
    page = ask(pages.mine, me).content.decode()
    assert "不清楚短信是否发到，请以这里为准" in page
    assert "131102-20261122-0001 有新进展" in page
    assert "有 1 条还没看" in page


def test_a_message_leads_to_what_it_is_about(monkeypatch):
    monkeypatch.setattr(words, "_addresses", {})

    def address(number: str) -> str:
        return reverse("thing", args=[number])

    words.leads_to("base.journalentry", portal=address, desk=address)
    resident = given.a_resident()
    given.told(resident)
    assert 'href="/cases/131102-20261122-0001/"' in ask(pages.mine, given.resident_actor(resident)).content.decode()


def test_a_message_marked_as_read_is_no_longer_counted():
    resident = given.a_resident()
    message = given.told(resident)
    me = given.resident_actor(resident)
    answer = ask(pages.read_mine, me, "post", message=message.pk)
    assert (answer.status_code, answer.url) == (302, "/me/messages/")
    page = ask(pages.mine, me).content.decode()
    assert "还没看" not in page
    assert "已读" in page


def test_a_clerk_reads_what_their_unit_was_told_and_marks_it_for_all():
    unit = given.a_unit()
    given.told(unit)
    clerk, colleague = given.a_clerk(unit), given.a_clerk(unit)
    assert "有 1 条未读" in ask(pages.desk, clerk).content.decode()
    assert ask(pages.read_desk, clerk, "post").url == "/desk/messages/"
    assert "未读" not in ask(pages.desk, colleague).content.decode()


def test_without_messages_the_page_says_what_will_come():
    assert "您的诉求有进展时" in ask(pages.mine, given.resident_actor(given.a_resident())).content.decode()
    assert "有办件转到您的单位时" in ask(pages.desk, given.a_clerk(given.a_unit())).content.decode()


def test_the_desk_is_not_there_for_staff_without_the_right():
    with pytest.raises(Http404):
        ask(pages.desk, given.a_clerk())


def test_marking_as_read_needs_a_post():
    assert ask(pages.read_mine, given.resident_actor(given.a_resident())).status_code == 405
    assert ask(pages.mine, NOBODY, "post").status_code == 405
