"""Machines at the desk: by kind and by how they stand, with tokens that are shown once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.kiosks import actions
from linli.kiosks.actions import DOOR
from linli.kiosks.models import Device
from linli.kiosks.tests.given import COMMUNITY, NEIGHBOUR, a_locker, a_machine, a_worker
from linli.tables.tests.test_pages import browser_of

pytestmark = pytest.mark.django_db
HERE = "/desk/kiosks/"


def labels(page) -> set[str]:
    return {each.label for each, *_words in page.context["rows"]}


def a_silent_locker(by) -> Device:
    locker = a_locker(by=by, at=now() - timedelta(days=2)).device
    actions.hear(locker, at=now() - timedelta(hours=5))
    return locker


def test_the_list_is_narrowed_by_kind_and_by_how_machines_stand():
    worker = a_worker()
    kiosk, silent, unheard = a_machine(by=worker).device, a_silent_locker(worker), a_locker(by=worker).device
    a_locker(NEIGHBOUR)
    browser = browser_of(worker)
    assert labels(browser.get(HERE)) == {kiosk.label, silent.label, unheard.label}
    assert labels(browser.get(HERE + "?kind=parcel_locker")) == {silent.label, unheard.label}
    assert labels(browser.get(HERE + "?kind=parcel_locker&state=silent")) == {silent.label}
    assert labels(browser.get(HERE + "?kind=camera&state=x")) == {kiosk.label, silent.label, unheard.label}


def test_a_list_of_many_machines_takes_as_many_statements_as_one_of_few():
    worker = a_worker()
    browser, counts = browser_of(worker), []
    for more in (1, 5):
        for _each in range(more):
            a_silent_locker(worker)
        with CaptureQueriesContext(connection) as asked:
            browser.get(HERE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_token_is_shown_on_the_page_that_answers_and_never_again():
    worker = a_worker()
    browser = browser_of(worker)
    given = {"kind": "library_machine", "label": "TS-9", "place": "一楼", "area": COMMUNITY}
    page = browser.post(HERE + "new/", given)
    token = re.search(r"linlim_[\w-]{40,}", page.content.decode())[0]
    assert page.headers["Cache-Control"] == "no-store"
    assert actions.whose_token(token).label == "TS-9"
    with acting_as(DOOR):
        address = f"{HERE}{Device.objects.get(label='TS-9').pk}/"
    assert token not in browser.get(address).content.decode()
    assert token not in browser.post(address + "renew/").content.decode()
    assert actions.whose_token(token) is None


def test_a_machine_that_fell_silent_stands_on_today_with_where_it_is():
    worker = a_worker()
    silent = a_silent_locker(worker)
    page = browser_of(worker).get("/desk/").content.decode()
    assert silent.label in page
    assert "机器没有音信" in page
    assert silent.label not in browser_of(a_worker(NEIGHBOUR)).get("/desk/").content.decode()
