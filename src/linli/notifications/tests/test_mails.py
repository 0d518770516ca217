"""A letter goes out once: what a mail server took, what it refused, and what nobody can know. Against a real server."""

import socket

import pytest
from structlog.testing import capture_logs

from linli.accounts.models import User
from linli.base.refusals import Unavailable
from linli.notifications import jobs, mails
from linli.notifications.gateways import CannotTell, NotTaken, Rejected
from linli.notifications.models import Message
from linli.notifications.sheets import Letter
from linli.notifications.tests import given
from linli.notifications.tests.dripping import Dripping
from linli.notifications.tests.mail_server import MailServer

MAIL = "wang@example.com"


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(mails, "TIMEOUT", 2.0)
    with MailServer() as running:
        settings.LINLI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", running.port
        settings.LINLI_MAIL_FROM = "linli@county.example"
        yield running


@pytest.fixture
def message(own_database, server) -> Message:
    """To a resident who wants mail and nothing else."""
    return given.told(given.a_mail_reader(MAIL))


def deliver(message: Message) -> str:
    jobs.deliver(str(message.pk))
    return given.reread(message).state


def deliver_in_vain(message: Message) -> str:
    with pytest.raises(Unavailable):
        jobs.deliver(str(message.pk))
    return given.reread(message).state


def test_a_letter_says_what_happened_and_nothing_of_the_person(message, server):
    assert deliver(message) == "sent"
    [letter] = server.box.letters
    assert (letter["To"], letter["From"]) == (MAIL, "linli@county.example")
    assert letter["Subject"] == "邻里：131102-20261122-0001 有新进展"
    assert letter["Message-ID"] == f"<{message.pk}@county.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert text.startswith("编号 131102-20261122-0001 有新进展")
    assert given.PHONE not in text


def test_what_is_sent_is_not_sent_again(message, server):
    deliver(message)
    assert deliver(message) == "sent"
    assert len(server.box.letters) == 1


@pytest.mark.parametrize("manner", ["takes and hangs up", "drops and hangs up", "takes and talks nonsense"])
def test_a_connection_lost_after_the_text_leaves_it_unknown_and_it_is_never_sent_twice(message, server, manner):
    server.box.manner = manner
    assert deliver_in_vain(message) == "sending"
    server.box.manner = "takes"
    assert deliver(message) == "unknown"
    assert deliver(message) == "unknown"
    assert len(server.box.begun) == 1


def test_a_server_too_slow_to_say_that_it_took_it_leaves_it_unknown(message, server, monkeypatch):
    monkeypatch.setattr(mails, "TIMEOUT", 0.3)
    server.box.manner = "takes and hangs"
    assert deliver_in_vain(message) == "sending"
    assert deliver(message) == "unknown"
    assert len(server.box.letters) == 1


@pytest.mark.parametrize("manner", ["is busy", "hangs up before the text"])
def test_what_certainly_was_not_taken_is_sent_later(message, server, manner):
    server.box.manner = manner
    assert deliver_in_vain(message) == "queued"
    server.box.manner = "takes"
    assert deliver(message) == "sent"
    assert len(server.box.letters) == 1


@pytest.mark.parametrize("manner", ["refuses the recipient", "refuses the text"])
def test_what_the_server_will_never_take_has_failed(message, server, manner):
    server.box.manner = manner
    assert deliver(message) == "failed"


def test_a_server_that_is_down_leaves_the_letter_waiting(message, settings):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        settings.EMAIL_PORT = unused.getsockname()[1]
    assert deliver_in_vain(message) == "queued"


def test_an_address_cleared_before_the_letter_went_out_gets_nothing(message, server):
    User.objects.filter(pk=message.to_user_id).update(mail_cipher="")
    assert deliver(message) == "failed"
    assert server.box.begun == []


def test_neither_logs_nor_the_row_hold_the_address(message, server, caplog):
    caplog.set_level("DEBUG")
    server.box.manner = "refuses the recipient"
    with capture_logs() as logged:
        deliver(message)
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the server's own
    assert MAIL not in f"{logged}{ours}{vars(given.reread(message))}"


def test_a_server_too_slow_before_the_text_has_not_taken_it(server, monkeypatch):
    monkeypatch.setattr(mails, "TIMEOUT", 0.3)
    server.box.manner = "hangs before the text"
    with pytest.raises(NotTaken):
        mails.SmtpPostman().send(MAIL, Letter("a", "b"), "key")


def test_what_a_subject_would_smuggle_in_is_refused_before_anything_is_said(server):
    with pytest.raises(ValueError, match="newline"):
        mails.SmtpPostman().send(MAIL, Letter("a\nBcc: other@example.com", "b"), "key")
    assert server.box.begun == []


def test_where_mail_is_off_nothing_goes_out(settings):
    settings.LINLI_MAIL = "off"
    with pytest.raises(Rejected):
        mails.postman().send(MAIL, Letter("a", "b"), "key")
    with pytest.raises(CannotTell):
        mails.postman().ask("key")


@pytest.mark.django_db
def test_who_wants_no_way_finds_it_in_the_portal():
    message = given.told(given.a_mail_reader(MAIL, ways="app"))
    assert (message.channel, message.state) == ("app", "sent")


def test_a_server_that_says_a_letter_now_and_then_holds_nobody(settings, monkeypatch):
    monkeypatch.setattr(mails, "PATIENCE", 0.3)
    with Dripping() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        with pytest.raises(NotTaken):
            mails.SmtpPostman().send(MAIL, Letter("a", "b"), "key")
