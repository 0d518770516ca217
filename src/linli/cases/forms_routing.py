"""A routing rule as it is typed; whether it may be, the actions say."""

from operator import itemgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.accounts.forms import UnitTyped
from linli.accounts.rights import posts_with
from linli.areas.forms import AreaTyped
from linli.areas.rules import Level, level_of
from linli.base.actor import Actor
from linli.cases.actions.routes import VERB, Wanted
from linli.cases.models import HoursChoices
from linli.cases.routes import Hours
from linli.catalog.models import ServiceItem
from linli.catalog.queries import catalogue
from linli.web.words import WordsField

LONGEST_REASON = 200


class Day(forms.DateField):
    """A day that may be left out, as a browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("日期请写成 2026-11-22。")})
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, required=False, **kwargs)


class RuleForm(forms.Form):
    """What, where, when, and to whom."""

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = sorted({post.area for post in posts_with(by, VERB)})
        self.fields["item"] = forms.ChoiceField(
            label=_("什么事"),
            choices=[("", _("不论什么事")), *_items()],
            required=False,
            help_text=_("不论什么事的规则不管保密的事项；保密的要写明是哪一项。"),
        )
        self.fields["area"] = AreaTyped(label=_("哪里的"), within=areas)
        self.fields["hours"] = forms.ChoiceField(
            label=_("什么时候的"),
            choices=HoursChoices.choices,
            initial=Hours.ALWAYS.value,
            widget=forms.RadioSelect,
            help_text=_("上班时间按工作日历算，从上午上班到下午下班，中午也算。"),
        )
        self.fields["first_on"] = Day(label=_("从哪天起"), help_text=_("不填，就从现在起。"))
        self.fields["last_on"] = Day(label=_("到哪天止"), help_text=_("不填，就一直有效。"))
        self.fields["unit"] = UnitTyped(
            label=_("派给哪个单位"), within=areas, help_text=_("填单位名称，例如：河西街道办事处。")
        )
        self.fields["reason"] = WordsField(
            label=_("为什么这样派"), max_length=LONGEST_REASON, lines=True, help_text=_("只有工作人员看得到。")
        )

    def clean_item(self) -> ServiceItem | None:
        """The item that is meant; none for whatever it is."""
        code = self.cleaned_data["item"]
        return ServiceItem.objects.get(pk=code) if code else None

    def wanted(self) -> Wanted:
        """What it says; call after the form was found valid."""
        said = {name: self.cleaned_data[name] for name in ("area", "unit", "item", "first_on", "last_on")}
        return Wanted(**said, hours=Hours(self.cleaned_data["hours"]))


def _items() -> list[tuple[str, str]]:
    """What can be asked for, by name."""
    return sorted(((item.code, item.short_name) for item in catalogue().items.values()), key=itemgetter(1))


class TryForm(forms.Form):
    """What somebody might ask for, where and when; nothing is sent anywhere."""

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = forms.ChoiceField(label=_("什么事"), choices=[("", _("请选择")), *_items()])
        self.fields["area"] = CommunityTyped(
            label=_("哪个社区（村）"), within=sorted({post.area for post in posts_with(by, VERB)})
        )
        self.fields["at"] = forms.DateTimeField(
            label=_("什么时候提的"),
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            help_text=_("不填，就是现在。"),
        )


class CommunityTyped(AreaTyped):
    """A community or village: requests come from one."""

    def clean(self, value: Any) -> str:
        """Its code; a wider area is asked to be narrowed."""
        code = super().clean(value)
        if code and level_of(code) != Level.COMMUNITY:
            raise ValidationError(_("请填一个社区或村。"))
        return code


class EndRuleForm(forms.Form):
    """Why a rule is not needed any more."""

    reason = WordsField(label=_("为什么停用"), max_length=LONGEST_REASON, lines=True)
