"""Who needs help at once finds whom to call: two presses from the first page, signed in or not."""

import pytest

from linli.cases.tests import given
from linli.organizations.models import Organization
from tests.browsing import PHONE, Person, a_person
from tests.signing_in import as_resident

pytestmark = pytest.mark.browser
NUMBER, COMMITTEE, SCHOOL = "19900004712", "0318-0000001", "0318-0000002"
LINK = "打电话求助：急事、您社区的电话"


def test_a_visitor_calls_an_ambulance_and_a_resident_their_committee(own_database, live, chromium):
    committee, school = given.a_unit(), given.a_unit("school", area=given.OTHER_COMMUNITY)
    for unit, phone in ((committee, COMMITTEE), (school, SCHOOL)):
        Organization.objects.filter(pk=unit.pk).update(phone=phone)
    with a_person(chromium, live, PHONE, has_touch=True) as person:
        person.goes_to("/")
        person.presses(LINK)
        assert numbers(person) == ["120", "119", "110", "12345", "12348", "12356", "12338"]
        person.reads("选好您住的村、社区")
        person.finds_nothing_wrong_here()
        as_resident(person, NUMBER, name="王秀英", community="游园")
        person.goes_to("/")
        person.presses(LINK)
        assert numbers(person)[3] == COMMITTEE
        assert SCHOOL not in numbers(person)
        person.finds_nothing_wrong_here()


def numbers(person: Person) -> list[str]:
    """What one press calls, from the top."""
    links = person.page.locator("main a[href^='tel:']").all()
    return [(each.get_attribute("href") or "").removeprefix("tel:") for each in links]
