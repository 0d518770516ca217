"""The shape of what a person says of a plan's figure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.plans.models import PlanTarget
from linli.plans.reading.result import BINDING, EXPECTED
from linli.plans.rules import LONGEST_NOTE, TargetValues
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


def filled(target: PlanTarget) -> dict[str, Any]:
    """What a form of this figure begins with."""
    return target.values().as_facts()
