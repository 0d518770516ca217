"""Builds the invented data of a region, once for a database. Runs as the owner, by COPY."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.areas.region import region as region_named
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI, now
from linli.base.journal import record
from linli.base.sealing import seal
from linli.cases.models import Case
from linli.demo import doors
from linli.demo.archived import archive
from linli.demo.batches import Batch, of_day, of_residents
from linli.demo.calls import call_back
from linli.demo.chronicle import Chronicler
from linli.demo.errors import DemoError
from linli.demo.filling import laid_bare, unlinked, vacuum
from linli.demo.grounds import locate
from linli.demo.ledgers import keep_ledgers
from linli.demo.models import DemoBuilt
from linli.demo.months import lock_months
from linli.demo.onpaper import key_in
from linli.demo.pairing import ADDED, pair
from linli.demo.pictures import pictures
from linli.demo.planning import planned
from linli.demo.registers.telling import counties_of, of_registers
from linli.demo.revising import revise
from linli.demo.sizes import Size, size_named
from linli.demo.spoken import speak
from linli.demo.stood import write_down
from linli.demo.working import cores, working
from linli.demo.world import world_of, write_units_and_staff
from linli.demo.writing import TABLES, Writer
from linli.indicators.actions import rebuild
from linli.indicators.models import DailyMeasure, MonthlyMeasure
from linli.organizations.models import Organization

Progress = Callable[[float, str], None]

BUILDER = system_actor("demo.build")
AT_ONCE = 5_000  # residents in a batch


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
    processes: int | None = None,
) -> Built:
    """Build the demo of a region unless it is there already; a second call answers at once.

    Units, staff, residents and sign-ins are the same every time. Cases are the same for the same `until` (default:
    now), the moment at which their history of three months (of a city: a year) ends; with another one their dates
    move, and with the dates what depends on weekdays and working time. Never the same are ciphertexts and the hash of
    the demo's password. `scale` is the number of cases, where fewer are wanted than the size has; `processes` is how
    many invent a city's, and changes nothing else. All of it is one transaction: cut off, it leaves nothing.
    """
    wanted, say = size_named(size), progress or _silent
    if before := DemoBuilt.objects.filter(region=region).first():
        _refuse_other_size(before, wanted)
        return Built(before.counts, doors.accounts())
    _refuse_beside_real_data()
    end = (until or now()).astimezone(SHANGHAI).replace(microsecond=0)
    say(0.0, _("生成演示单位和人员"))
    chronicler = Chronicler(world_of(region_named(region), scale or wanted.cases, wanted), end, pictures())
    tasks = _tasks(chronicler, scale or wanted.cases)
    with working(tasks, processes or (cores() + 1 if wanted.is_bulk else 1)) as batches, transaction.atomic():
        counts = _write(chronicler, batches, len(tasks), say)
        _mark(region, size, end, counts)
    if wanted.is_bulk:
        say(0.97, _("整理数据库"))
        vacuum()
    return Built(counts, doors.accounts())


def _tasks(chronicler: Chronicler, count: int) -> list[Callable[[], Batch]]:
    residents, written = len(chronicler.world.people), now()
    told = count if chronicler.world.size.is_bulk else count - ADDED
    counties = counties_of(chronicler.world.region)
    return [
        partial(of_registers, chronicler, counties, written),
        *(
            partial(of_residents, chronicler, first, min(first + AT_ONCE, residents))
            for first in range(0, residents, AT_ONCE)
        ),
        *(partial(of_day, chronicler, day, written) for day in planned(chronicler, told)),
    ]


def _write(chronicler: Chronicler, batches: Iterable[Batch], expected: int, say: Progress) -> dict[str, int]:
    world, until = chronicler.world, chronicler.until
    bare = laid_bare(TABLES) if world.size.is_bulk else None
    write_units_and_staff(world, until)
    writer = Writer(bare.frozen if bare else frozenset())
    for number, batch in enumerate(batches, start=1):
        writer.take(batch)
        say(0.02 + 0.68 * number / expected, _("写入演示办件"))
    counts = writer.finish()
    for done in bare.restore() if bare else ():
        say(0.7 + 0.14 * done, _("建立索引"))
    counts["located"] = locate(chronicler)
    counts["callbacks"] = call_back(chronicler)
    counts["papers"] = key_in(chronicler)
    counts["proposals"] = revise(chronicler)
    counts["words"] = speak(chronicler)
    counts["cases"] += pair(chronicler)
    counts["archived"] = archive(chronicler)
    counts["lines"] = keep_ledgers(chronicler)
    say(0.84, _("统计指标"))
    figures = unlinked((DailyMeasure, MonthlyMeasure))
    rebuild(by=BUILDER, at=until)
    for _done in figures.restore():
        say(0.89, _("统计指标"))
    lock_months(until, by=BUILDER, is_bulk=world.size.is_bulk)
    write_down(world.region.root, until, by=BUILDER)
    say(0.9, _("封存日志"))
    seal()
    return {"units": len(world.units), "staff": len(world.workers), **counts}


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


def _refuse_other_size(before: DemoBuilt, wanted: Size) -> None:
    """Whoever asks for a city is told when a small demo is there; without a wish, whatever is there is served."""
    if wanted.is_bulk and before.size != wanted.key:
        raise DemoError(
            _("这个数据库里已经是小规模的演示数据，不能再改成全市规模。请换一个空的 LINLI_HOME，或者不加 --size。")
        )


def _silent(_fraction: float, _words: str) -> None:
    """For callers who show no progress."""
