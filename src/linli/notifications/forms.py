"""What is typed about how somebody wants to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts import quiet
from linli.accounts.rules import LONGEST_MAIL, Way
from linli.base.refusals import Sentence
from linli.notifications.push import Subscription, typed
from linli.web.words import WordsField

NIGHT = "22:00-07:30"  # to begin with, where this place has no quiet hours
WAYS = {Way.SMS: _("短信"), Way.MAIL: _("邮件"), Way.WECOM: _("企业微信"), Way.PUSH: _("浏览器通知")}


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


@dataclass(frozen=True)
class Words:
    """What the pages say of one kind of box."""

    title: Sentence
    label: Sentence
    why: Sentence
    sent: Sentence
    down: Sentence
    taken: Sentence
    cleared: Sentence
    about: Sentence
    widget: Mapping[str, str]


WORDS: Mapping[Way, Words] = {
    Way.MAIL: Words(
        title=_("邮箱"),
        label=_("您的邮箱"),
        why=_("我们先发一个验证码到这个邮箱，免得写错了，消息发给别人。"),
        sent=_("我们发了一封邮件到 %(address)s。把里面的 6 位数字填在这里，就知道邮箱是您的。没有收到，看看垃圾邮件。"),
        down=_("现在发不出邮件。请过一会儿再试，短信照常发。"),
        taken=_("邮箱记下了。以后的消息也发到这个邮箱。"),
        cleared=_("邮箱删掉了，不再发邮件给您。"),
        about=_("填了邮箱，消息也能发邮件给您。邮箱只用来发消息，别人看不到。"),
        widget={"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    ),
    Way.WECOM: Words(
        title=_("企业微信"),
        label=_("您的企业微信账号"),
        why=_("我们先发一个验证码到您的企业微信，免得写错了，消息发给别人。"),
        sent=_("我们发了一条消息到企业微信 %(address)s。把里面的 6 位数字填在这里，就知道账号是您的。"),
        down=_("现在连不上企业微信。请过一会儿再试，消息照常在“邻里”里看。"),
        taken=_("企业微信记下了。以后的消息也发到那里。"),
        cleared=_("企业微信账号删掉了，不再发到那里。"),
        about=_("填了账号，单位的消息也能发到您的企业微信。账号是单位的企业微信管理员给您的。"),
        widget={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    ),
}


class PushForm(forms.Form):
    """What a script has had the browser say of itself; nobody types it."""

    endpoint = forms.CharField(widget=forms.HiddenInput)
    p256dh = forms.CharField(widget=forms.HiddenInput)
    auth = forms.CharField(widget=forms.HiddenInput)

    @property
    def subscription(self) -> Subscription:
        """Refused where it is no browser's that can be told."""
        said = self.cleaned_data if self.is_valid() else {}
        return typed(said.get("endpoint", ""), said.get("p256dh", ""), said.get("auth", ""))


class BoxForm(forms.Form):
    """An address that is one's own."""

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        attributes = {name: value for name, value in WORDS[way].widget.items() if name != "type"}
        kind = forms.EmailInput if WORDS[way].widget.get("type") == "email" else forms.TextInput
        self.fields[way.value] = WordsField(
            label=WORDS[way].label,
            max_length=LONGEST_MAIL,
            widget=kind(attributes),
            error_messages={"required": _("请填写这一项。")},
        )

    @property
    def address(self) -> str:
        """What was typed."""
        return str(self.cleaned_data[self.way.value])


class BoxCodeForm(BoxForm):
    """The code that came to it; the address goes along unseen."""

    code = WordsField(
        label=_("收到的 6 位数字"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("请填收到的 6 位数字。")},
    )

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, way=way, **kwargs)
        self.fields[way.value].widget = forms.HiddenInput()
