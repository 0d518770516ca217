"""A service item as its file describes it: frozen values and a strict reader.

Plain Python: no Django, no clock, no database. The sentences of `SpecError` are for whoever edits the Chinese
files, so they are Chinese and name the file, the item and the field.
"""

import dataclasses
import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from linli.base.working_time import Limit
from linli.catalog.choices import (
    Audience,
    BasisKind,
    FieldKind,
    Kind,
    LegalUnit,
    Level,
    LifeEvent,
    LimitUnit,
    Mode,
    OnlineLevel,
)
from linli.catalog.lines import line_of, lines_of
from linli.catalog.reading import SpecError, Table

# The case asks these itself: a second question of the same name would overwrite the answer.
RESERVED_NAMES = frozenset({"item", "area", "place", "title", "resident", "unit", "client_key", "name", "phone"})

LONGEST = {FieldKind.TEXT: 100, FieldKind.LONG_TEXT: 2000}


# Fifty-sixths of a working day: the smallest whole number that holds an hour of 8 to the day and a day of 7 to 5.
WEIGHTS = {"hour": 7, "day": 56, "calendar_day": 40}


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """The most time a law gives; a promise may only be shorter."""

    amount: int
    unit: LegalUnit

    def allows(self, promise: Limit) -> bool:
        """Tell whether a promise in working time keeps the law: 8 hours to a day, 5 working days to a week of 7."""
        return _weight(promise) <= self.amount * WEIGHTS[self.unit]


def _weight(limit: Limit) -> int:
    return limit.amount * WEIGHTS[limit.unit]


class Choice(NamedTuple):
    """One answer to choose: what is stored and what is read."""

    value: str
    label: str


class Said(NamedTuple):
    """A text of the item, and how it reads in English: of what is written at the desk, where no catalogue has it."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of the item's form; a `reusable` answer is offered to the next form that asks the same."""

    name: str
    label: str
    kind: FieldKind
    required: bool
    hint: str = ""
    reusable: bool = False
    choices: tuple[Choice, ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """One paper or proof, and where it comes from; `needed` says it must be there before the case is resolved."""

    name: str
    source: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """A law, policy or plan the item rests on, with the words that name the service where we have them."""

    kind: BasisKind
    name: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the answer to a choice question is one of these."""

    field: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Hand the case to an organisation of this type at this level, if there is one that serves the place."""

    type: str
    level: Level
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One service item: what a resident reads, answers and may expect, and who handles it."""

    code: str
    name: str
    plain_name: str
    short_name: str
    kind: Kind
    audience: Audience
    life_event: LifeEvent
    icon: str
    summary: str
    who_can: str
    keywords: tuple[str, ...]
    steps: tuple[str, ...]
    accept_limit: Limit
    limit: Limit
    fee: str
    basis: tuple[Basis, ...]
    result: str
    mode: Mode
    online_level: OnlineLevel
    handled_by: tuple[Route, ...]
    needs_place: bool
    form: tuple[FieldSpec, ...] = ()
    materials: tuple[Material, ...] = ()
    legal_limit: LegalLimit | None = None
    urgent: str = ""
    anonymous_allowed: bool = False
    common: int = 0
    english: tuple[Said, ...] | None = None

    @property
    def takes_nameless(self) -> bool:
        """Whether it can be asked for without a name; what is confidential never can."""
        return self.anonymous_allowed and self.audience is not Audience.CONFIDENTIAL

    def routes(self, answers: Mapping[str, object]) -> tuple[Route, ...]:
        """Return the rules that hold for these answers, in the order they are to be tried."""
        return tuple(
            route for route in self.handled_by if not route.when or answers.get(route.when.field) in route.when.any_of
        )


def read_folder(folder: Path, *, organization_types: Collection[str] | None = None) -> list[ItemSpec]:
    """Read every item of a folder by code, or raise one SpecError with a sentence per fault.

    With `organization_types`, a rule that names an unknown type of organisation is a fault too.
    """
    items: list[ItemSpec] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            item = read_item(path)
            _known_types(item, organization_types, path)
            check_beside(item, items, where=path.name)
            items.append(item)
        except SpecError as error:
            faults.extend(error.sentences)
    if not items and not faults:
        faults.append(f"{folder}：没有找到事项文件（*.toml）。")
    if faults:
        raise SpecError(*faults)
    return items


def read_item(path: Path) -> ItemSpec:
    """Read one item's file; the file is named after the item's code."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{path.name}：{_unread(error)}不是正确的 TOML（{error}）。") from error
    item = parse_item(data, where=path.name, lines=lines_of(text))
    if item.code != path.stem:
        raise SpecError(f"{path.name}：事项 {item.code} 的 code 应与文件名相同，即 {path.stem}。")
    return item


def _unread(error: Exception) -> str:
    line = re.search(r"at line (\d+)", str(error))
    return f"第 {line[1]} 行读不懂，" if line else "文件读不出来，"


def parse_item(data: Mapping[str, Any], *, where: str, lines: Mapping[str, int] | None = None) -> ItemSpec:
    """Make an item of plain data, such as a file's or a stored copy's; `where` names it in sentences."""
    table = Table(data, where=where, item=str(data.get("code", "")), lines=lines)
    item = ItemSpec(
        code=table.code("code"),
        name=table.text("name", 40),
        plain_name=table.text("plain_name", 24),
        short_name=table.text("short_name", 6),
        kind=table.one_of("kind", Kind),
        audience=table.one_of("audience", Audience),
        life_event=table.one_of("life_event", LifeEvent),
        icon=table.code("icon"),
        summary=table.text("summary", 120),
        who_can=table.text("who_can", 200),
        keywords=table.texts("keywords", 20, least=3),
        steps=table.texts("steps", 120, least=2),
        accept_limit=_limit(table.table("accept_limit")),
        limit=_limit(table.table("limit")),
        fee=table.text("fee", 80),
        basis=tuple(_basis(each) for each in table.tables("basis", least=1)),
        result=table.text("result", 120),
        mode=table.one_of("mode", Mode),
        online_level=table.one_of("online_level", OnlineLevel),
        handled_by=tuple(_route(each) for each in table.tables("handled_by", least=1)),
        needs_place=table.flag("needs_place"),
        form=tuple(_field(each) for each in table.tables("form")),
        materials=tuple(_material(each) for each in table.tables("materials")),
        legal_limit=_legal_limit(table.table("legal_limit")) if table.has("legal_limit") else None,
        urgent=table.text("urgent", 120, default=""),
        anonymous_allowed=table.flag("anonymous_allowed", default=False),
        common=table.number("common", 0, 99, default=0),
        english=tuple(Said(*pair) for pair in table.said("english")) if table.has("english") else None,
    )
    table.nothing_else()
    _check(item, table)
    return item


def check_beside(item: ItemSpec, others: list[ItemSpec], *, where: str) -> None:
    """Raise SpecError where an item takes another one's name, or asks another one's question differently."""
    _no_duplicate(item, others, where)
    _same_question(item, others, where)


def to_data(item: ItemSpec) -> dict[str, Any]:
    """Give the plain data that `parse_item` reads back to an equal item."""
    data: dict[str, Any] = _without_none(json.loads(json.dumps(dataclasses.asdict(item))))
    return data


def version(item: ItemSpec) -> str:
    """Fingerprint an item's content: two items with the same version are equal."""
    canonical = json.dumps(to_data(item), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_none(each) for each in value]
    return value


def _limit(table: Table) -> Limit:
    amount, unit = table.number("amount", 1, 999), table.one_of("unit", LimitUnit)
    table.nothing_else()
    return Limit(amount, "hour" if unit is LimitUnit.HOUR else "day")


def _legal_limit(table: Table) -> LegalLimit:
    limit = LegalLimit(table.number("amount", 1, 999), table.one_of("unit", LegalUnit))
    table.nothing_else()
    return limit


def _basis(table: Table) -> Basis:
    basis = Basis(table.one_of("kind", BasisKind), table.text("name", 80), table.text("quote", 200, default=""))
    table.nothing_else()
    return basis


def _material(table: Table) -> Material:
    material = Material(table.text("name", 60), table.text("source", 60), table.flag("needed"))
    table.nothing_else()
    return material


def _route(table: Table) -> Route:
    condition = None
    if table.has("when"):
        inner = table.table("when")
        condition = Condition(inner.name("field"), inner.texts("any_of", 40, least=1))
        inner.nothing_else()
    route = Route(table.name("type"), table.one_of("level", Level), condition)
    table.nothing_else()
    return route


def _field(table: Table) -> FieldSpec:
    field = FieldSpec(
        name=table.name("name"),
        label=table.text("label", 40),
        kind=table.one_of("kind", FieldKind),
        required=table.flag("required"),
        hint=table.text("hint", 100, default=""),
        reusable=table.flag("reusable", default=False),
        choices=tuple(Choice(*pair) for pair in table.pairs("choices", 40)),
        longest=table.number_or_none("longest", 1, 5000),
        least=table.number_or_none("least", -1_000_000, 1_000_000),
        most=table.number_or_none("most", -1_000_000, 1_000_000),
    )
    table.nothing_else()
    _check_field(field, table)
    return dataclasses.replace(field, longest=field.longest or LONGEST.get(field.kind))


def _check_field(field: FieldSpec, table: Table) -> None:
    if field.name in RESERVED_NAMES:
        table.fault("name", f"不能叫 {field.name}：办件页面自己会问这一项")
    if (field.kind is FieldKind.CHOICE) != (len(field.choices) >= 2):
        table.fault("choices", "选择题要有至少两个选项，其他题不写选项")
    values = [choice.value for choice in field.choices]
    if len(set(values)) != len(values):
        table.fault("choices", "选项的值有重复")
    if field.longest and field.kind not in LONGEST:
        table.fault("longest", "只用于 text 和 long_text")
    if (field.least is not None or field.most is not None) and field.kind is not FieldKind.NUMBER:
        table.fault("least", "least 和 most 只用于 number")
    if field.least is not None and field.most is not None and field.least > field.most:
        table.fault("least", "不能大于 most")
    if field.reusable and field.kind in (FieldKind.PHOTO, FieldKind.YES_NO):
        table.fault("reusable", "不用于照片和是非题：现场每次不同，同意每次都要问")


def _check(item: ItemSpec, table: Table) -> None:
    """Ask what one field alone cannot tell."""
    if item.legal_limit and not item.legal_limit.allows(item.limit):
        table.fault("limit", "承诺时限长于法定时限 legal_limit，承诺只能更短")
    if _weight(item.accept_limit) > _weight(item.limit):
        table.fault("accept_limit", "受理时限长于办结时限 limit")
    if item.anonymous_allowed and item.audience is Audience.CONFIDENTIAL:
        table.fault("anonymous_allowed", "保密的事项不能不留姓名：经办单位要找得到人")
    names = [field.name for field in item.form]
    if len(set(names)) != len(names):
        table.fault("form", "有两个问题用了同一个 name")
    if len(set(item.keywords)) != len(item.keywords):
        table.fault("keywords", "有重复的词")
    _check_routes(item, table)


def _check_routes(item: ItemSpec, table: Table) -> None:
    choices = {field.name: {choice.value for choice in field.choices} for field in item.form if field.choices}
    for route in item.handled_by:
        if route.when and not set(route.when.any_of) <= choices.get(route.when.field, set()):
            table.fault("handled_by.when", f"说的 {route.when.field} 不是本事项的选择题，或没有这些选项")
    if item.handled_by[-1].when:
        table.fault("handled_by", "最后一条不能带 when：总要有人接")


def _known_types(item: ItemSpec, known: Collection[str] | None, path: Path) -> None:
    if known is None:
        return
    for nth, route in enumerate(item.handled_by, 1):
        if route.type not in known:
            line = line_of(lines_of(path.read_text(encoding="utf-8")), f"handled_by[{nth}].type")
            raise SpecError(
                f"{path.name}：事项 {item.code} 的 handled_by[{nth}].type（第 {line} 行）"
                f"写的 {route.type} 不是已登记的组织类型。"
            )


def _no_duplicate(item: ItemSpec, earlier: list[ItemSpec], file: str) -> None:
    for other in earlier:
        for field in ("code", "name", "plain_name"):
            if getattr(item, field) == getattr(other, field):
                raise SpecError(f"{file}：事项 {item.code} 的 {field} 与事项 {other.code} 重复。")


def _same_question(item: ItemSpec, earlier: list[ItemSpec], file: str) -> None:
    """A reusable answer is known by its name, so the name stands for one question wherever it is asked."""
    for field in item.form:
        for other in (other for before in earlier for other in before.form if other.name == field.name):
            same = (other.kind, other.choices, other.reusable) == (field.kind, field.choices, field.reusable)
            if (field.reusable or other.reusable) and not same:
                raise SpecError(
                    f"{file}：事项 {item.code} 的问题 {field.name} 与别的事项里同名的问题不一样。"
                    "答案可以重复使用（reusable）的问题，在各事项里的 kind、choices、reusable 要相同。"
                )
