"""Forms of two open cases of one resident that are one matter."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.scope import current_actor
from linli.cases import queries
from linli.cases.forms import SeenForm
from linli.cases.models import Case
from linli.web.words import WordsField


class MergeForm(SeenForm):
    """Which other open case of the same resident is the same matter, and why."""

    other = forms.ChoiceField(label=_("哪一件是同一件事"))
    reason = WordsField(label=_("为什么是同一件事"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.mergeable(case, current_actor())
        self.others = {each.number: each for each in found}
        choices = [(each.number, f"{each.title} {each.number}") for each in found]
        cast("forms.ChoiceField", self.fields["other"]).choices = [("", _("请选择")), *choices]
        self.has_choice = bool(found)


class UnmergeForm(SeenForm):
    """Why they are two matters after all."""

    reason = WordsField(label=_("为什么又分开办"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))
