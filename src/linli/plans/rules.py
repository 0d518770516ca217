"""What a confirmed figure of a plan may be, and where a quotation stands in the plan: plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linli.plans.reading.passages import Span, clean

LONGEST_NOTE = 200
FEWEST_QUOTED = 4
MUST_SETTLE = ("contradiction", "missing_table")
"""Kinds of problem a person has to say something about before the plan is published."""


@dataclass(frozen=True, slots=True)
class TargetValues:
    """What a person says a figure of the plan is."""

    name: str
    baseline: Decimal | None
    comparator: str
    low: Decimal | None
    high: Decimal | None
    unit_of_measure: str
    attribute: str
    year: int | None

    def as_facts(self) -> dict[str, Any]:
        """The same for the history, numbers as they are written."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def is_whole(values: TargetValues) -> bool:
    """Whether the numbers fit the comparator: a range has two that rise, anything else one at most."""
    if values.comparator == "range":
        return values.low is not None and values.high is not None and values.low < values.high
    return values.high is None


def place_of(quote: str, text: str) -> Span | None:
    """Where a quotation stands in the plan's text, spaces and line ends aside; None where it does not."""
    wanted, whole = clean(quote).text, clean(text)
    at = whole.text.find(wanted) if len(wanted) >= FEWEST_QUOTED else -1
    return whole[at : at + len(wanted)].span if at >= 0 else None


def unsettled(problems: Sequence[Mapping[str, Any]], settled: Collection[int]) -> list[int]:
    """The numbers of the problems that still need a person's word."""
    return [at for at, problem in enumerate(problems, 1) if problem["kind"] in MUST_SETTLE and at not in settled]


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
