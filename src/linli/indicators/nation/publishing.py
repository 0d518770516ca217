"""Giving out the leaves of a region and month, read from what was counted; on record, with the sums of the files.

What leaves the installation is what a supervisor of the whole region reads at the desk, and no more: numbers by
community and month, of all units together. No unit, no day, no grid, no case, no words.
"""

from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Left

from linli.areas.editions import read_edition
from linli.areas.rules import LENGTHS, ancestors_of
from linli.base.actor import Actor
from linli.base.home import shipped
from linli.base.journal import record
from linli.indicators.models import (
    THE_WATERMARK,
    DailyMeasure,
    LockedMeasure,
    LockedMonth,
    LockedStanding,
    SnapshotRun,
    StandingSnapshot,
    Watermark,
)
from linli.indicators.nation import formulas
from linli.indicators.nation.packages import (
    CASES,
    COMMUNITY,
    DIVISORS,
    STANDING,
    Manifest,
    Package,
    PackageFault,
    table,
    write,
)
from linli.indicators.rules import Period
from linli.indicators.standing.definitions import Definition, of_files
from linli.indicators.standing.rules import Kind

MARK = ("indicators.watermark", THE_WATERMARK)
Rows = list[tuple[Any, ...]]


@transaction.atomic
def publish(folder: Path, region: str, month: Period, *, by: Actor, at: datetime) -> Package:
    """Write the package of a region and month: as it was locked, or as it stands now while it is open.

    PackageFault where nothing has been counted yet, FileExistsError where something stands in the place.
    """
    lock = LockedMonth.objects.filter(month=month.first).first()
    until = lock.locked_at if lock else Watermark.objects.values_list("until", flat=True).first()
    if until is None:
        raise PackageFault("还没有算过数，没有可以发布的。")
    day = _counted_on(region, month)
    standing, divisors = _stood(region, month, day) if day else ([], [])
    manifest = Manifest(
        root=region,
        month=str(month),
        published_at=at.isoformat(),
        product=version("linli"),
        edition=read_edition(shipped() / "areas").name,
        counted_until=until.isoformat(),
        locked_at=lock.locked_at.isoformat() if lock else "",
        standing_day=day.isoformat() if day else "",
        rates=formulas.of_rates(lock),
        standing=_spoken_of(standing),
    )
    rows = {CASES: _cases(region, month, lock), STANDING: standing, DIVISORS: divisors}
    written = write(folder, manifest, {name: table(name, each) for name, each in rows.items()})
    sums = {name: facts["sha256"] for name, facts in written.manifest.files.items()}
    record("indicators.published", on=MARK, by=by, at=at, area=region, month=str(month), files=sums)
    return written


def _cases(region: str, month: Period, lock: LockedMonth | None) -> Rows:
    """Sums by community and measure; a grid's cases are its community's."""
    found: QuerySet[Any]
    if lock:
        found = LockedMeasure.objects.filter(area__within=[region], of_unit=True, month=month.first)
    else:
        found = DailyMeasure.objects.filter(area__within=[region], day__range=(month.first, month.last))
    grouped = found.annotate(community=Left("area_id", COMMUNITY)).order_by("community", "measure")
    summed = grouped.values_list("community", "measure").annotate(Sum("value"))
    return [(str(month), *row) for row in summed]


def _counted_on(region: str, month: Period) -> date | None:
    """The last day of the month on which the region's registers were written down; None where there is none."""
    runs = SnapshotRun.objects.filter(root__in=[*ancestors_of(region), region], day__lte=month.last)
    return runs.order_by("-day").values_list("day", flat=True).first()


def _stood(region: str, month: Period, day: date) -> tuple[Rows, Rows]:
    """Leaves, and what some of them are divided by, as last known or as known when the month was locked."""
    known = {each.id: each for each in of_files().values() if each.numerator}
    found = StandingSnapshot.objects.filter(area__within=[region], day__lte=day, indicator__in=known)
    if lock := LockedStanding.objects.filter(month=month.first).first():
        found = found.filter(known_at__lte=lock.locked_at)
    newest = found.order_by("area_id", "indicator", "-day", "-known_at").distinct("area_id", "indicator")
    leaves: Rows = []
    divisors: Rows = []
    for area, indicator, *sums in newest.values_list("area_id", "indicator", "numerator", "denominator"):
        numerator, denominator = sums
        if numerator is None:
            continue  # counted no longer
        definition = known[indicator]
        if formulas.has_divisor(definition):
            divisors.append((str(month), area, indicator, denominator, area == region))
        if len(area) == LENGTHS[definition.each.level - 1]:
            leaves.append((str(month), area, indicator, numerator, _added_up(definition, denominator)))
    return leaves, divisors


def _added_up(definition: Definition, denominator: int | None) -> int | None:
    """The denominator, where those of the areas above are sums of it."""
    return None if definition.kind is Kind.COUNT or formulas.has_divisor(definition) else denominator


def _spoken_of(standing: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    """The formulas of what was written down: an indicator that came later is not spoken of."""
    written = {indicator for _month, _area, indicator, *_sums in standing}
    return {name: formula for name, formula in formulas.of_standing().items() if name in written}
