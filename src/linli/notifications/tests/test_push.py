"""Into a browser: sealed for it alone, once, with nothing personal, and to no address but a push service's."""

import socket
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from structlog.testing import capture_logs

from linli.accounts import actions as accounts
from linli.accounts.boxes import ways_to
from linli.accounts.models import User
from linli.accounts.rules import Way
from linli.base import keyring
from linli.base.clock import SHANGHAI, now
from linli.base.journal import entries
from linli.base.refusals import Unavailable
from linli.base.scope import acting_as
from linli.notifications import actions, jobs, push, talking
from linli.notifications.actions import COURIER
from linli.notifications.devices import devices_of, name_of, subscription_of
from linli.notifications.gateways import CannotTell, Rejected
from linli.notifications.models import Delivery, Message, PushDevice
from linli.notifications.tests import given
from tests.push_service import NAME, PushService, a_push_service
from tests.refusing import refused

CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("push")
    with a_push_service(folder) as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
        yield running


@pytest.fixture
def service(process, settings, monkeypatch) -> PushService:
    """On the list, and standing where its name leads; this machine counts as the world for it."""
    settings.LINLI_PUSH, settings.LINLI_PUSH_HOSTS, settings.LINLI_PUSH_CONTACT = (
        "send",
        NAME,
        "mailto:admin@linli.example",
    )
    monkeypatch.setattr(push, "TIMEOUT", 2.0)
    monkeypatch.setattr(talking, "is_public", lambda _place: True)
    leads_to(monkeypatch, process.port)
    process.behaves("takes")
    return process


def leads_to(monkeypatch, port: int, place: str = "127.0.0.1") -> None:
    """The name of the push service, looked up."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]
    monkeypatch.setattr(talking, "getaddrinfo", lambda host, _port, **_more: found if host == NAME else [])


@pytest.fixture
def me(own_database, service) -> User:
    """A resident with a phone, who turned messages on in one browser, besides the SMS."""
    return in_a_browser(given.a_resident(), service)


def in_a_browser(user: User, service: PushService, **said: str) -> User:
    turn_on(user, {**service.a_browser(), **said})
    return again(user)


def turn_on(user: User, said: dict[str, str], at: datetime | None = None) -> None:
    by = given.resident_actor(user)
    with acting_as(by):
        actions.turn_on(user, push.typed(**said), agent=CHROME, by=by, at=at or now())


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def alone(user: User) -> User:
    """Who wants it in the browser and nowhere else."""
    with acting_as(given.resident_actor(user)):
        accounts.choose_ways(user, [Way.PUSH], by=given.resident_actor(user), at=now())
    return user


def pushed(user: User) -> Message:
    """The row of a new message that goes into a browser."""
    told = given.told(user)
    with acting_as(COURIER):
        return Message.objects.of_the_same(told).get(channel="push")


def rows(message: Message) -> list[Message]:
    with acting_as(COURIER):
        return list(Message.objects.of_the_same(message).order_by("id"))


def devices(user: User) -> list[PushDevice]:
    with acting_as(COURIER):
        return list(PushDevice.objects.filter(user=user))


def deliver(message: Message) -> str:
    jobs.deliver(str(message.pk))
    return given.reread(message).state


def deliver_in_vain(message: Message) -> str:
    with pytest.raises(Unavailable):
        jobs.deliver(str(message.pk))
    return given.reread(message).state


# What arrives


def test_a_message_arrives_sealed_signed_and_once(me, service):
    before = len(service.taken)
    message = pushed(me)
    assert deliver(message) == deliver(message) == "sent"
    [arrived] = service.taken[before:]
    assert arrived["said"] == {
        "title": "邻里：tests有新消息",
        "body": "编号 131102-20261122-0001。点开，登录后看。",
        "url": "/me/messages/",
        "lang": "zh-hans",
        "tag": str(message.pk),
    }
    headers, by = arrived["headers"], arrived["by"]
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("86400", "normal", message.pk.hex)
    assert headers["content-encoding"] == "aes128gcm"
    assert (by["scheme"], by["aud"], by["sub"]) == ("vapid", f"https://{NAME}", "mailto:admin@linli.example")
    assert by["key"] == push.public_key()
    assert 0 < by["exp"] - now().timestamp() <= push.SIGNED_FOR
    assert devices(me)[0].worked_at is not None


def test_what_arrives_names_no_unit_and_no_day_and_its_length_tells_nothing(me, service):
    before = len(service.taken)
    for facts in ({}, {"unit": given.a_unit("儿童保护工作站"), "day": now().date()}):
        told = given.told(me, **facts)
        with acting_as(COURIER):
            message = Message.objects.of_the_same(told).get(channel="push")
        deliver(message)
    one, other = service.taken[before:]
    assert one["length"] == other["length"]
    assert {**one["said"], "tag": ""} == {**other["said"], "tag": ""}


def test_every_browser_of_one_person_is_told_and_has_a_state_of_its_own(me, service):
    before = len(service.taken)
    in_a_browser(me, service)
    message = pushed(me)
    assert deliver(message) == "sent"
    sms, first, second = rows(message)
    assert (sms.channel, first.channel, second.channel, second.state) == ("sms", "push", "push", "queued")
    assert {first.device, second.device} == {device.pk for device in devices(me)}
    service.behaves(503)
    assert deliver_in_vain(second) == "queued"
    service.behaves("takes")
    assert deliver(second) == "sent"
    assert len(service.taken) == before + 2
    assert len(rows(message)) == 3


# What goes wrong


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
def test_what_the_service_says_it_did_not_take_is_sent_later(me, service, status):
    message = pushed(me)
    service.behaves(status)
    assert deliver_in_vain(message) == "queued"
    service.behaves("takes")
    assert deliver(message) == "sent"


@pytest.mark.parametrize("status", [400, 413])
def test_what_the_service_never_takes_has_failed_and_the_browser_stays(me, service, status):
    message = pushed(me)
    service.behaves(status)
    assert deliver(message) == "failed"
    assert len(devices(me)) == 1


@pytest.mark.parametrize("manner", ["cuts", "lies", "stops short"])
def test_where_no_clear_answer_comes_it_is_unknown_and_never_sent_again(me, service, manner):
    message = pushed(me)
    service.behaves(manner)
    assert deliver_in_vain(message) == "sending"
    taken = len(service.taken)
    service.behaves("takes")
    assert deliver(message) == "unknown"
    assert len(service.taken) == taken


def test_a_service_too_slow_to_answer_leaves_it_unknown(me, service, monkeypatch):
    monkeypatch.setattr(push, "TIMEOUT", 0.5)
    message = pushed(me)
    service.behaves("hangs")
    assert deliver_in_vain(message) == "sending"
    service.behaves("takes")
    assert deliver(message) == "unknown"


def test_a_service_that_is_down_leaves_the_message_waiting(me, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        leads_to(monkeypatch, unused.getsockname()[1])
    assert deliver_in_vain(pushed(me)) == "queued"


def test_nobody_is_followed_elsewhere(me, service):
    before = len(service.calls)
    service.behaves("redirects")
    assert deliver_in_vain(pushed(me)) == "queued"
    assert "/elsewhere" not in service.calls[before:]


def test_a_certificate_of_somebody_else_is_told_nothing(me, service, monkeypatch):
    before = len(service.calls)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert deliver_in_vain(pushed(me)) == "queued"
    assert len(service.calls) == before


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_sms_speaks_for_it(me, service, status):
    message = pushed(me)
    service.behaves(status)
    assert deliver(message) == "failed"
    assert devices(me) == []
    assert ways_to(again(me)) == (Way.SMS,)
    with acting_as(COURIER):
        assert not Message.objects.undelivered().of_the_same(message).exists()
        assert [entry.verb for entry in entries(on=me)][-1] == "notifications.push_off"


def test_who_wanted_it_in_a_browser_alone_and_has_none_any_more_is_told_by_sms(me, service):
    message = pushed(alone(me))
    service.behaves(410)
    assert deliver(message) == "failed"
    pushed_one, sms = rows(message)
    assert (pushed_one.pk, sms.channel, sms.state) == (message.pk, "sms", "queued")
    assert jobs.deliver(str(sms.pk)) is None
    assert given.reread(sms).state == "sent"


def test_one_browser_that_is_gone_takes_no_other_with_it(me, service):
    in_a_browser(me, service)
    message = pushed(me)
    service.behaves(410)
    deliver(message)
    assert len(devices(me)) == 1
    assert again(me).has_push
    service.behaves("takes")
    assert deliver(rows(message)[2]) == "sent"


def test_each_attempt_stands_in_the_log_without_words(me, service):
    message = pushed(me)
    service.behaves(503)
    deliver_in_vain(message)
    service.behaves("takes")
    deliver(message)
    with acting_as(COURIER):
        log = Delivery.objects.filter(message=message).order_by("id").values_list("channel", "outcome")
        assert list(log) == [("push", "not_taken"), ("push", "sent")]


def test_quiet_hours_hold_for_browsers_too(me, service, settings):
    at = now().astimezone(SHANGHAI)
    settings.LINLI_QUIET_HOURS = f"{at - timedelta(hours=1):%H:%M}-{at + timedelta(hours=1):%H:%M}"
    before = len(service.taken)
    message = pushed(me)
    deliver(message)
    assert (given.reread(message).state, len(service.taken)) == ("queued", before)


def test_logs_and_rows_hold_neither_address_nor_keys(me, service, caplog):
    caplog.set_level("DEBUG")
    [device] = devices(me)
    secret = subscription_of(device.pk, me)
    service.behaves(503)
    message = pushed(me)
    with capture_logs() as logged:
        deliver_in_vain(message)
        service.behaves("cuts")
        deliver_in_vain(message)
        deliver(message)
    shown = f"{logged}{caplog.text}{vars(given.reread(message))}{vars(device)}"
    for word in (secret.endpoint, secret.p256dh, secret.auth, "/send/"):
        assert word not in shown


# Where it goes


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.linli.test/send/1", "https://push.linli.test", "https://push.linli.test/", "https://evil.example/send/1",
        "https://push.linli.test.evil.example/send/1", "https://evilpush.linli.test/send/1", "https://push.linli.test:8443/send/1",
        "https://push.linli.test@evil.example/send/1", "https://me:pass@push.linli.test/send/1", "https://127.0.0.1/send/1",
        "https://[::1]/send/1", "https://2130706433/send/1", "https://localhost/send/1", "https://push.linli.test/a b",
        "https://push.linli.test/send\\@evil.example", "https://push.linli.test/send#x", "https://push.linli.test\r\nHost: x/send",
        "ftp://push.linli.test/send/1", "//push.linli.test/send/1", "", "https://push.linli.test/" + "x" * 1000, "https://push.linli.test:/send/1\u3002",
        "https://push．linli．test/send/1", "https://push.linli.test:99999/send/1", "https://push.linli.test:443@evil.example/x",
    ],
)  # fmt: skip
def test_an_address_that_is_no_known_push_service_s_is_refused(service, endpoint):
    with refused("notifications.push_elsewhere"):
        push.typed(**{**service.a_browser(), "endpoint": endpoint})


def test_a_name_with_a_dot_before_it_stands_for_those_below_it_alone(service, settings):
    settings.LINLI_PUSH_HOSTS = "fcm.googleapis.com, .notify.windows.com"
    said = service.a_browser()
    for endpoint in ("https://fcm.googleapis.com/fcm/send/x", "https://wns2-sg2p.notify.windows.com/w/?token=x"):
        assert push.typed(**{**said, "endpoint": endpoint}).endpoint == endpoint
    for endpoint in ("https://a.fcm.googleapis.com/x", "https://notify.windows.com/x", "https://xnotify.windows.com/x"):
        with refused("notifications.push_elsewhere"):
            push.typed(**{**said, "endpoint": endpoint})


@pytest.mark.parametrize(("name", "value"), [("p256dh", ""), ("p256dh", "x" * 87), ("p256dh", "BAAA"), ("auth", "AAAA"), ("auth", "坏"), ("auth", "")])  # fmt: skip
def test_keys_that_are_none_are_refused(service, name, value):
    with refused("notifications.push_wrong"):
        push.typed(**{**service.a_browser(), name: value})


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001::1", "255.255.255.255", "198.18.0.1",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_our_own_network_is_not_called(process, settings, monkeypatch, place):
    settings.LINLI_PUSH, settings.LINLI_PUSH_HOSTS, settings.LINLI_PUSH_CONTACT = "send", NAME, "mailto:a@linli.example"
    leads_to(monkeypatch, process.port, place)
    monkeypatch.setattr(talking, "create_connection", lambda *_where: pytest.fail("called"))
    said = push.Subscription(**process.a_browser())
    with pytest.raises(talking.NotTaken):
        push.pusher().send(said, push.Note("", "", "/", "zh", is_urgent=False), "0" * 32)


@pytest.mark.parametrize("place", ["142.250.72.10", "2a00:1450:4001:80b::200a", "::ffff:142.250.72.10"])
def test_a_public_address_is_called(place):
    assert talking.is_public(place)


def test_a_service_that_was_struck_off_the_list_is_called_no_more(me, service, settings):
    before = len(service.calls)
    message = pushed(me)
    settings.LINLI_PUSH_HOSTS = "fcm.googleapis.com"
    assert deliver(message) == "failed"
    assert len(service.calls) == before


# Turning on and off


def test_turning_on_adds_a_way_and_says_in_which_browser(me):
    assert (again(me).ways, ways_to(me)) == ("sms push", (Way.SMS, Way.PUSH))
    with acting_as(given.resident_actor(me)):
        [device] = devices_of(me)
    assert device.name == "Chrome · Android"


def test_who_wanted_to_be_told_nowhere_is_told_in_the_browser_alone(own_database, service):
    user = given.a_resident()
    User.objects.filter(pk=user.pk).update(ways="app")
    assert in_a_browser(again(user), service).ways == "push"


def test_a_browser_that_says_it_again_is_one_and_its_newer_keys_count(me, service):
    said = service.a_browser()
    turn_on(me, said)
    turn_on(me, {**said, "p256dh": (newer := service.a_browser())["p256dh"]})
    found = {subscription_of(device.pk, me).p256dh for device in devices(me)}
    assert len(devices(me)) == 2
    assert newer["p256dh"] in found
    assert said["p256dh"] not in found


def test_a_browser_tells_whoever_turned_it_on_last(me, service):
    said, other = service.a_browser(), given.a_resident()
    turn_on(other, said)
    turn_on(me, said)
    assert (len(devices(me)), devices(other)) == (2, [])
    assert not again(other).has_push
    assert ways_to(again(other)) == (Way.SMS,)


def test_off_means_that_nothing_of_it_stays(me):
    [device] = devices(me)
    by = given.resident_actor(me)
    with acting_as(by):
        actions.turn_off(me, device.pk, by=by, at=now())
        actions.turn_off(me, device.pk, by=by, at=now())
    assert (devices(me), again(me).has_push, again(me).ways) == ([], False, "sms")


def test_nobody_turns_on_or_off_for_another(me, service):
    other = given.a_resident()
    [device] = devices(me)
    by = given.resident_actor(other)
    with acting_as(by), refused("notifications.device_of_another"):
        actions.turn_off(me, device.pk, by=by, at=now())
    with acting_as(by), refused("notifications.device_of_another"):
        actions.turn_on(me, push.typed(**service.a_browser()), agent="", by=by, at=now())
    with acting_as(by):
        actions.turn_off(other, device.pk, by=by, at=now())
    assert len(devices(me)) == 1


def test_nobody_turns_on_more_than_ten(me, service):
    for _more in range(actions.MOST_DEVICES - 1):
        turn_on(me, service.a_browser())
    with refused("notifications.devices_full"):
        turn_on(me, service.a_browser())


def test_who_has_none_cannot_choose_it(own_database, service):
    user = given.a_resident()
    with acting_as(given.resident_actor(user)), refused("accounts.no_box"):
        accounts.choose_ways(user, [Way.PUSH], by=given.resident_actor(user), at=now())


def test_a_phone_that_goes_takes_with_it_what_its_holder_turned_on(me):
    with acting_as(COURIER):
        accounts.take_phone(me, at=now())
    assert (devices(me), again(me).has_push) == ([], False)


def test_staff_are_told_in_a_browser_what_their_unit_is_told(own_database, service):
    unit = given.a_unit()
    clerk = given.a_clerk(unit)
    user = User.objects.get(pk=clerk.user)
    accounts_post(user, unit)
    with acting_as(clerk):
        actions.turn_on(user, push.typed(**service.a_browser()), agent=CHROME, by=clerk, at=now())
    told = given.told(unit)
    with acting_as(actions.FORWARDER):
        assert actions.forward(at=now()) == 1
    with acting_as(COURIER):
        message = Message.objects.get(carries=told)
    before = len(service.taken)
    assert deliver(message) == "sent"
    assert service.taken[before]["said"]["url"] == "/desk/messages/"


def accounts_post(user: User, unit) -> None:
    user.posts.create(
        role="community_worker", area_id=given.AREA, organization=unit, starts_at=now() - timedelta(days=1)
    )


def test_each_sees_their_own_browsers_and_no_others(me, service):
    other = in_a_browser(given.a_resident(), service)
    for user in (me, other):
        with acting_as(given.resident_actor(user)):
            assert {device.user_id for device in PushDevice.objects.all()} == {user.pk}
    with acting_as(given.a_clerk(given.a_unit())):
        assert not PushDevice.objects.exists()


# Settings and keys


def test_where_it_is_off_nothing_goes_out_and_nobody_is_told_that_way(me, settings):
    settings.LINLI_PUSH = "off"
    with acting_as(COURIER):
        told = given.told(me)
        assert set(Message.objects.of_the_same(told).values_list("channel", flat=True)) == {"sms"}
    with pytest.raises(Rejected):
        push.pusher().send(push.Subscription("", "", ""), push.Note("", "", "", "", is_urgent=False), "key")
    with pytest.raises(CannotTell):
        push.pusher().ask("key")


def test_the_console_writes_a_file_and_calls_nobody(me, settings, service):
    settings.LINLI_PUSH = "console"
    before = len(service.calls)
    message = pushed(me)
    assert deliver(message) == "sent"
    assert push.pusher().ask(str(message.pk)) is not None
    assert len(service.calls) == before


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LINLI_PUSH", "pigeon", "LINLI_PUSH=pigeon"),
        ("LINLI_PUSH_CONTACT", "", "LINLI_PUSH_CONTACT"),
        ("LINLI_PUSH_CONTACT", "admin@linli.example", "LINLI_PUSH_CONTACT"),
        ("LINLI_PUSH_HOSTS", " , ", "LINLI_PUSH_HOSTS"),
        ("LINLI_PUSH_HOSTS", "127.0.0.1", "LINLI_PUSH_HOSTS"),
        ("LINLI_PUSH_HOSTS", "https://fcm.googleapis.com", "LINLI_PUSH_HOSTS"),
        ("LINLI_PUSH_KEY", "short", "LINLI_PUSH_KEY"),
        ("LINLI_PUSH_KEY", "_" * 43, "LINLI_PUSH_KEY"),
    ],
)
def test_a_setting_that_is_wrong_stops_the_start(service, settings, name, value, said):
    push.check()
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=said):
        push.check()


def test_the_key_is_made_once_and_a_setting_goes_before_it(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    made = push.public_key()
    assert push.public_key() == made
    assert (tmp_path / "keys" / "push").stat().st_mode & 0o777 == 0o600
    settings.LINLI_PUSH_KEY = push._in_url((7).to_bytes(32, "big"))
    assert push.public_key() != made
    assert keyring.held_ids() == []


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", "Safari · macOS"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_two_words(agent, name):
    assert name_of(agent) == name
