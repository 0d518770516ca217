"""A screen in a real browser: refreshed in place, on when the server is away, anew once a day; dark, whole, readable."""

import pytest

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.tests.given import a_clerk
from linli.insight import actions
from linli.organizations.tests.given import COUNTY, a_unit
from tests.browsing import a_person

pytestmark = [pytest.mark.browser]
WIDE = {"width": 1920, "height": 1080}
FIGURES = ["disabled_association_coverage", "kiosk_coverage", "on_time_rate", "grid_coverage", "assisted_coverage"]
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(each => each.checkVisibility() && !each.closest("svg, .unseen, .band") && each.children.length === 0)
  .filter(each => each.textContent.trim() && each.getBoundingClientRect().height)
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
CUT = """() => [...document.querySelectorAll("article, .wall-alerts")]
  .filter(each => each.scrollHeight > each.clientHeight + 1 || each.getBoundingClientRect().bottom > innerHeight)
  .map(each => each.textContent.trim())"""
AGAIN = """() => new Promise((done) => {
  for (const event of ["htmx:afterSettle", "htmx:sendError"])
    document.body.addEventListener(event, () => done(event), { once: true });
  htmx.trigger("#main", "refresh");
})"""


@pytest.fixture
def screen(live, chromium):
    a_unit("disabled_association")
    administrator = a_clerk(None, role="administrator", area=COUNTY)
    with acting_as(administrator):
        fresh = actions.register(label="大厅", area=COUNTY, figures=FIGURES, by=administrator, at=now())
    with a_person(chromium, live, WIDE) as person:
        person.goes_to("/screen/enrol/")
        person.page.get_by_label("启用码").fill(fresh.code)
        person.presses("启用这块大屏")
        person.page.wait_for_url(f"{live}/screen/")
        yield person


def test_a_wall_is_whole_and_its_smallest_words_are_read_at_five_metres(screen):
    page = screen.page
    assert page.evaluate("document.documentElement.scrollHeight") <= WIDE["height"]
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALLEST) >= 0.028 * WIDE["height"] - 0.01
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_refresh_replaces_what_is_shown_and_leaves_no_more_of_it(screen):
    page = screen.page
    page.evaluate("document.querySelector('article').dataset.old = '1'")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    for _each in range(3):
        page.evaluate(AGAIN)
    assert page.locator("[data-old]").count() == 0
    assert page.evaluate("document.querySelectorAll('*').length") == nodes


def test_while_the_server_is_away_the_last_figures_stay_with_their_time_and_it_comes_back(screen):
    page = screen.page
    figure, moment = page.locator("article").first.inner_text(), page.locator("time").inner_text()
    page.context.set_offline(True)
    assert page.evaluate(AGAIN) == "htmx:sendError"
    away = page.locator("#away")
    assert away.is_visible()
    assert moment in away.inner_text()
    assert page.locator("article").first.inner_text() == figure
    page.context.set_offline(False)
    assert any("ERR_INTERNET_DISCONNECTED" in each for each in screen.complaints)
    screen.complaints.clear()  # of the network alone: the browser and htmx each note it
    assert page.evaluate(AGAIN) == "htmx:afterSettle"
    assert not away.is_visible()


def test_after_a_day_the_page_loads_itself_anew_once_the_server_answers(screen):
    page = screen.page
    page.clock.install()
    page.reload()
    page.evaluate("document.body.dataset.old = '1'")
    page.clock.set_system_time(now())
    page.clock.fast_forward(25 * 3600_000)
    page.wait_for_selector("body:not([data-old])")
    assert page.locator("article").count() == len(FIGURES)
