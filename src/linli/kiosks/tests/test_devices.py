"""Machines at the desk: registered, enrolled by a code that serves once, seen, counted, withdrawn."""

from datetime import timedelta

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor
from linli.base.clock import local_day
from linli.base.scope import acting_as
from linli.kiosks import actions, queries
from linli.kiosks.actions import DOOR
from linli.kiosks.models import Device, DeviceDay
from linli.kiosks.rules import Use
from linli.kiosks.tests.given import (
    COMMUNITY,
    COUNTY,
    DAY,
    MONDAY_9AM,
    NEIGHBOUR,
    OTHER_COMMUNITY,
    a_machine,
    a_worker,
    an_enrolled,
    do,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_a_code_makes_one_browser_a_machine_and_serves_once():
    fresh = a_machine()
    device, secret = actions.enrol(code=fresh.code.lower(), whence="1.2.3.4", at=MONDAY_9AM)
    assert actions.found_by(secret, MONDAY_9AM) == device
    with refused("kiosks.code_wrong"):
        actions.enrol(code=fresh.code, whence="1.2.3.4", at=MONDAY_9AM)


def test_a_code_is_worth_nothing_after_half_an_hour():
    fresh = a_machine()
    with refused("kiosks.code_wrong"):
        actions.enrol(code=fresh.code, whence="1.2.3.4", at=MONDAY_9AM + timedelta(minutes=30))


def test_codes_are_not_guessed():
    for _try in range(10):
        with refused("kiosks.code_wrong"):
            actions.enrol(code="AAAABBBB", whence="1.2.3.4", at=MONDAY_9AM)
    with refused("kiosks.too_many_codes"):
        actions.enrol(code=a_machine().code, whence="1.2.3.4", at=MONDAY_9AM)


def test_a_withdrawn_machine_and_one_with_a_new_code_are_no_machines_of_ours():
    worker = a_worker()
    for verb in (actions.withdraw, actions.renew):
        device, secret = actions.enrol(code=a_machine(by=worker).code, whence="x", at=MONDAY_9AM)
        do(verb, device, by=worker)
        assert actions.found_by(secret, MONDAY_9AM) is None


def test_what_is_withdrawn_stays_so():
    worker = a_worker()
    device = a_machine(by=worker).device
    do(actions.withdraw, device, by=worker)
    with refused("kiosks.withdrawn_already"):
        do(actions.renew, device, by=worker)


def test_a_number_names_one_machine_everywhere():
    label = a_machine(OTHER_COMMUNITY).device.label
    with refused("kiosks.label_taken"):
        do(actions.register, label=label, area=COMMUNITY, place="大厅", by=a_worker())


@pytest.mark.parametrize("area", [NEIGHBOUR, COUNTY])
def test_a_machine_is_put_where_one_keeps_them_and_in_a_community(area):
    by = a_worker() if area == NEIGHBOUR else an_actor(Role.ADMINISTRATOR, COUNTY)
    with refused("accounts.no_right" if area == NEIGHBOUR else "kiosks.not_a_community"):
        do(actions.register, label="X-1", area=area, place="大厅", by=by)


def test_who_keeps_other_places_neither_sees_nor_withdraws_it():
    device, other = a_machine().device, a_worker(NEIGHBOUR)
    with acting_as(other):
        assert not Device.objects.exists()
    with refused("kiosks.not_visible"):
        do(actions.withdraw, device, by=other)


def used(device: Device, days: int, visits: int, until=MONDAY_9AM) -> None:
    """Seen on so many days, the last one today; visited on the first of them."""
    with acting_as(DOOR):
        Device.objects.filter(pk=device.pk).update(enrolled_at=until - 200 * DAY)
        for back in range(days):
            day, seen = local_day(until - back * DAY), visits if back == 0 else 0
            DeviceDay.objects.update_or_create(device=device, day=day, defaults={"visits": seen})


def test_coverage_counts_urban_communities_with_a_machine_alive_and_used_and_says_who_has_none():
    for area, days, visits in ((COMMUNITY, 15, 3), (NEIGHBOUR, 14, 9)):
        used(an_enrolled(area, MONDAY_9AM)[0], days, visits)
    today = local_day(MONDAY_9AM)
    with acting_as(an_actor(Role.SUPERVISOR, COUNTY)):
        whole, below = queries.coverage(COUNTY, today)
        without = queries.uncovered(COUNTY, today, 1000)
        periods = {each.area_id: queries.period(each, today) for each in Device.objects.all()}
    assert whole.covered == 1
    assert below[COMMUNITY[:9]].covered == 1
    assert len(without) == whole.wanted - 1
    assert NEIGHBOUR in without
    assert {area: each.is_working for area, each in periods.items()} == {COMMUNITY: True, NEIGHBOUR: False}


def test_a_day_s_counts_add_up_and_name_nobody():
    device, _secret = an_enrolled(at=MONDAY_9AM)
    for use in (Use.VISIT, Use.VISIT, Use.SENT):
        actions.count(device, use, MONDAY_9AM)
    with acting_as(DOOR):
        day = DeviceDay.objects.get(device=device)
    assert (day.visits, day.sent, day.looked, day.rated) == (2, 1, 0, 0)
    assert {field.name for field in DeviceDay._meta.fields} == {
        "id", "device", "day", "visits", "sent", "looked", "rated",
    }  # fmt: skip
