"""A machine that is no kiosk: heard by a token of its own, counted by the day, silent after what its kind allows."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor
from linli.areas.standing import AskedWrongly, sources
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.tests.calling import API, Caller
from linli.kiosks import actions, api, queries
from linli.kiosks.actions import DOOR
from linli.kiosks.models import Device, DeviceDay
from linli.kiosks.pages.desk import SIGNS
from linli.kiosks.rules import SIGNS_PER_MINUTE, State
from linli.kiosks.tests.given import (
    COMMUNITY,
    COUNTY,
    DAY,
    MONDAY_9AM,
    NEIGHBOUR,
    a_locker,
    a_machine,
    a_resident,
    a_worker,
    do,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db
TODAY = local_day(MONDAY_9AM)


@pytest.fixture(autouse=True)
def a_fresh_limit(monkeypatch):
    """Every machine of a test begins with a full bucket."""
    monkeypatch.setattr(api.limiter, "_left", {})


def said(token: str, body=None, **more):
    """What the machine's program sends, and the answer."""
    data = body if isinstance(body, bytes) else json.dumps(body or {})
    headers = {"Authorization": f"Bearer {token}"}
    return Client().post(SIGNS, data, content_type="application/json", headers=headers, **more)


def days_of(device: Device) -> dict:
    with acting_as(DOOR):
        return dict(DeviceDay.objects.filter(device=device).values_list("day", "visits"))


def fresh(device: Device) -> Device:
    with acting_as(DOOR):
        return Device.objects.get(pk=device.pk)


def test_the_first_sign_puts_it_into_use_and_its_history_says_so():
    locker = a_locker()
    assert fresh(locker.device).state_at(MONDAY_9AM) is State.WAITING
    actions.hear(fresh(locker.device), at=MONDAY_9AM)
    assert fresh(locker.device).state_at(MONDAY_9AM) is State.ONLINE
    with acting_as(DOOR):
        assert [each.verb for each in entries(on=locker.device)] == ["kiosks.registered", "kiosks.enrolled"]


def test_each_kind_has_its_own_patience():
    """A parcel locker may be silent for four hours, a machine for books for a day; in SQL as in Python."""
    worker = a_worker()
    for kind in ("parcel_locker", "library_machine"):
        actions.hear(fresh(a_locker(kind=kind, by=worker).device), at=MONDAY_9AM)
    for hours, silent in ((3, set()), (4, {"parcel_locker"}), (24, {"parcel_locker", "library_machine"})):
        at = MONDAY_9AM + timedelta(hours=hours)
        with acting_as(worker):
            assert {each.kind for each in Device.objects.all() if each.state_at(at) is State.SILENT} == silent
            assert {each.kind for each in Device.objects.standing(State.SILENT, at)} == silent
            counted = {kind.code: counts for kind, counts in queries.by_kind(Device.objects.all(), at)}
        assert {code for code, counts in counted.items() if counts[State.SILENT]} == silent
        assert counted["vending_machine"] == dict.fromkeys(State, 0)


def test_uses_of_a_day_are_the_most_that_was_said_and_name_nobody():
    device = fresh(a_locker().device)
    for uses in (3, 7, 5):
        known = actions.hear(device, at=MONDAY_9AM, uses=uses)
    assert (known, days_of(device)) == (7, {TODAY: 7})


def test_days_of_silence_are_made_up_for_a_week_back_and_never_ahead():
    device = fresh(a_locker().device)
    actions.hear(device, at=MONDAY_9AM, uses=4, day=TODAY - 6 * DAY)
    assert days_of(device) == {TODAY - 6 * DAY: 4, TODAY: 0}
    for day in (TODAY - 7 * DAY, TODAY + DAY):
        with refused("kiosks.day_out_of_reach"):
            actions.hear(device, at=MONDAY_9AM, uses=4, day=day)


def test_the_program_of_a_machine_is_answered_when_to_say_so_again():
    locker = a_locker(at=now())
    answer = said(locker.token, {"uses": 12})
    assert (answer.status_code, answer.json()) == (
        200,
        {"label": locker.device.label, "kind": "parcel_locker", "every_minutes": 30,
         "day": local_day(now()).isoformat(), "uses": 12},
    )  # fmt: skip
    assert said(locker.token).json()["uses"] is None
    assert days_of(locker.device) == {local_day(now()): 12}


@pytest.mark.parametrize(
    "body",
    [
        {"uses": -1},
        {"uses": 100_001},
        {"uses": "3"},
        {"uses": True},
        {"day": "x"},
        {"who": "王秀英"},
        [1],
        b"{",
        b"\xff",
    ],
)
def test_anything_else_is_refused_and_leaves_nothing(body):
    locker = a_locker(at=now())
    assert said(locker.token, body).status_code in (400, 422)
    assert days_of(locker.device) == {}
    assert fresh(locker.device).seen_at is None


def test_a_token_opens_this_machine_alone_and_nothing_else():
    locker = a_locker(at=now())
    caller = Caller()
    caller.headers = {"Authorization": f"Bearer {locker.token}"}
    for path in ("/cases", "/indicators"):
        assert caller.get(path).status_code == 401
    assert caller.post("/cases", {}).status_code == 401
    assert Client().get("/kiosk/", headers={"cookie": f"linli_kiosk={locker.token}"}).url == "/kiosk/enrol/"
    assert actions.found_by(locker.token, now()) is None


def test_nobody_else_speaks_for_a_machine():
    a_locker(at=now())
    assert Client().post(SIGNS, "{}", content_type="application/json").status_code == 401
    for secret in ("linlim_", "linlim_x", "linli_x", "x" * 5000):
        assert said(secret).status_code == 401
    for who in (a_worker(), a_resident()):
        assert Caller(who).post(SIGNS.removeprefix(API), {}).status_code == 401
    _device, secret = actions.enrol(code=a_machine(at=now()).code, whence="x", at=now())
    assert said(secret).status_code == 401


def test_a_token_is_kept_as_its_hash_alone():
    locker = a_locker()
    kept = fresh(locker.device)
    assert locker.token not in {str(getattr(kept, field.attname)) for field in Device._meta.fields}
    assert len(kept.token_hash) == 64


@pytest.mark.parametrize("verb", [actions.renew, actions.revoke, actions.withdraw])
def test_the_token_of_before_is_worth_nothing(verb):
    worker = a_worker()
    locker = a_locker(by=worker, at=now())
    heard = fresh(locker.device)
    assert said(locker.token).status_code == 200
    after = do(verb, locker.device, by=worker, at=now())
    assert said(locker.token).status_code == 401
    with refused("kiosks.token_ended"):
        actions.hear(heard, at=now())
    if verb is actions.renew:
        assert said(after.token).status_code == 200


def test_what_has_no_token_has_none_to_take_away():
    worker = a_worker()
    for machine in (a_machine(by=worker), a_locker(by=worker)):
        if machine.token:
            do(actions.revoke, machine.device, by=worker)
        with refused("kiosks.no_token"):
            do(actions.revoke, machine.device, by=worker)


def test_who_keeps_other_places_gives_and_takes_no_token():
    locker, other = a_locker(), a_worker(NEIGHBOUR)
    for verb in (actions.renew, actions.revoke):
        with refused("kiosks.not_visible"):
            do(verb, locker.device, by=other)


def test_a_kind_the_file_does_not_name_is_not_registered():
    with refused("kiosks.no_such_kind"):
        a_locker(kind="hall_camera")


def test_a_program_gone_wild_is_held_back_and_its_neighbour_is_not():
    mad, calm = a_locker(at=now()), a_locker(at=now())
    answers = [said(mad.token) for _each in range(SIGNS_PER_MINUTE + 1)]
    assert [each.status_code for each in answers] == [*[200] * SIGNS_PER_MINUTE, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert said(calm.token).status_code == 200


def test_silent_machines_wait_on_today_of_who_looks_after_them_alone():
    worker = a_worker()
    locker = a_locker(by=worker)
    actions.hear(fresh(locker.device), at=MONDAY_9AM)
    a_locker(by=worker)  # never heard of: not silent
    later = MONDAY_9AM + timedelta(hours=5)
    with acting_as(worker):
        waiting = queries.waiting_for(worker, later)
        assert queries.waiting_for(worker, MONDAY_9AM + timedelta(hours=3)) == []
    assert [(each.title.split(" · ")[0], each.due_at) for each in waiting] == [
        (locker.device.label, MONDAY_9AM + timedelta(hours=4))
    ]
    for other in (a_worker(NEIGHBOUR), an_actor(Role.SUPERVISOR, COUNTY), a_resident()):
        with acting_as(other):
            assert queries.waiting_for(other, later) == []


def test_coverage_is_of_one_kind_among_all_communities_and_lockers_are_no_self_service():
    device = fresh(a_locker().device)
    actions.hear(device, at=MONDAY_9AM, uses=3)
    with acting_as(an_actor(Role.SUPERVISOR, COUNTY)):
        of_lockers, _below = queries.coverage(COUNTY, TODAY, "parcel_locker")
        of_self_service, _below = queries.coverage(COUNTY, TODAY)
        of_books, _below = queries.coverage(COUNTY, TODAY, "library_machine")
        without = queries.uncovered(COUNTY, TODAY, 5000, "parcel_locker")
    assert (of_lockers.covered, of_self_service.covered, of_books.covered) == (1, 0, 0)
    assert len(without) == of_lockers.wanted - 1
    assert of_lockers.wanted > of_self_service.wanted
    assert COMMUNITY not in without


def test_a_government_machine_counts_for_self_service_like_a_kiosk():
    device = fresh(a_locker(kind="government_kiosk").device)
    actions.hear(device, at=MONDAY_9AM, uses=3)
    with acting_as(an_actor(Role.SUPERVISOR, COUNTY)):
        assert queries.coverage(COUNTY, TODAY)[0].covered == 1


def test_a_source_is_asked_for_kinds_that_there_are():
    ask = sources()["kiosks_working"].ask
    assert ask({"types": ["vending_machine"]}).facts["kinds"] == ["vending_machine"]
    assert ask({}).facts["kinds"] == ["kiosk", "government_kiosk"]
    with pytest.raises(AskedWrongly, match="spy_camera"):
        ask({"types": ["spy_camera"]})
