"""`linli doctor` says of each way that leaves the house what its settings lack, and whether the other side answers."""

import json
import socket

import pytest

from linli.notifications import talking
from linli.notifications.tests.mail_server import MailServer
from linli.notifications.tests.stand_in import StandIn
from linli.notifications.tests.wecom_server import WecomServer
from linli.project import messaging
from linli.project.findings import State
from tests.server.test_commands import linli


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return f"127.0.0.1:{unused.getsockname()[1]}"


def found(way: str) -> tuple[State, str]:
    return next((each.state, each.message) for each in messaging.examine() if each.name == way)


def use_smtp(settings, port: int, **more: object) -> None:
    settings.LINLI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
    settings.LINLI_MAIL_FROM, settings.LINLI_ADDRESS = "linli@example.com", "https://linli.example"
    for name, value in more.items():
        setattr(settings, name, value)


def use_wecom(settings, **app: str) -> None:
    settings.LINLI_WECOM, settings.LINLI_ADDRESS = "api", "https://linli.example"
    whole = {"corp": "corp", "agent": "1000002", "secret": "secret", "api": "http://127.0.0.1:1"}
    settings.SIGN_IN_ELSEWHERE = {**settings.SIGN_IN_ELSEWHERE, "wecom": whole | app}


def test_what_is_only_written_into_files_is_said_to_be_sent_to_nobody(settings):
    settings.LINLI_SMS_GATEWAY = settings.LINLI_MAIL = settings.LINLI_WECOM = settings.LINLI_PUSH = "console"
    for way, setting in (
        ("sms", "LINLI_SMS_GATEWAY=http"),
        ("mail", "LINLI_MAIL=smtp"),
        ("wecom", "LINLI_WECOM=api"),
        ("push", "LINLI_PUSH=send"),
    ):
        state, words = found(way)
        assert state is State.WARNING
        assert setting in words


def test_what_is_off_is_well(settings):
    settings.LINLI_MAIL = settings.LINLI_WECOM = settings.LINLI_PUSH = "off"
    assert [found(way)[0] for way in ("mail", "wecom", "push")] == [State.OK] * 3


@pytest.mark.parametrize(
    ("way", "setting"),
    [("sms", "LINLI_SMS_GATEWAY"), ("mail", "LINLI_MAIL"), ("wecom", "LINLI_WECOM"), ("push", "LINLI_PUSH")],
)
def test_a_word_that_means_nothing_hides_no_other_way(settings, way, setting):
    setattr(settings, setting, "pigeon")
    assert found(way)[0] is State.FAILED
    assert {each.name for each in messaging.examine()} == {"sms", "mail", "wecom", "push"}


def test_a_gateway_is_knocked_at_and_given_nothing(settings):
    settings.LINLI_SMS_GATEWAY = "http"
    with StandIn() as gateway:
        settings.LINLI_SMS_GATEWAY_URL = gateway.url.replace("http://", "http://name:s3cret@")
        state, words = found("sms")
        assert (state, gateway.posts, gateway.questions) == (State.OK, [], [])
        assert "s3cret" not in words


def test_a_gateway_that_is_not_there_or_may_be_listened_to_is_named(settings, nobody):
    settings.LINLI_SMS_GATEWAY, settings.LINLI_SMS_GATEWAY_URL = "http", f"http://{nobody}/sms"
    assert "连不上短信网关 127.0.0.1" in found("sms")[1]
    settings.LINLI_SMS_GATEWAY_URL = "http://sms.example/send"
    assert "改成 https" in found("sms")[1]
    settings.LINLI_SMS_GATEWAY_URL = ""
    assert found("sms")[0] is State.FAILED


def test_a_mail_server_that_answers_is_well_and_gets_no_letter(settings):
    with MailServer() as server:
        use_smtp(settings, server.port)
        assert found("mail")[0] is State.OK
        assert server.box.begun == []
        settings.LINLI_ADDRESS, settings.LINLI_MAIL_FROM = "", "linli@localhost"
        state, words = found("mail")
    assert state is State.WARNING
    assert "LINLI_ADDRESS" in words
    assert "LINLI_MAIL_FROM" in words


def test_a_mail_server_that_is_not_there_is_named(settings, nobody):
    use_smtp(settings, int(nobody.rpartition(":")[2]))
    assert f"连不上邮件服务器 {nobody}" in found("mail")[1]


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        ({"EMAIL_HOST_USER": "linli"}, "还缺 LINLI_MAIL_PASSWORD"),
        ({"EMAIL_HOST_PASSWORD": "s3cret"}, "还缺 LINLI_MAIL_USER"),
        ({"LINLI_MAIL_SECURITY": "ssl"}, "只能是 starttls 或 tls"),
        ({"LINLI_MAIL_FROM": "linli"}, "LINLI_MAIL_FROM 不是邮箱地址"),
        (
            {"EMAIL_HOST": "mail.example", "EMAIL_HOST_USER": "linli", "EMAIL_HOST_PASSWORD": "s3cret"},
            "密码会不加密地经过网络",
        ),
    ],
)
def test_what_mail_lacks_is_named_before_anybody_is_asked(settings, settled, said):
    use_smtp(settings, 1, **settled)
    state, words = found("mail")
    assert state is State.FAILED
    assert said in words
    assert "s3cret" not in words


def test_what_wecom_lacks_is_named(settings):
    use_wecom(settings, agent="", secret="")
    state, words = found("wecom")
    assert state is State.FAILED
    assert "LINLI_WECOM_AGENT、LINLI_WECOM_SECRET" in words


def test_wecom_is_asked_for_a_token_and_given_no_message(settings):
    with WecomServer() as server:
        use_wecom(settings, api=server.url)
        assert found("wecom")[0] is State.OK
        assert (len(server.tokens), server.taken) == (1, [])
        server.gives_tokens = False
        assert "不认 LINLI_WECOM_SECRET" in found("wecom")[1]
    assert "连不上企业微信" in found("wecom")[1]


def test_a_setting_that_keeps_everything_from_starting_is_one_finding_and_no_traceback(tmp_path):
    done = linli("doctor", "--json", LINLI_HOME=str(tmp_path), LINLI_WECOM="api", LINLI_WECOM_CORP="corp")
    [check] = json.loads(done.stdout)["checks"]
    assert (done.returncode, check["name"], check["state"]) == (1, "settings", "failed")
    assert "LINLI_WECOM_AGENT, LINLI_WECOM_SECRET" in check["message"]
    assert "Traceback" not in done.stderr


def use_push(settings, **more: str) -> None:
    settings.LINLI_PUSH, settings.LINLI_PUSH_CONTACT = "send", "mailto:admin@linli.example"
    for name, value in more.items():
        setattr(settings, name, value)


def test_what_pushing_lacks_is_named(settings):
    use_push(settings, LINLI_PUSH_CONTACT="")
    state, words = found("push")
    assert state is State.FAILED
    assert "LINLI_PUSH_CONTACT" in words


def test_push_services_that_cannot_be_reached_are_named_and_one_that_stands_for_many_is_not_asked(
    settings, monkeypatch
):
    monkeypatch.setattr(talking, "getaddrinfo", lambda *_where, **_how: [])
    use_push(settings, LINLI_PUSH_HOSTS="push.linli.test,.notify.windows.com")
    state, words = found("push")
    assert state is State.WARNING
    assert "push.linli.test" in words
    assert "连不上 push.linli.test，" in words
    settings.LINLI_PUSH_HOSTS = ".notify.windows.com"
    assert found("push")[0] is State.OK


def test_a_key_that_does_not_serve_is_told(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    use_push(settings, LINLI_PUSH_HOSTS=".notify.windows.com")
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "push").write_text("{}")
    (tmp_path / "keys" / "push").chmod(0o600)
    assert found("push")[0] is State.FAILED
    assert "密钥" in found("push")[1]
