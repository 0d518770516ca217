"""The pages of figures in a real browser: accessible, within the screen, read on a phone and at a desk."""

import os
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.cases import actions as cases
from linli.indicators import pages
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM
from tests.browsing import TOO_WIDE, objections

pytestmark = pytest.mark.browser

HERE = "/desk/indicators/"


def half_a_year() -> None:
    """Every month some cases: on time or late, rated or not, in two communities and three units."""
    clerks = [given.a_clerk(given.a_unit()), given.a_clerk(given.a_unit(area=given.NEIGHBOUR))]
    given.a_unit("subdistrict_office", area=given.STREET)
    for month in range(6):
        for number in range(5):
            at = MONDAY_9AM - (5 - month) * 30 * DAY + number * HOUR
            resident, place = given.a_resident(), number % 2
            area = (given.COMMUNITY, given.NEIGHBOUR)[place]
            case = given.a_case(resident, at=at, area=area)
            given.do(cases.accept, case, by=clerks[place], at=at + (1 + 2 * (number == 4)) * HOUR)
            if (number + month) % 5 == 4:
                continue
            late = (number + month) % 4 == 3
            given.resolved(case, clerks[place], case.due_at + HOUR if late else at + 2 * HOUR)
            if number % 3 == 0:
                given.do(cases.rate, case, level=5 - (month % 4), by=resident, at=case.due_at + 2 * HOUR)
    given.counted(MONDAY_9AM + 20 * DAY)


@pytest.fixture
def desk(live: str, chromium: Browser, monkeypatch) -> Iterator:
    """Opens an address as the county's dispatcher at a width; fails at the end if the console complained."""
    half_a_year()
    monkeypatch.setattr(pages, "now", lambda: MONDAY_9AM + 7 * DAY)
    session = signed_in(Client(), User.objects.get(pk=given.a_dispatcher().user)).cookies["linli_session"].value
    opened, complaints = [], []

    def at(width: int, address: str) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        opened.append(context)
        context.add_cookies([{"name": "linli_session", "value": session, "url": live}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live + address)
        return page

    yield at
    for context in opened:
        context.close()
    assert complaints == []


def photographed(page: Page, name: str) -> None:
    """Kept where somebody wants to look: LINLI_SCREENSHOTS names the folder."""
    if folder := os.environ.get("LINLI_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_the_pages_are_accessible_and_fit_every_screen(desk):
    for name, address in (
        ("rates", f"{HERE}?area=131102001&month=2026-11"),
        ("explain", f"{HERE}on_time_rate/?area=131102001&month=2026-11"),
        ("nothing", f"{HERE}?area=131102002&month=2026-11"),
    ):
        page = desk(320, address)
        for width in (320, 390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(TOO_WIDE) <= 0, (name, width)
            photographed(page, f"indicators-{name}-{width}")
        assert objections(page) == []


def test_a_leader_goes_from_the_county_down_to_a_case_by_keyboard_and_back(desk):
    page = desk(1440, f"{HERE}?month=2026-11")
    page.get_by_role("link", name="河西街道").press("Enter")
    page.get_by_role("heading", name="河西街道").first.wait_for()
    page.get_by_role("link", name=re.compile("看这个数怎么来的.*按期办结率")).press("Enter")
    page.get_by_role("heading", name="按期办结率怎么来的").wait_for()
    assert page.locator("table a[href*='/desk/cases/131102-']").count() > 0
    page.get_by_role("link", name="服务指标").last.press("Enter")
    page.get_by_role("heading", name="哪里低").wait_for()


def test_another_month_is_chosen_without_a_script(desk):
    page = desk(390, f"{HERE}?month=2026-11")
    page.get_by_role("combobox").select_option("2026-09")
    page.get_by_role("button", name="看这个月").click()
    page.get_by_text("按办结期限在2026年9月的办件算").wait_for()
    page.get_by_role("link", name="下个月").click()
    page.get_by_text("按办结期限在2026年10月的办件算").wait_for()
