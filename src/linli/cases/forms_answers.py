"""An answer a unit keeps, and a view's name, as they are typed; whether they may be, the actions say."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.actions.answers import Words
from linli.cases.actions.writing import BLANK
from linli.catalog.queries import catalogue
from linli.web.words import WordsField


class AnswerTemplateForm(forms.Form):
    """What it is called, of which item, and the words. The unit is asked where one works in several."""

    def __init__(self, *args: Any, units: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(units) > 1:
            self.fields["unit"] = forms.TypedChoiceField(
                label=_("哪个单位的"), choices=[(str(key), name) for key, name in units.items()], coerce=UUID
            )
        items = sorted(((item.code, item.short_name) for item in catalogue().items.values()), key=itemgetter(1))
        self.fields["title"] = WordsField(
            label=_("叫什么"), max_length=20, help_text=_("自己看的短名字，比如：换灯泡。")
        )
        self.fields["item"] = forms.ChoiceField(
            label=_("什么事"), choices=[("", _("不论什么事")), *items], required=False
        )
        self.fields["words"] = WordsField(
            label=_("怎么说"),
            max_length=1000,
            lines=True,
            widget=forms.Textarea(attrs={"rows": 6}),
            help_text=_("每次不一样的地方写成 %(blank)s，用的时候填上，没填上发不出去。不要写居民的个人信息。")
            % {"blank": BLANK},
        )

    def said(self) -> Words:
        """What it says; call after the form was found valid."""
        data = self.cleaned_data
        return Words(data["title"], data["words"], data["item"] or None)


class ViewForm(forms.Form):
    """The name of a view, the address it keeps, and who sees it."""

    name = WordsField(label=_("给现在看的起个名字"), max_length=16, help_text=_("比如：河西今天到期。"))
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    shared = forms.BooleanField(label=_("本单位的同事也看得到"), required=False)

    def __init__(self, *args: Any, has_unit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_unit:
            del self.fields["shared"]
