"""What is typed where an item is proposed to be retired, and where a proposal is decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.catalog.arranging import Items
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


class OrderForm(forms.Form):
    """Why the order should be another one; and an item to be put on the first page."""

    reason = WordsField(
        label=_("为什么要这样"),
        max_length=200,
        widget=forms.TextInput(),
        help_text=_("给审核的人看，也会留下记录。"),
    )
    added = forms.ChoiceField(label=_("加到首页"), required=False)

    def __init__(self, *args: Any, items: Items, front: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(items, front)

    def offer(self, items: Items, front: Sequence[str]) -> None:
        """What is not on the first page yet."""
        others = [(code, item.name) for code, item in items.items() if code not in front]
        self.fields["added"].choices = [("", "—"), *others]  # type: ignore[attr-defined]  # a ChoiceField
