"""The shape of what a person says of a plan's figure."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.indicators.standing.definitions import definitions
from linli.organizations.models import Organization
from linli.plans.models import ItemKind, PlanItem, PlanTarget
from linli.plans.reading.result import BINDING, EXPECTED
from linli.plans.rules import LONGEST_NOTE, ItemValues, TargetValues
from linli.web.words import WordsField

COMPARATORS = [
    ("", _("没有数字，只有文字")),
    ("=", _("达到")),
    (">=", _("不低于（≥）")),
    (">", _("大于（>）")),
    ("<=", _("不高于（≤）")),
    ("<", _("小于（<）")),
    ("range", _("在两个数之间")),
]
ATTRIBUTE_CHOICES = [("", _("没有写")), (EXPECTED, _("预期性")), (BINDING, _("约束性"))]


class NumberField(forms.DecimalField):
    """A number as the table of targets keeps it; none is allowed."""

    def __init__(self, label: Any) -> None:
        wrong = {"invalid": _("请填数字。")}
        super().__init__(label=label, max_digits=14, decimal_places=4, required=False, error_messages=wrong)


class NoteForm(forms.Form):
    """Why something was changed: the history keeps it."""

    note = WordsField(
        label=_("为什么"),
        max_length=LONGEST_NOTE,
        help_text=_("写一句话，以后的人看得懂。例如：表里和正文不一样，以表为准。"),
        error_messages={"required": _("请写一句为什么。")},
    )


class TargetForm(NoteForm):
    """A figure of a plan as a person reads it."""

    name = WordsField(label=_("指标"), max_length=120, error_messages={"required": _("请写指标的名称。")})
    comparator = forms.ChoiceField(label=_("怎样算做到"), choices=COMPARATORS, required=False)
    low = NumberField(_("目标值"))
    high = NumberField(_("到多少（只有“在两个数之间”才填）"))
    unit_of_measure = WordsField(label=_("计量单位"), max_length=20, required=False)
    baseline = NumberField(_("基期值"))
    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100, required=False)
    attribute = forms.ChoiceField(label=_("属性"), choices=ATTRIBUTE_CHOICES, required=False)

    field_order: tuple[str, ...] = (
        "name",
        "comparator",
        "low",
        "high",
        "unit_of_measure",
        "baseline",
        "year",
        "attribute",
        "note",
    )

    def values(self) -> TargetValues:
        """What was said; call after the form was found valid."""
        return TargetValues(**{name: self.cleaned_data[name] for name in TargetValues.__dataclass_fields__})


class AddForm(TargetForm):
    """A figure the program missed, with the words it stands in."""

    quote = WordsField(
        label=_("原文里的那句话"),
        lines=True,
        max_length=400,
        help_text=_("从原文里照抄，不用抄全。"),
        error_messages={"required": _("请抄下原文里的那句话。")},
    )
    field_order: tuple[str, ...] = ("quote", *TargetForm.field_order)


class BindForm(forms.Form):
    """By which indicator a target is counted: those that ship, and every ledger of areas."""

    indicator = forms.ChoiceField(label=_("用哪个指标算"), error_messages={"required": _("请选一个指标。")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = sorted((each.name, each.id) for each in definitions().values() if each.numerator)
        choices = [("", _("请选")), *((key, name) for name, key in offered)]
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]  # a field of choices


def filled(target: PlanTarget) -> dict[str, Any]:
    """What a form of this figure begins with."""
    return target.values().as_facts()


class NamesField(WordsField):
    """Names of units, one after the other, as a tuple."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        hint = _("单位之间用顿号隔开。照原文的写法。")
        super().__init__(label=label, max_length=600, help_text=hint, **{"required": False, **kwargs})

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each name once."""
        names = (name.strip() for name in re.split("[、，,；;]", super().clean(value)))
        return tuple(dict.fromkeys(name[:100] for name in names if name))


class ItemForm(NoteForm):
    """A task, an action or a row of the division of work as a person reads it."""

    heading = WordsField(label=_("属于哪一部分"), max_length=200, required=False)
    number = forms.IntegerField(label=_("序号"), min_value=1, max_value=999, required=False)
    title = WordsField(label=_("名称"), max_length=300, error_messages={"required": _("请写名称。")})
    text = WordsField(label=_("具体内容"), max_length=2000, lines=True, required=False)
    lead_units = NamesField(_("牵头单位"))
    responsible_units = NamesField(_("责任单位"))
    goal = WordsField(label=_("目标"), max_length=1000, lines=True, required=False)

    field_order: tuple[str, ...] = (*ItemValues.__dataclass_fields__, "note")

    def values(self) -> ItemValues:
        """What was said; call after the form was found valid."""
        return ItemValues(**{name: self.cleaned_data[name] for name in ItemValues.__dataclass_fields__})


class AddItemForm(ItemForm):
    """One the program missed, with the words it stands in."""

    kind = forms.ChoiceField(label=_("是什么"), choices=ItemKind.choices)
    quote = WordsField(
        label=_("原文里的那句话"),
        lines=True,
        max_length=400,
        help_text=_("从原文里照抄，不用抄全。"),
        error_messages={"required": _("请抄下原文里的那句话。")},
    )
    field_order: tuple[str, ...] = ("kind", "quote", *ItemForm.field_order)


class MergeForm(NoteForm):
    """With which other row of its kind."""

    into = forms.ModelChoiceField(label=_("和哪一行合并"), queryset=PlanItem.objects.none(), empty_label=_("请选一行"))
    field_order: tuple[str, ...] = ("into", "note")

    def __init__(self, item: PlanItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = PlanItem.objects.filter(plan=item.plan_id, kind=item.kind).exclude(pk=item.pk)
        field = self.fields["into"]
        field.queryset = others  # type: ignore[attr-defined]  # a field of rows
        field.label_from_instance = lambda row: f"{row.order} {row.says}"[:60]  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """Which of the units offered a name means."""

    unit = forms.ChoiceField(label=_("是哪个单位"), required=False, widget=forms.RadioSelect)

    def __init__(self, offered: Sequence[Organization], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(str(unit.pk), f"{unit.name}（{unit.area.short_name}）") for unit in offered]
        self.fields["unit"].choices = [*units, ("", _("都不是，或者还不能定"))]  # type: ignore[attr-defined]


def filled_item(item: PlanItem) -> dict[str, Any]:
    """What a form of this row begins with."""
    values = item.values()
    units = {name: "、".join(getattr(values, name)) for name in ("lead_units", "responsible_units")}
    return {**values.as_facts(), **units}
