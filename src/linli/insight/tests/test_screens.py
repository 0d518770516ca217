"""A screen on a wall: nobody, paired once by a code, shown sums alone, cut off at the desk."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.rights import post_of
from linli.accounts.tests.given import signed_in
from linli.base.actor import Actor, Kind
from linli.base.clock import SHANGHAI, now
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.cases.tests.given import a_clerk
from linli.insight import actions, walls
from linli.insight.models import Screen
from linli.insight.screens import COOKIE
from linli.organizations.tests.given import COUNTY, OTHER_COUNTY, a_unit
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
ASSOCIATIONS, CLUBS, RATE = "disabled_association_coverage", "social_work_station_coverage", "on_time_rate"
STATEMENTS = 21


def an_administrator(area: str = COUNTY) -> Actor:
    return a_clerk(None, role="administrator", area=area)


def a_screen(by: Actor | None = None, at: datetime = NOON, area: str = COUNTY, **more) -> actions.Fresh:
    by = by or an_administrator()
    facts = {"label": "一楼大厅", "area": area, "figures": [ASSOCIATIONS, RATE], **more}
    with acting_as(by):
        return actions.register(**facts, by=by, at=at)


def hung(at: datetime | None = None) -> tuple[Client, actions.Fresh]:
    """A screen and the browser that has typed its code."""
    fresh = a_screen(at=at or now())
    browser = Client()
    answer = browser.post("/screen/enrol/", {"code": fresh.code})
    assert (answer.status_code, answer["Location"]) == (302, "/screen/")
    return browser, fresh


def test_a_code_makes_a_browser_the_screen_once():
    fresh = a_screen()
    secret = actions.enrol(code=fresh.code.lower(), whence="1.2.3.4", at=NOON + timedelta(minutes=29))
    assert actions.found_by(secret, NOON + timedelta(minutes=29)) == fresh.screen
    with refused("insight.code_wrong"):
        actions.enrol(code=fresh.code, whence="1.2.3.4", at=NOON + timedelta(minutes=29))


def test_a_code_that_was_not_typed_within_half_an_hour_opens_nothing():
    fresh = a_screen()
    with refused("insight.code_wrong"):
        actions.enrol(code=fresh.code, whence="1.2.3.4", at=NOON + timedelta(minutes=31))


def test_codes_cannot_be_tried_without_end():
    for _each in range(10):
        with refused("insight.code_wrong"):
            actions.enrol(code="AAAABBBB", whence="1.2.3.4", at=NOON)
    with refused("insight.too_many_codes"):
        actions.enrol(code="AAAABBBB", whence="1.2.3.4", at=NOON)


def test_a_screen_that_is_withdrawn_shows_nothing_from_that_moment():
    administrator = an_administrator()
    fresh = a_screen(administrator)
    secret = actions.enrol(code=fresh.code, whence="1.2.3.4", at=NOON)
    with acting_as(administrator):
        actions.withdraw(fresh.screen, by=administrator, at=NOON)
    assert actions.found_by(secret, NOON) is None
    with acting_as(administrator), refused("insight.screen_gone"):
        actions.withdraw(fresh.screen, by=administrator, at=NOON)


def test_only_who_looks_after_an_areas_screens_registers_one_there():
    supervisor = Actor(Kind.STAFF, user=new_id(), posts=(post_of("supervisor", COUNTY, None),))
    for by, area in ((supervisor, COUNTY), (an_administrator(), OTHER_COUNTY)):
        with refused("accounts.no_right"):
            a_screen(by, area=area)


@pytest.mark.parametrize("figures", [[], [ASSOCIATIONS] * 7])
def test_a_screen_shows_one_to_six_figures(figures):
    with refused("insight.too_many_figures"):
        a_screen(figures=figures)


def test_the_wall_shows_figures_places_and_what_is_amiss_and_leaves_out_what_rests_on_few():
    a_unit(CLUBS.removesuffix("_coverage"))
    fresh = a_screen(figures=[ASSOCIATIONS, CLUBS, RATE])
    shown = walls.wall(fresh.screen, NOON)
    assert shown.figures[0].name == "村（社区）残疾人协会覆盖率"
    assert (shown.figures[0].value, shown.figures[0].is_met) == (0, False)
    assert (shown.figures[2].value, shown.figures[2].reason) == (None, "这个月没有算进来的办件")
    assert {each.figure.area.code[:6] for each in shown.places} == {COUNTY}
    assert shown.regions == []


def test_any_other_browser_is_asked_to_become_a_screen_also_where_staff_are_signed_in(client):
    actor = a_clerk(None, role="supervisor", area=COUNTY)
    for browser in (client, signed_in(Client(), User.objects.get(pk=actor.user))):
        assert browser.get("/screen/")["Location"] == "/screen/enrol/"
        part = browser.get("/screen/", headers={"HX-Request": "true"})
        assert part["HX-Redirect"] == "/screen/enrol/"


def test_whoever_pairs_a_screen_is_signed_out_there_and_its_cookie_goes_nowhere_else():
    fresh = a_screen(at=now())
    browser = signed_in(Client(), User.objects.get(pk=an_administrator().user))
    answer = browser.post("/screen/enrol/", {"code": fresh.code})
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/screen/", True, "Lax")
    assert browser.get("/insight/").status_code == 302


def test_the_wall_asks_a_fixed_number_of_statements_and_only_the_part_when_asked_again():
    browser, _fresh = hung()
    whole = browser.get("/screen/")
    assert "<!doctype html>" in whole.content.decode()
    with CaptureQueriesContext(connection) as asked:
        part = browser.get("/screen/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'class="wall-figures"' in part
    assert len(asked) == STATEMENTS


def test_the_wall_names_nobody_and_keeps_nothing():
    browser, _fresh = hung()
    answer = browser.get("/screen/")
    assert answer["Cache-Control"] == "no-store, private"
    assert "sessionid" not in browser.cookies
    for name in User.objects.exclude(name="").values_list("name", flat=True):
        assert name not in answer.content.decode()


def test_a_withdrawn_screen_forgets_its_secret(client):
    browser, fresh = hung()
    administrator = signed_in(client, User.objects.get(pk=an_administrator().user))
    answer = administrator.post(f"/insight/screens/{fresh.screen.pk}/withdraw/")
    assert answer["Location"] == "/insight/screens/"
    answer = browser.get("/screen/")
    assert answer["Location"] == "/screen/enrol/"
    assert answer.cookies[COOKIE].value == ""


def test_the_desk_shows_a_code_once(client):
    browser = signed_in(client, User.objects.get(pk=an_administrator().user))
    page = browser.post("/insight/screens/", {"label": "大厅", "area": COUNTY, "figures": [ASSOCIATIONS]})
    assert page["Cache-Control"] == "no-store, private"
    assert "启用码" in page.content.decode()
    assert "登记一块大屏" in browser.get("/insight/screens/").content.decode()
    with acting_as(actions.DOOR):
        assert [each.label for each in Screen.objects.all()] == ["大厅"]
