"""Words of the ground: sizes, and what the journal says of an area."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.models import FigureKind
from linli.areas.sizes import Size
from linli.areas.tags import tags
from linli.base.journal import Entry
from linli.base.languages import in_a_row
from linli.base.refusals import Sentence

SIZES: Mapping[Size, Sentence] = {
    Size.UNDER: gettext_lazy("偏小"),
    Size.FITS: gettext_lazy("合适"),
    Size.OVER: gettext_lazy("偏大"),
    Size.UNKNOWN: gettext_lazy("没有登记"),
    Size.FREE: gettext_lazy("没有规定"),
}


def happened(entry: Entry) -> str:
    """One entry about an area as a person reads it."""
    said = VERBS.get(entry.verb)
    return said(entry.facts, entry.text or {}) if said else entry.verb


def _figure(facts: Mapping[str, Any], said: str) -> str:
    return said % {**facts, "name": FigureKind(facts["kind"]).label}


def _entered(facts: Mapping[str, Any], _text: Mapping[str, str]) -> str:
    if "before" in facts:
        return _figure(facts, _("改了%(name)s（截至 %(day)s）：%(before)s → %(value)s"))
    return _figure(facts, _("登记%(name)s（截至 %(day)s）：%(value)s"))


def _tag(facts: Mapping[str, Any]) -> str:
    tag = tags().get(facts["tag"])
    return tag.name if tag else str(facts["tag"])


def _renamed(_facts: Mapping[str, Any], text: Mapping[str, str]) -> str:
    return _("改名：%(before)s → %(name)s") % {"before": text.get("before", ""), "name": text.get("name", "")}


VERBS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    "areas.grid_opened": lambda _facts, _text: _("设立"),
    "areas.renamed": _renamed,
    "areas.grid_changed": lambda _facts, _text: _("改了类型或村民小组数"),
    "areas.grid_ended": lambda facts, _text: _("结束（%(day)s）") % {"day": facts["day"]},
    "areas.grid_merged": lambda facts, _text: _("并入 %(into)s") % {"into": facts["into"]},
    "areas.grid_split": lambda facts, _text: _("拆分为 %(into)s") % {"into": in_a_row(facts["into"])},
    "areas.figure_entered": _entered,
    "areas.figure_withdrawn": lambda facts, _text: _figure(facts, _("撤掉%(name)s（截至 %(day)s）：%(value)s")),
    "areas.tagged": lambda facts, _text: (
        _("加标签 %(tag)s（%(day)s 起）") % {"tag": _tag(facts), "day": facts["since"]}
    ),
    "areas.untagged": lambda facts, _text: (
        _("去标签 %(tag)s（%(day)s 起）") % {"tag": _tag(facts), "day": facts["until"]}
    ),
    "areas.placed": lambda _facts, _text: _("登记了位置"),
    "areas.outline_removed": lambda _facts, _text: _("删掉了边界"),
}

OF_UNIT: Mapping[str, Sentence] = {
    "organizations.created": gettext_lazy("建立"),
    "organizations.changed": gettext_lazy("改了资料"),
    "organizations.serving_changed": gettext_lazy("改了服务区域"),
    "organizations.contact_set": gettext_lazy("改了联系人"),
    "organizations.contact_revealed": gettext_lazy("查看了联系人"),
}


def happened_to_unit(entry: Entry) -> Sentence:
    """One entry about an organisation as a person reads it."""
    if entry.verb == "organizations.changed" and entry.facts.get("is_active") is False:
        return _("改了资料，已停用")
    return OF_UNIT.get(entry.verb, entry.verb)
