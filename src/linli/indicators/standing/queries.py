"""How the registers stand: every indicator of an area and of each area directly below, by one statement.

Read as the acting person. A figure that rests on rows they may not see is not given at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.areas import denominators
from linli.areas.denominators import Denominator
from linli.areas.models import FigureKind
from linli.areas.rules import child_length
from linli.base.actor import Actor
from linli.indicators.standing import counting
from linli.indicators.standing.definitions import COMMUNITIES, Definition, Target, definitions
from linli.indicators.standing.rules import Kind, Quotient

# The sums of an area and of those directly below it.
STOOD = """
SELECT number, left(code, %(below)s::int), grouping(left(code, %(below)s::int)) = 1,
       count(*), sum(had)::bigint, sum(counted)::bigint, sum(divided_by)::bigint
  FROM each GROUP BY GROUPING SETS ((number), (number, left(code, %(below)s::int)))
"""
# The area's alone, a fifth sooner.
WHOLE = """
SELECT number, '', true, count(*), sum(had)::bigint, sum(counted)::bigint, sum(divided_by)::bigint
  FROM each GROUP BY number
"""


class Why(StrEnum):
    """Why there is no figure."""

    WAITS = "waits"  # no register counts it yet
    UNSEEN = "unseen"  # the reader does not see the area's rows
    NOTHING = "nothing"  # there is nothing here to divide by
    UNKNOWN = "unknown"  # the number to divide by has not been entered


@dataclass(frozen=True, slots=True)
class Sums:
    """What the statement gives of one indicator and area: areas, those that have something, and both sources' sums."""

    wanted: int = 0
    had: int = 0
    counted: int = 0
    divided_by: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator of one area: a quotient, or why there is none; `rests_on` is the number it was divided by."""

    definition: Definition
    quotient: Quotient | None
    why: Why | None = None
    rests_on: Denominator | None = None
    target: Target | None = None

    @property
    def value(self) -> Decimal | None:
        """Rounded once."""
        return self.quotient.value if self.quotient else None

    @property
    def is_met(self) -> bool | None:
        """Whether the plan's target is reached."""
        return self.quotient.meets(self.target.wanted) if self.quotient and self.target else None

    @property
    def share(self) -> float | None:
        """For the length of a bar; None where it is no share of a whole."""
        if (
            self.definition.kind not in (Kind.COVERAGE, Kind.SHARE)
            or not self.quotient
            or not self.quotient.denominator
        ):
            return None
        return self.quotient.numerator / self.quotient.denominator

    @property
    def sum(self) -> str:
        """The arithmetic: 12 ÷ 30 × 100."""
        if self.quotient is None or self.value is None:
            return ""
        if self.quotient.denominator is None:
            return str(self.quotient.numerator)
        times = f" × {self.quotient.factor}" if self.quotient.factor != 1 else ""
        return f"{self.quotient.numerator} ÷ {self.quotient.denominator}{times}"

    @property
    def reason(self) -> str:
        """Why there is no figure, in words."""
        if self.why is Why.WAITS:
            return _("暂无数据来源：待“%(register)s”登记启用") % {"register": self.definition.register}
        if self.why is Why.UNSEEN:
            return _("要看到整个区域的人才能看这个数")
        if self.why is Why.UNKNOWN:
            return self.rests_on.note if self.rests_on else ""
        return _("这里没有要算的对象，所以不算") if self.why else ""


@dataclass(frozen=True, slots=True)
class Stood:
    """Indicators of an area, and the same of each area below it by code."""

    whole: list[Standing]
    below: Mapping[str, list[Standing]]


def standing(
    area: str,
    day: date,
    *,
    viewer: Actor,
    only: Sequence[Definition] | None = None,
    below: bool = True,
    digits: int | None = None,
) -> Stood:
    """How an area stands on a day, in the order of the files; `digits`: the areas below whose codes are so long."""
    wanted = list(definitions().values() if only is None else only)
    asked = [each for each in wanted if each.numerator and _is_open(each, viewer, area)]
    open_ids = {each.id for each in asked}
    digits = digits or child_length(area) or len(area)
    sums, sums_below = _sums(area, day, asked, digits if below else None)
    kinds = {FigureKind(each.divisor) for each in asked if each.divisor and each.divisor != COMMUNITIES}
    figures = {kind: {area: denominators.denominator(area, kind, day)} for kind in kinds}
    if below:
        for kind in kinds:
            figures[kind] |= denominators.by_length(area, digits, kind, day) if digits > len(area) else {}

    def of(code: str, found: Mapping[str, Sums]) -> list[Standing]:
        return [_standing(each, code, found.get(each.id), figures, is_open=each.id in open_ids) for each in wanted]

    return Stood(of(area, sums), {code: of(code, found) for code, found in sums_below.items()} if below else {})


def _is_open(definition: Definition, viewer: Actor, area: str) -> bool:
    counted = [each for each in (definition.numerator, definition.denominator) if each]
    return all(each.source.is_open_to(viewer, area) for each in counted)


def _standing(
    definition: Definition,
    area: str,
    sums: Sums | None,
    figures: Mapping[FigureKind, Mapping[str, Denominator]],
    *,
    is_open: bool,
) -> Standing:
    target = definition.target_of(area)
    if not definition.numerator:
        return Standing(definition, None, Why.WAITS, target=target)
    if not is_open:
        return Standing(definition, None, Why.UNSEEN, target=target)
    rests_on = None
    if definition.divisor not in ("", COMMUNITIES):
        kind = FigureKind(definition.divisor)
        rests_on = figures[kind].get(area) or Denominator(area, kind, None)
        if rests_on.value is None:
            return Standing(definition, None, Why.UNKNOWN, rests_on, target)
    quotient = _quotient(definition, sums or Sums(), rests_on)
    return Standing(definition, quotient, Why.NOTHING if quotient.value is None else None, rests_on, target)


def _quotient(definition: Definition, sums: Sums, rests_on: Denominator | None) -> Quotient:
    if definition.kind is Kind.COVERAGE:
        return Quotient(sums.had, sums.wanted)
    if definition.kind is Kind.SHARE:
        return Quotient(sums.counted, sums.divided_by)
    if definition.kind is Kind.COUNT:
        return Quotient(sums.counted, None, is_share=False)
    divisor = rests_on.value if rests_on else sums.wanted
    return Quotient(sums.counted, divisor, definition.factor, is_share=False)


def _sums(
    area: str, day: date, asked: Sequence[Definition], digits: int | None
) -> tuple[dict[str, Sums], dict[str, dict[str, Sums]]]:
    """By indicator; and by area below whose code is so long, then by indicator."""
    if not asked:
        return {}, {}
    whole: dict[str, Sums] = {}
    below: dict[str, dict[str, Sums]] = {}
    for number, code, is_whole, *counts in _rows(area, day, asked, digits):
        into = whole if is_whole else below.setdefault(code, {})
        into[asked[number].id] = Sums(*counts)
    return whole, below


def _rows(area: str, day: date, asked: Sequence[Definition], digits: int | None) -> list[Any]:
    each, facts = counting.each_area(asked, area, day)
    with connection.cursor() as cursor:
        cursor.execute(each + (STOOD if digits else WHOLE), {**facts, "below": digits})
        rows: list[Any] = cursor.fetchall()
    return rows
