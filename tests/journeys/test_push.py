"""Messages in a browser: turned on where one sits, shown with nothing personal on the screen, and turned off again.

Chromium's own push service is abroad and lets nobody in a private window in; so the browser is given a subscription of
ours, and what our service has opened is handed to the browser's worker as Chromium hands over its own.
"""

import json

import pytest

from linli.accounts.models import User
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.tests import given
from linli.notifications import jobs, talking
from linli.notifications.models import Message
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.push_service import NAME, a_push_service
from tests.signing_in import as_staff
from tests.world import WATCHER

pytestmark = pytest.mark.browser
WAYS = "/me/messages/ways/"
SUBSCRIBED = """
const said = %s, held = () => JSON.parse(localStorage.getItem("subscribed") ?? "null");
const made = () => ({
  endpoint: said.endpoint,
  toJSON: () => ({ endpoint: said.endpoint, keys: { p256dh: said.p256dh, auth: said.auth } }),
  unsubscribe: async () => localStorage.removeItem("subscribed") ?? true,
});
PushManager.prototype.getSubscription = async () => (held() ? made() : null);
PushManager.prototype.subscribe = async (wanted) => {
  if (!wanted.userVisibleOnly || !wanted.applicationServerKey) throw new Error("not as it should be asked");
  localStorage.setItem("subscribed", "true");
  return made();
};
"""
UNREACHABLE = 'PushManager.prototype.subscribe = async () => { throw new DOMException("no service", "AbortError"); };'
WITHOUT = "delete window.PushManager;"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.48"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.fixture
def service(tmp_path, settings, monkeypatch):
    """A push service of ours, on the list, and standing where its name leads."""
    settings.LINLI_PUSH, settings.LINLI_PUSH_HOSTS, settings.LINLI_PUSH_CONTACT = "send", NAME, "mailto:a@linli.example"
    monkeypatch.setattr(talking, "is_public", lambda _place: True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with a_push_service(tmp_path) as running:
        place = [(2, 1, 6, "", ("127.0.0.1", running.port))]
        monkeypatch.setattr(talking, "getaddrinfo", lambda *_where, **_how: place)
        yield running


def test_a_resident_is_told_in_this_browser_and_reads_it_after_signing_in(live, chromium, service):
    unit = given.a_unit()
    worker, resident = given.a_clerk(unit), given.a_resident()
    case = given.a_case(resident)
    with a_person(chromium, live, PHONE, permissions=["notifications"]) as person:
        as_staff(person, resident)
        person.page.context.add_init_script(SUBSCRIBED % json.dumps(service.a_browser()))
        person.goes_to(WAYS)
        person.presses("在这台设备上开通")
        person.reads("开通了。")
        person.reads("这台设备已经开通。")
        assert person.page.get_by_role("button", name="在这台设备上开通").count() == 0
        assert person.page.locator("[data-here]:visible").count() == 1
        person.finds_nothing_wrong_here()

        given.do(actions.accept, case, by=worker, at=now())
        [message] = of_channel(resident, "push")
        jobs.deliver(str(message.pk))
        [arrived] = service.taken
        assert shown_by_the_worker(person, arrived["said"]) == {
            "title": "邻里：办件有新消息",
            "body": f"编号 {case.number}。点开，登录后看。",
            "opens": f"{live}/cases/{case.number}/",
        }

        person.goes_to(WAYS)
        person.presses("关掉")
        person.reads("关掉了")
        person.page.get_by_role("button", name="在这台设备上开通").wait_for()
        assert person.page.evaluate("localStorage.getItem('subscribed')") is None
        assert not User.objects.get(pk=resident.user).has_push


def of_channel(whose, channel: str) -> list[Message]:
    with acting_as(WATCHER):
        return list(Message.objects.filter(to_user=whose.user, channel=channel))


def shown_by_the_worker(person: Person, said: dict[str, str]) -> dict[str, str]:
    """Chromium wakes the worker with what arrived; what it shows, and which page it would open when that is touched."""
    page, worker = person.page, person.page.context.service_workers[0]
    chrome = page.context.new_cdp_session(page)
    found: list[dict[str, str]] = []
    chrome.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    chrome.send("ServiceWorker.enable")
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration('/').then((each) => each.active?.state === 'activated')"
    )
    number = found[-1]["registrationId"]
    woken = {"origin": person.site, "registrationId": number, "data": json.dumps(said)}
    chrome.send("ServiceWorker.deliverPushMessage", woken)
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration('/').then((each) => each.getNotifications()).then((all) => all.length)"
    )
    return worker.evaluate("""async () => {
        let shown;  // the page hears of it a moment before its worker does
        for (let asked = 0; !shown && asked < 2000; asked++) [shown] = await self.registration.getNotifications();
        const opened = new Promise((resolve) => { self.clients.openWindow = async (address) => resolve(address); });
        self.dispatchEvent(new NotificationEvent("notificationclick", { notification: shown }));
        return { title: shown.title, body: shown.body, opens: await opened };
    }""")


def test_a_worker_opens_no_page_of_somebody_else(live, chromium, service):
    with a_person(chromium, live, DESKTOP, permissions=["notifications"]) as person:
        as_staff(person, given.a_resident())
        person.page.context.add_init_script(SUBSCRIBED % json.dumps(service.a_browser()))
        person.goes_to(WAYS)
        person.presses("在这台设备上开通")
        person.reads("开通了。")
        said = {"title": "x", "body": "y", "url": "https://evil.example/", "lang": "zh", "tag": "t"}
        assert shown_by_the_worker(person, said)["opens"] == live


@pytest.mark.parametrize(
    ("scripts", "more", "words"),
    [
        (WITHOUT, {"user_agent": WECHAT}, "微信里开通不了"),
        (WITHOUT, {"user_agent": IPHONE}, "苹果手机和平板上，现在还开通不了"),
        (WITHOUT, {}, "这个浏览器不能弹出通知"),
        ("", {"java_script_enabled": False}, "要在这台设备上开通，先在浏览器的设置里允许网页运行脚本"),
    ],
)
def test_where_it_cannot_be_turned_on_the_page_says_why_and_offers_no_button(live, chromium, scripts, more, words):
    with a_person(chromium, live, PHONE, **more) as person:
        as_staff(person, given.a_resident())
        person.page.context.add_init_script(scripts)
        person.goes_to(WAYS)
        person.reads(words)
        assert person.page.locator("[data-says]:visible").count() == 1
        assert person.page.get_by_role("button", name="在这台设备上开通").count() == 0


def test_whoever_has_forbidden_notifications_reads_what_to_do(live, chromium):
    with a_person(chromium, live, PHONE, permissions=[]) as person:  # whoever is given none is denied all
        as_staff(person, given.a_resident())
        person.goes_to(WAYS)
        person.reads("浏览器没有允许通知")
        assert person.page.get_by_role("button", name="在这台设备上开通").count() == 0


def test_where_the_browser_s_own_service_is_out_of_reach_nothing_is_turned_on(live, chromium):
    user = given.a_resident()
    with a_person(chromium, live, PHONE, permissions=["notifications"]) as person:
        as_staff(person, user)
        person.page.context.add_init_script(UNREACHABLE)
        person.goes_to(WAYS)
        person.presses("在这台设备上开通")
        person.reads("没有开通成")
        person.finds_nothing_wrong_here()
    assert not User.objects.get(pk=user.user).has_push
