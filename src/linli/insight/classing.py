"""Areas put into a few classes for a map and into an order for a list. Plain Python.

Equal values share a class and a rank. Of what rests on a few alone no rank is given: one of two is no rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from linli.indicators.standing.rules import Comparator, Kind, Quotient, Wanted

CLASSES = 4
FEW = 5  # so many stand behind a figure that is ranked
NEAR = Fraction(9, 10)  # of the target


class By(StrEnum):
    """What classes go by."""

    QUANTILE = "quantile"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Counted:
    """An area's figure: two whole numbers by the way of the indicator; `is_ranked`: enough stand behind it."""

    key: str
    quotient: Quotient
    is_ranked: bool = True

    @property
    def exact(self) -> Fraction:
        """Unrounded."""
        return Fraction(self.quotient.numerator * self.quotient.factor, self.quotient.denominator or 1)


def is_small(quotient: Quotient, kind: Kind) -> bool:
    """Whether too few stand behind a share to compare it; a number by itself, or for each ten thousand, is none."""
    return kind in (Kind.COVERAGE, Kind.SHARE) and quotient.denominator is not None and quotient.denominator < FEW


def by_quantile(found: Sequence[Counted]) -> dict[str, int]:
    """Class 1 (lowest) to 4 by how many have less; the ranked alone."""
    values = sorted(each.exact for each in found if each.is_ranked)
    return {
        each.key: 1 + CLASSES * sum(value < each.exact for value in values) // len(values)
        for each in found
        if each.is_ranked
    }


def by_target(found: Sequence[Counted], wanted: Wanted) -> dict[str, int]:
    """Class 3: reached; 2: nine tenths of the way; 1: less. The ranked alone; empty without a number to reach."""
    if wanted.value is None:
        return {}
    return {each.key: _of(each, wanted) for each in found if each.is_ranked}


def _of(each: Counted, wanted: Wanted) -> int:
    if each.quotient.meets(wanted):
        return 3
    aim = Fraction(wanted.value or 0)
    is_near = each.exact * NEAR <= aim if wanted.comparator is Comparator.AT_MOST else each.exact >= aim * NEAR
    return 2 if is_near else 1


def ranks(found: Sequence[Counted], *, lower_is_better: bool = False) -> dict[str, int]:
    """1 is best; equals share a rank, and the next one counts them all. The ranked alone."""
    values = [-each.exact if lower_is_better else each.exact for each in found if each.is_ranked]
    return {
        each.key: 1 + sum(value > (-each.exact if lower_is_better else each.exact) for value in values)
        for each in found
        if each.is_ranked
    }
