"""The shape of a notice as it is typed; whether it may be, the action says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import posts_with
from linli.areas.forms import AreaTyped, CommunityField
from linli.areas.queries import children, names_of
from linli.base.actor import Actor
from linli.notices import rules
from linli.notices.actions import VERB, NewNotice
from linli.notices.models import CHANNEL_CHOICES
from linli.web.words import WordsField

USUAL = timedelta(days=14)
MOST_BELOW = 40


class Day(forms.DateField):
    """A day, as a browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("请填日期。"), "invalid": _("日期请写成 2026-11-22。")})
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class NoticeForm(forms.Form):
    """A new notice: for one of the writer's areas or one below it."""

    title = WordsField(
        label=_("标题"),
        max_length=rules.LONGEST_TITLE,
        help_text=_("一句话说清什么事，例如：周三 9 点到 17 点停水。"),
        error_messages={"required": _("请写标题。")},
    )
    body = WordsField(
        label=_("内容"),
        lines=True,
        max_length=rules.LONGEST_BODY,
        help_text=_("什么时候、在哪里、要居民做什么、找谁问。不要写居民的姓名、电话、住址。"),
        error_messages={"required": _("请写内容。")},
    )
    area = forms.ChoiceField(label=_("发给哪里"), widget=forms.Select)
    elsewhere = AreaTyped(
        label=_("或者填一个更小的地方"),
        within=(),
        required=False,
        help_text=_("村、社区或网格的名称或代码。填了就只发给那里。"),
    )
    channels = forms.MultipleChoiceField(
        label=_("怎么让居民看到"),
        choices=CHANNEL_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一种让居民看到的办法。")},
    )
    shows_from = Day(label=_("从哪天起"))
    shows_until = Day(label=_("到哪天止"), help_text=_("过了这天，居民就看不到了。"))
    is_urgent = forms.BooleanField(label=_("要紧，排在最前面"), required=False)

    def __init__(self, *args: Any, by: Actor, today: date, **kwargs: Any) -> None:
        every = [channel.value for channel in rules.Channel]
        first = {"shows_from": today, "shows_until": today + USUAL, "channels": every}
        super().__init__(*args, **{**kwargs, "initial": first})
        areas = sorted({post.area for post in posts_with(by, VERB)})
        self.fields["area"].choices = _places(areas)  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["elsewhere"].within = areas  # type: ignore[attr-defined]  # of an AreaTyped

    def wanted(self) -> NewNotice:
        """The notice; call after the form was found valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("area", "elsewhere")}
        return NewNotice(area=self.cleaned_data["elsewhere"] or self.cleaned_data["area"], **said)


def _places(areas: Sequence[str]) -> list[tuple[str, str]]:
    """The areas of the posts, each with those directly below it."""
    names = names_of(areas)
    found = []
    for area in areas:
        found.append((area, names.get(area, area)))
        found += [(below.code, f"— {below.short_name}") for below in children(area)[:MOST_BELOW]]
    return list(dict(found).items())


class WithdrawForm(forms.Form):
    """Why a notice is taken back."""

    reason = WordsField(
        label=_("为什么撤回"),
        max_length=rules.LONGEST_REASON,
        help_text=_("居民会看到这句话，例如：停水改到周四，另发通知。"),
        error_messages={"required": _("请写明为什么撤回。")},
    )


class PlaceForm(forms.Form):
    """Which community a visitor wants to read the notices of."""

    community = CommunityField(label=_("您住在哪个村、社区"))
