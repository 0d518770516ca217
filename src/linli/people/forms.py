"""What is typed about residents: by themselves, and by the staff who keep the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.phones import user_with
from linli.accounts.rules import mobile
from linli.areas.forms import CommunityField
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.people import actions, lists
from linli.people.models import AskedField, ContactKind, RecordRequest, Resident, Way
from linli.web.words import WordsField

TEL = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
OFF = {"autocomplete": "off"}
NUMBER = {"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}


class ResidentForm(forms.Form):
    """Name and community."""

    name = WordsField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("请填姓名。")},
    )
    home_area = CommunityField(label=_("您住在哪个社区或村"))


class PartForm(forms.Form):
    """One of several forms on a page: its fields are told apart by the part they stand in."""

    part = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.part}_%s")
        super().__init__(*args, **kwargs)


class WhoForm(forms.Form):
    """Who holds the phone now."""

    name = WordsField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("请填姓名。")},
    )


class NotMeForm(forms.Form):
    """The number that is one's own, typed once more, so that nobody parts with theirs by a slip of the finger."""

    phone = WordsField(label=_("请填您现在用的手机号"), max_length=20, widget=forms.TextInput(TEL))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_phone(self) -> str:
        """A phone that opens this sign-in."""
        try:
            phone = mobile(self.cleaned_data["phone"])
        except Refused as refusal:
            raise ValidationError(str(refusal.sentence)) from refusal
        if user_with(phone) != self.user:
            raise ValidationError(_("不是用这个号码登录的。请填您登录用的手机号。"))
        return phone


class WrongForm(forms.Form):
    """What is wrong in one's record, and what is right."""

    field = forms.TypedChoiceField(
        label=_("哪一项写错了"), choices=[("", _("请选择")), *AskedField.choices], coerce=AskedField
    )
    words = WordsField(
        label=_("应该是什么"),
        max_length=500,
        lines=True,
        help_text=_("写清楚就行。社区可能会请您带证件来核对。"),
    )


class DeletionForm(forms.Form):
    """That everything should go."""

    words = WordsField(label=_("想说明什么"), max_length=500, lines=True, required=False)
    is_sure = forms.BooleanField(label=_("我知道删了以后找不回来，这个号码再登录要从头填"))


class AcceptForm(PartForm):
    """What is right, for the field that was wrong; what lies on another page is said in words."""

    part = "accept"

    def __init__(self, *args: Any, request: RecordRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = AskedField(request.field)
        if field == AskedField.HOME:
            self.fields["value"] = CommunityField(label=_("改成哪个社区或村"))
        elif field in (AskedField.NAME, AskedField.IDENTITY):
            label = _("改成（%(field)s）") % {"field": field.label}
            self.fields["value"] = WordsField(label=label, max_length=40, widget=forms.TextInput(OFF))
        is_elsewhere = "value" not in self.fields
        self.fields["reply"] = WordsField(
            label=_("改了什么") if is_elsewhere else _("想对居民说的"),
            max_length=500,
            lines=True,
            required=is_elsewhere,
            help_text=_("居民会看到这段话。"),
        )


class RefuseForm(PartForm):
    """Why it stays as it is."""

    part = "refuse"
    reason = WordsField(label=_("为什么不改"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))


class FindForm(forms.Form):
    """Whom to look for; sent by POST, so that no name or number stands in an address."""

    q = WordsField(
        label=_("姓名开头，或者完整的手机号、身份证号"),
        max_length=40,
        widget=forms.TextInput({**OFF, "enterkeyhint": "search"}),
        error_messages={"required": _("请填要找的人。")},
    )


class EnrolForm(forms.Form):
    """Somebody who lives here."""

    name = WordsField(label=_("姓名"), max_length=40, widget=forms.TextInput(OFF))
    home_area = CommunityField(label=_("住在哪个社区或村"))
    phone = WordsField(
        label=_("手机号"),
        max_length=20,
        required=False,
        widget=forms.TextInput(TEL),
        help_text=_("本人自己的才填，填了就能用它登录。没有可以不填。"),
    )
    identity = WordsField(
        label=_("身份证号"),
        max_length=24,
        required=False,
        widget=forms.TextInput(NUMBER),
        help_text=_("本人愿意才填，用来认准是谁。不从号码里取生日和性别。"),
    )


class CorrectForm(forms.Form):
    """What stands in a record; an empty identity number is taken off only where the box says so."""

    name = WordsField(
        label=_("姓名"), max_length=40, required=False, help_text=_("不改就空着。"), widget=forms.TextInput(OFF)
    )
    identity = WordsField(
        label=_("身份证号"), max_length=24, required=False, help_text=_("不改就空着。"), widget=forms.TextInput(NUMBER)
    )
    drop_identity = forms.BooleanField(label=_("删去登记的身份证号"), required=False)
    home_area = CommunityField(label=_("住在哪个社区或村"))

    def wanted(self) -> dict[str, str | None]:
        """As the action takes it: None for what stays."""
        typed = self.cleaned_data
        identity = typed["identity"] or ("" if typed["drop_identity"] else None)
        return {"name": typed["name"] or None, "identity": identity, "home_area": typed["home_area"]}


class LookForm(PartForm):
    """What to read in clear, and why."""

    part = "look"
    what = forms.ChoiceField(
        label=_("要看什么"),
        choices=[("name,phone", _("姓名和电话")), ("name,identity", _("姓名和身份证号"))],
        initial="name,phone",
        widget=forms.RadioSelect,
    )
    purpose = WordsField(label=_("为什么要看"), max_length=100, help_text=_("居民会看到谁在什么时候为什么看过。"))

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields asked for."""
        return tuple(self.cleaned_data["what"].split(","))


class PurposeForm(PartForm):
    """Why a contact is looked up."""

    part = "purpose"
    purpose = WordsField(label=_("为什么要看"), max_length=100, help_text=_("居民会看到谁在什么时候为什么看过。"))


class PaperConsentForm(PartForm):
    """A consent on paper, as staff note it."""

    part = "consent"
    purpose = forms.ChoiceField(label=_("同意什么"))
    way = forms.TypedChoiceField(
        label=_("谁签的"),
        choices=[(Way.PAPER.value, _("本人")), (Way.GUARDIAN.value, _("监护人（不满十四周岁，或者不能自己决定的）"))],
        coerce=Way,
        initial=Way.PAPER.value,
        widget=forms.RadioSelect,
    )
    ends_on = forms.DateField(
        label=_("到哪天止"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不填就按这件事的通常期限。"),
    )
    has_paper = forms.BooleanField(label=_("签了字的同意书在我手上，已经存档"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择")), *((each.code, each.name) for each in lists.purposes().values())]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return {name: self.cleaned_data[name] for name in ("purpose", "way", "ends_on")}


class ContactForm(PartForm):
    """Who answers for a resident, or is called for them."""

    part = "contact"
    kind = forms.TypedChoiceField(
        label=_("是什么人"), choices=[("", _("请选择")), *ContactKind.choices], coerce=ContactKind
    )
    relation = forms.ChoiceField(label=_("是居民的什么人"))
    name = WordsField(label=_("联系人姓名"), max_length=40, widget=forms.TextInput(OFF))
    phone = WordsField(label=_("联系人手机号"), max_length=20, widget=forms.TextInput(TEL))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = relation_choices(household=False)  # type: ignore[attr-defined]


class HouseholdForm(forms.Form):
    """A door and a count."""

    address = WordsField(label=_("门牌"), max_length=100, help_text=_("比如：3 号楼 2 单元 301，或者：三组 12 号"))
    member_count = forms.IntegerField(
        label=_("住几口人"), min_value=0, max_value=99, help_text=_("只记人数，不必逐个登记。")
    )


class NewHouseholdForm(HouseholdForm):
    """And where."""

    area = CommunityField(label=_("在哪个社区或村"))
    field_order = ("area", "address", "member_count")


class JoinForm(PartForm):
    """Who belongs to a household."""

    part = "join"
    relation = forms.ChoiceField(label=_("与户主的关系"))
    since = forms.DateField(label=_("从哪天起"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resident"] = ResidentTyped(label=_("居民"), by=by)
        self.fields["relation"].choices = relation_choices(household=True)  # type: ignore[attr-defined]
        self.order_fields(["resident", "relation", "since"])


class RelationForm(PartForm):
    """What a member is to the head."""

    part = "relation"
    relation = forms.ChoiceField(label=_("与户主的关系"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = relation_choices(household=True)  # type: ignore[attr-defined]


class LeaveForm(PartForm):
    """When somebody moved out."""

    part = "leave"
    until = forms.DateField(label=_("哪天迁出的"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ResidentTyped(WordsField):
    """One resident of the register, by full name, phone or identity number."""

    def __init__(self, *, by: Actor, **kwargs: Any) -> None:
        self.by = by
        kwargs.setdefault("help_text", _("填姓名；有同名的，填手机号或身份证号。"))
        super().__init__(max_length=40, widget=forms.TextInput(OFF), **kwargs)

    def clean(self, value: Any) -> Resident | None:
        """The one who is meant; None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            found = list(actions.search(typed, by=self.by, at=now())[:50])
        except Refused as refusal:
            raise ValidationError(str(refusal.sentence), code=refusal.code) from refusal
        exact = [each for each in found if each.name == typed] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise ValidationError(_("您的名册里没有找到这个人。请先登记。"))
        raise ValidationError(_("有 %(count)s 个人对得上，请填手机号或身份证号。"), params={"count": len(exact)})


def relation_choices(*, household: bool) -> list[tuple[str, Any]]:
    """The relations of households, or of contacts, with nothing chosen beforehand."""
    fitting = [each for each in lists.relations().values() if (each.household if household else each.contact)]
    return [("", _("请选择")), *((each.code, each.name) for each in fitting)]
