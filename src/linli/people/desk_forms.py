"""What is typed at the desk about the phone of a record, and about two records of one person."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.people.forms import TEL, PartForm, ResidentTyped
from linli.people.parting import Since
from linli.web.words import WordsField

SIX_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}
NO_CODES: Mapping[str, str] = MappingProxyType({})


class PhoneGivenForm(PartForm):
    """The phone of who is present."""

    part = "given"
    phone = WordsField(label=_("新的手机号"), max_length=20, widget=forms.TextInput(TEL))
    is_here = forms.BooleanField(label=_("本人在场，看过证件，这个号码是本人在用"))


class SpokenCodeForm(PartForm):
    """What the resident has read out of the message on their phone."""

    part = "spoken"
    code = WordsField(label=_("居民念出的 6 位数字"), max_length=12, widget=forms.TextInput(SIX_DIGITS))


class PhoneReleasedForm(PartForm):
    """Why a phone is taken off a record."""

    part = "released"
    reason = WordsField(label=_("为什么收回"), max_length=200, help_text=_("居民会看到这段话。"))


class OtherRecordForm(PartForm):
    """Which other record is of the same person."""

    part = "other"

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = ResidentTyped(
            label=_("另一份档案"), by=by, help_text=_("填另一份的手机号或身份证号；没有同名的，也可以填姓名。")
        )


class MergeForm(PartForm):
    """Which of two records stays, and why they are one person."""

    part = "merge"
    other = forms.UUIDField(widget=forms.HiddenInput)
    keep = forms.ChoiceField(label=_("保留哪一份"), widget=forms.RadioSelect)
    reason = WordsField(label=_("凭什么说是同一个人"), max_length=200, help_text=_("居民会看到这段话。"))

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], codes: Mapping[str, str] = NO_CODES, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
        for name, label in codes.items():
            self.fields[name] = WordsField(
                label=label,
                max_length=12,
                widget=forms.TextInput(SIX_DIGITS),
                error_messages={
                    "required": _(
                        "请本人念出这个号码收到的验证码。手机丢了、不用了，先在“手机号”里收回它，七天后再来合并。"
                    )
                },
            )
        self.codes = codes

    def spoken(self) -> dict[UUID, str]:
        """What was read out, by record."""
        return {UUID(name.removeprefix("code_")): self.cleaned_data[name] for name in self.codes}


class UndoForm(PartForm):
    """Whose is each case that was asked since the merge."""

    part = "undo"

    def __init__(self, *args: Any, since: Iterable[Since], choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = list(since)
        for each in self.since:
            self.fields[f"whose_{each.key.hex}"] = forms.ChoiceField(
                label=each.title,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一个。")},
            )

    def whose(self) -> dict[UUID, UUID]:
        """As the action takes it."""
        return {each.key: UUID(self.cleaned_data[f"whose_{each.key.hex}"]) for each in self.since}
