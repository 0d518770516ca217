"""The shape of what is decided about a word, and of a rating given on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.reviews import rules
from linli.reviews.models import WhyChoices
from linli.web.forms import PhotosField, RatingField
from linli.web.words import WordsField


class ReleaseForm(forms.Form):
    """What of it everybody may read."""

    public = WordsField(
        label=_("公开成这样"),
        max_length=500,
        lines=True,
        help_text=_("姓名、电话、门牌号一个字一个字换成＊，别的字不能改。"),
    )


class KeepBackForm(forms.Form):
    """Why it is not for everybody."""

    why = forms.ChoiceField(
        label=_("为什么不公开"),
        choices=[(each.value, WhyChoices(each.value).label) for each in rules.KEPT_BACK_FOR],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
        help_text=_("批评不是理由，照样公开。"),
    )


class TakeBackForm(forms.Form):
    """Why it should not have been."""

    reason = WordsField(label=_("为什么撤下"), max_length=500, lines=True, help_text=_("居民会看到。"))


class NumberForm(forms.Form):
    """Which case a paper is about."""

    number = WordsField(label=_("办件编号"), max_length=24, help_text=_("评价表上印着的编号。"))


class PaperForm(forms.Form):
    """What stands on the paper; a picture of it, or the number under which it is kept."""

    level = RatingField(label=_("纸上选的是"))
    comment = WordsField(label=_("纸上写的话"), max_length=500, required=False, lines=True, help_text=_("照抄，不改。"))
    paper = WordsField(label=_("评价表的编号"), max_length=40, required=False, help_text=_("没有编号，就传照片。"))
    photos = PhotosField(label=_("评价表的照片"), required=False, limit=2)

    def clean(self) -> dict[str, Any]:
        """One of both, so that the paper can be found again."""
        given = super().clean() or {}
        if not given.get("paper") and not given.get("photos"):
            self.add_error("paper", forms.ValidationError(_("请填评价表的编号，或者传一张照片。"), code="no_paper"))
        return given
