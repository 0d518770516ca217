"""The questions as a form, and a policy as it is typed; whether it may be, the actions say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import posts_with
from linli.areas.queries import names_of
from linli.base.actor import Actor
from linli.catalog.queries import catalogue
from linli.policies import rules
from linli.policies.actions import VERB, Wording
from linli.policies.models import Policy
from linli.policies.reading import questions
from linli.web.words import WordsField

MOST_WORDS, LONGEST_WORD = 12, 20


class Day(forms.DateField):
    """A day that may be left out, as a browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("日期请写成 2026-11-22。")})
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, required=False, **kwargs)


class AnswersForm(forms.Form):
    """A few questions; each may be left open. Sent by POST, so that no address and no log holds the answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions():
            kind, widget = (
                (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
                if question.is_many
                else (forms.ChoiceField, forms.RadioSelect)
            )
            self.fields[question.code] = kind(
                label=question.label,
                help_text=question.hint,
                choices=question.choices,
                widget=widget,
                required=False,
            )

    def answers(self) -> dict[str, list[str]]:
        """What was answered, by question; call after the form was found valid."""
        said = {code: value if isinstance(value, list) else [value] for code, value in self.cleaned_data.items()}
        return {code: [each for each in value if each] for code, value in said.items() if any(value)}


class PolicyForm(forms.Form):
    """A policy: what one gets, for whom, and where it is written."""

    title = WordsField(
        label=_("一句话"), max_length=rules.LONGEST_TITLE, help_text=_("居民的话，例如：80 岁以上有高龄津贴。")
    )
    summary = WordsField(label=_("能得到什么"), lines=True, max_length=rules.LONGEST_SUMMARY)
    who = WordsField(label=_("什么人可以"), lines=True, max_length=rules.LONGEST_SUMMARY)
    area_id = forms.ChoiceField(label=_("在哪里有效"))
    item_id = forms.ChoiceField(label=_("到哪个事项去办"), required=False)
    document = WordsField(
        label=_("依据的文件名称"),
        max_length=100,
        error_messages={"required": _("请写依据的文件名称：没有出处的政策不能登记。")},
    )
    document_number = WordsField(label=_("文号"), max_length=60, required=False)
    issuer = WordsField(label=_("谁印发的"), max_length=60)
    issued_on = Day(label=_("印发日期"))
    quote = WordsField(
        label=_("原文"),
        lines=True,
        max_length=rules.LONGEST_QUOTE,
        help_text=_("照抄文件里的原话，一个字也不改。"),
        error_messages={"required": _("请照抄文件里的原话：居民要看得到依据。")},
    )
    link = forms.URLField(label=_("原文网址"), required=False, max_length=200, assume_scheme="https")
    ends_on = Day(label=_("到哪天失效"), help_text=_("文件没有写，就不填。"))
    words = WordsField(
        label=_("居民会怎么说"),
        required=False,
        max_length=300,
        help_text=_("几个词，用顿号隔开，例如：老龄补贴、养老补贴。"),
    )

    def __init__(self, *args: Any, by: Actor, policy: Policy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": _as_typed(policy) if policy else {}})
        areas = sorted({post.area for post in posts_with(by, VERB)})
        named = names_of(areas)
        items = sorted(catalogue().items.values(), key=lambda item: item.plain_name)
        self.fields["area_id"].choices = [(area, named.get(area, area)) for area in areas]  # type: ignore[attr-defined]
        self.fields["item_id"].choices = [  # type: ignore[attr-defined]
            ("", _("（没有对应的事项）")), *((item.code, item.plain_name) for item in items)
        ]  # fmt: skip
        for question in questions():
            self.fields[f"for_{question.code}"] = forms.MultipleChoiceField(
                label=_("适合谁：%(question)s") % {"question": question.label},
                help_text=_("不选，就是不论。"),
                choices=question.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean_words(self) -> list[str]:
        """Each word once."""
        found = [word.strip() for word in self.cleaned_data["words"].replace("，", "、").split("、") if word.strip()]
        if len(found) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in found):
            raise ValidationError(_("最多 12 个词，每个词最多 20 个字。"))
        return list(dict.fromkeys(found))

    def wording(self) -> Wording:
        """What it says; call after the form was found valid."""
        told = {name: value for name, value in self.cleaned_data.items() if not name.startswith("for_")}
        for_whom = {
            question.code: self.cleaned_data[f"for_{question.code}"]
            for question in questions()
            if self.cleaned_data[f"for_{question.code}"]
        }
        return Wording(**{**told, "item_id": told["item_id"] or None}, for_whom=for_whom)


def _as_typed(policy: Policy) -> dict[str, Any]:
    names = [name for name in Wording.__dataclass_fields__ if name not in ("for_whom", "words")]
    typed = {name: getattr(policy, name) for name in names}
    typed |= {f"for_{code}": wanted for code, wanted in policy.for_whom.items()}
    return {**typed, "item_id": policy.item_id or "", "words": "、".join(policy.words)}


class RetireForm(forms.Form):
    """Why a policy is no longer in force."""

    reason = WordsField(
        label=_("为什么停用"),
        max_length=rules.LONGEST_REASON,
        help_text=_("例如：文件已经废止，见某某号文件。"),
        error_messages={"required": _("请写明为什么停用。")},
    )
