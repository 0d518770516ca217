"""What a confirmed figure, task or unit of a plan may be, and where a quotation stands: plain Python."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from linli.plans.reading.passages import Span, clean
from linli.plans.reading.result import Tier

LONGEST_NOTE = 200
FEWEST_QUOTED = 4
FEWEST_OF_A_UNIT = 3  # characters: 市妇联 is a name with its place, 市场 is none
MUST_SETTLE = ("contradiction", "missing_table")
"""Kinds of problem a person has to say something about before the plan is published."""

_Unit = TypeVar("_Unit")


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


@dataclass(frozen=True, slots=True)
class ItemValues:
    """What a person says a task, an action or a row of the division of work is."""

    heading: str
    number: int | None
    title: str
    text: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    goal: str

    def as_facts(self) -> dict[str, Any]:
        """The same for the history."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}

    def merged(self, other: "ItemValues") -> "ItemValues":
        """Both as one: the first one's place and name, the words and units of both, nothing said twice."""
        return ItemValues(
            heading=self.heading,
            number=self.number,
            title=self.title,
            text=_together(self.text, other.text),
            lead_units=tuple(dict.fromkeys((*self.lead_units, *other.lead_units))),
            responsible_units=tuple(dict.fromkeys((*self.responsible_units, *other.responsible_units))),
            goal=_together(self.goal, other.goal),
        )


def items_read(reading: Mapping[str, Any]) -> list[tuple[str, ItemValues, Span | None]]:
    """Tasks, actions and ledger rows of a plan as it was read, in its order: kind, what it says, where it stands."""
    found = [("task", _task(each), _span(each)) for each in reading.get("tasks", [])]
    found += [("action", _action(each), _span(each)) for each in reading.get("actions", [])]
    return found + [("row", _row(each), _span(each)) for each in reading.get("ledger_rows", [])]


def _task(each: Mapping[str, Any]) -> ItemValues:
    return ItemValues(each["section"] or "", each["number"], each["title"], "", *_units(each), "")


def _action(each: Mapping[str, Any]) -> ItemValues:
    heading = " ".join(part for part in (each["box"], each["box_title"]) if part)
    return ItemValues(heading, each["number"], each["title"], "", (), (), "\n".join(each["targets"]))


def _row(each: Mapping[str, Any]) -> ItemValues:
    title = each["task"] or each["text"]
    return ItemValues(each["theme"] or "", each["number"], title, each["text"] or "", *_units(each), each["goal"] or "")


def _units(each: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(each["lead_units"]), tuple(each["responsible_units"])


def _span(each: Mapping[str, Any]) -> Span | None:
    return (each["span"][0], each["span"][1]) if each.get("span") else None


def _together(one: str, other: str) -> str:
    return one if other in one else other if one in other else f"{one}\n{other}"


def key_of_unit(name: str, place: str) -> str:
    """What is left of a unit's name where everybody writes it otherwise: 衡水市发展和改革委员会 is 发展改革委."""
    name = re.sub(r"[（(][^（()）]*[）)]", "", "".join(name.split()))
    name = name.removeprefix(place)
    if place and name.startswith(place[-1]) and len(name) > FEWEST_OF_A_UNIT:
        name = name[1:]
    return re.sub("委员会$", "委", re.sub("[和与]", "", name))


def matched(name: str, place: str, register: Mapping[str, _Unit]) -> tuple[_Unit, bool] | None:
    """The unit of the register that a plan's name means, and whether it is written exactly so; None where unsure.

    `register` is by every name and short name of the place's own units; a name two units share is not in it.
    """
    if found := register.get(name):
        return found, True
    key = key_of_unit(name, place)
    alike = {unit for each, unit in register.items() if key_of_unit(each, place) == key}
    return (alike.pop(), False) if len(alike) == 1 else None


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


def tier_at(place: int, reading: Mapping[str, Any]) -> Tier:
    """How much weight the plan gives a figure that was added, by what was opened last before it."""
    parts = (("sections", Tier.BODY), ("actions", Tier.BOX), ("ledger_rows", Tier.BOX))
    opened = [(each["span"][0], tier) for key, tier in parts for each in reading.get(key, []) if each.get("span")]
    before = [each for each in opened if each[0] <= place]
    return max(before, key=lambda each: each[0])[1] if before else Tier.BODY


def unsettled(problems: Sequence[Mapping[str, Any]], settled: Collection[int]) -> list[int]:
    """The numbers of the problems that still need a person's word."""
    return [at for at, problem in enumerate(problems, 1) if problem["kind"] in MUST_SETTLE and at not in settled]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
