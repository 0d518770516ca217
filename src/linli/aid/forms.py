"""The shape of what workers and residents write about a need."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import may
from linli.aid.actions import NewNeed
from linli.aid.kinds import kinds
from linli.aid.models import HelpedChoices, ResultChoices, SourceChoices
from linli.aid.rules import BY_HAND, Basis, Helped, Result
from linli.areas.forms import CommunityField
from linli.base.actor import Actor
from linli.cases.models import Case
from linli.organizations.models import Organization
from linli.people.forms import ResidentTyped
from linli.people.models import Resident
from linli.web.words import WordsField

CHOOSE = {"required": _("请选一个。")}
STANDS, SIGNED, GUARDIAN = "stands", "signed", "guardian"
BASES = [
    (STANDS, _("本人同意过，有记录")),
    (SIGNED, _("本人刚签了同意书")),
    (GUARDIAN, _("监护人刚签了同意书")),
    (Basis.URGENT.value, _("情况紧急，先办，再告诉本人")),
]
NOT_ASKED = (Basis.NOBODY.value, _("还没有问过本人，先只写门牌"))
BASIS_OF = {STANDS: Basis.CONSENT, SIGNED: Basis.CONSENT, GUARDIAN: Basis.GUARDIAN}


def choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """One of a few, seen all at once."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **more)


class AgreedForm(forms.Form):
    """Whom it is about, and on whose word it stands."""

    case: Case | None = None
    person: Resident | None = None

    def __init__(self, *args: Any, by: Actor, bases: Any = BASES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = ResidentTyped(label=_("谁需要帮助"), by=by, required=False)
        self.fields["basis"] = choice(
            _("本人同意吗"), bases, help_text=_("同意书上写的是“社会救助”。转给谁，本人都看得到，随时可以不要。")
        )
        self.fields["reason"] = WordsField(
            label=_("紧急的，为什么等不到本人同意"),
            max_length=500,
            required=False,
            lines=True,
            help_text=_("比如：有生命危险、孩子没有人管。本人以后会看到。"),
        )

    def agreed(self) -> dict[str, Any]:
        """What the actions take of it."""
        said = self.cleaned_data["basis"]
        return {
            "basis": BASIS_OF.get(said) or Basis(said),
            "is_signed": said in (SIGNED, GUARDIAN),
            "reason": self.cleaned_data["reason"],
        }

    def resident(self) -> UUID | None:
        """Whom it is about, where somebody was written down."""
        who = self.cleaned_data.get("who") or self.person
        of_case = self.case.resident_id if self.case else None
        return of_case or (who.pk if who else None)


class NewNeedForm(AgreedForm):
    """Somebody needs help. At a case who and where are known."""

    def __init__(
        self, *args: Any, by: Actor, case: Case | None = None, resident: Resident | None = None, **kwargs: Any
    ) -> None:
        is_known = resident is not None or (case is not None and not case.is_nameless)
        super().__init__(*args, by=by, bases=BASES if is_known else [*BASES, NOT_ASKED], **kwargs)
        self.case, self.person = case, resident
        listed = [
            (kind.code, gettext("%(name)s：%(said)s") % {"name": kind.name, "said": kind.hint})
            for kind in kinds().values()
        ]
        self.fields["kind"] = choice(_("是哪一类困难"), listed)
        self.fields["words"] = WordsField(
            label=_("有什么困难"), max_length=2000, lines=True, help_text=_("写眼前的困难就行，不写和困难无关的事。")
        )
        self.fields["source"] = choice(_("怎么发现的"), SourceChoices.choices)
        self.fields["area"] = CommunityField(label=_("在哪个社区（村）"))
        self.fields["place"] = WordsField(
            label=_("门牌"),
            max_length=100,
            required=False,
            help_text=_("没有写明是谁的，要填。比如：3 号楼 2 单元 301"),
        )
        self.order_fields(["who", "basis", "reason", "kind", "words", "source", "area", "place"])
        if case:
            del self.fields["area"]
        if is_known or not may(by, "people.read"):
            del self.fields["who"]  # whoever keeps no register writes an address; the community goes and asks

    def new(self) -> NewNeed:
        """What the action takes."""
        typed = self.cleaned_data
        return NewNeed(
            kind=typed["kind"],
            area=str(self.case.area_id) if self.case else typed["area"],
            source=SourceChoices(typed["source"]),
            words=typed["words"],
            resident=self.resident(),
            place=typed["place"],
            case=self.case,
            **self.agreed(),
        )


class WordsForm(forms.Form):
    """What was given, or what is added."""

    words = WordsField(
        label=_("帮了什么"), max_length=2000, lines=True, help_text=_("写清给了什么、办了什么。本人会看到。")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = WordsField(label=_("为什么"), max_length=500, lines=True, help_text=_("对方和本人都会看到。"))


class ReferForm(forms.Form):
    """To whom, and what for."""

    to = forms.ModelChoiceField(
        label=_("转给哪个单位"),
        queryset=Organization.objects.none(),
        empty_label=_("请选择"),
        help_text=_("对方接收以前，还由您的单位负责。"),
    )
    reason = WordsField(label=_("转过去做什么"), max_length=500, lines=True, help_text=_("对方和本人都会看到。"))

    def __init__(self, *args: Any, units: "QuerySet[Organization]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """How it is now, and why it goes on."""

    reason = WordsField(label=_("现在怎么样，为什么还要帮"), max_length=500, lines=True, help_text=_("本人会看到。"))


class CloseForm(forms.Form):
    """How it ended."""

    result = forms.TypedChoiceField(
        label=_("结果"),
        choices=[(each.value, ResultChoices(each.value).label) for each in BY_HAND],
        coerce=Result,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = WordsField(
        label=_("怎么办结的"),
        max_length=500,
        lines=True,
        help_text=_("不符合条件的，写明哪一条，还可以找谁。本人会看到。"),
    )


class LookForm(forms.Form):
    """What the words and the name are needed for."""

    purpose = WordsField(label=_("为什么要看"), max_length=100, help_text=_("本人会看到谁在什么时候为什么看过。"))


class AddForm(forms.Form):
    """A word of the person's own."""

    words = WordsField(label=_("想补充什么"), max_length=1000, lines=True)


class DeclineForm(forms.Form):
    """Why not, if they like to say."""

    reason = WordsField(label=_("为什么（可以不写）"), max_length=500, required=False, lines=True)


class HelpedForm(forms.Form):
    """Whether it helped."""

    helped = forms.TypedChoiceField(
        label=_("帮上了吗"),
        choices=HelpedChoices.choices,
        coerce=Helped,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = WordsField(label=_("还想说点什么"), max_length=500, required=False, lines=True)
