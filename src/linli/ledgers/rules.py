"""What a ledger asks for, which line of an area counts on a day, and when somebody is reminded: no clock, no database.

Which line counts: of each day the line written last, without the days whose last line takes the day back; of what is
left the newest day not after the one asked for. It counts while it meets what its own version wanted and has not run
out. A later version changes no line.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from linli.base.languages import in_a_row
from linli.base.refusals import Refused

MOST_FIELDS, MOST_CHOICES, LONGEST_LABEL, LONGEST_TEXT, LONGEST_UNIT = 20, 20, 20, 200, 8
LARGEST = 10**12
FIRST_YEAR, LAST_YEAR = 2000, 2100
DECIMALS = 4
SOON = timedelta(days=30)
REMIND_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(days=-1))
STALE = timedelta(days=7)  # a reminder that could not be sent for so long is not sent any more
TAKEN = frozenset({"区划", "区划名称", "哪天的情况", "说明", "状态"})  # columns that every ledger has
CODE = re.compile(r"f[1-9]\d?")

# What names a person, or tells what nobody may be asked for here. A field so called is refused, whatever it is for.
PERSONAL = (
    "姓名", "名字", "身份证", "证件号", "电话", "手机", "微信", "联系人", "联系方式", "民族", "族别", "宗教", "信仰",
    "信教", "性别", "年龄", "出生日期", "出生年月", "生日", "户主", "住址", "政治面貌", "党派", "指纹", "人脸", "病史",
    "银行卡", "车牌",
)  # fmt: skip
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


class FieldKind(StrEnum):
    """What stands in a field."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Met(StrEnum):
    """What makes a line count."""

    EXISTS = "exists"
    YES = "yes"
    AT_LEAST = "at_least"


class Figure(StrEnum):
    """What of the lines is counted."""

    COVERAGE = "coverage"  # areas that meet it, of all areas, in per cent
    COUNT = "count"  # how many areas meet it
    SUM = "sum"  # a whole-number field, added up
    SHARE = "share"  # one whole-number field of another, in per cent


class State(StrEnum):
    """How an area stands in a ledger."""

    MET = "met"
    UNMET = "unmet"
    RENEW = "renew"  # it holds, and runs out soon
    MISSING = "missing"
    OVERDUE = "overdue"  # nothing that holds, and the day has passed


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a line says. `code` stays when the name is changed, so that old lines are still read."""

    code: str
    label: str
    kind: FieldKind
    required: bool = True
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def listed(self) -> str:
        """What one chooses from, in words."""
        return in_a_row(self.choices)


@dataclass(frozen=True, slots=True)
class Spec:
    """One version of a definition. `goals` are years with what is to be reached by their end."""

    fields: tuple[Field, ...]
    about: str = ""
    needs_evidence: bool = False
    met: Met = Met.EXISTS
    met_field: str = ""
    met_least: Decimal | None = None
    renew_months: int | None = None
    due_on: date | None = None
    figure: Figure = Figure.COVERAGE
    figure_field: str = ""
    figure_of: str = ""
    goals: tuple[tuple[int, Decimal], ...] = ()

    def field(self, code: str) -> Field | None:
        """One of its fields."""
        return next((each for each in self.fields if each.code == code), None)

    def goal_for(self, year: int) -> tuple[int, Decimal] | None:
        """The goal that holds in a year: of the year itself or the next one that has one; afterwards the last."""
        ahead = [goal for goal in self.goals if goal[0] >= year]
        return ahead[0] if ahead else self.goals[-1] if self.goals else None

    def as_facts(self) -> dict[str, Any]:
        """The same for the database."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


class SpecFault(Exception):
    """A definition that cannot be; `key` says where, the sentence why."""

    def __init__(self, key: str, why: Any) -> None:
        super().__init__(str(why))
        self.key, self.why = key, why


def checked(spec: Spec) -> Spec:
    """The definition itself; SpecFault where it cannot be, or asks for what nobody may be asked for."""
    if not 1 <= len(spec.fields) <= MOST_FIELDS:
        raise SpecFault("fields", _("至少写一项、最多 20 项要填的内容。"))
    for each in spec.fields:
        _check_field(each)
    for name in ("code", "label"):
        if len({getattr(each, name) for each in spec.fields}) < len(spec.fields):
            raise SpecFault("fields", _("要填的内容里有两项同名。"))
    wanted = {Met.YES: FieldKind.YES_NO, Met.AT_LEAST: None}.get(spec.met, FieldKind.TEXT)
    of = spec.field(spec.met_field)
    if spec.met is Met.YES and (of is None or of.kind is not wanted):
        raise SpecFault("met_field", _("请写哪一项“是否”填“是”才算做到。"))
    if spec.met is Met.AT_LEAST:
        if of is None or of.kind not in (FieldKind.WHOLE, FieldKind.NUMBER):
            raise SpecFault("met_field", _("请写哪一项数字够了才算做到。"))
        if spec.met_least is None:
            raise SpecFault("met_least", _("请写不小于多少才算做到。"))
    _check_figure(spec)
    _check_goals(spec)
    if spec.renew_months is not None and not 1 <= spec.renew_months <= 120:
        raise SpecFault("renew_months", _("多久更新一次，填 1 到 120 个月。"))
    return spec


def _check_field(field: Field) -> None:
    if not CODE.fullmatch(field.code) or not field.label or len(field.label) > LONGEST_LABEL:
        raise SpecFault("fields", _("每一项要有名称，最多 20 个字。"))
    if names_a_person(field.label):
        sentence = _("“%(label)s”不能填：台账只登记地方的情况，不登记任何人的姓名、证件、电话、民族、宗教等个人信息。")
        raise SpecFault("fields", sentence % {"label": field.label})
    if field.label in TAKEN:
        raise SpecFault("fields", _("“%(label)s”每本台账都有，不用再写。") % {"label": field.label})
    if len(field.unit) > LONGEST_UNIT:
        raise SpecFault("fields", _("计量单位最多 8 个字。"))
    is_choice = field.kind is FieldKind.CHOICE
    if is_choice != bool(field.choices) or (is_choice and not 2 <= len(set(field.choices)) <= MOST_CHOICES):
        raise SpecFault(
            "fields", _("“%(label)s”：选一个的，写 2 到 20 个选项；别的不写选项。") % {"label": field.label}
        )
    for choice in field.choices:
        if not choice or len(choice) > LONGEST_LABEL or names_a_person(choice):
            sentence = _("“%(label)s”的选项“%(choice)s”不能用：最多 20 个字，不能是个人信息。")
            raise SpecFault("fields", sentence % {"label": field.label, "choice": choice})


def _check_figure(spec: Spec) -> None:
    for name in ("figure_field", "figure_of"):
        is_wanted = spec.figure is Figure.SHARE or (spec.figure is Figure.SUM and name == "figure_field")
        of = spec.field(getattr(spec, name))
        if is_wanted and (of is None or of.kind is not FieldKind.WHOLE):
            raise SpecFault(name, _("请写要相加的是哪一项整数。"))
    if spec.figure is Figure.SHARE and spec.figure_field == spec.figure_of:
        raise SpecFault("figure_of", _("分子和分母不能是同一项。"))


def _check_goals(spec: Spec) -> None:
    years = [year for year, _goal in spec.goals]
    if years != sorted(set(years)) or any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise SpecFault("goals", _("目标一年一行，年份从前到后，不重复。"))
    most = 100 if spec.figure in (Figure.COVERAGE, Figure.SHARE) else 9_999_999
    for _year, goal in spec.goals:
        is_share = most == 100
        if not 0 < goal <= most or (not is_share and goal != goal.to_integral_value()) or -_exponent(goal) > 2:
            raise SpecFault("goals", _("目标：占百分之几的，填 100 以内的数；几个的，填整数。"))


def names_a_person(words: str) -> bool:
    """Whether a name says that a person is meant.

    >>> names_a_person("联系 人"), names_a_person("消火栓个数")
    (True, False)
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", words) if letter.isalnum())
    return any(each in plain for each in PERSONAL)


def spec_of(facts: Mapping[str, Any]) -> Spec:
    """A version as it was kept, read as strictly as a file; SpecFault names what is wrong with it."""
    known = {each.name for each in fields(Spec)}
    if unknown := sorted(set(facts) - known):
        raise SpecFault(unknown[0], _("不认识，请检查拼写"))
    try:
        more = dict(facts)
        more["fields"] = tuple(_field_of(each) for each in facts["fields"])
        more["met"], more["figure"] = Met(facts.get("met", Met.EXISTS)), Figure(facts.get("figure", Figure.COVERAGE))
        more["goals"] = tuple((int(year), Decimal(goal)) for year, goal in facts.get("goals", ()))
        more["met_least"] = None if facts.get("met_least") is None else Decimal(facts["met_least"])
        more["due_on"] = date.fromisoformat(facts["due_on"]) if facts.get("due_on") else None
        return checked(Spec(**more))
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise SpecFault("fields", str(error)) from error


def _field_of(facts: Mapping[str, Any]) -> Field:
    return Field(**{**facts, "kind": FieldKind(facts["kind"]), "choices": tuple(facts.get("choices", ()))})


def _plain(value: Any) -> Any:
    if isinstance(value, Field):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _exponent(number: Decimal) -> int:
    found = number.as_tuple().exponent
    return found if isinstance(found, int) else 0


# Lines


def kept(spec: Spec, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says as it is kept, by the codes of the fields; Refused names the field that is wrong.

    `said` holds Python's own values; what was left empty is None and is left out.
    """
    found = {}
    for field in spec.fields:
        value = said.get(field.code)
        if value is None or value == "":
            if field.required:
                sentence = _("请填“%(label)s”。") % {"label": field.label}
                raise Refused("ledgers.field_missing", sentence, field=field.code)
            continue
        if wrong := wrong_in(field, value):
            raise Refused("ledgers.field_wrong", wrong, field=field.code)
        found[field.code] = _plain(value)
    return found


def python_of(field: Field, value: Any) -> Any:
    """A kept value as Python's own."""
    if field.kind is FieldKind.NUMBER:
        return Decimal(value)
    return date.fromisoformat(value) if field.kind is FieldKind.DAY else value


def wrong_in(field: Field, value: Any) -> Any:
    """What is wrong with a value; nothing where it fits."""
    fits = {
        FieldKind.TEXT: isinstance(value, str),
        FieldKind.WHOLE: isinstance(value, int) and not isinstance(value, bool),
        FieldKind.NUMBER: isinstance(value, Decimal) and value.is_finite(),
        FieldKind.DAY: isinstance(value, date),
        FieldKind.CHOICE: value in field.choices,
        FieldKind.YES_NO: isinstance(value, bool),
    }
    if not fits[field.kind]:
        return _("“%(label)s”填得不对。") % {"label": field.label}
    if field.kind is FieldKind.TEXT:
        if len(value) > LONGEST_TEXT:
            return _("“%(label)s”最多 200 个字。") % {"label": field.label}
        if tells_of_a_person(value):
            return _("“%(label)s”里像有身份证号或者手机号。台账不登记个人信息，请删掉。") % {"label": field.label}
    if field.kind in (FieldKind.WHOLE, FieldKind.NUMBER) and not 0 <= value <= LARGEST:
        return _("“%(label)s”要在 0 到一万亿之间。") % {"label": field.label}
    if field.kind is FieldKind.NUMBER and -_exponent(value) > DECIMALS:
        return _("“%(label)s”最多 4 位小数。") % {"label": field.label}
    return None


def tells_of_a_person(words: str) -> bool:
    """Whether words hold what looks like an identity number or a mobile number."""
    return _PERSON_NUMBER.search(re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", words))) is not None


def meets(spec: Spec, values: Mapping[str, Any]) -> bool:
    """Whether a line, as it is kept, meets what its version wants."""
    if spec.met is Met.EXISTS:
        return True
    value = values.get(spec.met_field)
    if spec.met is Met.YES:
        return value is True
    return value is not None and spec.met_least is not None and Decimal(value) >= spec.met_least


def runs_out(spec: Spec, day: date) -> date | None:
    """The last day on which a line of a day holds; None where it holds until the next one."""
    if spec.renew_months is None:
        return None
    months = day.year * 12 + day.month - 1 + spec.renew_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Dated(Protocol):
    """What the rule of what counts looks at."""

    day: date
    written_at: datetime
    is_void: bool
    is_met: bool
    valid_until: date | None


L = TypeVar("L", bound=Dated)


def held(lines: Iterable[L], day: date) -> L | None:
    """The line that stands for an area on a day, of its lines in the order in which they were written."""
    last: dict[date, L] = {}
    for line in sorted(lines, key=lambda each: each.written_at):
        if line.day <= day:
            last[line.day] = line
    return max((each for each in last.values() if not each.is_void), key=lambda each: each.day, default=None)


def holds(valid_until: date | None, day: date) -> bool:
    """Whether what stands has not run out."""
    return valid_until is None or day <= valid_until


def counts(line: Dated | None, day: date) -> bool:
    """Whether an area counts on a day."""
    return line is not None and line.is_met and holds(line.valid_until, day)


def state(is_met: bool | None, valid_until: date | None, due_on: date | None, day: date) -> State:
    """How an area stands on a day; `is_met` is None where no line stands for it."""
    if is_met is None:
        return State.OVERDUE if due_on is not None and day > due_on else State.MISSING
    if not holds(valid_until, day):
        return State.OVERDUE
    if valid_until is not None and valid_until - day < SOON:
        return State.RENEW
    return State.MET if is_met else State.UNMET


TO_DO = frozenset({State.MISSING, State.OVERDUE, State.RENEW})


def is_to_remind(spec: Spec, reminded_on: date | None, since: date, today: date) -> bool:
    """Whether those who fill are reminded today: 30 and 7 days before the day it is due, the day after; and where
    lines run out, on the first of each month."""
    points = [spec.due_on - before for before in REMIND_BEFORE] if spec.due_on else []
    if spec.renew_months:
        points.append(today.replace(day=1))
    over = [point for point in points if since < point <= today < point + STALE]
    return bool(over) and (reminded_on is None or reminded_on < max(over))


def next_code(known: Sequence[str]) -> str:
    """A code for one more field.

    >>> next_code(["f1", "f3"])
    'f4'
    """
    return f"f{max((int(each[1:]) for each in known), default=0) + 1}"
