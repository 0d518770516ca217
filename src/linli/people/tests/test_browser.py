"""The doors, “我的” and 管理 in a real browser: accessible, within the screen, in the elder mode too."""

from datetime import timedelta

import pytest
from django.conf import settings

from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COUNTY, a_unit
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.tests.given import a_resident
from tests.browsing import DESKTOP, PHONE, a_person

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}
PORTAL = ["/me/", "/me/change/", "/me/who-looked/"]
DESK = [
    "/desk/me/",
    "/desk/me/password/",
    "/desk/me/totp/",
    "/desk/me/tokens/",
    "/desk/manage/rights/",
    "/desk/manage/posts/",
    "/desk/manage/posts/give/",
    "/desk/manage/staff/new/",
    "/desk/organizations/",
    "/desk/organizations/new/",
]


def signed_in(person, user):
    """The person's window with a session of the user."""
    from django.test import Client

    client = staff.signed_in(Client(), user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    person.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": person.site}])


def looks_right(person, addresses):
    for address in addresses:
        person.goes_to(address)
        try:
            person.finds_nothing_wrong_here()
        except AssertionError as wrong:
            pytest.fail(f"{address}: {wrong}")


@pytest.mark.parametrize(
    ("screen", "elder"), [(NARROW, False), (PHONE, True), (DESKTOP, False)], ids=["320", "390 elder", "1440"]
)
def test_the_portals_pages(chromium, live, screen, elder):
    me, unit = a_resident(), a_unit()
    clerk = staff.an_actor(unit=unit)
    with acting_as(clerk):
        actions.reveal(
            me, purpose="核实楼道灯的位置", ground=("cases.case", new_id()), number="131102-20261123-0001",
            by=clerk, at=now(),
        )  # fmt: skip
    with a_person(chromium, live, screen) as person:
        if elder:
            person.page.context.add_cookies([{"name": "linli_elder", "value": "1", "url": live}])
        looks_right(person, ["/sign-in/", "/desk/sign-in/"])
        person.goes_to("/sign-in/")
        person.types("手机号", "12345")
        person.presses("发短信给我")
        person.reads("请填 11 位手机号")
        person.finds_nothing_wrong_here()
        signed_in(person, staff.a_resident_user())
        looks_right(person, ["/me/start/"])
        signed_in(person, me.user)
        looks_right(person, PORTAL)


@pytest.mark.parametrize("screen", [NARROW, DESKTOP], ids=["320", "1440"])
def test_the_desks_pages(chromium, live, screen):
    admin = staff.a_staff_user(Role.ADMINISTRATOR, COUNTY, name="管理员")
    unit, worker = a_unit(), staff.a_staff_user(unit=None)
    worker.posts.update(starts_at=now() - timedelta(days=1))
    with a_person(chromium, live, screen) as person:
        signed_in(person, admin)
        looks_right(person, [*DESK, f"/desk/organizations/{unit.pk}/", f"/desk/manage/staff/{worker.pk}/"])
        person.goes_to("/desk/manage/posts/give/")
        person.types("用户名", "nobody")
        person.presses("安排", exact=True)
        person.reads("没有这个用户名")
        person.finds_nothing_wrong_here()
