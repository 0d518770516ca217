"""What is typed about how somebody wants to be told."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts import quiet
from linli.accounts.rules import LONGEST_MAIL, Way
from linli.web.words import WordsField

NIGHT = "22:00-07:30"  # to begin with, where this place has no quiet hours
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


USUAL, ALWAYS, OWN = "usual", "always", "own"
TIMES = [(f"{hour:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}") for hour in range(24) for minute in (0, 30)]


class QuietForm(forms.Form):
    """When nobody is to be told: as is usual here, never, or in hours of one's own."""

    when = forms.ChoiceField(label=_("什么时候不发"), widget=forms.RadioSelect)
    begins = forms.ChoiceField(label=_("从"), choices=TIMES)
    ends = forms.ChoiceField(label=_("到"), choices=TIMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["when"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type for the reader and mypy)
        field.choices = [
            (USUAL, said("")),
            (ALWAYS, _("都可以，夜里也发")),
            (OWN, _("我自己定，时间选在下面")),
        ]

    @staticmethod
    def initial_of(own: str) -> dict[str, str]:
        """What stands in the form for somebody who chose this."""
        hours = quiet.of("" if own == quiet.ALWAYS else own, settings.LINLI_QUIET_HOURS or NIGHT)
        when = ALWAYS if own == quiet.ALWAYS else OWN if own else USUAL
        begins, _dash, ends = str(hours).partition("-")
        return {"when": when, "begins": begins, "ends": ends}

    @property
    def hours(self) -> str:
        """What was chosen, as it is kept."""
        chosen = self.cleaned_data
        own = f"{chosen['begins']}-{chosen['ends']}"
        return {USUAL: "", ALWAYS: quiet.ALWAYS}.get(chosen["when"], own)


def said(own: str) -> str:
    """Somebody's quiet hours in words."""
    hours = quiet.of(own, settings.LINLI_QUIET_HOURS)
    if hours is None:
        return gettext("什么时候都发")
    words = gettext("%(begins)s 到 %(ends)s 不发") if own else gettext("照常：%(begins)s 到 %(ends)s 不发")
    return words % {"begins": f"{hours.begins:%H:%M}", "ends": f"{hours.ends:%H:%M}"}


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
