"""The shape of what a caller writes down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.forms import RatingField
from linli.web.words import WordsField


class MendForm(forms.Form):
    """What was put right."""

    words = WordsField(label=_("怎么整改的"), max_length=2000, lines=True, help_text=_("居民会看到这段话。"))


class AppealForm(forms.Form):
    """Why the rating should not count."""

    reason = WordsField(label=_("为什么申诉"), max_length=500, lines=True, help_text=_("上级据此决定，居民也会看到。"))


class DecideForm(forms.Form):
    """Whether it should not, and why."""

    holds = forms.TypedChoiceField(
        label=_("申诉成立吗"),
        choices=[("yes", _("成立，评价不计")), ("no", _("不成立，继续整改"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    reason = WordsField(label=_("为什么"), max_length=500, lines=True, help_text=_("居民和单位都会看到。"))


class AnswerForm(forms.Form):
    """What the resident said on the telephone."""

    solved = forms.TypedChoiceField(
        label=_("居民说办好了吗"),
        choices=[("yes", _("办好了")), ("no", _("没有办好"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    level = RatingField(label=_("居民满意吗"), required=False, help_text=_("居民没有说，就不选。"))
    said = WordsField(
        label=_("居民怎么说"), max_length=500, required=False, lines=True, help_text=_("几个字就行，居民会看到。")
    )
