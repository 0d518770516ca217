"""The units a plan names: who leads, who is responsible."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile("[、，,；;]")
_STANDING_NOTE = re.compile("[，,、；;]?以下[^。]*(?:不再列出|不再一一列出|不再重复)")
_AND_OTHERS = re.compile("等(?:单位|部门|有关部门)?(?:按职责分工负责)?$|按职责分工负责$")
_NAMES = "[^：:（()）。]*"
_IN_A_TASK = re.compile(f"牵头(?:单位|部门)?[:：](?P<lead>{_NAMES}?)[，,；;。]?责任单位[:：](?P<responsible>{_NAMES})")


@dataclass(frozen=True, slots=True)
class UnitCell:
    """The units of a cell, and what the cell says for all rows below it."""

    units: tuple[str, ...]
    standing_note: str | None = None


def units_of(text: str) -> UnitCell:
    """The units a cell lists, in order; a closing 等 names none and is left out."""
    note = _STANDING_NOTE.search(text)
    listed = text[: note.start()] if note else text
    names = (_AND_OTHERS.sub("", name).strip(" 。") for name in _BETWEEN.split(listed))
    units = tuple(dict.fromkeys(name for name in names if name))
    return UnitCell(units, note.group().strip("，,、；; ") if note else None)


def units_of_task(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lead and responsible units where a task names them in brackets: （牵头单位：…，责任单位：…）."""
    match = _IN_A_TASK.search(text)
    if match is None:
        return (), ()
    return units_of(match["lead"]).units, units_of(match["responsible"]).units
