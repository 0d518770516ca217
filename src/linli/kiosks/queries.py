"""Composed readings: how machines of each kind stand, one machine's days, and how many communities have one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.accounts.rights import may, posts_with
from linli.areas import classes
from linli.areas.rules import child_length
from linli.base import journal
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI
from linli.cases.beside import Waiting
from linli.kiosks import rules
from linli.kiosks.kinds import MachineKind, kind_of, kinds, self_service
from linli.kiosks.models import Device, DeviceDay, DeviceQuerySet, Pass, standing
from linli.kiosks.rules import PERIOD, State, Stood
from linli.people.models import Resident
from linli.web.navigation import Link

URBAN = "urban"
MOST_USES = 20
MOST_BESIDE = 10  # on 今天
MANAGE = "kiosks.manage"
GIVE = "people.change"
"""Who keeps somebody's record may give them a paper."""
# The same as `rules.is_working`: in use, not withdrawn, seen on at least half of its days, and used at all.
WORKING = """
SELECT d.area_id AS code FROM kiosks_device d JOIN kiosks_device_day k ON k.device_id = d.id
 WHERE d.area_id >= %(low)s::text AND d.area_id < %(high)s::text AND d.kind = ANY (%(kinds)s::text[])
   AND (d.withdrawn_at IS NULL OR (d.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date > %(day)s::date)
   AND d.enrolled_at IS NOT NULL
   AND k.day BETWEEN greatest(%(since)s::date, (d.enrolled_at AT TIME ZONE 'Asia/Shanghai')::date) AND %(day)s::date
 GROUP BY d.id
HAVING 2 * count(*) >= least(%(period)s::int, %(day)s::date - (d.enrolled_at AT TIME ZONE 'Asia/Shanghai')::date + 1)
   AND sum(k.visits) > 0
"""
COVERED = """
WITH classed AS (CLASSED), working AS (WORKING)
SELECT left(c.code, %(digits)s::int), grouping(left(c.code, %(digits)s::int)) = 1, count(*),
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM working w WHERE w.code = c.code))
  FROM classed c WHERE %(of)s::text = '' OR %(of)s::text = ANY (c.classes)
 GROUP BY GROUPING SETS ((), (left(c.code, %(digits)s::int)))
"""
NAMED = """
WITH classed AS (CLASSED), working AS (WORKING)
SELECT c.code FROM classed c
 WHERE (%(of)s::text = '' OR %(of)s::text = ANY (c.classes))
   AND NOT EXISTS (SELECT 1 FROM working w WHERE w.code = c.code)
 ORDER BY c.code LIMIT %(most)s::int
"""


@dataclass(frozen=True)
class Share:
    """Of so many communities, how many have a machine that is alive and used."""

    wanted: int = 0
    covered: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Rounded once, to a tenth; None where there is no such community."""
        return (Decimal(self.covered * 100) / self.wanted).quantize(Decimal("0.1")) if self.wanted else None

    @property
    def part(self) -> float:
        """For the length of a bar."""
        return self.covered / self.wanted if self.wanted else 0.0


@dataclass(frozen=True)
class Period:
    """The last days of a machine: one by one, and what they say of it."""

    days: Sequence[DeviceDay]
    stood: Stood

    @property
    def is_working(self) -> bool:
        """Alive and used."""
        return rules.is_working(self.stood)


def coverage(area: str, day: date, kind: str = "") -> tuple[Share, Mapping[str, Share]]:
    """城市社区自助服务覆盖率 of an area as a whole, and of each area directly below it by code.

    Of one kind: how many of all communities and villages have one of it.
    """
    facts = {**_facts(area, day, kind), "digits": child_length(area) or len(area)}
    whole, below = Share(), {}
    for code, is_whole, wanted, covered in _rows(COVERED, facts):
        if is_whole:
            whole = Share(wanted, covered)
        else:
            below[code] = Share(wanted, covered)
    return whole, below


def uncovered(area: str, day: date, most: int, kind: str = "") -> list[str]:
    """Communities without a machine that is alive and used, by code."""
    return [code for (code,) in _rows(NAMED, {**_facts(area, day, kind), "most": most})]


def by_kind(devices: DeviceQuerySet, at: datetime) -> list[tuple[MachineKind, Mapping[State, int]]]:
    """How many machines of each kind stand how; kinds of which there is none stand there too."""
    counts = {state.value: Count("pk", filter=standing(state, at)) for state in State}
    found = devices.order_by().values_list("kind").annotate(**counts).values_list("kind", *counts)
    rows = {code: dict(zip(State, numbers, strict=True)) for code, *numbers in found}
    known = [*kinds(), *sorted(set(rows) - set(kinds()))]
    return [(kind_of(code), rows.get(code) or dict.fromkeys(State, 0)) for code in known]


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: machines one looks after that have fallen silent, the longest silent first."""
    areas = sorted({post.area for post in posts_with(actor, MANAGE) if post.sees_area})
    if not areas:
        return []
    silent = Device.objects.standing(State.SILENT, at).filter(area__within=areas).select_related("area")
    return [
        Waiting(
            f"{each.label} · {each.area.short_name} · {each.place}",
            reverse("kiosks_desk:device", args=[each.pk]),
            gettext_lazy("机器没有音信，请去看看"),
            (each.seen_at or at) + each.is_a.patience,
        )
        for each in silent.order_by("seen_at")[:MOST_BESIDE]
    ]


def period(device: Device, until: date) -> Period:
    """What was counted on a machine lately."""
    if device.enrolled_at is None:
        return Period([], Stood(0, 0, 0))
    enrolled_on = max(device.enrolled_at.astimezone(SHANGHAI).date(), until - timedelta(days=PERIOD - 1))
    days = list(DeviceDay.objects.filter(device=device, day__range=(enrolled_on, until)).order_by("-day"))
    in_use = rules.days_in_use(enrolled_on, until)
    return Period(days, Stood(in_use, len(days), sum(each.visits for each in days)))


def pass_of(resident: Resident, at: datetime) -> Pass | None:
    """The paper of a resident that still opens something."""
    return Pass.objects.filter(user=resident.user_id).valid_at(at).first()


def uses_of(resident: Resident) -> list[tuple[datetime, str]]:
    """When and at which machine papers of a resident have served, the newest first; for who reads the record."""
    used = journal.entries(on=resident, verbs=["kiosks.pass_used"])
    return [(each.at, str(each.facts["label"])) for each in reversed(used)][:MOST_USES]


def offered_to_person(actor: Actor, resident: Resident) -> list[Link]:  # noqa: ARG001 (what is offered to everybody)
    """The paper, in “我的”."""
    note = gettext_lazy("手机不在身边，也能在社区的机器上办")
    return [Link(gettext_lazy("自助终端的登录纸条"), reverse("kiosk_pass:mine"), "scan-line", note=note)]


def offered_at_record(actor: Actor, resident: Resident) -> list[Link]:
    """For whoever keeps the register: at the record of who stands at the window."""
    if not may(actor, GIVE, area=resident.home_area_id):
        return []
    return [Link(gettext_lazy("自助终端的登录纸条"), reverse("kiosks_desk:pass", args=[resident.pk]), "scan-line")]


def _facts(area: str, day: date, kind: str) -> dict[str, Any]:
    since = day - timedelta(days=PERIOD - 1)
    wanted = {"kinds": [kind], "of": ""} if kind else {"kinds": self_service(), "of": URBAN}
    return {**classes.parameters(area, day), "since": since, "period": PERIOD, **wanted}


def _rows(statement: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        whole = statement.replace("WORKING", WORKING, 1).replace("CLASSED", classes.classed({URBAN}), 1)
        cursor.execute(whole, facts)
        return list(cursor.fetchall())
