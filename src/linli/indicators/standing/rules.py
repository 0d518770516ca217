"""Quotients and targets as plain arithmetic: whole numbers and decimals, rounded once at the end."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


class Kind(StrEnum):
    """What an indicator is."""

    COVERAGE = "coverage"  # areas that have something, of all areas of a class, in per cent
    SHARE = "share"  # what one source counts of what another counts, in per cent
    PER = "per"  # what a source counts for each so many residents, households or communities
    COUNT = "count"  # what a source counts
    WAITS = "waits"  # nobody can count it yet


class Comparator(StrEnum):
    """How a value meets a target."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="


SIGNS = {Comparator.AT_LEAST: "≥", Comparator.ABOVE: ">", Comparator.AT_MOST: "≤"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target: a number, perhaps with an upper end (2 to 3 doctors); None where a plan gives words alone."""

    comparator: Comparator
    value: Decimal | None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quotient:
    """Two whole numbers and what their quotient is multiplied by; without a divisor the number itself.

    `is_share`: of a whole. Then a share that lacks something never reads as the whole, however it would round.
    """

    numerator: int
    denominator: int | None
    factor: int = 100
    is_share: bool = True

    @property
    def value(self) -> Decimal | None:
        """To a tenth; None where there is nothing to divide by.

        >>> Quotient(2, 3).value, Quotient(5117, 5118).value, Quotient(0, 0).value
        (Decimal('66.7'), Decimal('99.9'), None)
        """
        if self.denominator is None:
            return Decimal(self.numerator)
        if not self.denominator:
            return None
        exact = Decimal(self.numerator * self.factor) / self.denominator
        whole = self.is_share and self.numerator < self.denominator and exact > HUNDRED - TENTH
        return exact.quantize(TENTH, ROUND_DOWN if whole else ROUND_HALF_UP)

    def meets(self, wanted: Wanted) -> bool | None:
        """Whether the exact quotient, not the rounded one, reaches a target; None where one of them is unknown."""
        if wanted.value is None or self.denominator == 0:
            return None
        times, found = (self.denominator, self.numerator * self.factor) if self.denominator else (1, self.numerator)
        aim = wanted.value * times
        if wanted.comparator is Comparator.ABOVE:
            return found > aim
        if wanted.comparator is Comparator.AT_MOST:
            return found <= aim
        return found >= aim
