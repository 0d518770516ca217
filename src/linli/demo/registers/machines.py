"""Machines of every kind in the shown counties, as `kiosks.actions` write them: most on and used, some silent."""

from datetime import datetime, timedelta
from typing import Any

from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.demo.places import SHOWN, Place
from linli.demo.registers.clerk import Clerk
from linli.demo.rows import Maker
from linli.kiosks.actions import DOOR
from linli.kiosks.kinds import KIOSK
from linli.kiosks.models import Device, DeviceDay
from linli.kiosks.rules import PERIOD, hash_of_secret

KIND = Device._meta.label_lower
a_device, a_day = Maker(Device), Maker(DeviceDay)
CAME_AGO = 44  # working days
HAVE_ONE, BROKEN, UNUSED, WITHDRAWN = 0.82, 0.09, 0.03, 0.04
OTHERS = {  # kind: how its numbers begin, how many communities and how many villages have one, where it stands
    "government_kiosk": ("ZW", 0.10, 0.01, ("政务大厅自助区", "社区服务大厅，窗口对面")),
    "parcel_locker": ("KJ", 0.45, 0.06, ("小区东门里", "小区北门外", "便民超市门口", "村委会门前")),
    "library_machine": ("TS", 0.08, 0.01, ("党群服务中心一楼", "文化站门厅")),
    "vending_machine": ("SM", 0.12, 0.01, ("活动室门口", "健身广场边上")),
}
SILENT_FOR = timedelta(hours=9)  # the locker at which youyuan is asked to look
UNHEARD = "vending_machine"  # and a machine that was registered and never heard of
HALLS = ("社区服务大厅，进门左手边", "党群服务中心一楼", "便民服务站窗口旁", "日间照料中心门口")


def machines(clerk: Clerk) -> None:
    """Of the urban communities most have one; of what the registers are shown of, all."""
    world = clerk.cast.world
    shown = [
        each for each in world.places.communities if each.is_urban and each.code.startswith(world.region.demo_counties)
    ]
    by = clerk.staff("guanli")
    for number, place in enumerate(shown, start=1):
        draw = clerk.about("machine", place.code)
        if place.code in SHOWN or draw.chance(HAVE_ONE):
            _machine(clerk, place, f"ZD-{number:03d}", by)
    _others(clerk, by)


def _others(clerk: Clerk, by: Actor) -> None:
    """What is heard by a token."""
    world = clerk.cast.world
    shown = [each for each in world.places.communities if each.code.startswith(world.region.demo_counties)]
    for kind, (begins, of_communities, of_villages, _places) in OTHERS.items():
        number = 0
        for place in shown:
            draw = clerk.about("machine", kind, place.code)
            if place.code in SHOWN or draw.chance(of_communities if place.is_urban else of_villages):
                number += 1
                _other(clerk, place, kind, f"{begins}-{number:03d}", by)


def _other(clerk: Clerk, place: Place, kind: str, label: str, by: Actor) -> None:
    draw, places = clerk.draw, OTHERS[kind][3]
    at = clerk.ago(CAME_AGO - 4, 14, draw.whole(0, 55))
    heard = at + timedelta(minutes=draw.whole(20, 90))
    is_shown = place.code in SHOWN
    is_heard = not (is_shown and kind == UNHEARD)
    row = a_device(
        id=draw.id_at(at),
        label=label,
        kind=kind,
        area_id=place.code,
        place=places[draw.whole(0, len(places) - 1)],
        registered_at=at,
        enrolled_at=heard if is_heard else None,
        token_hash=hash_of_secret(str(draw.id_at(heard))),  # of a token that no program has
    )
    clerk.keep(row)
    about: dict[str, Any] = {"on": (KIND, row.pk), "area": place.code}
    fields = ["kind", "label", "area", "place"]
    clerk.enter("kiosks.registered", by, at, fields=fields, label=label, kind=kind, **about)
    if not is_heard:
        return
    clerk.enter("kiosks.enrolled", DOOR, heard, **about)
    off = 0 if is_shown or not draw.chance(BROKEN) else draw.whole(2, 20)
    _days(clerk, row, off=off, used=is_shown or not draw.chance(UNUSED), does_more=False)
    if is_shown and kind == "parcel_locker":
        row.seen_at = clerk.until - SILENT_FOR


def _machine(clerk: Clerk, place: Place, label: str, by: Actor) -> None:
    draw = clerk.draw
    at = clerk.ago(CAME_AGO, 10, draw.whole(0, 55))
    enrolled = at + timedelta(minutes=draw.whole(3, 25))
    row = a_device(
        id=draw.id_at(at),
        label=label,
        kind=KIOSK,
        area_id=place.code,
        place=HALLS[draw.whole(0, len(HALLS) - 1)],
        registered_at=at,
        enrolled_at=enrolled,
        secret_hash=hash_of_secret(str(draw.id_at(enrolled))),  # of a secret that no browser has
    )
    clerk.keep(row)
    about: dict[str, Any] = {"on": (KIND, row.pk), "area": place.code}
    fields = ["kind", "label", "area", "place"]
    clerk.enter("kiosks.registered", by, at, fields=fields, label=label, kind=KIOSK, **about)
    clerk.enter("kiosks.enrolled", DOOR, enrolled, **about)
    is_shown = place.code in SHOWN
    off = 0 if is_shown or not draw.chance(BROKEN) else draw.whole(18, 29)  # days since when it is silent
    used = is_shown or not draw.chance(UNUSED)
    _days(clerk, row, off=off, used=used)
    if off and draw.chance(WITHDRAWN):
        row.withdrawn_at, row.secret_hash = clerk.ago(3, 15, 20), None
        clerk.enter("kiosks.withdrawn", by, row.withdrawn_at, **about)


def _days(clerk: Clerk, device: Device, *, off: int, used: bool, does_more: bool = True) -> None:
    draw, last = clerk.draw, clerk.until
    for back in range(PERIOD + 8, off - 1, -1):
        moment: datetime = last - timedelta(days=back)
        is_weekday = moment.weekday() < 5
        if not is_weekday and draw.chance(0.5):
            continue
        visits = draw.whole(0, 9 if is_weekday else 4) if used else 0
        sent = draw.whole(0, visits) // 2
        looked, rated = draw.whole(0, visits), draw.whole(0, visits) // 3
        day = local_day(moment)
        columns = {"visits": visits, "sent": 0, "looked": 0, "rated": 0}
        if does_more:
            columns |= {"sent": sent, "looked": looked, "rated": rated}
        clerk.keep(a_day(id=draw.id_at(moment), device_id=device.pk, day=day, **columns))
        device.seen_at = moment
