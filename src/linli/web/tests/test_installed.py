"""The portal on the home screen of a phone: what a browser asks of a page that can be kept there."""

import io

import pytest
from PIL import Image

from tests.browsing import PHONE, a_person

pytestmark = pytest.mark.browser
READ = """async () => {
  const address = document.querySelector("link[rel=manifest]").href;
  const found = await fetch(address);
  return {address, type: found.headers.get("content-type"), said: await found.json()};
}"""


def test_a_phone_can_keep_the_portal_on_its_home_screen(live, chromium):
    with a_person(chromium, live, PHONE) as person:
        person.goes_to("/")
        told = person.page.evaluate(READ)
        assert told["type"].startswith("application/manifest+json")
        assert (told["said"]["start_url"], told["said"]["display"]) == ("/", "standalone")
        for icon in told["said"]["icons"]:
            answer = person.page.request.get(f"{told['address'].rsplit('/', 1)[0]}/{icon['src']}")
            assert (answer.status, answer.headers["content-type"]) == (200, icon["type"])
            if icon["type"] == "image/png":
                width, height = Image.open(io.BytesIO(answer.body())).size
                assert f"{width}x{height}" == icon["sizes"]
        browser = person.page.context.new_cdp_session(person.page)
        assert browser.send("Page.getAppManifest")["errors"] == []
        missing = {each["errorId"] for each in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]}
        assert missing <= {"in-incognito"}  # as the windows of these tests are


def test_the_desk_and_the_machines_are_not_offered_for_it(live, chromium):
    with a_person(chromium, live, PHONE) as person:
        for address in ("/desk/sign-in/", "/kiosk/"):
            person.goes_to(address)
            assert person.page.locator("link[rel=manifest]").count() == 0
