"""Machines from a spreadsheet: as the verb of one would have them, without codes and tokens, and out again."""

import pytest

from linli.accounts.rights import Role
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.kiosks import actions
from linli.kiosks.models import Device
from linli.kiosks.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    NEIGHBOUR,
    OTHER_COMMUNITY,
    a_locker,
    a_worker,
    an_actor,
    do,
)
from linli.tables.actions import give_out
from linli.tables.tests import given as files
from linli.web.tables.register import register_of

pytestmark = pytest.mark.usefixtures("own_database")
HEADING = "哪一种,编号,在哪个社区（村）,放在哪里"
LOCKER, BOOKS = "智能快件箱（信包箱）", "自助图书借阅机"


def an_administrator():
    return an_actor(Role.ADMINISTRATOR, COUNTY)


def brought_in(by, *rows: str):
    return files.brought_in(files.text(*rows, heading=HEADING), by, register="machines", name="机器.csv")


def problems(by, *rows: str) -> list[tuple[int, str]]:
    of = files.checked(files.text(*rows, heading=HEADING), by, register="machines", name="机器.csv")
    return [(each.line, each.column) for each in files.problems(of, by)]


def known(by) -> list[tuple[str, str, str, str]]:
    with acting_as(by):
        return list(Device.objects.order_by("label").values_list("label", "kind", "area_id", "place"))


def test_machines_of_every_kind_come_in_and_have_no_token_until_somebody_takes_one():
    by = an_administrator()
    of = brought_in(
        by,
        f"{LOCKER},KJ-901,{COMMUNITY},小区东门",
        f"自助服务终端,ZD-901,{NEIGHBOUR},服务大厅",
        f"{BOOKS},TS-901,{COMMUNITY},门厅",
    )
    assert of.held.new == 3
    assert known(by) == [
        ("KJ-901", "parcel_locker", COMMUNITY, "小区东门"),
        ("TS-901", "library_machine", COMMUNITY, "门厅"),
        ("ZD-901", "kiosk", NEIGHBOUR, "服务大厅"),
    ]
    with acting_as(by):
        locker, kiosk = Device.objects.get(label="KJ-901"), Device.objects.get(label="ZD-901")
        assert [each.state_at(now()) for each in (locker, kiosk)] == ["waiting", "waiting"]
        assert [(each.token_hash, each.code_hash) for each in (locker, kiosk)] == [(None, ""), (None, "")]
        [entry] = entries(on=locker)
    assert (entry.verb, entry.facts["label"], entry.facts["source"]) == ("kiosks.registered", "KJ-901", str(of.pk))
    assert do(actions.renew, locker, by=by).token
    assert do(actions.renew, kiosk, by=by).code


def test_a_known_machine_is_found_by_its_number_and_its_place_described_anew():
    by = an_administrator()
    brought_in(by, f"{LOCKER},KJ-901,{COMMUNITY},小区东门", f"{LOCKER},KJ-902,{COMMUNITY},小区西门")
    with acting_as(by):
        first = Device.objects.get(label="KJ-901")
    token = do(actions.renew, first, by=by).token
    of = brought_in(by, f"{LOCKER},KJ-901,{COMMUNITY},小区北门", f"{LOCKER},KJ-902,{COMMUNITY},小区西门")
    assert (of.held.changed, of.held.same, of.held.new) == (1, 1, 0)
    assert [place for *_others, place in known(by)] == ["小区北门", "小区西门"]
    assert actions.whose_token(token).label == "KJ-901"


def test_a_number_of_another_machine_a_place_beyond_and_an_unknown_kind_are_told_by_row():
    by = an_administrator()
    a_locker(OTHER_COMMUNITY, by=a_worker(OTHER_COMMUNITY))
    with acting_as(actions.DOOR):
        far = Device.objects.get().label
    gone = a_locker(COMMUNITY, by=by)
    do(actions.withdraw, gone.device, by=by)
    here = a_locker(COMMUNITY, by=by).device.label
    assert problems(
        by,
        f"{LOCKER},{far},{COMMUNITY},东门",
        f"{LOCKER},{gone.device.label},{COMMUNITY},东门",
        f"{BOOKS},{here},{COMMUNITY},东门",
        f"{LOCKER},{here}x,{OTHER_COMMUNITY},东门",
        f"{LOCKER},KJ-903,{COUNTY},东门",
        f"摄像头,KJ-904,{COMMUNITY},东门",
        f"{LOCKER},KJ-905,{COMMUNITY},",
    ) == [(2, "label"), (3, "label"), (4, "kind"), (5, "area"), (6, "area"), (7, "kind"), (8, "place")]  # fmt: skip
    assert [label for label, *_others in known(by)] == sorted([gone.device.label, here])


def test_machines_that_went_out_come_in_again_as_they_are():
    by = an_administrator()
    brought_in(by, f"{LOCKER},KJ-901,{COMMUNITY},小区东门", f"{LOCKER},KJ-902,{NEIGHBOUR},村委会门前")
    with acting_as(by):
        second = Device.objects.get(label="KJ-902")
        do(actions.withdraw, second, by=by, at=MONDAY_9AM)
        out = give_out(register_of("machines"), by=by, at=now())
    of = files.checked(out.data, by, register="machines", name="机器.xlsx")
    assert (of.held.same, of.held.new, of.held.wrong) == (1, 0, 0)
