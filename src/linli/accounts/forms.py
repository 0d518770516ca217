"""The shape of what is typed at the doors and under 管理; whether it is right, the actions say."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.accounts.actions import Ending
from linli.accounts.models import User, UserKind, WhyReset
from linli.accounts.providers.terms import LONGEST_NAME, Provider
from linli.accounts.rights import Role
from linli.accounts.rules import username_typed
from linli.areas.forms import AreaTyped
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.base.languages import in_a_row
from linli.organizations import queries as organizations
from linli.organizations.models import Organization
from linli.web.words import WordsField

PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}
SIX_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8"}
SIX_OR_TWELVE = {**SIX_DIGITS, "maxlength": "20"}
MOST_NAMED = 8


class PhoneForm(forms.Form):
    """The first step of a resident's door."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("请填手机号。")},
    )


class CodeForm(forms.Form):
    """The second step: what the message said."""

    code = forms.CharField(
        label=_("短信里的 6 位数字"),
        max_length=12,
        widget=forms.TextInput(SIX_DIGITS),
        error_messages={"required": _("请填短信里的 6 位数字。")},
    )


class StaffSignInForm(forms.Form):
    """The door of the desk."""

    username = forms.CharField(label=_("用户名"), max_length=60, widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(label=_("密码"), max_length=200, widget=forms.PasswordInput(PASSWORD), strip=False)
    totp = forms.CharField(
        label=_("动态码"),
        max_length=30,
        required=False,
        widget=forms.TextInput(SIX_OR_TWELVE),
        help_text=_("开通了动态码才填。手机不在身边，填一个备用码。"),
    )


class PasswordForm(forms.Form):
    """One's own new password, typed twice."""

    old = forms.CharField(label=_("原来的密码"), max_length=200, widget=forms.PasswordInput(PASSWORD), strip=False)
    new = forms.CharField(
        label=_("新密码"),
        max_length=200,
        widget=forms.PasswordInput(NEW_PASSWORD),
        strip=False,
        help_text=_("至少 10 位。"),
    )
    again = forms.CharField(
        label=_("再填一次新密码"), max_length=200, widget=forms.PasswordInput(NEW_PASSWORD), strip=False
    )

    def clean(self) -> dict[str, Any]:
        """Both new ones are the same."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("两次填的不一样。"))
        return cleaned


class OneTimeForm(forms.Form):
    """A code from the app on the phone."""

    code = forms.CharField(label=_("手机上显示的 6 位数字"), max_length=12, widget=forms.TextInput(SIX_DIGITS))


class OwnCodeForm(forms.Form):
    """A code from the phone or, where the phone is lost, one from paper."""

    code = forms.CharField(
        label=_("手机上显示的 6 位数字，或者一个备用码"), max_length=30, widget=forms.TextInput(SIX_OR_TWELVE)
    )


class ResetForm(forms.Form):
    """Why somebody's one-time code is to be dropped."""

    reason = forms.ChoiceField(label=_("为什么要关掉"), choices=WhyReset.choices)
    has_asked = forms.BooleanField(label=_("我已当面或打电话确认，是他本人要求的。"))


class LinkForm(forms.Form):
    """Who a member of staff is known as elsewhere, as an administrator has been told."""

    def __init__(self, *args: Any, ways: Sequence[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"] = forms.ChoiceField(label=_("哪个登录"), choices=[(each.key, each.title) for each in ways])
        self.fields["name"] = WordsField(
            label=_("他在那边的名字"),
            max_length=LONGEST_NAME,
            help_text=in_a_row(_("%(way)s：%(name)s") % {"way": w.title, "name": w.name_asked} for w in ways),
        )


class TokenForm(forms.Form):
    """What a token is for, and for how long."""

    name = WordsField(label=_("用途"), max_length=60, help_text=_("例如：每月报表程序"))
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 天")), (90, _("90 天")), (365, _("一年"))],
    )


class UnitTyped(WordsField):
    """A unit within areas by its name."""

    def __init__(self, *, within: Iterable[str], **kwargs: Any) -> None:
        self.within = list(within)
        super().__init__(max_length=100, **kwargs)

    def clean(self, value: Any) -> Organization | None:
        """The unit that is meant; None where none is named."""
        typed = super().clean(value)
        if not typed:
            return None
        found = list(organizations.found(typed, within=self.within)[:50])
        exact = [unit for unit in found if typed in (unit.name, unit.short_name)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(_("您管的区域里没有叫“%(typed)s”的单位。"), params={"typed": typed})
        listed = in_a_row(unit.name for unit in found[:MOST_NAMED])
        raise ValidationError(_("有好几个，请写全名：%(listed)s"), params={"listed": listed})


class PostForm(forms.Form):
    """Who gets which post, where and in which unit."""

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = WordsField(label=_("用户名"), max_length=60)
        self.fields["role"] = forms.TypedChoiceField(label=_("岗位"), choices=Role.choices, coerce=Role)
        self.fields["area"] = AreaTyped(label=_("在哪里"), within=by.areas)
        self.fields["organization"] = UnitTyped(
            label=_("在哪个单位"),
            within=by.areas,
            required=False,
            help_text=_("社区工作者和单位经办必须填。"),
        )

    def clean_user(self) -> User:
        """The member of staff of this name."""
        return _staff_called(self.cleaned_data["user"])


def _staff_called(typed: str) -> User:
    user = User.objects.filter(kind=UserKind.STAFF, username=username_typed(typed)).first()
    if user is None:
        raise ValidationError(_("没有这个用户名。要先新建账号。"))
    return user


class EndPostForm(forms.Form):
    """When a post ends, and who goes on."""

    until = forms.DateField(
        label=_("做到哪天"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("那天结束时生效。不填，马上结束。"),
    )
    successor = WordsField(label=_("接手人的用户名"), max_length=60, required=False)
    may_be_left_alone = forms.BooleanField(
        label=_("先没有人接手，让管理员都知道"), required=False, help_text=_("期限照样走，请尽快安排人。")
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_until(self) -> date | None:
        """A day to come, within a year."""
        until: date | None = self.cleaned_data["until"]
        today = local_day(self.at)
        if until and not today <= until <= today + timedelta(days=366):
            raise ValidationError(_("请填今天到一年以内的一天。"))
        return until

    def clean_successor(self) -> User | None:
        """The member of staff of this name; none where none is named."""
        return _staff_called(self.cleaned_data["successor"]) if self.cleaned_data["successor"] else None

    def ending(self) -> Ending:
        """What was typed, as the action takes it: a day ends with its last moment."""
        typed = self.cleaned_data
        until = typed["until"]
        ends_at = datetime.combine(until + timedelta(days=1), time(), SHANGHAI) if until else None
        return Ending(ends_at, typed["successor"], typed["may_be_left_alone"])


class StaffForm(forms.Form):
    """A new sign-in of staff."""

    username = WordsField(label=_("用户名"), max_length=60, help_text=_("登录时填，不分大小写。"))
    name = WordsField(label=_("姓名"), max_length=40)
