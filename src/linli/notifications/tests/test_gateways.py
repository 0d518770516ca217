"""The two ways to a phone: what they answer and what they refuse."""

import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from structlog.testing import capture_logs

from linli.accounts.rules import CodePurpose
from linli.base import events
from linli.base.refusals import Refused, Unavailable
from linli.notifications import gateways, talking
from linli.notifications.codes import send_code
from linli.notifications.gateways import CannotTell, ConsoleGateway, HttpGateway, NotTaken, Receipt, gateway
from linli.notifications.tests.dripping import Dripping
from linli.notifications.tests.stand_in import StandIn

PHONE, KEY = "13800001234", "0193-key"


@pytest.fixture
def console(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    return ConsoleGateway()


def test_the_console_gateway_writes_each_message_once_where_only_we_can_read_it(console):
    assert console.ask(KEY) is None
    console.send(PHONE, "第一次", KEY)
    console.send(PHONE, "第二次", KEY)
    [file] = console.folder.iterdir()
    assert file.read_text() == f"{PHONE}\n第一次\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert console.ask(KEY) == Receipt(file.name)


def test_the_console_gateway_keeps_the_newest_files_alone(console, monkeypatch):
    monkeypatch.setattr(gateways, "MOST_FILES", 3)
    for number in range(10, 31):
        console.send(PHONE, "text", f"key-{number}")
        (console.folder / f"key-{number}.txt").touch()
        os.utime(console.folder / f"key-{number}.txt", (number, number))
    assert {file.stem for file in console.folder.iterdir()} == {"key-28", "key-29", "key-30"}


def test_the_console_gateway_logs_neither_phone_nor_text(console):
    with capture_logs() as logged:
        console.send(PHONE, "您的诉求有新进展", KEY)
    assert [entry["phone"] for entry in logged] == ["138****1234"]
    assert "进展" not in str(logged)


def test_a_sign_in_code_is_shown_in_the_log_by_the_console_gateway_alone(console, settings):
    settings.LINLI_SMS_GATEWAY = "console"
    with capture_logs() as logged:
        events.emit("accounts.code_wanted", phone=PHONE, code="246810", purpose=CodePurpose.SIGN_IN)
    assert "246810" in str(logged)
    assert PHONE not in str(logged)
    with StandIn() as http, capture_logs() as logged:
        settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", http.url
        events.emit("accounts.code_wanted", phone=PHONE, code="135791", purpose=CodePurpose.SIGN_IN)
        [(phone, text)] = http.taken.values()
    assert phone == PHONE
    assert "135791" in text
    assert "135791" not in str(logged)


def test_a_code_that_could_not_be_sent_is_told_at_once_and_not_sent_again(settings):
    with StandIn("takes and cuts") as http:
        settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", http.url
        with pytest.raises(Unavailable):
            send_code(phone=PHONE, code="246810")
        assert len(http.posts) == 1


def test_a_number_the_gateway_rejects_is_refused_at_its_field(settings):
    with StandIn("rejects") as http:
        settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", http.url
        with pytest.raises(Refused) as refused:
            send_code(phone=PHONE, code="246810")
    assert (refused.value.code, refused.value.field) == ("notifications.phone_rejected", "phone")


def test_a_wrong_address_is_no_proof_that_a_message_is_not_there():
    with StandIn(askable="no") as http, pytest.raises(CannotTell):
        HttpGateway(http.url).ask(KEY)


def test_a_gateway_that_is_down_when_asked_may_still_have_it():
    with StandIn(askable="down") as http, pytest.raises(Unavailable):
        HttpGateway(http.url).ask(KEY)


def test_a_slow_gateway_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(gateways, "TIMEOUT", 0.1)
    with StandIn("takes and hangs") as http, pytest.raises(Unavailable) as slow:
        HttpGateway(http.url).send(PHONE, "短信", KEY)
    assert not isinstance(slow.value, NotTaken)


def test_a_password_in_the_address_is_sent_as_a_header_and_not_in_the_path():
    sender = HttpGateway("https://linli:p%40ss@sms.example/v1/send")
    assert (sender._to.hostname, sender._path) == ("sms.example", "/v1/send")
    assert sender._headers["Authorization"] == "Basic bGlubGk6cEBzcw=="


@pytest.mark.parametrize(("kind", "url"), [("pigeon", ""), ("http", ""), ("http", "ftp://sms.example/")])
def test_a_gateway_that_is_not_one_is_said_clearly(settings, kind, url):
    settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = kind, url
    with pytest.raises(ImproperlyConfigured):
        gateway()


def test_a_gateway_that_says_a_letter_now_and_then_holds_nobody(monkeypatch):
    monkeypatch.setattr(talking, "PATIENCE", 0.3)
    with Dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n") as server:
        gateway = HttpGateway(f"http://127.0.0.1:{server.port}/sms")
        with pytest.raises(Unavailable):
            gateway.ask("key")
    with Dripping(b"HTTP/1.1 200") as server, pytest.raises(Unavailable):
        HttpGateway(f"http://127.0.0.1:{server.port}/sms").send("13800001234", "a", "key")
