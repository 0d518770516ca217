"""What differs between two contents of an item, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from linli.base.languages import in_a_row
from linli.base.refusals import Sentence
from linli.catalog.arranging import Arranged
from linli.catalog.labels import KINDS, LEVELS, LIFE_EVENTS, MODES, ONLINE_LEVELS, legal_words
from linli.catalog.spec import ItemSpec
from linli.organizations import queries as organizations


class Difference(NamedTuple):
    """One thing that differs: what it is called, how it was, how it would be."""

    label: Sentence
    before: str
    after: str


def differences(before: ItemSpec | None, after: ItemSpec) -> list[Difference]:
    """What a reader of both would notice; nothing for a new item, which is new altogether."""
    if before is None:
        return []
    pairs = [(label, _said(tell, before), _said(tell, after)) for label, tell in TOLD]
    return [Difference(label, old, new) for label, old, new in pairs if old != new]


def differences_in_order(before: Arranged, after: Arranged, items: Mapping[str, ItemSpec]) -> list[Difference]:
    """What stands elsewhere: the first page, and each shelf."""
    pairs: list[tuple[Sentence, Iterable[str], Iterable[str]]] = [(_("首页"), before.front, after.front)]
    for event, title in LIFE_EVENTS.items():
        old, new = ([code for code in each.order if items[code].life_event is event] for each in (before, after))
        pairs.append((title, old, new))
    told = [(label, _numbered(old, items), _numbered(new, items)) for label, old, new in pairs]
    return [Difference(label, old, new) for label, old, new in told if old != new]


def _numbered(codes: Iterable[str], items: Mapping[str, ItemSpec]) -> str:
    return "\n".join(f"{place}. {items[code].short_name}" for place, code in enumerate(codes, 1))


def _said(tell: Callable[[ItemSpec], Any], item: ItemSpec) -> str:
    return str(tell(item) or "")


def _questions(item: ItemSpec) -> str:
    asked = []
    for field in item.form:
        choices = f" ({' / '.join(choice.label for choice in field.choices)})" if field.choices else ""
        asked.append(f"{field.label}{choices}{'*' if field.required else ''}")
    return "\n".join(asked)


def _materials(item: ItemSpec) -> str:
    return "\n".join(f"{each.name}{'*' if each.needed else ''} · {each.source}" for each in item.materials)


def _routes(item: ItemSpec) -> str:
    names = {each.code: str(each) for each in organizations.types()}
    return "\n".join(f"{names.get(route.type, route.type)} · {LEVELS[route.level]}" for route in item.handled_by)


def _legal(item: ItemSpec) -> str:
    return legal_words(item.legal_limit) if item.legal_limit else ""


TOLD: tuple[tuple[Sentence, Callable[[ItemSpec], Any]], ...] = (
    (_("正式名称"), lambda item: item.name),
    (_("居民叫法"), lambda item: item.plain_name),
    (_("简称"), lambda item: item.short_name),
    (_("图标"), lambda item: item.icon),
    (_("类型"), lambda item: KINDS[item.kind]),
    (_("放在哪一栏"), lambda item: LIFE_EVENTS[item.life_event]),
    (_("谁能看"), lambda item: say("保密") if item.audience == "confidential" else say("一般")),
    (_("说明"), lambda item: item.summary),
    (_("谁可以办"), lambda item: item.who_can),
    (_("紧急时先做什么"), lambda item: item.urgent),
    (_("居民会怎么说"), lambda item: in_a_row(item.keywords)),
    (_("办的时候会怎样"), lambda item: "\n".join(item.steps)),
    (_("受理时限"), lambda item: item.accept_limit),
    (_("承诺办结时限"), lambda item: item.limit),
    (_("法定时限"), _legal),
    (_("收费"), lambda item: item.fee),
    (_("办成的结果"), lambda item: item.result),
    (_("怎么受理"), lambda item: MODES[item.mode]),
    (_("网上能办多少"), lambda item: ONLINE_LEVELS[item.online_level]),
    (_("要写明地点"), lambda item: say("是") if item.needs_place else say("否")),
    (_("可以不留姓名"), lambda item: say("是") if item.anonymous_allowed else say("否")),
    (_("谁来办"), _routes),
    (_("问居民什么"), _questions),
    (_("材料"), _materials),
    (_("英文"), lambda item: "\n".join(f"{each.chinese} = {each.english}" for each in item.english or ())),
    (_("依据"), lambda item: "\n".join(f"{each.name} {each.quote}".strip() for each in item.basis)),
)
