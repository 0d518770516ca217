"""What is typed where an item is proposed to be retired, and where a proposal is decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.words import WordsField


class ReasonForm(forms.Form):
    """Why."""

    reason = WordsField(
        label=_("为什么要这样"),
        max_length=200,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("给审核的人看，也会留下记录。"),
    )


class DecisionForm(forms.Form):
    """What the person who decides says."""

    note = WordsField(
        label=_("审核意见"),
        max_length=200,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不通过的，要写明为什么。"),
    )
