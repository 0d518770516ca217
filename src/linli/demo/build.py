"""Builds the invented data of a region, once for a database. Runs as the owner, by COPY."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.areas.region import Region
from linli.areas.region import region as region_named
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI, now
from linli.base.journal import record
from linli.base.sealing import seal
from linli.cases.models import Case
from linli.demo import doors
from linli.demo.chronicle import chronicle, write
from linli.demo.errors import DemoError
from linli.demo.models import DemoBuilt
from linli.demo.world import world_of
from linli.demo.world import write as write_world
from linli.indicators.actions import rebuild
from linli.organizations.models import Organization

Progress = Callable[[float, str], None]

CASES = {"small": 3000}
BUILDER = system_actor("demo.build")


@dataclass(frozen=True)
class Built:
    """What lies in the database, and how to sign in."""

    counts: dict[str, int]
    accounts: tuple[doors.Account, ...]


def build(
    region: str,
    size: str = "small",
    progress: Progress | None = None,
    *,
    until: datetime | None = None,
    scale: int | None = None,
) -> Built:
    """Build the demo of a region unless it is there already; a second call answers at once.

    Units, staff, residents and sign-ins are the same every time. Cases are the same for the same `until` (default:
    now), the moment at which their history of three months ends; with another one their dates move, and with the
    dates what depends on weekdays and working time. Never the same are ciphertexts and the hash of the demo's
    password. `scale` is the number of cases, where a test wants fewer than the size has.
    """
    say = progress or _silent
    if before := DemoBuilt.objects.filter(region=region).first():
        return Built(before.counts, doors.accounts())
    if size not in CASES:
        raise DemoError(_("规模“%(size)s”的演示数据尚未提供，请先用 --size small。") % {"size": size})
    end = (until or now()).astimezone(SHANGHAI).replace(microsecond=0)
    with transaction.atomic():
        _refuse_beside_real_data()
        counts = _build(region_named(region), scale or CASES[size], end, say)
        _mark(region, size, end, counts)
    return Built(counts, doors.accounts())


def _build(region: Region, count: int, until: datetime, say: Progress) -> dict[str, int]:
    say(0.0, _("生成演示单位和人员"))
    world = world_of(region, count)
    write_world(world, until)
    told = chronicle(world, count, until, lambda done: say(0.1 + 0.6 * done, _("生成演示办件")))
    say(0.7, _("写入演示办件"))
    counts = write(told, until)
    say(0.9, _("统计指标、封存日志"))
    rebuild(by=BUILDER, at=until)
    seal()
    return {"units": len(world.units), "staff": len(world.workers), "residents": len(world.people), **counts}


def _mark(region: str, size: str, until: datetime, counts: dict[str, int]) -> None:
    mark = DemoBuilt(region=region, size=size, until=until, counts=counts, built_at=now())
    mark.save(force_insert=True)
    record("demo.built", on=mark, by=BUILDER, at=mark.built_at, size=size, until=until, counts=counts)


def _refuse_beside_real_data() -> None:
    """Invented people never stand beside real ones."""
    if any(model.objects.exists() for model in (Organization, User, Case)):
        raise DemoError(
            _("这个数据库里已经有单位、人员或办件，不再写入演示数据。请加 --empty 启动，或者换一个空的 LINLI_HOME。")
        )


def refuse_beside_demo() -> None:
    """Real people never stand beside invented ones: for who asks for an empty start."""
    if DemoBuilt.objects.exists():
        raise DemoError(_("这个数据库里是演示数据，不能当作空的来用。请换一个空的 LINLI_HOME 或数据库。"))


def _silent(_fraction: float, _words: str) -> None:
    """For callers who show no progress."""
