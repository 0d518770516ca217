"""The closed loop once in English, on a phone: somebody who reads no Chinese asks, is helped, confirms and rates."""

import re

import pytest

from linli.cases.tests import given
from tests.browsing import PHONE, Person, a_person
from tests.signing_in import as_staff, code_sent_to

pytestmark = pytest.mark.browser


@pytest.fixture
def worker(own_database):
    """A worker of the community, where somebody lives who asks."""
    return given.a_clerk(given.a_unit("community_committee"))


def test_a_resident_asks_and_rates_in_english_and_the_worker_answers_in_english(worker, live, chromium):
    with a_person(chromium, live, PHONE) as resident, a_person(chromium, live, PHONE) as clerk:
        chooses_english(resident)
        signs_in(resident)
        number = asks_for_the_light(resident)
        as_staff(clerk, worker)
        handles_it(clerk, number)
        confirms_and_rates(resident)


def chooses_english(resident: Person) -> None:
    resident.goes_to("/items/")
    resident.presses("English")
    resident.reads("Caring for elders")
    resident.finds_nothing_wrong_here()


def signs_in(resident: Person) -> None:
    resident.goes_to("/sign-in/")
    resident.finds_nothing_wrong_here()
    resident.types("Phone number", "19900005678")
    resident.presses("Send me a message")
    resident.reads("We sent a message to")
    resident.page.get_by_role("textbox").last.fill(code_sent_to("19900005678"))
    resident.presses("Sign in", exact=True)
    resident.reads("Just two questions")
    resident.types("Your name", "Ann Lee")
    resident.page.get_by_role("searchbox").first.fill("游园")
    resident.page.get_by_role("button", name="Search").click()
    resident.page.wait_for_load_state("networkidle")
    resident.page.get_by_role("radio", name="游园").first.check()
    resident.finds_nothing_wrong_here()
    resident.presses("Done", exact=True)
    resident.page.wait_for_url(f"{resident.site}/")
    resident.reads("My requests")
    resident.finds_nothing_wrong_here()


def asks_for_the_light(resident: Person) -> str:
    resident.types("What do you need?", "light broken")
    resident.presses("Search")
    resident.presses("Something broken in the building or estate")
    resident.presses("Make this request")
    resident.types("Exact place", "Building 3, entrance 2")
    resident.chooses("Not sure")
    resident.types("How is it broken?", "The light on the third floor is out. It is dark at night.")
    resident.page.get_by_role("group", name="Could somebody get hurt?").get_by_label("No").check()
    resident.finds_nothing_wrong_here()
    resident.presses("Next: check it over")
    resident.reads("Is this right?")
    resident.finds_nothing_wrong_here()
    resident.presses("Submit", exact=True)
    resident.reads("We have your request")
    resident.finds_nothing_wrong_here()
    return re.search(r"131102-\d{8}-\d+", resident.page.content()).group()


def handles_it(clerk: Person, number: str) -> None:
    clerk.goes_to("/desk/")
    clerk.presses("English")
    clerk.presses("The light on the third floor is out")
    clerk.finds_nothing_wrong_here()
    clerk.presses("Accept and tell the resident")
    clerk.opens("Resolve and reply")
    clerk.types("What was done", "New bulb, please have a look.")
    clerk.page.locator("#resolve").get_by_role("button", name="Resolve and reply").click()
    clerk.reads("Waiting for the resident")
    clerk.finds_nothing_wrong_here()


def confirms_and_rates(resident: Person) -> None:
    resident.goes_to("/")
    resident.presses("Your turn")
    resident.reads("New bulb, please have a look.")
    resident.finds_nothing_wrong_here()
    resident.presses("Yes, it is done")
    resident.page.get_by_label("Very satisfied", exact=True).check()
    resident.presses("Send rating")
    resident.reads("Your rating")
    resident.finds_nothing_wrong_here()
