"""From leaves to every area, said once: expressions of ibis, made from the definitions, for whichever engine runs them.

Numerators and denominators are sums of whole numbers, each level from the one below. The quotient is rounded once, as
`standing.rules.Quotient` and `rules.percent` do it: in whole tenths, half up, and a share that lacks something is never
100 %. No engine divides anything that does not come out even, so none can round in its own way.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import ibis
from ibis import Table, Value

from linli.areas.rules import LENGTHS, Level
from linli.indicators import definitions as rates
from linli.indicators.nation.formulas import has_divisor
from linli.indicators.nation.packages import COMMUNITY
from linli.indicators.rules import Measure
from linli.indicators.standing import definitions as standing
from linli.indicators.standing.rules import Kind

COLUMNS = ("month", "indicator", "area", "numerator", "denominator", "value", "is_whole")
ABOVE = (*reversed(LENGTHS[: Level.TOWNSHIP]), 0)  # townships to provinces, and the country, whose code is empty
TENTHS = ibis.literal(Decimal("0.1"), "decimal(2, 1)")
SHARE = 100
ALMOST_ALL = 999  # in tenths of a per cent


@dataclass(frozen=True)
class Gaps:
    """Areas of which not all has been published, by month and indicator."""

    found: Mapping[tuple[str, str], Collection[str]]

    def of(self, table: Table) -> Value:
        """Whether a row is of such an area."""
        areas = sorted({area for each in self.found.values() for area in each})
        keys = [f"{month} {name} {area}" for (month, name), each in sorted(self.found.items()) for area in sorted(each)]
        if not keys:
            return ibis.literal(False)
        key = table.month + " " + table.indicator + " " + table.area
        return table.area.isin(areas) & key.isin(keys)


def rolled_up(cases: Table, stood: Table, divisors: Table, gaps: Gaps) -> Table:
    """Every indicator of every area and month: both numbers, the quotient, and whether all of the area is in it."""
    both = ibis.union(of_cases(cases), of_standing(stood, divisors))
    found = both.mutate(value=_value(both), is_whole=~gaps.of(both))
    return found.select(*COLUMNS)


def of_cases(cases: Table) -> Table:
    """The rates of cases: measures side by side, added up level by level, then two of them for each indicator."""
    sums = {each.value: cases.value.sum(where=cases.measure == each.value) for each in Measure}
    wide = cases.group_by("month", "area").agg(**{name: _whole(value.fill_null(0)) for name, value in sums.items()})
    every = _upward({COMMUNITY: wide}, ("month",), tuple(sums))
    parts = [
        every.select(
            "month",
            "area",
            indicator=ibis.literal(each.id),
            numerator=every[each.numerator.value],
            denominator=every[each.denominator.value],
        )
        for each in rates.definitions().values()
    ]
    return ibis.union(*parts).select("month", "indicator", "area", "numerator", "denominator")


def of_standing(stood: Table, divisors: Table) -> Table:
    """How registers stand: sums, and for some indicators a divisor of the area's own."""
    known = [each for each in standing.of_files().values() if each.numerator]
    digits = {COMMUNITY, *(LENGTHS[each.each.level - 1] for each in known)}
    leaves = stood.filter(stood.indicator.isin([each.id for each in known]))
    levels = {length: leaves.filter(leaves.area.length() == length) for length in digits}
    summed = _upward(levels, ("month", "indicator"), ("numerator", "denominator"))
    own = [each.id for each in known if has_divisor(each)]
    if own:
        summed = _divided(summed, divisors, own)
    return summed.select("month", "indicator", "area", "numerator", "denominator")


def _upward(leaves: Mapping[int, Table], by: tuple[str, ...], sums: tuple[str, ...]) -> Table:
    """The leaves and all levels above them, each from the one below; leaves may lie on several levels."""
    level = leaves[COMMUNITY]
    every = [level]
    for length in ABOVE:
        parts = level.mutate(area=level.area.left(length))
        if length in leaves:
            parts = ibis.union(parts.select(*by, "area", *sums), leaves[length].select(*by, "area", *sums))
        level = parts.group_by(*by, "area").agg(**{each: _whole(parts[each].sum()) for each in sums})
        every.append(level)
    return ibis.union(*(each.select(*by, "area", *sums) for each in every))


def _divided(summed: Table, divisors: Table, own: Collection[str]) -> Table:
    """The same with each area's own divisor; above the regions their sum, and none where one of them has none."""
    wanted = divisors.filter(divisors.indicator.isin(list(own)))
    levels = [wanted.select("month", "indicator", "area", "value")]
    for length in ABOVE:
        roots = wanted.filter(wanted.is_root & (wanted.area.length() > length))
        parts = roots.mutate(area=roots.area.left(length))
        sums = parts.group_by("month", "indicator", "area").agg(
            total=_whole(parts.value.sum()), known=parts.value.count(), all=parts.count()
        )
        value = (sums.known == sums["all"]).ifelse(sums.total, ibis.null("int64"))
        levels.append(sums.select("month", "indicator", "area", value=value))
    every = ibis.union(*levels)
    joined = summed.left_join(every, ["month", "indicator", "area"])
    return joined.mutate(denominator=summed.indicator.isin(list(own)).ifelse(every.value, summed.denominator))


def _value(table: Table) -> Value:
    """The rounded quotient as a decimal; null where there is nothing to divide by."""
    known = [each for each in standing.of_files().values() if each.numerator]
    factors = {each.id: each.factor for each in known if each.kind is Kind.PER and each.factor != SHARE}
    counts = [each.id for each in known if each.kind is Kind.COUNT]
    shares = [each.id for each in known if each.kind in (Kind.COVERAGE, Kind.SHARE)]
    factor = ibis.literal(SHARE, "int64")
    if factors:
        branches = [(table.indicator == name, ibis.literal(times, "int64")) for name, times in factors.items()]
        factor = ibis.cases(*branches, else_=factor)
    tenths = _tenths(table.numerator, table.denominator, factor, table.indicator.isin(shares))
    if counts:
        tenths = table.indicator.isin(counts).ifelse(table.numerator * 10, tenths)
    return (tenths.cast("decimal(18, 1)") * TENTHS).cast("decimal(38, 2)").cast("decimal(18, 1)")


def _tenths(numerator: Value, denominator: Value, factor: Value, is_share: Value) -> Value:
    """A quotient in tenths, half up: what is left over is taken away first, so that the division comes out even."""
    by = denominator.nullif(0) * 2
    over = numerator * factor * 20 + denominator
    rounded = ((over - over % by) / by).cast("int64")
    lacks = is_share & (numerator < denominator) & (numerator * 1000 > denominator * ALMOST_ALL)
    return lacks.ifelse(ibis.literal(ALMOST_ALL, "int64"), rounded)


def _whole(value: Value) -> Value:
    """A sum as a whole number again: DuckDB's are wider, and ibis leaves out a cast that it takes for needless."""
    return value.cast("decimal(38, 0)").cast("int64")
