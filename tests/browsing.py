"""A real Chromium against a real server, for the journeys; everything a person would complain about fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Every rule is tried on every element; what is in order is not written down, which would cost as much again.
AXE = """async (options) => {
  const {violations} = await axe.run({reporter: "no-passes", ...options});
  return violations.map(({id, nodes}) => [id, nodes.map(({target}) => target)]);
}"""


def objections(page: Page, **options: object) -> list[list]:
    """What axe objects to on the page as it stands: the rule, and where. `options` are those of `axe.run`."""
    if not page.evaluate("'axe' in window"):
        devtools = page.context.new_cdp_session(page)
        devtools.send("Runtime.evaluate", {"expression": AXE_SCRIPT})  # as it is: Playwright would wrap it for an eval
        devtools.detach()
    return page.evaluate(AXE, options)


class Person:
    """Somebody with a browser window of their own. Errors of the console are collected and checked at the end."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site, self.complaints = site, []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message) -> None:
        # A refused form answers 422; the browser notes the status, which is no complaint.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site + path)

    def presses(self, name: str, exact: bool = False) -> None:
        """A button or else a link, by what is written on it; waits for one of them, as the page may still be on its way."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        button.or_(link).first.wait_for(state="attached")
        (button if button.count() else link).first.click()

    def opens(self, words: str) -> None:
        """A fold by its heading."""
        self.page.locator("summary", has_text=words).first.click()

    def types(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.fill(words)

    def chooses(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).first.check()

    def reads(self, words: str) -> None:
        """The words stand on the page and can be seen."""
        self.page.get_by_text(words).first.wait_for(state="visible")

    def finds_nothing_wrong_here(self) -> None:
        """No axe violation, nothing wider than the screen."""
        assert objections(self.page) == []
        assert self.page.evaluate(TOO_WIDE) <= 0


@contextmanager
def a_person(chromium: Browser, site: str, screen: dict[str, int], **more) -> Iterator[Person]:
    """A window of this size; closed, and its complaints checked, at the end."""
    context = chromium.new_context(viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    person = Person(context, site)
    yield person
    context.close()
    assert person.complaints == []
