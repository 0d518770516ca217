"""Every ledger in use as a spreadsheet: its fields as columns, one line a row, what stands given out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from linli.areas.queries import path_names
from linli.areas.tables import area_column
from linli.base.clock import local_day, now
from linli.base.refusals import Refused, Sentence
from linli.ledgers import actions, queries, rules
from linli.ledgers.actions.filling import FIRST_DAY
from linli.ledgers.models import FILL, READ, Ledger, Line, StateChoices
from linli.ledgers.rules import Field, FieldKind, Spec
from linli.web.tables.columns import Column, Kind
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import CHANGED, SAME, Staged

KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.WHOLE: Kind.INTEGER,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.DAY: Kind.DAY,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.YES_NO: Kind.YES_NO,
}
# What was written last of the day of each row.
KNOWN = """
SELECT DISTINCT ON (s.line) s.line, l.is_void, l."values", l.note
  FROM {staged} s JOIN ledgers_line l ON l.ledger_id = %s::uuid AND l.area_id = s.area AND l.day = s.day
 ORDER BY s.line, l.written_at DESC, l.id DESC
"""
SET = "UPDATE {staged} s SET state = %s WHERE s.line = ANY (%s::int[])"


def registers() -> Iterator[Register]:
    """For `enter_more`."""
    ledgers = list(Ledger.objects.in_use())
    specs = queries.specs_of(ledgers)
    for ledger in ledgers:
        if ledger.pk in specs:
            yield register(ledger, specs[ledger.pk])


def register(ledger: Ledger, spec: Spec) -> Register:
    """One ledger. Where lines need something that shows them, a file cannot bring them in."""
    comes_in = not spec.needs_evidence
    return Register(
        code=ledger.key,
        name=ledger.name,
        about=spec.about or _("专项台账：一行是一个地方在一天的情况。"),
        icon="table-2",
        right=FILL,
        reading_right=READ,
        key=("area", "day"),
        columns=(
            area_column("area", _("区划"), synonyms=("区划代码", "所在区划", "村（社区）", "村", "社区", "乡镇")),
            Column("area_name", _("区划名称"), is_read=False, width=24),
            Column(
                "day", _("哪天的情况"), Kind.DAY, required=True, synonyms=("日期", "填报日期", "统计日期"),
                example=local_day(now()).isoformat(),
            ),
            *(_column(each) for each in spec.fields),
            Column("note", _("说明"), longest=200, width=30),
            Column("state", _("状态"), is_read=False, width=12),
        ),
        check=partial(check, ledger=ledger, spec=spec) if comes_in else None,
        write=actions.bring_in if comes_in else None,
        rows=partial(rows, ledger=ledger, spec=spec),
    )  # fmt: skip


def _column(field: Field) -> Column:
    title = _("%(label)s（%(unit)s）") % {"label": field.label, "unit": field.unit} if field.unit else field.label

    def choices() -> Mapping[str, Sentence]:
        return {each: each for each in field.choices}

    least = 0 if field.kind in (FieldKind.WHOLE, FieldKind.NUMBER) else None
    return Column(
        field.code,
        title,
        KINDS[field.kind],
        required=field.required,
        synonyms=(field.label,),
        longest=rules.LONGEST_TEXT,
        choices=choices,
        least=least,
        most=rules.LARGEST if least == 0 else None,
        width=24 if field.kind is FieldKind.TEXT else 14,
    )


def check(staged: Staged, *, ledger: Ledger, spec: Spec) -> None:
    """Which rows are the actor's to fill and of areas the ledger asks for; days; and no numbers of persons."""
    today = local_day(staged.at)
    mine = queries.filler(staged.by).may(ledger)
    wanted = {each.area for each in queries.areas_of(ledger, mine, today)} if mine else set()
    known = {line: facts for line, *facts in staged.run(KNOWN, [ledger.pk])}
    codes = [each.code for each in spec.fields if each.code in staged.present]
    columns = ", ".join(("s.line", "s.area", "s.day", "s.note", *(f"s.{each}" for each in codes)))
    same: list[int] = []
    changed: list[int] = []
    for line, area, day, note, *said in staged.run(f"SELECT {columns} FROM {{staged}} s ORDER BY s.line"):
        if area is not None and area not in wanted:
            staged.wrong(line, "area", _("“%(value)s”不由您填，或者这本台账不要它填。") % {"value": area})
        if day is not None and not FIRST_DAY <= day <= today:
            staged.wrong(line, "day", _("日子要在 2000 年以后，不能晚于今天。"))
        if note and rules.tells_of_a_person(note):
            staged.wrong(line, "note", _("说明里像有身份证号或者手机号。台账不登记个人信息，请删掉。"))
        values = dict(zip(codes, said, strict=True))
        for code, sentence in _faults(spec, values):
            staged.wrong(line, code, sentence)
        if line in known:
            is_void, kept, kept_note = known[line]
            is_same = not is_void and json.loads(kept) == _kept(spec, values) and (note or "") == kept_note
            (same if is_same else changed).append(line)
    staged.run(SET, [SAME, same])
    staged.run(SET, [CHANGED, changed])


def _faults(spec: Spec, values: Mapping[str, Any]) -> Iterator[tuple[str, Sentence]]:
    """What no reader of a cell can know; what was unreadable is said there."""
    for field in spec.fields:
        value = values.get(field.code)
        if value is not None and (sentence := rules.wrong_in(field, value)):
            yield field.code, sentence


def _kept(spec: Spec, values: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return rules.kept(spec, values)
    except Refused:
        return None


def rows(asked: Asked, *, ledger: Ledger, spec: Spec) -> Iterable[Sequence[Any]]:
    """Every area of these, with the line that stands for it; those without one, too, so that they can be filled."""
    today = local_day(asked.at)
    stood = queries.areas_of(ledger, list(asked.areas), today)
    lines = {each.pk: each for each in Line.objects.filter(pk__in=[each.line for each in stood if each.line])}
    names = path_names(each.area for each in stood)
    for each in stood:
        line = lines.get(each.line) if each.line else None
        said = [_said(field, line) for field in spec.fields]
        note = line.note if line else ""
        yield (each.area, names.get(each.area, ""), each.day, *said, note, str(StateChoices(each.state.value).label))


def _said(field: Field, line: Line | None) -> Any:
    """What a line says of a field of today's version; nothing where an earlier one meant something else by it."""
    value = line.values.get(field.code) if line else None
    if value is None:
        return None
    try:
        found = rules.python_of(field, value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return None if rules.wrong_in(field, found) else found
