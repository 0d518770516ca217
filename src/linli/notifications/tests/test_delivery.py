"""Nothing lost, nothing twice: what is sent, what is asked, and what is called unknown."""

import socket

import pytest
from structlog.testing import capture_logs

from linli.accounts.models import User
from linli.base import events
from linli.base.journal import entries
from linli.base.refusals import Unavailable
from linli.base.scope import acting_as
from linli.notifications import gateways, jobs
from linli.notifications.actions import COURIER
from linli.notifications.models import Message
from linli.notifications.tests import given
from linli.notifications.tests.stand_in import StandIn


@pytest.fixture
def stand_in(settings, monkeypatch):
    monkeypatch.setattr(gateways, "TIMEOUT", 2.0)
    with StandIn() as gateway:
        settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", gateway.url
        yield gateway


@pytest.fixture
def message(own_database) -> Message:
    """To a resident, committed and waiting."""
    return given.told(given.a_resident())


def deliver(message: Message) -> str:
    """Run the job once and return the state after it."""
    jobs.deliver(str(message.pk))
    return given.reread(message).state


def deliver_in_vain(message: Message) -> str:
    """Run the job, see that it asks to be run again, and return the state meanwhile."""
    with pytest.raises(Unavailable):
        jobs.deliver(str(message.pk))
    return given.reread(message).state


def on_last_attempt(message: Message) -> Message:
    with acting_as(COURIER):
        Message.objects.filter(pk=message.pk).update(attempts=jobs.MOST_ATTEMPTS - 1)
    return message


def test_a_message_is_sent_once_however_often_the_job_runs(message, stand_in):
    assert deliver(message) == "sent"
    assert deliver(message) == "sent"
    assert stand_in.posts == [str(message.pk)]
    kept = given.reread(message)
    assert (kept.gateway_reference, kept.attempts) == (f"R-{str(message.pk)[-4:]}", 1)
    phone, text = stand_in.taken[str(message.pk)]
    assert (phone, text) == (given.PHONE, "【邻里】编号 131102-20261122-0001 有新进展，请登录“邻里”查看。")


def test_every_outcome_stands_in_the_journal(message, stand_in):
    deliver(message)
    with acting_as(COURIER):
        [entry] = entries(on=message)
    assert (entry.verb, entry.actor_name, entry.facts) == (
        "notifications.sent",
        "notifications.deliver",
        {"attempts": 1},
    )


@pytest.mark.parametrize("manner", ["takes and cuts", "takes and fails"])
def test_a_gateway_that_took_it_and_did_not_say_so_is_asked_and_not_sent_to_again(message, stand_in, manner):
    stand_in.manner = manner
    assert deliver_in_vain(message) == "sending"
    stand_in.manner = "answers"
    assert deliver(message) == "sent"
    assert (stand_in.posts, stand_in.questions) == ([str(message.pk)], [str(message.pk)])


@pytest.mark.parametrize("manner", ["drops", "fails"])
def test_a_gateway_that_did_not_take_it_says_so_and_gets_it_again_under_the_same_key(message, stand_in, manner):
    stand_in.manner = manner
    assert deliver_in_vain(message) == "sending"
    stand_in.manner = "answers"
    assert deliver(message) == "sent"
    assert stand_in.posts == [str(message.pk)] * 2
    assert list(stand_in.taken) == [str(message.pk)]


def test_a_gateway_too_slow_to_answer_is_asked(message, stand_in, monkeypatch):
    monkeypatch.setattr(gateways, "TIMEOUT", 0.2)
    stand_in.manner = "takes and hangs"
    assert deliver_in_vain(message) == "sending"
    monkeypatch.setattr(gateways, "TIMEOUT", 2.0)
    assert deliver(message) == "sent"
    assert stand_in.posts == [str(message.pk)]


def test_what_a_gateway_that_cannot_be_asked_may_have_is_unknown_and_never_sent_again(message, stand_in, monkeypatch):
    undelivered = []
    monkeypatch.setitem(events._handlers, "notifications.undelivered", [lambda **facts: undelivered.append(facts)])
    stand_in.manner, stand_in.askable = "takes and cuts", "no"
    assert deliver_in_vain(message) == "sending"
    assert deliver(message) == "unknown"
    stand_in.manner = "answers"
    assert deliver(message) == "unknown"
    assert stand_in.posts == [str(message.pk)]
    assert [facts["message"].pk for facts in undelivered] == [message.pk]


def test_while_the_gateway_cannot_be_asked_the_message_is_unknown_until_it_can(message, stand_in):
    stand_in.manner, stand_in.askable = "takes and cuts", "down"
    deliver_in_vain(message)
    assert deliver_in_vain(message) == "unknown"
    stand_in.askable = "yes"
    assert deliver(message) == "sent"
    assert stand_in.posts == [str(message.pk)]


def test_what_is_still_unclear_when_patience_ends_stays_unknown(message, stand_in):
    stand_in.manner = "takes and cuts"
    assert deliver(on_last_attempt(message)) == "unknown"
    assert given.reread(message).settled_at is not None


def test_a_gateway_that_is_busy_has_nothing_and_is_tried_again_without_asking(message, stand_in):
    stand_in.manner = "is busy"
    assert deliver_in_vain(message) == "queued"
    stand_in.manner = "answers"
    assert deliver(message) == "sent"
    assert stand_in.questions == []


def test_a_gateway_that_cannot_be_reached_leaves_the_message_waiting_and_in_the_end_failed(message, settings):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", f"http://127.0.0.1:{port}/sms"
    assert deliver_in_vain(message) == "queued"
    assert deliver(on_last_attempt(message)) == "failed"


def test_a_message_the_gateway_will_never_take_has_failed(message, stand_in):
    stand_in.manner = "rejects"
    assert deliver(message) == "failed"
    assert len(stand_in.posts) == 1


def test_neither_logs_nor_the_row_hold_the_phone(message, stand_in, caplog):
    caplog.set_level("DEBUG")
    stand_in.manner = "takes and cuts"
    with capture_logs() as logged:
        deliver_in_vain(message)
        deliver(on_last_attempt(message))
    assert given.PHONE not in f"{logged}{caplog.text}{vars(given.reread(message))}"


@pytest.mark.django_db
def test_delivery_inside_a_transaction_is_refused_since_it_could_not_commit_what_it_is_about_to_do():
    with pytest.raises(RuntimeError, match="outside any transaction"):
        jobs.deliver(str(given.told(given.a_resident()).pk))


def test_waits_grow_and_other_errors_are_not_tried_again():
    class Job:
        attempts = 0

    patience = jobs.Patience()
    assert patience.get_retry_decision(exception=KeyError(), job=Job()) is None
    times = []
    for Job.attempts in (0, 3, 40):
        times.append(patience.get_retry_decision(exception=Unavailable(), job=Job()).retry_at)
    assert times == sorted(times)


def test_a_message_to_a_phone_speaks_the_language_of_whoever_receives_it(own_database, stand_in):
    reader = given.a_resident()
    User.objects.filter(pk=reader.pk).update(language="en")
    message = given.told(reader)
    assert deliver(message) == "sent"
    ((_phone, text),) = stand_in.taken.values()
    assert text.startswith("[Linli] There is news about 131102-20261122-0001.")
