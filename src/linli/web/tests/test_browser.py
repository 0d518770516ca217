"""The style guide in a real browser: accessible, within the screen, big enough to touch, usable by keyboard.

The browser's requests are answered by Django's test client, so no port is opened and no database is asked.
"""

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from linli.web.pages import ELDER_COOKIE
from tests.browsing import TOO_WIDE, objections

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SITE = "http://localhost"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

HEIGHTS = """[...document.querySelectorAll('.button:not(.small), .tabs a, select, .field input[type=text]')]
  .filter((each) => each.checkVisibility()).map((each) => Math.round(each.getBoundingClientRect().height))"""


def answer(route: Route) -> None:
    """What Django says to this address; static files as they lie in the modules."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        kind = next((kind for ending, kind in KINDS.items() if path.endswith(ending)), "application/octet-stream")
        if found:
            route.fulfill(path=found, content_type=kind)
        else:
            route.fulfill(status=HTTPStatus.NOT_FOUND)
        return
    response = Client(headers={"Cookie": route.request.headers.get("cookie", "")}).get(path)
    connections.close_all()  # Playwright calls from a context of its own, which has a connection of its own
    route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)


@pytest.fixture
def guide(chromium: Browser) -> Iterator:
    """Opens the style guide at a width, in a mode; fails at the end if the console complained."""
    opened, complaints = [], []

    def at(width: int, *, elder: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        opened.append(context)
        context.route("**/*", answer)
        if elder:
            context.add_cookies([{"name": ELDER_COOKIE, "value": "1", "url": SITE}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{SITE}/styleguide/")
        return page

    yield at
    for context in opened:
        context.close()
    assert complaints == []


def test_axe_finds_nothing(guide):
    assert objections(guide(390)) == []


def test_the_elder_mode_has_the_higher_contrast(guide):
    page = guide(390, elder=True)
    assert page.locator("html[data-elder]").count() == 1
    assert objections(page, rules={"color-contrast-enhanced": {"enabled": True}}) == []


def test_the_dark_theme_can_be_read(guide):
    page = guide(1440)
    page.evaluate("document.documentElement.dataset.theme = 'night'")
    page.emulate_media(reduced_motion="reduce")
    assert objections(page) == []


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_reaches_beyond_the_screen(guide, width, elder):
    assert guide(width, elder=elder).evaluate(TOO_WIDE) <= 0


@pytest.mark.parametrize(("elder", "least"), [(False, 44), (True, 60)])
def test_what_is_pressed_is_big_enough(guide, elder, least):
    heights = guide(390, elder=elder).evaluate(HEIGHTS)
    assert len(heights) > 10
    assert min(heights) >= least


@pytest.mark.parametrize(("width", "elder", "size"), [(390, False, 17), (1440, False, 16), (390, True, 22)])
def test_text_has_the_promised_size(guide, width, elder, size):
    measured = guide(width, elder=elder).evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert measured == pytest.approx(size)


def test_the_tabs_stand_below_on_a_phone_and_above_on_a_wide_screen(guide):
    assert guide(390).locator(".tabs").bounding_box()["y"] > 700
    assert guide(1440).locator(".tabs").bounding_box()["y"] < 100


def test_a_dialog_opens_by_keyboard_and_gives_the_focus_back(guide):
    page = guide(390)
    page.focus("[data-opens=withdraw]")
    page.keyboard.press("Enter")
    assert page.is_visible("#withdraw")
    page.keyboard.press("Escape")
    assert page.is_hidden("#withdraw")
    assert page.evaluate("document.activeElement.dataset.opens") == "withdraw"


def test_the_first_stop_of_the_keyboard_leads_to_the_text(guide):
    page = guide(390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_an_error_leads_to_its_field(guide):
    page = guide(390)
    page.click(".summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_w-phone"


def test_a_photo_is_shown_and_can_be_dropped_again(guide, tmp_path):
    from PIL import Image  # only this test draws one

    Image.new("RGB", (3000, 2000), "teal").save(tmp_path / "light.png")
    page = guide(390)
    page.set_input_files("#id_p-photos", str(tmp_path / "light.png"))
    page.locator(".photos .name").first.wait_for()
    assert page.evaluate("document.querySelector('#id_p-photos').files[0].name") == "light.jpg"
    page.click(".photos button")
    assert page.evaluate("document.querySelector('#id_p-photos').files.length") == 0


def test_a_sentence_is_read_out_and_can_be_closed(guide):
    page = guide(390)
    page.evaluate("document.dispatchEvent(new CustomEvent('linli:say', {detail: {text: '已保存。'}}))")
    assert page.locator("[role=status] .toast").inner_text().startswith("已保存。")
    page.click(".toast button")
    assert page.locator(".toast").count() == 0


def test_a_lost_network_is_told_and_its_return_too(guide):
    page = guide(390)
    page.context.set_offline(True)
    page.locator("#weak").wait_for(state="visible")
    assert "网络断了" in page.locator("#weak").inner_text()
    page.context.set_offline(False)
    page.locator("#weak").wait_for(state="hidden")
    assert page.is_hidden("#weak")
