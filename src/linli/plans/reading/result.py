"""What was read of a plan, and the same as JSON: the shape other programs rely on."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from linli.plans.reading.passages import Span
from linli.plans.reading.quantities import Comparator

ATTRIBUTES = EXPECTED, BINDING = "预期性", "约束性"
"""What a plan calls a figure: expected, or binding."""
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


class Source(StrEnum):
    """Where in a plan an indicator stands."""

    TABLE = "table"
    PROSE = "prose"
    LIST = "list"
    BOX = "box"
    LEDGER = "ledger"


class Tier(StrEnum):
    """How much weight a plan gives a figure, by where it stands."""

    HEADLINE = "headline"
    BODY = "body"
    BOX = "box"


class ProblemKind(StrEnum):
    """Why something could not be taken over."""

    MISSING_TABLE = "missing_table"
    CONTRADICTION = "contradiction"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to look at: what, and where in the plan."""

    kind: ProblemKind
    message: str
    where: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the first chapter."""

    title: str | None = None
    notice_title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    date: str | None = None
    region: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure the plan wants reached."""

    name: str
    baseline: Decimal | None
    target: Decimal | tuple[Decimal, Decimal] | None
    unit: str | None
    comparator: Comparator | None
    attribute: str | None
    year: int | None
    source: Source
    section: str | None
    raw: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: 一、 is level 1, （一） level 2 inside its `parent`."""

    number: str
    title: str
    level: int
    parent: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered task of a section; `number` is None where the plan forgot it."""

    section: str
    number: int | None
    title: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class Action:
    """A numbered item of a 专栏, with the figures it promises as they are written."""

    box: str
    box_title: str
    number: int | None
    title: str
    targets: tuple[str, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of an attachment that says who does what."""

    attachment: int | None
    number: int | None
    theme: str
    task: str
    text: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    goal: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class PlanReading:
    """All that was read of one plan."""

    header: Header
    indicators: tuple[Indicator, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    actions: tuple[Action, ...] = ()
    ledger_rows: tuple[LedgerRow, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    pages: tuple[int, ...] = ()
    """Where the second and every further page begins, in a file with pages."""

    def to_json(self) -> dict[str, Json]:
        """The published shape, in plain dictionaries and lists; in a file with pages each item says its page, too."""
        parts = ("indicators", "sections", "tasks", "actions", "ledger_rows", "problems")
        return _plain_fields(self.header) | {name: self._part(getattr(self, name)) for name in parts}

    @property
    def headline(self) -> list[Indicator]:
        """The figures the plan is measured by: those of its table; without one, those among its goals."""
        table = [each for each in self.indicators if each.source is Source.TABLE]
        return table or [each for each in self.indicators if "目标" in (each.section or "")]

    @property
    def ranked(self) -> list[tuple[Tier, Indicator]]:
        """Every figure with its weight, those the plan is measured by first, then in the plan's order."""
        first = self.headline
        rest = [each for each in self.indicators if each not in first]
        return [(Tier.HEADLINE, each) for each in first] + [(_tier(each), each) for each in rest]

    def page_of(self, span: Span | None) -> int | None:
        """The page a span begins on; None in a file without pages."""
        return bisect_right(self.pages, span[0]) + 1 if self.pages and span else None

    def _part(self, items: Iterable[Any]) -> list[Json]:
        pages = ((item, self.page_of(item.span)) for item in items)
        return [_plain_fields(item) | ({"page": page} if self.pages else {}) for item, page in pages]


def _tier(indicator: Indicator) -> Tier:
    """Of a figure that is none of the headline's."""
    stands_apart = indicator.source in (Source.BOX, Source.LEDGER)
    return Tier.BOX if stands_apart or (indicator.section or "").startswith(("专栏", "附件")) else Tier.BODY


_KEPT_INSIDE = {"parent"}
"""Fields the published shape does not have."""


def _plain_fields(record: object) -> dict[str, Json]:
    names = getattr(record, "__dataclass_fields__", {})
    return {name: _plain(getattr(record, name)) for name in names if name not in _KEPT_INSIDE}


def _plain(value: object) -> Json:
    if value is None or isinstance(value, str | bool | int):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _plain_fields(value)
