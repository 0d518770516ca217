"""How large a grid should be: rules from `data/grids`, and what they say of a number."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings

from linli.areas.filed import Entry, entries
from linli.areas.rules import Level


class Setting(StrEnum):
    """What kind of place a grid is in: it decides by which rule its size is judged."""

    URBAN = "urban"
    RURAL = "rural"


class Size(StrEnum):
    """What a rule says of a grid."""

    UNDER = "under"
    FITS = "fits"
    OVER = "over"
    UNKNOWN = "unknown"  # the number is missing
    FREE = "free"  # no rule speaks of it


class Measure(StrEnum):
    """By what a size is counted."""

    HOUSEHOLDS = "households"
    VILLAGER_GROUPS = "villager_groups"


LEVELS = {"grid": Level.GRID, "micro_grid": Level.MICRO_GRID}


@dataclass(frozen=True)
class SizeRule:
    """From how many to how many, both included, and who says so."""

    level: Level
    setting: Setting
    measure: Measure
    least: int
    most: int
    source: str


@cache
def size_rules() -> tuple[SizeRule, ...]:
    """The rules of this installation."""
    return read(Path(settings.DATA) / "grids" / "sizes.toml")


def rule_of(level: int, setting: str) -> SizeRule | None:
    """The rule for grids of a level and setting, if there is one."""
    return next((rule for rule in size_rules() if (rule.level, rule.setting) == (level, setting)), None)


def read(file: Path) -> tuple[SizeRule, ...]:
    """The rules of a file; FileFault where one is wrong or said twice."""
    rules: list[SizeRule] = []
    for entry in entries(file, "size"):
        rule = _rule(entry)
        if any((each.level, each.setting) == (rule.level, rule.setting) for each in rules):
            raise entry.fault("level")
        rules.append(rule)
    return tuple(rules)


def _rule(entry: Entry) -> SizeRule:
    level, setting, measure = entry.text("level"), entry.text("kind"), entry.text("measure")
    least, most, source = entry.number("least"), entry.number("most"), entry.text("source")
    if level not in LEVELS:
        raise entry.fault("level")
    if setting not in set(Setting):
        raise entry.fault("kind")
    if measure not in set(Measure):
        raise entry.fault("measure")
    if least is None or most is None or least > most:
        raise entry.fault("least、most")
    entry.done()
    return SizeRule(LEVELS[level], Setting(setting), Measure(measure), least or 0, most or 0, source)
