"""The shape of what is typed about organisations; whether it is right, the actions say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.forms import AreasTyped, AreaTyped
from linli.areas.tags import tags
from linli.organizations import queries as organizations
from linli.organizations.contacts import Contact
from linli.organizations.models import Organization, OrganizationType
from linli.web.words import WordsField

LEVELS = (("community", _("村、社区")), ("township", _("乡镇、街道")), ("county", _("县、区")))


class UnitForm(forms.Form):
    """An organisation: how it is called, reached, and whom it serves. `kinds` are those one may set up."""

    def __init__(
        self,
        *args: Any,
        within: Iterable[str],
        kinds: Iterable[OrganizationType] = (),
        unit: Organization | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        within = list(within)
        self.fields["name"] = WordsField(label=_("名称"), max_length=100)
        self.fields["short_name"] = WordsField(label=_("简称"), max_length=40, required=False)
        if unit is None:
            offered = OrganizationType.objects.filter(pk__in=[kind.pk for kind in kinds])
            self.fields["type"] = forms.ModelChoiceField(label=_("类型"), queryset=offered, empty_label=_("请选择"))
            self.fields["area"] = AreaTyped(label=_("所在区划"), within=within)
        else:
            self.fields["is_active"] = forms.BooleanField(label=_("在用"), required=False)
        self.fields["phone"] = WordsField(label=_("对外电话"), max_length=30, required=False)
        self.fields["address"] = WordsField(label=_("地址"), max_length=120, required=False)
        self.fields["serving"] = AreasTyped(
            label=_("服务哪些区域"),
            within=within if unit is None else {*within, *organizations.serving_codes(unit)},
            required=unit is not None,
            help_text=_("一行一个，填区划代码或名称。不填就是所在区划。")
            if unit is None
            else _("一行一个，填区划代码或名称。"),
        )


class ContactForm(forms.Form):
    """Whom to ask for; both empty where there is nobody."""

    name = WordsField(label=_("联系人"), max_length=40, required=False)
    phone = WordsField(
        label=_("联系人电话"), max_length=30, required=False, help_text=_("加密保存，页面上打星号；谁看过会记下来。")
    )

    def clean(self) -> dict[str, Any]:
        """A name has a phone, and a phone a name."""
        cleaned = super().clean() or {}
        for one, other, words in (
            ("name", "phone", _("填了电话，请也填联系人。")),
            ("phone", "name", _("填了联系人，请也填电话。")),
        ):
            if cleaned.get(other) and not cleaned.get(one) and one not in self.errors:
                self.add_error(one, words)
        return cleaned

    @property
    def contact(self) -> Contact | None:
        """The person named."""
        facts = self.cleaned_data
        return Contact(facts["name"], facts["phone"]) if facts["name"] else None


class PurposeForm(forms.Form):
    """Why somebody looks."""

    purpose = WordsField(
        label=_("为什么要看"), max_length=100, help_text=_("例如：约开会时间。会记在这个组织的经过里。")
    )


class TypeForm(forms.Form):
    """A kind of organisation that is not on the list yet."""

    name = WordsField(label=_("这类组织叫什么"), max_length=60, help_text=_("例如：社区基金会"))
    level = forms.ChoiceField(label=_("设在哪一级"), choices=LEVELS)
    expected_in = forms.ChoiceField(
        label=_("哪类村、社区该有"), required=False, help_text=_("设在村、社区的才用选。覆盖率就按这些村、社区算。")
    )
    handles = forms.BooleanField(label=_("可以承办办件"), required=False)
    source = WordsField(label=_("依据"), max_length=200, required=False, help_text=_("哪份规划或文件提到它"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["expected_in"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部村、社区")), *((tag.code, tag.name) for tag in tags().values())]
