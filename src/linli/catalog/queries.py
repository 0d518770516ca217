"""Reads of the catalogue: the items offered, on their shelves, and found by what people type.

The items are few and change only when the owner loads them, so each process keeps them ready and asks, once per read,
whether they are still the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Value
from django.db.models.functions import MD5
from django.utils.functional import Promise
from django.utils.translation import gettext

from linli.base.languages import active
from linli.base.prepared import Prepared
from linli.catalog.choices import Level, LifeEvent, OnlineLevel
from linli.catalog.labels import LEVELS, LIFE_EVENTS, ONLINE_LEVELS
from linli.catalog.models import ItemVersion, Outcome, Proposal, ServiceItem
from linli.catalog.needs import needs
from linli.catalog.search import Found, Index
from linli.catalog.spec import ItemSpec

__all__ = [
    "Catalogue",
    "DeskShelf",
    "Found",
    "Shelf",
    "catalogue",
    "common",
    "decided",
    "desk_shelves",
    "find",
    "offered",
    "offered_item",
    "online_shares",
    "shelves",
    "versions",
    "waiting",
    "waiting_for",
]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items of one life event, the most wanted first."""

    life_event: LifeEvent
    title: str | Promise
    items: tuple[ItemSpec, ...]


@dataclass(frozen=True, slots=True)
class DeskShelf:
    """The rows of one life event as staff see them: retired items too, after those in use."""

    life_event: LifeEvent
    title: str | Promise
    rows: tuple[ServiceItem, ...]


@dataclass(frozen=True, slots=True)
class OnlineShare:
    """How many items of one level can be done online, and how far."""

    title: str | Promise
    total: int
    depths: tuple[tuple[str | Promise, int], ...]
    online: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that all is said only of all; none where there are no items."""
        return 100 * self.online // self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The items offered at one moment, in one language."""

    fingerprint: str
    language: str
    items: Mapping[str, ItemSpec]
    index: Index

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """The items that answer what was typed, the best first."""
        return self.index.find(text, limit)

    def offered(self, code: str) -> ItemSpec | None:
        """One item that can be asked for; None where there is none of this code."""
        return self.items.get(code)

    def common(self, limit: int = 8) -> list[ItemSpec]:
        """The items for the home page, in their order."""
        wanted = [item for item in self.items.values() if item.common]
        return sorted(wanted, key=lambda item: (item.common, item.code))[:limit]

    def shelves(self) -> list[Shelf]:
        """Every item under its life event; an empty shelf is left out."""
        items = sorted(self.items.values(), key=lambda item: (item.common or 100, item.code))
        filled = {event: tuple(item for item in items if item.life_event is event) for event in LifeEvent}
        return [Shelf(event, LIFE_EVENTS[event], held) for event, held in filled.items() if held]


_item = Prepared(lambda code: ServiceItem.objects.offered().filter(pk=code)[:1])


def offered_item(code: str) -> ServiceItem | None:
    """The row of an item that can be asked for: what a case refers to."""
    return _item.first(code)


def find(text: str, limit: int = 20) -> list[Found]:
    """The offered items that answer what was typed, the best first."""
    return catalogue().find(text, limit)


def offered(code: str) -> ItemSpec | None:
    """One item that can be asked for; None where there is none of this code."""
    return catalogue().offered(code)


def common(limit: int = 8) -> list[ItemSpec]:
    """The items for the home page, in their order."""
    return catalogue().common(limit)


def shelves() -> list[Shelf]:
    """Every offered item under its life event; a page that asks more takes `catalogue` once."""
    return catalogue().shelves()


def desk_shelves() -> list[DeskShelf]:
    """Every item there has been, under its life event; without the long content, which a list does not show."""
    rows = list(ServiceItem.objects.defer("spec").order_by("-is_active", "code"))
    filled = {event: tuple(row for row in rows if row.life_event == event) for event in LifeEvent}
    return [DeskShelf(event, LIFE_EVENTS[event], held) for event, held in filled.items() if held]


def versions(item: ServiceItem) -> list[ItemVersion]:
    """Every version of an item, the newest first; without the long content, which a list does not show."""
    return list(item.versions.defer("spec").order_by("-number"))


LISTED = 50


def waiting() -> list[Proposal]:
    """What is proposed and not decided, the oldest first."""
    found = Proposal.objects.filter(outcome=Outcome.WAITING).select_related("proposed_by").order_by("proposed_at")
    return _named(found)


def decided() -> list[Proposal]:
    """What was decided last."""
    found = Proposal.objects.exclude(outcome=Outcome.WAITING).select_related("proposed_by", "decided_by")
    return _named(found.order_by("-decided_at")[:LISTED])


def waiting_for(code: str) -> Proposal | None:
    """What is proposed for one item and not decided."""
    return Proposal.objects.filter(code=code, outcome=Outcome.WAITING).first()


def _named(proposals: Iterable[Proposal]) -> list[Proposal]:
    """With what each item is called: what it would be, or what it is."""
    found = list(proposals)
    names = dict(ServiceItem.objects.filter(pk__in={each.code for each in found}).values_list("code", "name"))
    for each in found:
        each.item_name = names.get(each.code) or (each.spec or {}).get("name", each.code)
    return found


ONLINE = (OnlineLevel.SUBMISSION, OnlineLevel.FULL)
"""网上可办: asked for online at least, whether or not somebody has to be met for a part of it."""


def online_shares() -> list[OnlineShare]:
    """How many of the items offered can be done online: by the level asked first to handle them, and in all."""
    items = list(catalogue().items.values())
    by_level = [(LEVELS[level], [item for item in items if item.handled_by[0].level is level]) for level in Level]
    return [_share(title, of_level) for title, of_level in [*by_level, (gettext("全部事项"), items)]]


def _share(title: str | Promise, items: list[ItemSpec]) -> OnlineShare:
    depths = tuple((ONLINE_LEVELS[depth], sum(item.online_level is depth for item in items)) for depth in OnlineLevel)
    return OnlineShare(title, len(items), depths, sum(item.online_level in ONLINE for item in items))


def catalogue() -> Catalogue:
    """What is offered now: one statement, and a second one only after a load."""
    rows = ServiceItem.objects.offered()
    fingerprint = rows.aggregate(of_all=MD5(StringAgg("version", delimiter=Value(""), order_by="code")))["of_all"] or ""
    kept = _kept.get(active())
    if kept and kept.fingerprint == fingerprint:
        return kept
    found = list(rows.order_by("code"))
    items = {row.code: row.details for row in found}
    read = Catalogue(fingerprint, active(), items, Index(items.values(), [row.as_written for row in found], needs()))
    _kept[read.language] = read
    return read


_kept: dict[str, Catalogue] = {}
"""What this process read last, by language; read anew whenever the fingerprint of the table is another one."""
