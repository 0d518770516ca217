"""The editor of an item: its content as forms, and the forms as content again.

Lists are typed one to a line; questions, papers, grounds and routes are rows, of which empty ones count for nothing.
What only a file says (conditions of a route) is kept as it stands.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from linli.base.languages import translated
from linli.base.refusals import Sentence
from linli.base.working_time import Limit
from linli.catalog.choices import (
    Audience,
    BasisKind,
    FieldKind,
    LegalUnit,
    LifeEvent,
    LimitUnit,
)
from linli.catalog.editing_english import EnglishForm
from linli.catalog.labels import BASIS_KINDS, FIELD_KINDS, KINDS, LIFE_EVENTS, MODES, ONLINE_LEVELS
from linli.catalog.models import ServiceItem
from linli.catalog.reading import SpecError
from linli.catalog.spec import ItemSpec, LegalLimit, parse_item, to_data
from linli.organizations.models import OrganizationType
from linli.web.words import WordsField

ICON = "clipboard-list"
UNITS = [(LimitUnit.DAY.value, _("工作日")), (LimitUnit.HOUR.value, _("工作小时"))]
LEGAL_UNITS = [*UNITS, (LegalUnit.CALENDAR_DAY.value, _("天（连周末一起算）"))]
EMPTY_ROWS = 2


def _choices(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in labels.items()]


def _words(label: Sentence, longest: int, help_text: Sentence = "", *, required: bool = True) -> WordsField:
    return WordsField(label=label, max_length=longest, help_text=help_text, required=required)


def _lines(
    label: Sentence, longest: int, help_text: Sentence = "", *, rows: int = 3, required: bool = True
) -> WordsField:
    area = forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, max_length=longest, lines=True, widget=area, help_text=help_text, required=required)


def _amount(label: Any, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=999, required=required)


class ItemEditor(forms.Form):
    """Everything of an item but its rows."""

    code = forms.RegexField(
        label=_("代码"),
        regex=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=40,
        help_text=_("小写字母、数字和短横线，比如 snow-clearing。定了不能改。"),
        error_messages={"invalid": _("只能用小写字母、数字和短横线，以字母开头。")},
    )
    name = _words(_("正式名称"), 40)
    plain_name = _words(_("居民叫法"), 24, _("居民自己会怎么说，比如“路灯不亮了”。"))
    short_name = _words(_("简称"), 6)
    kind = forms.ChoiceField(label=_("类型"), choices=_choices(KINDS))
    life_event = forms.ChoiceField(label=_("放在哪一栏"), choices=_choices(LIFE_EVENTS))
    audience = forms.ChoiceField(
        label=_("谁能看"),
        choices=[(Audience.ORDINARY.value, _("一般")), (Audience.CONFIDENTIAL.value, _("保密：只有经办单位能看到"))],
    )
    icon = forms.ChoiceField(label=_("图标"), widget=forms.RadioSelect, required=False)
    summary = _lines(_("说明"), 120, rows=2)
    who_can = _lines(_("谁可以办"), 200, rows=2)
    urgent = _words(_("紧急时先做什么"), 120, _("没有就不写。"), required=False)
    keywords = _lines(_("居民会怎么说"), 400, _("用顿号或换行隔开，至少三个。"))
    steps = _lines(_("办的时候会怎样"), 1200, _("一行一步，至少两步。"), rows=5)
    accept_amount = _amount(_("受理时限"))
    accept_unit = forms.ChoiceField(label=_("受理时限的单位"), choices=UNITS)
    limit_amount = _amount(_("承诺办结时限"))
    limit_unit = forms.ChoiceField(label=_("办结时限的单位"), choices=UNITS)
    legal_amount = _amount(_("法定时限"), required=False)
    legal_unit = forms.ChoiceField(label=_("法定时限的单位"), choices=LEGAL_UNITS, required=False)
    fee = _words(_("收费"), 80)
    result = _words(_("办成的结果"), 120)
    mode = forms.ChoiceField(label=_("怎么受理"), choices=_choices(MODES))
    online_level = forms.ChoiceField(label=_("网上能办多少"), choices=_choices(ONLINE_LEVELS))
    needs_place = forms.BooleanField(label=_("要写明地点"), required=False)
    anonymous_allowed = forms.BooleanField(
        label=_("可以不留姓名"), required=False, help_text=_("比如公共报修、环境、咨询。保密的事项不能选。")
    )
    reason = _lines(_("为什么要这样"), 200, _("给审核的人看，也会留下记录。预览时可以先不写。"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["icon"].choices = icons()  # type: ignore[attr-defined]  # a ChoiceField

    def clean_keywords(self) -> list[str]:
        """Each once, in their order."""
        words = self.cleaned_data["keywords"].replace("，", "、").replace(",", "、").replace("\n", "、").split("、")
        found = list(dict.fromkeys(word.strip() for word in words if word.strip()))
        if len(found) < 3:
            raise forms.ValidationError(say("至少写三个说法。"))
        if too_long := next((word for word in found if len(word) > 20), None):
            raise forms.ValidationError(say("“%(word)s”太长，一个说法最多 20 个字。") % {"word": too_long})
        return found

    def clean_steps(self) -> list[str]:
        """One to a line."""
        found = lines(self.cleaned_data["steps"])
        if len(found) < 2:
            raise forms.ValidationError(say("至少写两步，一行一步。"))
        if any(len(step) > 120 for step in found):
            raise forms.ValidationError(say("有一步太长，一步最多 120 个字。"))
        return found

    def clean(self) -> None:
        """A promise keeps the law, and acceptance comes before the end."""
        super().clean()
        given = self.cleaned_data
        if not {"limit_amount", "accept_amount"} <= given.keys():
            return
        limit, accept = _limit(given, "limit"), _limit(given, "accept")
        if LegalLimit(limit.amount, LegalUnit(limit.unit)).allows(accept) is False:
            self.add_error("accept_amount", say("受理时限不能比办结时限长。"))
        if given.get("legal_amount"):
            if not given.get("legal_unit"):
                self.add_error("legal_unit", say("请选法定时限的单位。"))
            elif not LegalLimit(given["legal_amount"], LegalUnit(given["legal_unit"])).allows(limit):
                self.add_error("limit_amount", say("承诺的时限不能比法定的长。"))


def _limit(given: dict[str, Any], name: str) -> Limit:
    return Limit(given[f"{name}_amount"], "hour" if given[f"{name}_unit"] == LimitUnit.HOUR.value else "day")


class QuestionRow(forms.Form):
    """One question of the form."""

    name = forms.RegexField(regex=r"^[a-z][a-z0-9_]*$", max_length=40, required=False, widget=forms.HiddenInput)
    label = _words(_("问什么"), 40)
    kind = forms.ChoiceField(label=_("怎么答"), choices=_choices(FIELD_KINDS), initial=FieldKind.TEXT.value)
    required = forms.BooleanField(label=_("必答"), required=False)
    hint = _words(_("提示"), 100, required=False)
    options = _lines(_("选项"), 800, _("只给“选一个”用，一行一个。"), rows=3, required=False)

    def clean(self) -> None:
        """A choice has at least two options, each once; the others have none."""
        super().clean()
        given = self.cleaned_data
        found = lines(given.get("options", ""))
        is_choice = given.get("kind") == FieldKind.CHOICE.value
        if is_choice and (len(found) < 2 or len(set(found)) != len(found)):
            self.add_error("options", say("“选一个”至少要有两个不同的选项。"))
        if not is_choice and found:
            self.add_error("options", say("只有“选一个”才写选项。"))
        if any(len(option) > 40 for option in found):
            self.add_error("options", say("有一个选项太长，最多 40 个字。"))


class MaterialRow(forms.Form):
    """One paper."""

    name = _words(_("材料"), 60)
    source = _words(_("从哪里来"), 60)
    needed = forms.BooleanField(label=_("必须有"), required=False)


class BasisRow(forms.Form):
    """One ground."""

    kind = forms.ChoiceField(label=_("哪一种"), choices=_choices(BASIS_KINDS), initial=BasisKind.PLAN.value)
    name = _words(_("名称"), 80)
    quote = _lines(_("原文"), 200, rows=2, required=False)


class RouteRow(forms.Form):
    """Who handles it; a condition set in a file is kept."""

    type = forms.ChoiceField(label=_("哪一类单位"))
    when = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handling = OrganizationType.objects.filter(handles=True).order_by("level", "code")
        self.fields["type"].choices = [("", "—"), *((each.pk, str(each)) for each in handling)]  # type: ignore[attr-defined]  # a ChoiceField


Rows: TypeAlias = "BaseFormSet[forms.Form]"
ROWS: dict[str, tuple[type[forms.Form], int, Sentence]] = {
    "form": (QuestionRow, 0, _("问居民什么")),
    "materials": (MaterialRow, 0, _("材料")),
    "handled_by": (RouteRow, 1, _("谁来办（从上往下找，最后一条总要有人接）")),
    "basis": (BasisRow, 1, _("依据")),
}


def icons() -> list[tuple[str, str]]:
    """Those in use, each with the short name of an item that has it."""
    found = {ICON: say("一般")}
    for icon, name in ServiceItem.objects.order_by("-is_active", "code").values_list("icon", "short_name"):
        found.setdefault(icon, translated(name))
    return list(found.items())


def lines(text: str) -> list[str]:
    """What was typed, one to a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Editor:
    """The forms of one item together; `base` is what it says now, or nothing for a new one."""

    def __init__(self, base: ItemSpec | None, sent: Any = None) -> None:
        self.base, self.sent = base, sent
        data = to_data(base) if base else {}
        new = {"life_event": LifeEvent.QUESTIONS, "icon": ICON}
        self.form = ItemEditor(sent, initial=_begun(data) if base else new)
        self.english = EnglishForm(base, sent) if base or sent else None
        if base:
            self.form.fields["code"].disabled = True
        self.rows = {
            name: formset_factory(
                row, extra=EMPTY_ROWS, can_delete=True, min_num=least, validate_min=bool(least), max_num=40
            )(sent, prefix=name, initial=_rows(name, data))
            for name, (row, least, _title) in ROWS.items()
        }
        self._drop()
        self.item: ItemSpec | None = None

    def _drop(self) -> None:
        """Say what crossing out a row means: nothing is gone until somebody approves."""
        for rows in self.rows.values():
            for row in rows.forms:
                row.fields["DELETE"].label = _("去掉这一行")

    @property
    def titled(self) -> list[tuple[str, Sentence, Rows]]:
        """The rows with their headings."""
        return [(name, ROWS[name][2], rows) for name, rows in self.rows.items()]

    def is_valid(self) -> bool:
        """Whether all of it makes an item; what no single field can tell stands at the top."""
        good = [self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if not all(good):
            return False
        try:
            self.item = parse_item(self._data(), where=self.form.cleaned_data["code"])
        except SpecError as error:
            self.form.add_error(None, str(error))
            return False
        self.english = EnglishForm(self.item, self.sent, of=self.base)
        if not self.english.is_valid():
            self.item = None
            return False
        self.item = replace(self.item, english=self.english.said)
        return True

    @property
    def is_wrong(self) -> bool:
        """Whether something was sent that does not hold."""
        return self.form.is_bound and self.item is None

    def _data(self) -> dict[str, Any]:
        given = self.form.cleaned_data
        before = to_data(self.base) if self.base else {}
        plain = ("code", "name", "plain_name", "short_name", "kind", "life_event", "audience", "summary", "who_can")
        more = ("keywords", "steps", "fee", "result", "mode", "online_level", "needs_place", "anonymous_allowed")
        data = {name: given[name] for name in (*plain, *more)}
        data["icon"] = given["icon"] or before.get("icon", ICON)
        data |= {name: before[name] for name in ("common",) if before.get(name)}
        if given["urgent"]:
            data["urgent"] = given["urgent"]
        data["accept_limit"] = {"amount": given["accept_amount"], "unit": given["accept_unit"]}
        data["limit"] = {"amount": given["limit_amount"], "unit": given["limit_unit"]}
        if given["legal_amount"]:
            data["legal_limit"] = {"amount": given["legal_amount"], "unit": given["legal_unit"]}
        for name, make in MAKERS.items():
            data[name] = make([row.cleaned_data for row in self.rows[name].forms if _is_kept(row)], before)
        return data


def _is_kept(row: forms.Form) -> bool:
    return (
        bool(row.cleaned_data)
        and not row.cleaned_data.get("DELETE")
        and any(row.cleaned_data.get(name) for name in ("label", "name", "type"))
    )


def _begun(data: dict[str, Any]) -> dict[str, Any]:
    begun = {key: value for key, value in data.items() if isinstance(value, str | bool)}
    begun |= {"keywords": "、".join(data["keywords"]), "steps": "\n".join(data["steps"])}
    for name, key in (("accept", "accept_limit"), ("limit", "limit"), ("legal", "legal_limit")):
        if key in data:
            begun |= {f"{name}_amount": data[key]["amount"], f"{name}_unit": data[key]["unit"]}
    return begun


def _rows(name: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    found = data.get(name, [])
    if name == "form":
        return [{**row, "options": "\n".join(label for _value, label in row.get("choices", []))} for row in found]
    if name == "handled_by":
        return [{"type": row["type"], "when": json.dumps(row["when"]) if "when" in row else ""} for row in found]
    return [dict(row) for row in found]


def _questions(rows: Iterable[dict[str, Any]], before: dict[str, Any]) -> list[dict[str, Any]]:
    known = {question["name"]: question for question in before.get("form", [])}
    names = {row["name"] for row in rows if row["name"]} | set(known)
    made = []
    for row in rows:
        was = known.get(row["name"], {})
        name = row["name"] or _free("question", names)
        names.add(name)
        question: dict[str, Any] = {key: row[key] for key in ("label", "kind", "required")} | {"name": name}
        if row["hint"]:
            question["hint"] = row["hint"]
        if found := lines(row["options"]):
            question["choices"] = _options(found, {label: value for value, label in was.get("choices", [])})
        same_kind = was.get("kind") == row["kind"]
        kept = ("longest", "least", "most", "reusable") if same_kind else ()
        made.append(question | {key: was[key] for key in kept if key in was and was[key] is not False})
    return made


def _options(labels: list[str], known: dict[str, str]) -> list[list[str]]:
    values = set(known.values())
    made = []
    for label in labels:
        value = known.get(label) or _free("option", values)
        values.add(value)
        made.append([value, label])
    return made


def _free(stem: str, taken: set[str]) -> str:
    return next(name for number in range(1, 1000) if (name := f"{stem}_{number}") not in taken)


def _materials(rows: Iterable[dict[str, Any]], _before: dict[str, Any]) -> list[dict[str, Any]]:
    return [{key: row[key] for key in ("name", "source", "needed")} for row in rows]


def _basis(rows: Iterable[dict[str, Any]], _before: dict[str, Any]) -> list[dict[str, Any]]:
    return [{key: row[key] for key in ("kind", "name", "quote") if row[key]} for row in rows]


def _routes(rows: Iterable[dict[str, Any]], before: dict[str, Any]) -> list[dict[str, Any]]:
    levels = dict(OrganizationType.objects.values_list("code", "level"))
    conditions = [route["when"] for route in before.get("handled_by", []) if "when" in route]
    made = []
    for row in rows:
        route = {"type": row["type"], "level": levels[row["type"]]}
        when = next((each for each in conditions if json.dumps(each) == row["when"]), None)
        made.append(route | ({"when": when} if when else {}))
    return made


MAKERS: dict[str, Callable[[list[dict[str, Any]], dict[str, Any]], list[dict[str, Any]]]] = {
    "form": _questions,
    "materials": _materials,
    "handled_by": _routes,
    "basis": _basis,
}
