"""The shape of what is asked for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.archives.models import HoldKind
from linli.web.words import WordsField


class PurposeForm(forms.Form):
    """What a whole file is needed for."""

    purpose = WordsField(label=_("为什么要整份档案"), max_length=100, help_text=_("居民会看到谁在什么时候为什么要过。"))


class ProposeForm(forms.Form):
    """Which of the listed cases, and why now."""

    numbers = forms.MultipleChoiceField(
        label=_("销毁哪些"), error_messages={"required": _("请至少选一件。")}, widget=forms.CheckboxSelectMultiple
    )
    reason = WordsField(
        label=_("为什么现在销毁"), max_length=500, lines=True, help_text=_("审核的人会看，也会留下记录。")
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class HoldForm(forms.Form):
    """What it is held back for, until when, and why."""

    kind = forms.ChoiceField(label=_("为了什么"), choices=[("", _("请选择")), *HoldKind.choices])
    until = forms.DateField(
        label=_("留到哪天"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("过了这天不再留；还要留，可以再写。"),
    )  # fmt: skip
    reason = WordsField(label=_("怎么回事"), max_length=500, lines=True, help_text=_("居民也会看到。"))


class LiftForm(forms.Form):
    """Why it need not be held any more."""

    reason = WordsField(label=_("为什么不用再留"), max_length=500, lines=True, help_text=_("居民也会看到。"))


class RefuseForm(forms.Form):
    """Why not."""

    reason = WordsField(label=_("为什么不销毁"), max_length=500, lines=True, help_text=_("提出的人会看。"))
