"""The indicators as data: read strictly from `data/indicators`, once per process.

A fault names the file, the indicator and the key, since a deployment may edit these files.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.conf import settings

from linli.base.languages import once_a_language, translated
from linli.catalog.reading import SpecError, Table
from linli.indicators import rules
from linli.indicators.rules import Measure


class DefinitionError(Exception):
    """A file of indicators says something that cannot be; the sentence names file, indicator and key."""


class Better(StrEnum):
    """Which way an indicator should move."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator: the share of `numerator` in `denominator`, and how it is explained to a reader."""

    id: str
    name: str
    numerator: Measure
    denominator: Measure
    unit: str
    better: Better
    formula: str
    yes: str  # what is true of a case in the numerator
    no: str  # and of one that is in the denominator alone
    basis: str  # what the denominator counts, said before the number: 居民评价过的 12 件
    rule: str
    cohort: tuple[str, ...]  # which cases count at all; the same for a whole file
    rule_version: int
    source: str
    locks_after: int  # days after a month's end; the same for a whole file

    @property
    def comparator(self) -> str:
        """How a target is compared: at least, or at most."""
        return ">=" if self.better is Better.HIGHER else "<="


def days_to_lock() -> int:
    """How long after its end a month is locked: when the last of its indicators may be."""
    return max(each.locks_after for each in definitions().values())


@once_a_language
def definitions() -> dict[str, Definition]:
    """Every indicator that ships, by id, in the files' order and the reader's language."""
    found = load(Path(settings.DATA) / "indicators")
    return {name: retold(each, translated) for name, each in found.items()}


def retold(definition: Definition, say: Callable[[str], str]) -> Definition:
    """The indicator with every text a reader sees said anew."""
    texts = ("name", "formula", "yes", "no", "basis", "rule", "source")
    said = {name: say(getattr(definition, name)) for name in texts}
    cohort = tuple(say(each) for each in definition.cohort)
    return replace(definition, **said, cohort=cohort)  # type: ignore[arg-type]  # all of them are texts


def load(folder: Path) -> dict[str, Definition]:
    """Read a folder of indicator files; DefinitionError where one is wrong."""
    found: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.toml")):
        for each in read(file):
            if each.id in found:
                raise DefinitionError(f"{file}：指标 {each.id} 写了两次。")
            found[each.id] = each
    if not found:
        raise DefinitionError(f"{folder} 里没有指标文件，例如 service.toml。")
    return found


def read(file: Path) -> list[Definition]:
    """The indicators of one file."""
    try:
        table = Table(loads(file.read_text(encoding="utf-8")), where=str(file), item="")
        cohort = table.texts("cohort", 100, least=1)
        locks_after = table.number("locks_after", 1, 90)
        found = [_definition(each, cohort, locks_after) for each in table.tables("indicator", least=1)]
        table.nothing_else()
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{file}：不是正确的 TOML：{error}。") from error
    except SpecError as error:
        raise DefinitionError(str(error)) from error
    return found


def _definition(table: Table, cohort: tuple[str, ...], locks_after: int) -> Definition:
    numerator, denominator = table.one_of("numerator", Measure), table.one_of("denominator", Measure)
    if not rules.is_share(numerator, denominator):
        table.fault("numerator", f"写的 {numerator} 不是 {denominator} 的一部分，比例会超过 100%")
    found = Definition(
        id=table.name("id"),
        name=table.text("name", 20),
        numerator=numerator,
        denominator=denominator,
        unit=table.text("unit", 4),
        better=table.one_of("better", Better),
        formula=table.text("formula", 60),
        yes=table.text("yes", 40),
        no=table.text("no", 40),
        basis=table.text("basis", 20),
        rule=table.text("rule", 200),
        cohort=cohort,
        rule_version=table.number("rule_version", 1, rules.VERSION),
        source=table.text("source", 200),
        locks_after=locks_after,
    )
    table.nothing_else()
    return found
