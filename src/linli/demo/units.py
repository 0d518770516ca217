"""Which units there are: departments, streets and townships, committees, stations, and firms that do not exist.

Public bodies are called as they are called everywhere; firms carry （演示） in their name. No phone can be rung: no
local number in China begins with a zero, and none of a mobile with 154.

Where registers are shown there are those organisations too that handle nothing, as the sets of
`data/types/completeness.toml` want them: in some communities all of them, in others not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.places import SHOWN, Place, Places
from linli.organizations.contacts import Contact, sealed
from linli.organizations.models import Organization, OrganizationType, ServingArea

ESTATES = ("梧桐里", "槐荫里", "丁香里", "石榴里", "枣香里", "海棠里", "银杏里", "桂花里", "紫藤里", "玉兰里")
IN_COUNTY = {  # what people call a department for short
    "civil_affairs": "民政局",
    "housing": "住建局",
    "urban_management": "城管局",
    "human_resources": "人社局",
    "health": "卫健局",
    "education": "教育局",
    "justice": "司法局",
    "disabled_federation": "残联",
    "womens_federation": "妇联",
    "culture_tourism": "文旅局",
    "sports": "体育局",
    "agriculture": "农业农村局",
    "ecology": "生态环境局",
    "emergency": "应急局",
    "veterans": "退役军人局",
    "market_regulation": "市场监管局",
    "administrative_approval": "审批局",
    "legal_aid_center": "法援中心",
}
IN_TOWNSHIP = {
    "social_work_station": "社会工作服务站",
    "child_protection_station": "未成年人保护工作站",
    "judicial_office": "司法所",
    "township_service_center": "便民服务中心",
}
IN_COMMUNITY = {  # how often a community of a town has one, how often a village, and what it is called
    "clinic": (0.5, 0.3, "卫生服务站", "卫生室"),
    "mediation_committee": (0.4, 0.08, "人民调解委员会", "人民调解委员会"),
    "service_station": (0.2, 0.04, "综合服务站", "便民服务站"),
    "volunteer_station": (0.3, 0.02, "志愿服务站", "志愿服务站"),
    "property_management_committee": (0.1, 0.0, "物业管理委员会", ""),
}
MORE_OFTEN = {  # where registers are shown
    "mediation_committee": (0.8, 0.6),
    "service_station": (0.5, 0.35),
    "volunteer_station": (0.75, 0.4),
}
BESIDE = {  # what stands beside them where registers are shown, in the same way
    "party_organization": (1.0, 0.96, "党组织", "党支部"),
    "building_wardens": (0.72, 0.0, "楼门长队伍", ""),
    "village_oversight_committee": (0.0, 0.9, "", "村务监督委员会"),
    "economic_cooperative": (0.0, 0.82, "", "股份经济合作社"),
    "public_health_committee": (0.7, 0.5, "公共卫生委员会", "公共卫生委员会"),
    "disabled_association": (0.6, 0.42, "残疾人协会", "残疾人协会"),
    "resident_unit": (0.3, 0.0, "驻区单位联络站", ""),
}
OWNERS_MEET = 0.66  # of estates with a firm, how many have an owners' committee
ANSWERED_FOR = 0.7  # of those, how many have said whom to ask for
PREFECTURE = 4  # digits of its code
IN_PREFECTURE = {  # who leads the plan's tasks, as the plan calls them; the prefecture's name stands in front
    "市民政局": "civil_affairs",
    "市住房城乡建设局": "housing",
    "市城管综合行政执法局": "urban_management",
    "市人力资源社会保障局": "human_resources",
    "市卫生健康委": "health",
    "市教育局": "education",
    "市司法局": "justice",
    "市残联": "disabled_federation",
    "市妇联": "womens_federation",
    "市文化广电和旅游局": "culture_tourism",
    "市体育局": "sports",
    "市农业农村局": "agriculture",
    "市生态环境局": "ecology",
    "市应急管理局": "emergency",
    "市退役军人事务局": "veterans",
    "市市场监督管理局": "market_regulation",
    "市行政审批局": "administrative_approval",
    **dict.fromkeys(
        (
            "市委组织部", "市委政法委", "市委编办", "市委网信办", "市文明办", "市发展改革委", "市财政局",
            "市商务局", "市公安局", "市自然资源和规划局", "市交通运输局", "市科学技术局", "市乡村振兴局",
            "市民宗局", "市供销社", "市邮政管理局", "市消防救援支队", "团市委",
        ),
        "other_department",
    ),
}  # fmt: skip
FIRMS = {  # in some streets, serving all of it
    "housekeeping_company": "家政维修队",
    "elder_care_provider": "养老服务中心",
    "childcare_provider": "托育园",
}


@dataclass(frozen=True)
class Unit:
    """A unit, and the one area it serves; none serves whoever only leads those who do."""

    id: UUID
    type: str
    name: str
    short_name: str
    area: str
    serves: str
    phone: str
    address: str
    handles: bool = True
    contact: Contact | None = None


class Founding:
    """Founds units one after the other, each with a phone of its own. `estates` is by community what a firm keeps."""

    def __init__(self, region: str, places: Places, at: datetime, registered: tuple[str, ...]) -> None:
        self.region, self.places, self.at, self.registered = region, places, at, registered
        self.units: list[Unit] = []
        self.estates: dict[str, str] = {}
        self._handling = frozenset(OrganizationType.objects.filter(handles=True).values_list("code", flat=True))

    def found(
        self, type: str, area: str, name: str, short: str, *, serves: str | None = None, contact: Contact | None = None
    ) -> None:
        """One more unit; it serves the area it stands in, or another, or with "" none."""
        number = len(self.units) + 1
        self.units.append(
            Unit(
                id=Draw(self.region, "unit", type, area, name).id_at(self.at),
                type=type,
                name=name,
                short_name=short,
                area=area,
                serves=area if serves is None else serves,
                phone=f"0318-0{number:06d}",
                address=f"{self._where(area)}便民大厅（演示地址）",
                handles=type in self._handling and serves != "",
                contact=contact,
            )
        )

    def _where(self, area: str) -> str:
        place = self.places.by_code.get(area)
        return place.path if place else self.places.names[area]


def units_of(region: str, places: Places, at: datetime, *, registered: Sequence[str] = ()) -> list[Unit]:
    """Every unit of the demo, the same ones every time; in the `registered` counties those that handle nothing too."""
    founding = Founding(region, places, at, tuple(registered))
    for county in places.counties:
        _county(founding, county)
    for township in places.townships:
        _township(founding, township)
    for place in places.communities:
        _community(founding, place)
    for place in places.communities:
        if place.code.startswith(founding.registered):
            _beside(founding, place)
    if len(places.root) == PREFECTURE:
        _prefecture(founding)
    return founding.units


def rows(units: list[Unit]) -> tuple[list[Organization], list[ServingArea]]:
    """The units as the tables keep them; each serving area shares its unit's id."""
    made = [
        Organization(
            id=unit.id,
            name=unit.name,
            short_name=unit.short_name,
            type_id=unit.type,
            area_id=unit.area,
            phone=unit.phone,
            address=unit.address,
        )
        for unit in units
    ]
    for row, unit in zip(made, units, strict=True):
        row.contact_cipher = sealed(row, unit.contact)
    serving = [unit for unit in units if unit.serves]
    return made, [ServingArea(id=unit.id, organization_id=unit.id, area_id=unit.serves) for unit in serving]


def _prefecture(founding: Founding) -> None:
    name = founding.places.names[founding.places.root]
    for short, kind in IN_PREFECTURE.items():
        full = f"{name}{short.removeprefix('市')}" if short.startswith("市") else f"{name}{short}"
        founding.found(kind, founding.places.root, full, short, serves="")


def _county(founding: Founding, county: str) -> None:
    name = founding.places.names[county]
    titles = dict(OrganizationType.objects.values_list("code", "name"))
    for kind, short in IN_COUNTY.items():
        founding.found(kind, county, f"{name}{titles[kind]}", f"{name}{short}")
    for number in ("一", "二"):
        founding.found("school", county, f"{name}演示第{number}小学", f"演示{number}小")


def _township(founding: Founding, township: str) -> None:
    places, name = founding.places, founding.places.names[township]
    if places.is_street(township):
        founding.found("subdistrict_office", township, f"{name}办事处", name)
        founding.found("community_health_center", township, f"{name}社区卫生服务中心", f"{name}卫生中心")
    else:
        government, short = (name + title for title in _titles(township, name))
        founding.found("township_government", township, government, short)
        founding.found("community_health_center", township, f"{name}卫生院", f"{name}卫生院")
    for kind, title in IN_TOWNSHIP.items():
        founding.found(kind, township, f"{name}{title}", f"{name}{title}")
    if places.is_street(township):
        for kind, title in FIRMS.items():
            firm = Draw(founding.region, "firm", township, kind).pick(ESTATES)[:-1]
            founding.found(kind, township, f"{firm}{title}（演示）", f"{firm}{title}")


def _titles(township: str, name: str) -> tuple[str, str]:
    """What governs it is called: a zone (from 400 on in the published codes) has an office, and no government."""
    if township[6:] < "400":
        return "人民政府", "政府"
    return ("", "") if name.endswith(("办公室", "办事处")) else ("管理办公室", "管理办")


def _community(founding: Founding, place: Place) -> None:
    draw = Draw(founding.region, "community", place.code)
    committee = "community_committee" if place.is_urban else "village_committee"
    founding.found(committee, place.code, place.published, place.name)
    estate = draw.pick(ESTATES)
    if place.is_urban and (draw.chance(0.6) or place.code in SHOWN):
        founding.found("property_company", place.code, f"{estate}物业服务处（演示）", f"{estate}物业")
        founding.estates[place.code] = estate
    # Where a desk is shown the committee itself receives, not a station beside it.
    for kind, (in_town, in_village, town_title, village_title) in IN_COMMUNITY.items():
        often = MORE_OFTEN.get(kind) if place.code.startswith(founding.registered) else None
        shares, title = often or (in_town, in_village), town_title if place.is_urban else village_title
        if draw.chance(shares[0 if place.is_urban else 1]) and (kind != "service_station" or place.code not in SHOWN):
            founding.found(kind, place.code, place.name + title, place.name + title)


def _beside(founding: Founding, place: Place) -> None:
    """What handles nothing, or hardly anything, and is on the register all the same."""
    draw = Draw(founding.region, "beside", place.code)
    for kind, (in_town, in_village, town_title, village_title) in BESIDE.items():
        share, title = (in_town, town_title) if place.is_urban else (in_village, village_title)
        if draw.chance(share) or (share and place.code in SHOWN):
            founding.found(kind, place.code, place.name + title, place.name + title, contact=_somebody(founding, draw))
    estate = founding.estates.get(place.code)
    if estate and (draw.chance(OWNERS_MEET) or place.code in SHOWN):
        name = f"{estate}业主委员会"
        founding.found("owners_committee", place.code, f"{name}（演示）", name, contact=_somebody(founding, draw))


def _somebody(founding: Founding, draw: Draw) -> Contact | None:
    """Whom to ask for; some have not said. Residents' numbers begin otherwise."""
    if not draw.chance(ANSWERED_FOR):
        return None
    return Contact(a_name(draw), f"1549{len(founding.units):07d}")
