"""A message to WeCom goes out once, whatever WeCom does: tokens end, answers fail to come or say nothing."""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured
from structlog.testing import capture_logs

from linli.base.refusals import Unavailable
from linli.base.scope import acting_as
from linli.notifications import jobs, wecom
from linli.notifications.actions import COURIER
from linli.notifications.gateways import CannotTell, Rejected
from linli.notifications.models import Message
from linli.notifications.tests import given
from linli.notifications.tests.wecom_server import WecomServer

ACCOUNT = "WangFang"


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(wecom, "TIMEOUT", 2.0)
    monkeypatch.setattr(wecom, "TOKENS", wecom.Tokens())
    with WecomServer() as running:
        settings.LINLI_WECOM = "api"
        speak_to(running.url, settings)
        yield running


def speak_to(url: str, settings) -> None:
    app = {"corp": "corp", "agent": "1000002", "secret": "secret", "api": url}
    settings.SIGN_IN_ELSEWHERE = {**settings.SIGN_IN_ELSEWHERE, "wecom": app}


@pytest.fixture
def message(own_database, server) -> Message:
    """To somebody of the staff who wants WeCom: the row that goes there."""
    return to_wecom()


def to_wecom() -> Message:
    told = given.told(given.a_wecom_reader(ACCOUNT))
    with acting_as(COURIER):
        return Message.objects.get(carries=told)


def deliver(message: Message) -> str:
    jobs.deliver(str(message.pk))
    return given.reread(message).state


def deliver_in_vain(message: Message) -> str:
    with pytest.raises(Unavailable):
        jobs.deliver(str(message.pk))
    return given.reread(message).state


def test_a_message_says_what_happened_and_where_it_is_opened(message, server):
    assert deliver(message) == "sent"
    [said] = server.taken
    assert (said["touser"], said["agentid"], said["msgtype"]) == (ACCOUNT, 1000002, "text")
    assert said["text"]["content"].startswith("编号 131102-20261122-0001 有新进展")
    assert given.reread(message).gateway_reference == "M-1"
    assert deliver(message) == "sent"
    assert len(server.taken) == 1


def test_one_token_serves_many_messages_until_it_is_called_back(message, server):
    deliver(message)
    assert deliver(to_wecom()) == "sent"
    assert server.tokens == ["token-1"]
    server.calls_its_tokens_back()
    assert deliver(to_wecom()) == "sent"
    assert server.tokens == ["token-1", "called back", "token-2"]
    assert len(server.taken) == 3


@pytest.mark.parametrize("errcode", [-1, 40014, 45009, 60020])
def test_what_wecom_says_it_did_not_take_is_sent_later(message, server, errcode):
    server.manner = errcode
    assert deliver_in_vain(message) == "queued"
    server.manner = "takes"
    assert deliver(message) == "sent"
    assert len(server.taken) == 1


@pytest.mark.parametrize("errcode", [40003, 60111, 81013])
def test_an_account_that_wecom_does_not_know_has_failed(message, server, errcode):
    server.manner = errcode
    assert deliver(message) == "failed"


@pytest.mark.parametrize("manner", ["takes and cuts", "takes and talks nonsense", "fails"])
def test_where_no_errcode_comes_it_is_unknown_and_never_sent_again(message, server, manner):
    server.manner = manner
    assert deliver_in_vain(message) == "sending"
    taken = len(server.taken)
    server.manner = "takes"
    assert deliver(message) == "unknown"
    assert len(server.taken) == taken


def test_a_wecom_too_slow_to_answer_leaves_it_unknown(message, server, monkeypatch):
    monkeypatch.setattr(wecom, "TIMEOUT", 0.3)
    server.manner = "takes and hangs"
    assert deliver_in_vain(message) == "sending"
    assert deliver(message) == "unknown"
    assert len(server.taken) == 1


def test_without_a_token_nothing_was_sent(message, server):
    server.gives_tokens = False
    assert deliver_in_vain(message) == "queued"
    server.gives_tokens = True
    assert deliver(message) == "sent"


def test_a_wecom_that_is_down_leaves_the_message_waiting(message, settings):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        speak_to(f"http://127.0.0.1:{unused.getsockname()[1]}", settings)
    assert deliver_in_vain(message) == "queued"


def test_logs_hold_neither_account_nor_secret_nor_token(message, server, caplog):
    caplog.set_level("DEBUG")
    server.manner = "fails"
    with capture_logs() as logged:
        deliver_in_vain(message)
        deliver(message)
    for secret in (ACCOUNT, "secret", "token-1"):
        assert secret not in f"{logged}{caplog.text}{vars(given.reread(message))}"


def test_where_wecom_is_off_nothing_goes_out_and_what_went_out_cannot_be_asked_after(settings):
    settings.LINLI_WECOM = "off"
    with pytest.raises(Rejected):
        wecom.herald().send(ACCOUNT, "a", "key")
    with pytest.raises(CannotTell):
        wecom.herald().ask("key")


def test_a_setting_that_lacks_something_is_refused_at_the_start(settings):
    settings.LINLI_WECOM = "api"
    settings.SIGN_IN_ELSEWHERE = {"wecom": {"corp": "c", "agent": "", "secret": "s", "api": "https://wecom.example"}}
    with pytest.raises(ImproperlyConfigured, match="LINLI_WECOM_AGENT"):
        wecom.check()


@pytest.mark.django_db
def test_who_chose_wecom_finds_it_at_the_desk_too_and_where_wecom_is_off_there_alone(settings):
    settings.LINLI_WECOM = "console"
    reader = given.a_wecom_reader(ACCOUNT)
    with acting_as(COURIER):
        assert channels(given.told(reader)) == {"desk", "wecom"}
        settings.LINLI_WECOM = "off"
        assert channels(given.told(reader)) == {"desk"}


def channels(message: Message) -> set[str]:
    return set(Message.objects.of_the_same(message).values_list("channel", flat=True))
