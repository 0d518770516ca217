"""The shape of what supervisors and units say of tasks."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.plans.forms import NamesField, NumberField
from linli.plans.models import Plan, PlanStatus
from linli.tasks.actions import Wanted
from linli.tasks.models import Task
from linli.tasks.rules import LONGEST_WORDS
from linli.web.forms import PhotosField
from linli.web.words import WordsField

A_DAY = {"invalid": _("请写成 2026-12-31 这样的日期。"), "required": _("请写哪一天。")}


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=day, error_messages=A_DAY, **kwargs)


class MakeForm(forms.Form):
    """Of which plan, for which year."""

    plan = forms.ModelChoiceField(
        label=_("哪份规划"), queryset=Plan.objects.none(), error_messages={"required": _("请选一份规划。")}
    )
    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100)

    def __init__(self, areas: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.filter(area__within=areas, status=PlanStatus.PUBLISHED).defer("text", "reading")
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]  # a field of rows


class TaskForm(forms.Form):
    """What is to be done, by whom and until when."""

    text = WordsField(label=_("任务"), max_length=2000, lines=True)
    goal = WordsField(label=_("目标"), max_length=1000, lines=True, required=False)
    quantity = NumberField(_("要做到多少（有数的才填）"))
    unit_of_measure = WordsField(label=_("计量单位"), max_length=20, required=False)
    due_on = DayField(_("完成期限"))
    lead_names = NamesField(_("牵头单位"), required=True, error_messages={"required": _("请写明哪个单位牵头。")})
    responsible_names = NamesField(_("责任单位"))

    def wanted(self) -> Wanted:
        """What was said; call after the form was found valid."""
        return Wanted(**self.cleaned_data)


class NumbersField(WordsField):
    """Numbers of cases, one after the other, as a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(re.split(r"[\s、，,；;]+", super().clean(value).strip()))) if value else ()


class LinesField(WordsField):
    """What stands on each line, as a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(filter(None, map(str.strip, super().clean(value).splitlines())))) if value else ()


class ReportForm(forms.Form):
    """How far a unit is, in words, in per cent, and what shows it."""

    words = WordsField(label=_("做了什么"), max_length=LONGEST_WORDS, lines=True)
    percent = forms.IntegerField(label=_("完成百分之几"), min_value=0, max_value=100)
    amount = NumberField(_("做到了多少（有数的才填）"))
    cases = NumbersField(
        label=_("哪些办件是证明"), max_length=800, required=False, help_text=_("写办件编号，几个之间用顿号隔开。")
    )
    rows = LinesField(
        label=_("登记里的什么是证明"),
        max_length=2000,
        lines=True,
        required=False,
        help_text=_("一行写一条：单位写全称，网格、自助终端写编号，指标写名称（记下今天的数）。"),
    )
    shown = PhotosField(
        label=_("照片和文件"),
        required=False,
        accept="image/jpeg,image/png,image/webp,application/pdf",
        help_text=_("照片、PDF，最多 9 个。"),
    )
    is_done = forms.BooleanField(label=_("这项任务完成了"), required=False)


class SuperviseForm(forms.Form):
    """What is asked, and until when it is answered."""

    words = WordsField(label=_("督办什么"), max_length=LONGEST_WORDS, lines=True)
    due_on = DayField(_("最晚哪天答复"))


class AnswerForm(forms.Form):
    """Why it is behind, and what happens now."""

    words = WordsField(label=_("答复"), max_length=LONGEST_WORDS, lines=True)


def filled(task: Task) -> dict[str, Any]:
    """What a form of this task begins with."""
    units = {name: "、".join(getattr(task, name)) for name in ("lead_names", "responsible_names")}
    said = {name: getattr(task, name) for name in ("text", "goal", "quantity", "unit_of_measure", "due_on")}
    if task.quantity is not None:
        said["quantity"] = f"{task.quantity.normalize():f}"
    return {**said, **units}
