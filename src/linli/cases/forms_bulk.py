"""What is to be done to many cases, as it is typed; whether it may be, the actions say, row by row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.forms import UnitTyped
from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.cases.actions.bulk import RIGHTS, Told
from linli.cases.models import ActChoices
from linli.web.words import WordsField


class BulkForm(forms.Form):
    """To whom, or in which words: what the act needs and no more."""

    def __init__(self, *args: Any, act: ActChoices, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if act is ActChoices.ASSIGN:
            areas = sorted({post.area[:6] for post in posts_with(by, RIGHTS[act])})
            self.fields["to"] = UnitTyped(label=_("派给哪个单位"), within=areas, help_text=_("填单位全称或简称。"))
        elif act is ActChoices.SUPERVISE:
            self.fields["words"] = WordsField(
                label=_("要承办单位答复什么"), max_length=500, lines=True, help_text=_("只有工作人员看得到。")
            )
        elif act is ActChoices.RESOLVE:
            self.fields["words"] = WordsField(
                label=_("办理结果"),
                max_length=2000,
                lines=True,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("每一件的居民都会看到这段话。"),
            )

    def told(self) -> Told:
        """What it says; call after the form was found valid."""
        unit = self.cleaned_data.get("to")
        return Told(unit.pk if unit else None, self.cleaned_data.get("words", ""))
