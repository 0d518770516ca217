"""What is typed about how somebody wants to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.rules import LONGEST_MAIL, Way
from linli.web.words import WordsField

WAYS = {Way.SMS: _("短信"), Way.MAIL: _("邮件")}


class WaysForm(forms.Form):
    """Which ways, of those there are for this person; none is a choice too."""

    ways = forms.MultipleChoiceField(
        label=_("除了在“邻里”里，还怎样告诉您"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, offered: tuple[Way, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ways"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (narrows the type for the reader and mypy)
        field.choices = [(way.value, WAYS[way]) for way in offered]


class MailForm(forms.Form):
    """An address that is one's own."""

    mail = WordsField(
        label=_("您的邮箱"),
        max_length=LONGEST_MAIL,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={"required": _("请填邮箱。")},
    )


class MailCodeForm(MailForm):
    """The code that came to it; the address goes along unseen."""

    mail = WordsField(max_length=LONGEST_MAIL, widget=forms.HiddenInput)
    code = WordsField(
        label=_("邮件里的 6 位数字"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("请填邮件里的 6 位数字。")},
    )
