"""Standing indicators as data: read strictly from `data/indicators/standing`, once per process, and from the desk.

`plans.toml` names the plans, `registers.toml` the registers something waits for, every other file holds indicators. A
fault names file, key and line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tomllib import TOMLDecodeError, loads
from typing import Any

from django.conf import settings

from linli.areas.models import FigureKind
from linli.areas.rules import Level, is_code
from linli.areas.standing import AskedWrongly, Question, Source, sources
from linli.areas.tags import tags
from linli.base.home import home
from linli.base.languages import once_a_language, translated
from linli.catalog.lines import lines_of
from linli.catalog.reading import SpecError, Table
from linli.indicators.definitions import DefinitionError
from linli.indicators.standing.desk import written
from linli.indicators.standing.rules import SIGNS, Comparator, Kind, Wanted

PLANS, REGISTERS = "plans.toml", "registers.toml"
COMMUNITIES = "communities"
KEYS = {"at_least": Comparator.AT_LEAST, "above": Comparator.ABOVE, "at_most": Comparator.AT_MOST}
UNITS_OF_SHARE = "%"
NUMBER = re.compile(r"\d{1,7}(\.\d{1,2})?")


class Each(StrEnum):
    """Of what an indicator is a coverage."""

    COMMUNITY = "community"
    TOWNSHIP = "township"
    COUNTY = "county"

    @property
    def level(self) -> Level:
        """As a level of areas."""
        return {Each.COMMUNITY: Level.COMMUNITY, Each.TOWNSHIP: Level.TOWNSHIP, Each.COUNTY: Level.COUNTY}[self]


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan that sets targets, and the region it is for."""

    key: str
    title: str
    short: str
    root: str


@dataclass(frozen=True, slots=True)
class Target:
    """What one plan wants of an indicator, as the plan calls it. `words` where it is not a number alone.

    `only_there`: of its region as a whole, and of no part of it. `year`: by whose end, if not the plan's.
    """

    plan: PlanDocument
    name: str
    clause: str
    wanted: Wanted
    unit: str
    words: str = ""
    only_there: bool = False
    year: int | None = None

    @property
    def said(self) -> str:
        """≥100%, 2–3 名, or the plan's words."""
        if self.words or self.wanted.value is None:
            return self.words
        ends = f"{self.wanted.value:f}" + (f"–{self.wanted.most:f}" if self.wanted.most is not None else "")
        sign = "" if self.wanted.most is not None else SIGNS[self.wanted.comparator]
        return f"{sign}{ends}{self.unit if self.unit == UNITS_OF_SHARE else f' {self.unit}'}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A source with what is asked of it; `given` are its parameters as the file has them."""

    source: Source
    question: Question
    given: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator. `counts` says in words what the numerator is; of one that waits, what it will be."""

    id: str
    name: str
    unit: str
    kind: Kind
    counts: str
    targets: tuple[Target, ...]
    each: Each = Each.COMMUNITY
    of: str = ""  # only communities of this class
    numerator: Counted | None = None
    denominator: Counted | None = None  # of a share
    divisor: str = ""  # of a `per`: a kind of figure, or communities
    factor: int = 100
    waits: str = ""  # code of a register
    register: str = ""  # and what it is called

    @property
    def is_dated(self) -> bool:
        """Whether its registers still know how they stood on a day gone by."""
        asked = [each for each in (self.numerator, self.denominator) if each]
        return bool(asked) and all(each.source.is_dated for each in asked)

    def target_of(self, area: str) -> Target | None:
        """What the plan of the nearest region around an area wants."""
        mine = [each for each in self.targets if area.startswith(each.plan.root)]
        mine = [each for each in mine if area == each.plan.root or not each.only_there]
        return max(mine, key=lambda each: len(each.plan.root), default=None)


def definitions() -> Mapping[str, Definition]:
    """Every standing indicator, by id: those that ship in the files' order, then those of the desk."""
    shipped = of_files()
    return {**shipped, **{each.id: each for each in at_the_desk()[0] if each.id not in shipped}}


def faults() -> str:
    """What is wrong with the files and with what was defined at the desk; empty where nothing is."""
    return "".join((live().fault, *at_the_desk()[1]))


def at_the_desk() -> tuple[list[Definition], list[str]]:
    """What was defined at the desk, read as a file is; what cannot be is left out and said, the others hold."""
    found, wrong = [], []
    for each in written():
        if each.facts is None:
            wrong.append(f"{each.name}：{each.fault}")
            continue
        plan = PlanDocument(each.id, each.name, each.short, each.root)
        table = Table(each.facts, where=each.name, item="")
        try:
            found.append(_definition(table, {plan.key: plan}, {}))
            table.nothing_else()
        except SpecError as error:
            wrong.append(str(error))
    return found, wrong


@once_a_language
def of_files() -> Mapping[str, Definition]:
    """Those that ship alone, in the reader's language: the same everywhere, read without a database."""
    return {name: retold(each, translated) for name, each in live().found.items()}


@dataclass(frozen=True, slots=True)
class Live:
    """What holds, and what is wrong with the files where it is not what they say."""

    found: Mapping[str, Definition]
    fault: str = ""


@cache
def live() -> Live:
    """The files' indicators; where a file is broken those of the last start at which none was (`keep`)."""
    try:
        return Live(load(folder()))
    except DefinitionError as error:
        if not kept_folder().is_dir():
            raise
        return Live(load(kept_folder()), str(error).replace(f"{folder()}/", ""))


def keep() -> str:
    """Lay a copy of faultless files aside, to go on with should one be broken later. What is wrong; empty if nothing.

    DefinitionError where a file is broken and there is no copy yet.
    """
    try:
        load(folder())
    except DefinitionError:
        return live().fault
    fresh = kept_folder().with_name("standing.new")
    rmtree(fresh, ignore_errors=True)
    copytree(folder(), fresh)
    rmtree(kept_folder(), ignore_errors=True)
    fresh.rename(kept_folder())
    return ""


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA) / "indicators" / "standing"


def kept_folder() -> Path:
    """Where the copy lies."""
    return home() / "indicators" / "standing"


def named(name: str, area: str, known: Mapping[str, Definition] | None = None) -> Definition | None:
    """The indicator a plan of this area calls so, else one that another plan calls so; None for a name nobody knows.

    Who asks for many names gives what is `known`, so that the desk's own are read once.
    """
    known = definitions() if known is None else known
    found = [(each, target) for each in known.values() for target in each.targets if target.name == name]
    near = [each for each, target in found if area.startswith(target.plan.root)]
    return near[0] if near else found[0][0] if found else None


def retold(definition: Definition, say: Callable[[str], str]) -> Definition:
    """The indicator with every text a reader sees said anew; what a plan calls it stays as it stands there."""

    def in_units(unit: str) -> str:
        return unit if unit == UNITS_OF_SHARE else say(unit)

    return replace(
        definition,
        name=say(definition.name),
        unit=in_units(definition.unit),
        targets=tuple(replace(each, unit=in_units(each.unit), words=say(each.words)) for each in definition.targets),
        counts=say(definition.counts),
        register=say(definition.register),
    )


def load(folder: Path) -> dict[str, Definition]:
    """Read a folder; DefinitionError where a file is wrong, names twice, or names what is not there."""
    plans = {each.key: each for each in _read(folder / PLANS, "plan", _plan)}
    registers = dict(_read(folder / REGISTERS, "register", _register))
    found: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name in (PLANS, REGISTERS):
            continue
        for each in _read(file, "indicator", lambda table: _definition(table, plans, registers)):
            if each.id in found:
                raise DefinitionError(f"{file}：指标 {each.id} 写了两次。")
            found[each.id] = each
    return found


def _read(file: Path, key: str, read: Callable[[Table], Any]) -> list[Any]:
    """The entries of one file."""
    try:
        text = file.read_text(encoding="utf-8")
        table = Table(loads(text), where=str(file), item="", lines=lines_of(text))
        found = []
        for each in table.tables(key, least=1):
            found.append(read(each))
            each.nothing_else()
        table.nothing_else()
    except (OSError, TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{file}：读不懂：{error}。") from error
    except SpecError as error:
        raise DefinitionError(str(error)) from error
    return found


def _plan(table: Table) -> PlanDocument:
    root = table.text("root", 12)
    if not is_code(root):
        table.fault("root", "不是区划代码")
    return PlanDocument(table.name("key"), table.text("title", 60), table.text("short", 10), root)


def _register(table: Table) -> tuple[str, str]:
    return table.text("code", 4), table.text("name", 20)


def _definition(table: Table, plans: Mapping[str, PlanDocument], registers: Mapping[str, str]) -> Definition:
    unit = table.text("unit", 8)
    found = Definition(
        id=table.name("id"),
        name=table.text("name", 40),
        unit=unit,
        kind=table.one_of("kind", Kind),
        counts=table.text("counts", 60),
        targets=tuple(_target(each, plans, unit) for each in table.tables("target", least=1)),
    )
    if found.kind is Kind.WAITS:
        waits = table.text("waits", 4)
        if waits not in registers:
            table.fault("waits", f"写的 {waits} 不在 {REGISTERS} 里")
        return replace(found, waits=waits, register=registers[waits])
    return _counted(table, found)


def _counted(table: Table, found: Definition) -> Definition:
    """The same with what it is counted from."""
    of = table.text("of", 40, default="")
    if of and of not in tags():
        table.fault("of", f"写的 {of} 不在 data/areas/tags.toml 里")
    more: dict[str, Any] = {"of": of, "numerator": _asked(table, "source")}
    if table.has("each"):
        more["each"] = table.one_of("each", Each)
    if of and more.get("each") is Each.TOWNSHIP:
        table.fault("of", "只用于村、社区")
    if found.kind is Kind.SHARE:
        more["denominator"] = _asked(table, "denominator")
    if found.kind is Kind.PER:
        more["divisor"] = table.text("divisor", 40)
        more["factor"] = table.number("factor", 1, 100_000)
        if more["divisor"] not in (COMMUNITIES, *FigureKind.values):
            table.fault("divisor", f"写的 {more['divisor']} 不认识：{'、'.join((COMMUNITIES, *FigureKind.values))}")
    if found.kind in (Kind.COVERAGE, Kind.SHARE) and found.unit != UNITS_OF_SHARE:
        table.fault("unit", "应是 %")
    return replace(found, **more)


def _asked(table: Table, key: str) -> Counted:
    """A source and its parameters: { name = "organizations", types = ["clinic"] }."""
    inner = table.table(key)
    name = inner.name("name")
    source = sources().get(name)
    if source is None:
        inner.fault("name", f"写的 {name} 没有这样的来源：{'、'.join(sorted(sources()))}")
    given = {}
    for parameter in sorted(source.keys):
        if inner.has(parameter):
            given[parameter] = inner.texts(parameter, 40, least=1) if parameter == "types" else inner.name(parameter)
    inner.nothing_else()
    try:
        return Counted(source, source.ask(given), _written(given))
    except AskedWrongly as error:
        inner.fault(error.key, str(error))


def _written(given: Mapping[str, Any]) -> str:
    """Parameters as text: {"level": "grid"} as level=grid."""
    said = {key: value if isinstance(value, str) else "+".join(sorted(value)) for key, value in given.items()}
    return " ".join(f"{key}={value}" for key, value in sorted(said.items()))


def _target(table: Table, plans: Mapping[str, PlanDocument], unit: str) -> Target:
    plan = table.name("plan")
    if plan not in plans:
        table.fault("plan", f"写的 {plan} 不在 {PLANS} 里")
    words, most = table.text("words", 60, default=""), _number(table, "most")
    written = [key for key in KEYS if table.has(key)]
    if len(written) + bool(words) != 1 and not (words and len(written) == 1):
        table.fault("at_least", "、above、at_most 要写一个，也只写一个；不是数的，写 words")
    value = _number(table, written[0]) if written else None
    comparator = KEYS[written[0]] if written else Comparator.AT_LEAST
    found = Target(
        plans[plan],
        table.text("name", 60),
        table.text("clause", 40),
        Wanted(comparator, value, most),
        table.text("unit", 8, default=unit),
        words,
        table.flag("only_there", default=False),
        table.number_or_none("year", 2000, 2199),
    )
    table.nothing_else()
    return found


def _number(table: Table, key: str) -> Decimal | None:
    """A number, written in quotes so that it is exactly what stands there; None where absent."""
    if not table.has(key):
        return None
    text = table.text(key, 12)
    if not NUMBER.fullmatch(text):
        table.fault(key, '应是一个数，写在引号里，例如 "80"、"0.3"')
    return Decimal(text)
