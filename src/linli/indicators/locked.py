"""What a locked figure was made of, and what has come since: case by case, as far as the viewer sees them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.cases.models import Case, CaseQuerySet, sight_of
from linli.indicators import measures, queries
from linli.indicators.definitions import Definition
from linli.indicators.models import LockedCase, LockedMonth
from linli.indicators.queries import Rate
from linli.indicators.rules import BITS, Measure, Period, Side


@dataclass(frozen=True, slots=True)
class Locked:
    """One figure of a locked month, with what made it, each with its case, in the order in which cases were sent in;
    `hidden` says how many the viewer may not open.
    """

    rate: Rate
    yes: "QuerySet[LockedCase]"
    no: "QuerySet[LockedCase]"
    shown_yes: int
    shown_no: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Change:
    """What has come since a month was locked.

    Each case of `cases` says on which side it stood (`was`) and stands (`is_now`), as `Side`. `is_whole`: these cases
    explain all of it; else others have changed that the viewer may not open.
    """

    was: Rate
    now: Rate
    cases: CaseQuerySet
    is_whole: bool


def explain(definition: Definition, area: str, lock: LockedMonth, *, viewer: Actor, unit: UUID | None = None) -> Locked:
    """A locked figure and its cases."""
    rate = _rate(queries.rates(area, _month(lock), unit, lock), definition)
    halves = lock.halves(definition.id)
    if halves is None:
        none = LockedCase.objects.none()
        return Locked(rate, none, none, 0, 0, 0)
    sided, visible = _sided(_kept(area, lock, unit), halves), Case.objects.visible_to(viewer)
    shown = _counted(sided.filter(_plain(viewer))) + _counted(sided.exclude(_plain(viewer)).filter(case__in=visible))
    behind = sided.filter(case__in=visible).select_related("case").order_by("case")
    yes, no = (behind.filter(side=side.value) for side in (Side.YES, Side.NO))
    return Locked(rate, yes, no, shown[Side.YES], shown[Side.NO], max(rate.denominator - shown.total(), 0))


def change(
    definition: Definition, area: str, lock: LockedMonth, *, viewer: Actor, until: datetime, unit: UUID | None = None
) -> Change:
    """How a figure counted now differs from the locked one, and by which cases."""
    month, kept = _month(lock), _kept(area, lock, unit)
    was = _rate(queries.rates(area, month, unit, lock), definition)
    now = _rate(queries.rates(area, month, unit), definition)
    counts = measures.counting(until) & measures.due_in(month) & measures.lying_in(area)
    counts &= Q(unit=unit) if unit else Q()
    # One list of ids: a condition on either side of an OR would be looked for in every case there is.
    either = Case.objects.filter(counts).values("pk").union(kept.values("case_id"))
    differing = (
        Case.objects.visible_to(viewer)
        .filter(pk__in=either)
        .annotate(was=_side_then(kept, lock.halves(definition.id)), is_now=_side_now(definition, counts))
        .exclude(was=F("is_now"))
        .order_by("due_at", "number")
    )
    return Change(was, now, differing, _explains(differing, was, now))


def _explains(differing: "QuerySet[Any]", was: Rate, now: Rate) -> bool:
    moved = list(differing.values_list("was", "is_now"))
    yes = sum((then_now[1] == Side.YES) - (then_now[0] == Side.YES) for then_now in moved)
    counted = sum((then_now[1] > Side.OUT) - (then_now[0] > Side.OUT) for then_now in moved)
    return (yes, counted) == (now.numerator - was.numerator, now.denominator - was.denominator)


def _month(lock: LockedMonth) -> Period:
    return Period.month_of(lock.month)


def _rate(rates: list[Rate], definition: Definition) -> Rate:
    return next(rate for rate in rates if rate.definition.id == definition.id)


def _kept(area: str, lock: LockedMonth, unit: UUID | None) -> "QuerySet[LockedCase]":
    found = LockedCase.objects.filter(month=lock.month, area__within=[area])
    return found.filter(unit=unit) if unit else found


def _plain(viewer: Actor) -> Q:
    """Rows whose cases the viewer may open without anybody asking the cases: ordinary ones of communities they see."""
    _kind, areas, _units, _resident = sight_of(viewer)
    communities = [area for area in areas if len(area) <= LENGTHS[Level.COMMUNITY - 1]]
    return Q(is_ordinary=True, area__within=communities)


def _counted(sided: "QuerySet[Any]") -> Counter[Side]:
    """How many stood on either side."""
    sides = (Side.YES, Side.NO)
    found = sided.aggregate(**{side.name: Count("pk", filter=Q(side=side.value)) for side in sides})
    return Counter({side: found[side.name] for side in sides})


def _sided(kept: "QuerySet[LockedCase]", halves: tuple[Measure, Measure]) -> "QuerySet[Any]":
    """With the side on which each stood, as `rules.side_of` says it."""
    yes, counted = (F("holds").bitand(BITS[half]) for half in halves)
    side = Choice(
        When(counted=0, then=Value(Side.OUT.value)),
        When(yes=0, then=Value(Side.NO.value)),
        default=Value(Side.YES.value),
        output_field=IntegerField(),
    )
    return kept.annotate(counted=counted, yes=yes).annotate(side=side)


def _side_then(kept: "QuerySet[LockedCase]", halves: tuple[Measure, Measure] | None) -> Coalesce:
    out = Value(Side.OUT.value)
    if halves is None:
        return Coalesce(out, out)
    return Coalesce(Subquery(_sided(kept, halves).filter(case=OuterRef("pk")).values("side")[:1]), out)


def _side_now(definition: Definition, counts: Q) -> Choice:
    counted = counts & measures.HOLDS[definition.denominator]
    return Choice(
        When(counted & measures.HOLDS[definition.numerator], then=Value(Side.YES.value)),
        When(counted, then=Value(Side.NO.value)),
        default=Value(Side.OUT.value),
        output_field=IntegerField(),
    )
