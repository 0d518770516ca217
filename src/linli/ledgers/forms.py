"""The shape of what is defined and of what is filled in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from linli.areas.queries import names_of
from linli.areas.tags import tags
from linli.base.languages import translated
from linli.base.refusals import Refused
from linli.ledgers import queries, rules
from linli.ledgers.actions import Wanted
from linli.ledgers.models import Each, Ledger, LedgerVersion
from linli.ledgers.rules import Field, FieldKind, Figure, Met, Spec
from linli.organizations.models import OrganizationType
from linli.web.forms import PhotosField
from linli.web.words import WordsField

A_DAY = {"invalid": _("请写成 2026-12-31 这样的日期。"), "required": _("请写哪一天。")}
KINDS = [
    ("", _("不要这一项")),
    (FieldKind.WHOLE.value, _("整数")),
    (FieldKind.NUMBER.value, _("数（可以有小数）")),
    (FieldKind.YES_NO.value, _("是或否")),
    (FieldKind.CHOICE.value, _("从几个里选一个")),
    (FieldKind.DAY.value, _("日期")),
    (FieldKind.TEXT.value, _("文字")),
]
METS = [
    (Met.EXISTS.value, _("填了就算做到")),
    (Met.YES.value, _("某一项填“是”才算做到")),
    (Met.AT_LEAST.value, _("某一项的数不小于多少才算做到")),
]
FIGURES = [
    (Figure.COVERAGE.value, _("做到的占全部的百分之几")),
    (Figure.COUNT.value, _("做到的有多少个")),
    (Figure.SUM.value, _("某一项整数，各处加起来")),
    (Figure.SHARE.value, _("一项整数占另一项整数的百分之几")),
]
EMPTY_ROWS = 4
_GOAL = re.compile(r"(\d{4})\s*(?:年|[:：])?\s*(\d{1,7}(?:\.\d{1,2})?)\s*%?")


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=day, error_messages=A_DAY, **kwargs)


class GoalsField(WordsField):
    """A goal a line: 2026 80."""

    def clean(self, value: Any) -> tuple[tuple[int, Decimal], ...]:
        """Years with their goals, the earliest first."""
        found = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            goal = _GOAL.fullmatch(line.strip())
            if goal is None:
                raise forms.ValidationError(_("目标一行写一年，例如：2026 80。"))
            found.append((int(goal[1]), Decimal(goal[2])))
        return tuple(sorted(found))


def places() -> list[tuple[str, Any]]:
    """Of which areas a ledger may be: every level, and the classes of communities."""
    classes = [(f"{Each.COMMUNITY}:{tag.code}", translated(tag.name)) for tag in tags().values()]
    return [
        (f"{Each.COMMUNITY}:", _("全部村和社区")),
        *classes,
        (f"{Each.TOWNSHIP}:", Each.TOWNSHIP.label),
        (f"{Each.COUNTY}:", Each.COUNTY.label),
    ]


class DefineForm(forms.Form):
    """What a ledger is: of which areas, filled by whom, until when, and what counts. Its fields are `FieldForm`s."""

    name = WordsField(label=_("台账名称"), max_length=30, help_text=_("例如：千兆光纤通村。"))
    about = WordsField(label=_("怎么填，一两句话"), max_length=200, required=False, lines=True)
    area = forms.ChoiceField(label=_("哪个地区"))
    where = forms.ChoiceField(label=_("每个什么填一条"))
    kinds = forms.MultipleChoiceField(
        label=_("哪类单位来填"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("服务哪里，就填哪里。"),
    )
    filled_by = WordsField(
        label=_("或者由一个单位填"), max_length=100, required=False, help_text=_("写登记的全称；上面就不要选。")
    )
    needs_evidence = forms.BooleanField(label=_("要传照片或者 PDF 作证明"), required=False)
    due_on = DayField(_("最晚哪天填好"), required=False)
    renew_months = forms.IntegerField(
        label=_("多少个月更新一次"), min_value=1, max_value=120, required=False, help_text=_("不用更新就空着。")
    )
    met = forms.ChoiceField(label=_("怎样算做到"), choices=METS)
    met_field = WordsField(label=_("看哪一项"), max_length=20, required=False, help_text=_("写那一项的名称。"))
    met_least = forms.DecimalField(
        label=_("不小于多少"), max_digits=16, decimal_places=4, min_value=0, required=False,
        error_messages={"invalid": _("请填数字。")},
    )  # fmt: skip
    figure = forms.ChoiceField(label=_("算成什么数"), choices=FIGURES)
    figure_field = WordsField(label=_("加哪一项"), max_length=20, required=False, help_text=_("写那一项的名称。"))
    figure_of = WordsField(label=_("占哪一项"), max_length=20, required=False, help_text=_("写那一项的名称。"))
    goals = GoalsField(
        label=_("每年的目标"), lines=True, max_length=400, required=False, help_text=_("一行一年，例如：2026 80。")
    )

    def __init__(self, *args: Any, areas: Sequence[str], ledger: Ledger | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places()  # type: ignore[attr-defined]  # a field of choices
        kinds = OrganizationType.objects.all()
        self.fields["kinds"].choices = [(kind.code, str(kind)) for kind in kinds]  # type: ignore[attr-defined]
        if ledger:
            del self.fields["area"]
            if ledger.current_id:
                self.fields["where"].disabled = True
        else:
            names = names_of(areas)
            self.fields["area"].choices = [(each, names.get(each, each)) for each in areas]  # type: ignore[attr-defined]
        self.ledger = ledger

    def wanted(self, fields: Sequence[Field]) -> Wanted:
        """What was said; call after the form was found valid. Fields that are named get their codes."""
        said = self.cleaned_data
        each, _colon, of = said["where"].partition(":")
        area = str(self.ledger.area_id) if self.ledger else said["area"]
        codes = {field.label: field.code for field in fields}
        unit = queries.unit_named(said["filled_by"], area) if said["filled_by"] else None
        if said["filled_by"] and unit is None:
            raise Refused("ledgers.unit_unknown", _("这个地区没有登记这个单位。请照登记的全称写。"), field="filled_by")
        met, figure = Met(said["met"]), Figure(said["figure"])
        is_number = met is Met.AT_LEAST
        spec = Spec(
            fields=tuple(fields),
            about=said["about"],
            needs_evidence=said["needs_evidence"],
            met=met,
            met_field=codes.get(said["met_field"], "") if met is not Met.EXISTS else "",
            met_least=said["met_least"] if is_number else None,
            renew_months=said["renew_months"],
            due_on=said["due_on"],
            figure=figure,
            figure_field=codes.get(said["figure_field"], "") if figure in (Figure.SUM, Figure.SHARE) else "",
            figure_of=codes.get(said["figure_of"], "") if figure is Figure.SHARE else "",
            goals=said["goals"],
        )
        return Wanted(said["name"], each, of, unit.pk if unit else None, tuple(said["kinds"]), spec)


class FieldForm(forms.Form):
    """One thing that every line says. A row without a kind is left out."""

    code = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    label = WordsField(label=_("填什么"), max_length=rules.LONGEST_LABEL, required=False)
    kind = forms.ChoiceField(label=_("是什么样的"), choices=KINDS, required=False)
    unit = WordsField(label=_("计量单位"), max_length=rules.LONGEST_UNIT, required=False)
    choices = WordsField(
        label=_("选项"), max_length=420, required=False, help_text=_("从几个里选一个的才写，用顿号隔开。")
    )
    required = forms.BooleanField(label=_("必须填"), required=False)

    def clean(self) -> dict[str, Any]:
        """A name has a kind, and a kind a name."""
        said = super().clean() or {}
        if said.get("label") and not said.get("kind"):
            self.add_error("kind", _("请选这一项是什么样的，或者把名称删掉。"))
        if said.get("kind") and not said.get("label"):
            self.add_error("label", _("请写这一项的名称。"))
        if said.get("code") and not rules.CODE.fullmatch(said["code"]):
            self.add_error("label", _("这一项读不懂，请删掉重新写。"))
        return said


FieldForms: "type[BaseFormSet[FieldForm]]" = formset_factory(
    FieldForm, extra=EMPTY_ROWS, max_num=rules.MOST_FIELDS, absolute_max=rules.MOST_FIELDS
)


def fields_of(rows: Iterable[Mapping[str, Any]]) -> list[Field]:
    """The fields that were written; new ones get the next codes."""
    found: list[Field] = []
    rows = [row for row in rows if row.get("kind")]
    known = [row["code"] for row in rows if row.get("code")]
    for row in rows:
        code = row.get("code") or rules.next_code([*known, *(each.code for each in found)])
        kind = FieldKind(row["kind"])
        choices = tuple(dict.fromkeys(each for each in re.split(r"[、，,；;\s]+", row["choices"]) if each))
        is_number = kind in (FieldKind.WHOLE, FieldKind.NUMBER)
        found.append(
            Field(code, row["label"], kind, row["required"], row["unit"] if is_number else "",
                  choices if kind is FieldKind.CHOICE else ())
        )  # fmt: skip
    return found


def filled(ledger: Ledger, version: LedgerVersion) -> dict[str, Any]:
    """What the form of a definition begins with."""
    spec = version.read
    labels = {field.code: field.label for field in spec.fields}
    return {
        "name": version.name,
        "about": spec.about,
        "where": f"{ledger.each}:{ledger.of}",
        "kinds": version.kinds,
        "filled_by": version.filled_by.name if version.filled_by else "",
        "needs_evidence": spec.needs_evidence,
        "due_on": spec.due_on,
        "renew_months": spec.renew_months,
        "met": spec.met.value,
        "met_field": labels.get(spec.met_field, ""),
        "met_least": spec.met_least,
        "figure": spec.figure.value,
        "figure_field": labels.get(spec.figure_field, ""),
        "figure_of": labels.get(spec.figure_of, ""),
        "goals": "\n".join(f"{year} {goal.normalize():f}" for year, goal in spec.goals),
    }


def filled_fields(version: LedgerVersion) -> list[dict[str, Any]]:
    """And those of its fields."""
    return [
        {
            "code": each.code, "label": each.label, "kind": each.kind.value, "unit": each.unit,
            "choices": "、".join(each.choices), "required": each.required,
        }
        for each in version.read.fields
    ]  # fmt: skip


YES_NO = [("", _("请选")), ("yes", _("是")), ("no", _("否"))]


def _input(field: Field) -> forms.Field:
    facts: dict[str, Any] = {"label": field.label, "required": field.required}
    missing: dict[str, Any] = {"required": _("请填“%(label)s”。") % {"label": field.label}}
    if field.unit:
        facts["label"] = _("%(label)s（%(unit)s）") % {"label": field.label, "unit": field.unit}
    if field.kind is FieldKind.WHOLE:
        wrong = {**missing, "invalid": _("请填整数。")}
        return forms.IntegerField(min_value=0, max_value=rules.LARGEST, error_messages=wrong, **facts)
    if field.kind is FieldKind.NUMBER:
        wrong = {**missing, "invalid": _("请填数字。")}
        return forms.DecimalField(
            min_value=0, max_digits=17, decimal_places=rules.DECIMALS, error_messages=wrong, **facts
        )
    if field.kind is FieldKind.YES_NO:
        return forms.TypedChoiceField(
            choices=YES_NO, coerce=lambda said: said == "yes", empty_value=None, error_messages=missing, **facts
        )
    if field.kind is FieldKind.CHOICE:
        choices = [("", _("请选")), *((each, each) for each in field.choices)]
        return forms.ChoiceField(choices=choices, error_messages=missing, **facts)
    if field.kind is FieldKind.DAY:
        return DayField(facts["label"], required=field.required)
    return WordsField(max_length=rules.LONGEST_TEXT, error_messages=missing, **facts)


class FillForm(forms.Form):
    """What is so in an area: a day, the ledger's own fields, a word, and what shows it."""

    day = DayField(_("哪天的情况"))

    def __init__(self, spec: Spec, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        for each in spec.fields:
            self.fields[each.code] = _input(each)
        self.fields["note"] = WordsField(
            label=_("说明"), max_length=200, required=False, help_text=_("不要写任何人的姓名、电话、证件号。")
        )
        self.fields["shown"] = PhotosField(
            label=_("证明：照片、PDF"),
            required=False,
            accept="image/jpeg,image/png,image/webp,application/pdf",
            help_text=_("最多 9 个。照片里不要拍到人脸。"),
        )

    def values(self) -> dict[str, Any]:
        """By the codes of the fields."""
        return {each.code: self.cleaned_data.get(each.code) for each in self.spec.fields}


def begins_with(spec: Spec, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with, where the area has a line: what changes little need not be typed again."""
    found = {}
    for field in spec.fields:
        value = values.get(field.code)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        found[field.code] = value
    return found


class TakeBackForm(forms.Form):
    """Which day is taken back, and why."""

    day = forms.DateField(widget=forms.HiddenInput, error_messages=A_DAY)
    why = WordsField(label=_("为什么作废"), max_length=200)
