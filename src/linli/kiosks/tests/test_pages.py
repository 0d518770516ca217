"""The machine's pages: nothing without its secret, nobody after the visit, and nothing beside the three choices."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.tests.given import SYSTEM
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.models import Case, Channel
from linli.cases.tests import given as of_cases
from linli.catalog.queries import catalogue
from linli.kiosks import actions
from linli.kiosks.doors import COOKIE
from linli.kiosks.pages import asking
from linli.kiosks.tests.given import a_machine, a_resident, a_worker, an_enrolled, do, in_front_of

pytestmark = pytest.mark.django_db
REPAIR = {"description": "三楼的灯坏了，晚上看不见。", "where": "stairs", "danger": "no", "place": "3 号楼"}


def test_any_other_browser_is_asked_to_become_a_machine_and_keeps_its_own_session(client):
    assert client.get("/kiosk/").headers["Location"] == "/kiosk/enrol/"
    assert client.get("/kiosk/ask/").headers["Location"] == "/kiosk/enrol/"


def test_a_browser_enrols_and_then_shows_nothing_but_the_kiosk(client):
    client.post("/kiosk/enrol/", {"code": a_machine(at=now()).code})
    assert client.get("/kiosk/").status_code == 200
    for address in ("/", "/desk/", "/cases/", "/sign-in/", "/api/v1/cases"):
        assert client.get(address).headers["Location"] == "/kiosk/"


def test_a_withdrawn_machine_forgets_that_it_was_one_and_whoever_stood_at_it():
    worker, resident = a_worker(), a_resident()
    device, secret = actions.enrol(code=a_machine(by=worker, at=now()).code, whence="x", at=now())
    client = in_front_of(secret, resident)
    assert client.get("/kiosk/look/").status_code == 200
    do(actions.withdraw, device, by=worker, at=now())
    assert client.get("/kiosk/look/").headers["Location"] == "/kiosk/enrol/"
    assert not client.cookies[COOKIE].value
    assert client.get("/").status_code == 200


def test_a_visit_signs_nobody_in_to_the_rest_of_the_product():
    _device, secret = an_enrolled()
    client = in_front_of(secret, a_resident())
    assert client.get("/kiosk/menu/").status_code == 200
    ordinary = Client()
    ordinary.cookies["linli_session"] = client.cookies["linli_session"].value
    assert ordinary.get("/cases/").headers["Location"].startswith("/sign-in/")
    assert ordinary.get("/kiosk/look/").headers["Location"] == "/kiosk/enrol/"


@pytest.mark.parametrize("ending", ["out", "start", "idle", "too long"])
def test_after_a_visit_nothing_is_left_for_the_next_person(ending, monkeypatch):
    _device, secret = an_enrolled()
    client = in_front_of(secret, a_resident())
    shown = client.get("/kiosk/look/")
    assert shown.headers["Cache-Control"] == "no-store, private"
    if ending == "out":
        client.cookies["linli_language"] = "en"
        client.post("/kiosk/out/")
        assert not client.cookies["linli_language"].value
    elif ending == "start":
        client.get("/kiosk/")
    else:
        for seconds in [90] if ending == "idle" else range(60, 1260, 60):
            later = now() + timedelta(seconds=seconds)
            monkeypatch.setattr("linli.kiosks.doors.now", lambda later=later: later)
            last = client.get("/kiosk/menu/")
        assert last.status_code == 302
    assert client.get("/kiosk/look/").headers["Location"].startswith("/kiosk/sign-in/")


def test_an_item_is_asked_for_question_by_question_and_comes_by_the_kiosk_s_door():
    device, secret = an_enrolled()
    resident = a_resident()
    client = in_front_of(secret, resident)
    given, key = {}, uuid4()
    page = client.get("/kiosk/ask/public-repair/")
    for step in range(12):
        name = page.context["field"].name if "field" in (page.context or {}) else None
        if name is None:
            break
        if step == 0:  # left out: the same question again, and what is wrong with it
            wrong = client.post("/kiosk/ask/public-repair/", {"step": 0, "client_key": key})
            assert wrong.status_code == 422
        given |= {name: REPAIR[name]} if name in REPAIR else {}
        page = client.post("/kiosk/ask/public-repair/", {**given, "step": step, "client_key": key})
    assert "这样写对吗" in page.content.decode()
    for _twice in range(2):
        sent = client.post("/kiosk/ask/public-repair/", {**given, "step": step, "client_key": key, "send": "1"})
    with acting_as(SYSTEM):
        case = Case.objects.get(resident=resident.resident)
    assert (case.channel, case.area_id) == (Channel.KIOSK, device.area_id)
    assert case.number in client.get(sent.headers["Location"]).content.decode()


def test_every_item_that_needs_no_picture_is_reached_by_touch():
    _device, secret = an_enrolled()
    client, found, waiting = in_front_of(secret, a_resident()), set(), ["/kiosk/ask/"]
    seen = set()
    while waiting:
        context = client.get(address := waiting.pop()).context
        seen.add(address)
        ways = [tile.way for tile in context["tiles"]]
        found |= {way for way in ways if "?" not in way}
        ways = [*(way for way in ways if "?" in way), context["after"], context["more"]]
        waiting += [way for way in ways if way and way not in seen]
    wanted = [item for item in catalogue().items.values() if not asking.needs_photo(item)]
    assert found == {reverse("kiosks:item", args=[item.code]) for item in wanted}


def test_one_sees_one_s_own_confirms_and_rates_it_by_touch():
    resident, clerk = a_resident(), of_cases.a_clerk(of_cases.a_unit())
    _device, secret = an_enrolled()
    case = of_cases.a_resolved_case(clerk, resident, now() - timedelta(hours=4))
    client, other = in_front_of(secret, resident), in_front_of(secret, a_resident())
    assert other.get(reverse("kiosks:case", args=[case.number])).status_code == 404
    assert "换了灯泡" in client.get(reverse("kiosks:case", args=[case.number])).content.decode()
    client.post(reverse("kiosks:confirm", args=[case.number]))
    assert (
        case.number in client.get("/kiosk/rate/").content.decode()
        or case.title in client.get("/kiosk/rate/").content.decode()
    )
    client.post(reverse("kiosks:level", args=[case.number]), {"level": "5"})
    with acting_as(SYSTEM):
        case.refresh_from_db()
    assert case.rating == 5


@pytest.mark.parametrize("what", [{"rating_set_aside": True}, {"resolved_at": now() - timedelta(days=31)}])
def test_nobody_is_asked_for_a_rating_that_would_be_refused(what):
    """Set aside after an appeal, or too long ago."""
    resident, clerk = a_resident(), of_cases.a_clerk(of_cases.a_unit())
    _device, secret = an_enrolled()
    case = of_cases.a_resolved_case(clerk, resident, now() - timedelta(hours=4))
    with acting_as(SYSTEM):
        type(case).objects.filter(pk=case.pk).update(**what)
    client = in_front_of(secret, resident)
    level = reverse("kiosks:level", args=[case.number])
    assert level not in client.get("/kiosk/rate/").content.decode()
    assert level not in client.get(reverse("kiosks:case", args=[case.number])).content.decode()
    assert client.get(level).url == reverse("kiosks:case", args=[case.number])


def test_not_done_is_said_without_typing():
    resident, clerk = a_resident(), of_cases.a_clerk(of_cases.a_unit())
    _device, secret = an_enrolled()
    case = of_cases.a_resolved_case(clerk, resident, now() - timedelta(hours=4))
    client = in_front_of(secret, resident)
    client.post(reverse("kiosks:again", args=[case.number]), {"why": "none"})
    with acting_as(SYSTEM):
        case.refresh_from_db()
    assert (case.stage, case.reopened_count) == ("assigned", 1)
