"""What lies on the desks besides: files that came back, files that went out, organisations somebody asked about."""

from datetime import timedelta
from typing import Any

from linli.base.actor import Actor
from linli.demo.names import a_name
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.neighbours import Neighbourhood
from linli.demo.units import Unit
from linli.organizations.models import Organization
from linli.organizations.tables import UNITS
from linli.people.tables import RESIDENTS
from linli.territory.tables import FIGURES
from linli.web.tables.staging import Counts, Problem

UNIT = Organization._meta.label_lower
WRONG_PHONE = "请填 11 位手机号，以 1 开头。"
SAME_PHONE = "手机号和前面的一行一样。合用的手机号只写在一个人那里。"
OUTSIDE = "“%(value)s”不在您管的区域里。"
NO_NUMBER = "户数、常住人口、城镇常住人口，至少填一个。"
TO_COME = "截止日要是过去或今天的日子。"
NO_TABLE = "没有找到表头。表里要有一行列名，至少包括：姓名、社区（村）。"


def desks(clerk: Clerk, found: Neighbourhood) -> None:
    """Of a community: the file of yesterday, what was given out, whom organisations named."""
    by, community = found.worker, found.community
    data, problems = residents_sent(clerk, community)
    clerk.about("file sent back", community)
    of = clerk.upload(RESIDENTS, "新搬来的居民.csv", data, by=by, at=clerk.ago(1, 15, 32))
    clerk.found_wrong(of, RESIDENTS, data, problems, at=clerk.ago(1, 15, 32) + timedelta(seconds=4))
    at = clerk.ago(4, 9, 12)
    photo = clerk.upload(RESIDENTS, "通讯录.csv", "楼号,电话\n3 号楼,没有\n".encode(), by=by, at=at)
    clerk.fail(photo, NO_TABLE, at=at + timedelta(seconds=3))
    clerk.give_out(RESIDENTS, found.count + len(found.known), by=by, at=clerk.ago(10, 16, 20))
    _contacts(clerk, community, by)


def office(clerk: Clerk) -> None:
    """Of the administrator: telephones put right by a file, figures that came back, the register of units taken out."""
    by, world = clerk.staff("guanli"), clerk.cast.world
    street = world.places.townships[0]
    done = clerk.ago(41, 9, 50)
    changed = [unit for unit in world.units if unit.area.startswith(street) and unit.handles]
    of = clerk.bring_in(UNITS, "单位电话.xlsx", Counts(rows=len(changed), changed=len(changed)), by=by, done=done)
    for unit in changed:
        facts: dict[str, Any] = {"is_active": True, "source": of.pk}
        clerk.enter("organizations.changed", by, done, on=(UNIT, unit.id), area=unit.area, fields=["phone"], **facts)
    data, problems = figures_sent(clerk)
    clerk.about("file sent back", by.user)
    wrong = clerk.upload(FIGURES, "上半年户数.csv", data, by=by, at=clerk.ago(2, 11, 3))
    clerk.found_wrong(wrong, FIGURES, data, problems, at=clerk.ago(2, 11, 3) + timedelta(seconds=5))
    clerk.give_out(UNITS, len(world.units), by=by, at=clerk.ago(8, 10, 45))


def residents_sent(clerk: Clerk, community: str) -> tuple[bytes, list[Problem]]:
    """A file of somebody who types fast, and what is wrong with it; nobody in it is known."""
    draw = clerk.about("file of residents", community)
    beyond = next(code for code in clerk.cast.world.places.by_code if code[:6] != community[:6])
    homes = [community, community, beyond, community, community, community]
    phones = ["15460000101", "1546000102", "15460000103", "15460000101", "", "15460000104"]
    rows = [f"{a_name(draw)},{home},{phone}" for home, phone in zip(homes, phones, strict=True)]
    problems = [
        Problem(3, "phone", WRONG_PHONE),
        Problem(4, "home", OUTSIDE % {"value": beyond}),
        Problem(5, "phone", SAME_PHONE),
    ]
    return _file("姓名,社区（村）,手机号", rows), problems


def figures_sent(clerk: Clerk) -> tuple[bytes, list[Problem]]:
    """Figures of which one is of a day to come, and one is none."""
    codes = [place.code for place in clerk.cast.world.places.communities[:5]]
    counted, to_come = clerk.ago(5).date(), clerk.today + timedelta(days=400)
    days = [counted, counted, to_come, counted, counted]
    counts = ["1520", "980", "1204", "", "1377"]
    rows = [f"{code},{count},{day},上半年台账（演示）" for code, count, day in zip(codes, counts, days, strict=True)]
    return _file("区划代码,户数,截止日,来源", rows), [Problem(4, "day", TO_COME), Problem(5, "area", NO_NUMBER)]


def _file(heading: str, rows: list[str]) -> bytes:
    return "\n".join([heading, *rows, ""]).encode("utf-8-sig")


def _contacts(clerk: Clerk, community: str, by: Actor) -> None:
    """Organisations that said whom to ask for; two of them were looked up."""
    draw = clerk.about("contacts", community)
    named: list[Unit] = [unit for unit in clerk.cast.world.units if unit.area == community and unit.contact]
    for unit in named:
        clerk.set_contact(unit, by=by, at=clerk.ago(25, 9, draw.whole(1, 55)))
    if named:
        clerk.reveal_contact(named[-1], "通知下周的停水安排", by=by, at=clerk.ago(6, 15, 14))
        clerk.reveal_contact(named[0], "约时间核对组织名单", by=clerk.staff("guanli"), at=clerk.ago(3, 10, 2))
