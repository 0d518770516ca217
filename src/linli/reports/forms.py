"""The shape of what somebody says of a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from linli.plans.models import Plan, PlanStatus
from linli.reports.actions import LONGEST_WORDS
from linli.reports.models import Draft, KindChoices
from linli.reports.rules import Days, Kind, days_of
from linli.reports.templating import Section
from linli.web.words import WordsField

QUARTERS = [(1, _("第一季度")), (2, _("第二季度")), (3, _("第三季度")), (4, _("第四季度"))]
A_DAY = {"invalid": _("请写成 2026-12-31 这样的日期。")}


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, label: Any) -> None:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=day, error_messages=A_DAY, required=False)


class BeginForm(forms.Form):
    """Of which plan, of what kind, of which days: a quarter, a year, or from a day to a day."""

    plan = forms.ModelChoiceField(
        label=_("哪份规划"), queryset=Plan.objects.none(), error_messages={"required": _("请选一份规划。")}
    )
    kind = forms.ChoiceField(label=_("哪种报告"), choices=KindChoices.choices)
    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("哪个季度（季度报告才选）"), choices=QUARTERS, coerce=int)
    title = WordsField(label=_("什么事（重大事项报告才填，会作标题）"), max_length=120, required=False)
    first = DayField(_("从哪天（重大事项报告才填）"))
    last = DayField(_("到哪天（重大事项报告才填）"))

    def __init__(self, areas: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.filter(area__within=list(areas), status=PlanStatus.PUBLISHED).defer("text", "reading")
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]  # a field of rows

    def clean(self) -> dict[str, Any]:
        """A matter has a name and its days; the others have theirs by the calendar."""
        told = super().clean() or {}
        if told.get("kind") == Kind.MATTER:
            for name, sentence in (
                ("title", _("请写明是什么事。")),
                ("first", _("请写哪一天。")),
                ("last", _("请写哪一天。")),
            ):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return told

    def wanted(self) -> dict[str, Any]:
        """What `actions.begin` takes; call after the form was found valid."""
        told, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        is_matter = kind is Kind.MATTER
        days = Days(told["first"], told["last"]) if is_matter else days_of(kind, told["year"], told["quarter"])
        return {"plan": told["plan"], "kind": kind, "days": days, "title": told["title"] if is_matter else ""}


class WriteForm(forms.Form):
    """The title, and words for each section, named by its key."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = WordsField(label=_("标题"), max_length=120)

    def __init__(self, draft: Draft, sections: Iterable[Section], data: Any = None) -> None:
        words = {self.name_of(each): draft.words.get(each.key, "") for each in sections}
        super().__init__(data, initial={"seen": draft.version, "title": draft.title, **words})
        self.sections = list(sections)
        for each in self.sections:
            self.fields[self.name_of(each)] = WordsField(
                label=each.heading,
                max_length=LONGEST_WORDS,
                lines=True,
                required=False,
                help_text=format_html('<span lang="zh-Hans">{}</span>', each.hint) if each.hint else "",
            )

    @property
    def written(self) -> list[tuple[forms.BoundField, str, str]]:
        """The field of each section, which figures stand there, and an id for what they are called."""
        return [(self[self.name_of(each)], each.shows.value, f"figures-{each.key}") for each in self.sections]

    @staticmethod
    def name_of(section: Section) -> str:
        """The field of a section."""
        return f"s_{section.key}"

    def meets(self, kept: Draft) -> list[tuple[str, str]]:
        """After somebody else was faster: what is kept now where it is not what was typed, by section.

        Saved again, what was typed takes its place.
        """
        self.data = {name: self.data[name] for name in self.data} | {"seen": str(kept.version)}
        stands = [("title", self.fields["title"].label, kept.title)]
        stands += [(self.name_of(each), each.heading, kept.words.get(each.key, "")) for each in self.sections]
        return [(str(label), words) for name, label, words in stands if words != self.cleaned_data.get(name, "")]

    def words(self) -> dict[str, str]:
        """By section; call after the form was found valid."""
        return {each.key: self.cleaned_data[self.name_of(each)] for each in self.sections}
