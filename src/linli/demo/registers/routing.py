"""Rules of the shown county for who receives what, as `cases.actions.routes` adds and ends them.

Those that hold begin tomorrow, and the one that has ended never held: the cases of the demo went by the items' orders.
"""

from dataclasses import dataclass
from datetime import timedelta

from linli.base.actor import Actor
from linli.cases.models import RoutingRule
from linli.cases.routes import Hours
from linli.demo.doors import COMMUNITY, COUNTY
from linli.demo.registers.clerk import Clerk
from linli.demo.rows import Maker

KIND = RoutingRule._meta.label_lower
a_rule = Maker(RoutingRule)
STREET = COMMUNITY[:9]


@dataclass(frozen=True)
class Said:
    """A rule, why, and for how many days from tomorrow it holds."""

    item: str | None
    area: str
    unit: str
    why: str
    hours: Hours = Hours.ALWAYS
    days: int = 0


RULES = (
    Said("public-repair", STREET, "subdistrict_office", "夜里和节假日由街道值班室先接（演示）", Hours.OUTSIDE),
    Said("noise-complaint", COUNTY, "urban_management", "年底集中整治施工噪声，由城管局直接接（演示）", days=40),
    Said("lift-installation", COMMUNITY, "community_committee", "先由社区上门看一遍，再报街道（演示）"),
)


def routing(clerk: Clerk) -> None:
    """By the dispatcher of the county."""
    clerk.about("routing rules")
    by = clerk.staff("fenpai")
    for said in RULES:
        _add(clerk, said, by)
    _try_out(clerk, by)


def _add(clerk: Clerk, said: Said, by: Actor) -> None:
    at, first = clerk.ago(2, 10, 20), clerk.today + timedelta(days=1)
    rule = a_rule(
        id=clerk.draw.id_at(at), area_id=said.area, item_id=said.item, hours=said.hours.value, first_on=first,
        last_on=first + timedelta(days=said.days) if said.days else None,
        unit_id=clerk.cast.serving(said.unit, said.area), added_at=at,
    )  # fmt: skip
    _entered(clerk, clerk.keep(rule), said.why, by)


def _try_out(clerk: Clerk, by: Actor) -> None:
    """Added for the night and ended before it came."""
    at, ended = clerk.ago(20, 10, 5), clerk.ago(20, 15, 40)
    rule = a_rule(
        id=clerk.draw.id_at(at), area_id=STREET, item_id=None, hours=Hours.OUTSIDE.value,
        unit_id=clerk.cast.serving("subdistrict_office", STREET), added_at=at, ended_at=ended,
    )  # fmt: skip
    _entered(clerk, clerk.keep(rule), "夜里的都先由街道值班室接（演示）", by)
    text = {"reason": "只接报修，另定一条（演示）"}
    clerk.enter("cases.rule_ended", by, ended, on=(KIND, rule.pk), area=STREET, text=text, unit=rule.unit_id)


def _entered(clerk: Clerk, rule: RoutingRule, why: str, by: Actor) -> None:
    clerk.enter(
        "cases.rule_added", by, rule.added_at, on=(KIND, rule.pk), area=rule.area_id, text={"reason": why},
        item=rule.item_id, hours=rule.hours, first_on=rule.first_on, last_on=rule.last_on, unit=rule.unit_id,
    )  # fmt: skip
