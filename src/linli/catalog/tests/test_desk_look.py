"""The catalogue at the desk in a real Chromium: nothing wider than the screen, nothing that axe complains about."""

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor
from tests.browsing import a_person
from tests.signing_in import as_staff

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_list_and_an_item_fit_every_screen_and_can_be_read_by_everybody(live, chromium, width):
    with a_person(chromium, live, {"width": width, "height": 900}) as worker:
        as_staff(worker, an_actor(Role.ADMINISTRATOR))
        worker.goes_to("/desk/manage/items/")
        worker.reads("照顾老人")
        worker.finds_nothing_wrong_here()
        worker.presses("老年助餐服务")
        worker.reads("谁来办")
        worker.finds_nothing_wrong_here()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_order_is_set_by_keyboard_and_the_editor_shows_icons_and_english(live, chromium, width):
    with a_person(chromium, live, {"width": width, "height": 900}) as worker:
        as_staff(worker, an_actor(Role.ADMINISTRATOR))
        worker.goes_to("/desk/manage/items/order/")
        worker.finds_nothing_wrong_here()
        lines = worker.page.locator("section[aria-labelledby=front] li")
        first = lines.first.locator("span.grow").inner_text()
        lines.first.get_by_role("button", name="下移").focus()
        worker.page.keyboard.press("Enter")
        worker.reads("排好的还没有提交")
        assert lines.nth(1).locator("span.grow").inner_text() == first
        assert worker.page.evaluate("document.activeElement.value").startswith("front:up:"), "one can go on from there"
        worker.goes_to("/desk/manage/items/elder-meals/change/")
        for each in worker.page.locator("details.more").all():
            each.evaluate("each => { each.open = true }")
        worker.finds_nothing_wrong_here()
        assert worker.page.get_by_label("老年助餐服务", exact=True).get_attribute("lang") == "en"
