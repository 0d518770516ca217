"""Somebody calls: from the number to the case without a hand leaving the keyboard; and what is open already is seen."""

import pytest

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.models import Case, Channel, ConsentWay
from linli.cases.tests import given
from tests.browsing import DESKTOP, a_person
from tests.signing_in import as_staff
from tests.world import WATCHER

pytestmark = pytest.mark.browser


def goes_on_to(person, selector: str) -> None:
    """With the tabulator alone."""
    for _each in range(40):
        if person.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector}")


def test_a_call_is_taken_by_keyboard_alone(live, chromium):
    clerk, caller = given.a_clerk(given.a_unit()), given.a_resident()
    given.a_case(caller, now())
    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, clerk)
        keyboard = person.page.keyboard
        person.goes_to("/desk/call/")
        keyboard.type(phone_of(User.objects.get(pk=caller.user)))
        keyboard.press("Enter")
        person.reads("没办完的")
        keyboard.type("灯坏了")
        keyboard.press("Enter")
        person.reads("小区楼道里的东西坏了")
        goes_on_to(person, "button[name=choose]")
        keyboard.press("Enter")
        person.reads("坏成什么样")
        goes_on_to(person, "input[name=where]")
        keyboard.press("Space")
        goes_on_to(person, "textarea")
        keyboard.type("楼道灯不亮")
        goes_on_to(person, "input[name=danger]")
        keyboard.press("Space")
        goes_on_to(person, "input[name=place]")
        keyboard.type("3 号楼 2 单元")
        person.reads("是不是同一件事？")  # the caller's own, of this morning
        goes_on_to(person, "input[name=place]")
        keyboard.press("Enter")
        person.reads("念给居民听")
        keyboard.press("Enter")
        person.reads("楼道灯不亮")
        person.page.wait_for_url("**/desk/cases/**")
    with acting_as(WATCHER):
        case = Case.objects.get(channel=Channel.PHONE)
        [asked] = entries(on=case, verbs=["cases.submitted"])
    assert (case.description, case.unit_id, case.resident_id) == ("楼道灯不亮", clerk.units[0], caller.user)
    assert asked.facts["consent"] == ConsentWay.PHONE
