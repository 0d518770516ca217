"""The shape of what is typed at a machine, and about machines at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.forms import CommunityField
from linli.kiosks.kinds import KIOSK, kinds
from linli.web.forms import RatingField
from linli.web.words import WordsField

DIGITS = {"inputmode": "numeric", "autocomplete": "off", "data-pad": ""}


class EnrolForm(forms.Form):
    """What the desk shows once."""

    code = WordsField(
        label=_("启用码"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("工作台“自助终端”里登记机器时给的，8 位，半小时内有效。"),
    )


class PhoneForm(forms.Form):
    """Whose phone gets the code."""

    phone = forms.CharField(
        label=_("您的手机号"),
        max_length=20,
        widget=forms.TextInput({**DIGITS, "type": "tel"}),
        error_messages={"required": _("请填手机号。")},
    )


class CodeForm(forms.Form):
    """What the message said."""

    code = forms.CharField(
        label=_("短信里的 6 位数字"),
        max_length=12,
        widget=forms.TextInput(DIGITS),
        error_messages={"required": _("请填短信里的 6 位数字。")},
    )


class PassForm(forms.Form):
    """What stands on the paper; a scanner types it and ends with the return key."""

    code = forms.CharField(
        label=_("纸条上的 12 位数字"),
        max_length=40,
        widget=forms.TextInput(DIGITS),
        error_messages={"required": _("请扫纸条上的码，或者输入 12 位数字。")},
    )


class NameForm(forms.Form):
    """Who is here for the first time."""

    name = WordsField(
        label=_("您叫什么名字"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("请填证件上的姓名。"),
    )


class PlaceForm(forms.Form):
    """Where it is: required where the item needs a place."""

    place = WordsField(label=_("在什么地方"), max_length=100, help_text=_("比如：3 号楼 2 单元楼道"), required=False)

    def __init__(self, *args: Any, needs_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = needs_place


class KeyForm(forms.Form):
    """The sender's own key: sending twice makes one case."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)


class LevelForm(forms.Form):
    """How good it was."""

    level = RatingField(label=_("您满意吗"))


WHY_NOT = (
    ("none", _("没有人来过")),
    ("partly", _("来过，没有办好")),
    ("again", _("好了几天，又坏了")),
    ("other", _("和我说的不是一回事")),
)


class AgainForm(forms.Form):
    """What is still wrong, in words that need no typing."""

    why = forms.ChoiceField(
        label=_("哪里没有办好"),
        choices=WHY_NOT,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )

    def reason(self) -> str:
        """The words chosen."""
        return str(dict(WHY_NOT)[self.cleaned_data["why"]])


class DeviceForm(forms.Form):
    """A machine that comes to a community."""

    kind = forms.ChoiceField(
        label=_("哪一种机器"),
        help_text=_("自助服务终端用启用码，在它的浏览器上输一次；别的机器用令牌，交给厂家填进机器的程序。"),
        initial=KIOSK,
    )
    label = WordsField(label=_("编号"), max_length=30, help_text=_("贴在机器上的编号，全平台不能重复。比如：YY-01"))
    place = WordsField(label=_("放在哪里"), max_length=100, help_text=_("比如：社区服务大厅，进门左手边"))
    area = CommunityField(label=_("在哪个社区（村）"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 (narrows the type)
        kind.choices = [(code, each.name) for code, each in kinds().items()]


class MoveForm(forms.Form):
    """Where it stands now."""

    place = WordsField(label=_("放在哪里"), max_length=100)
