"""Reads of the catalogue: the items offered, on their shelves, and found by what people type.

The items are few and change only when the owner loads them, so each process keeps them ready and asks, once per read,
whether they are still the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Max, QuerySet, Subquery, Value
from django.db.models.functions import MD5
from django.utils.functional import Promise
from django.utils.translation import gettext

from linli.base.languages import active
from linli.base.prepared import Prepared
from linli.catalog.arranging import Arranged, arranged
from linli.catalog.choices import Level, LifeEvent, OnlineLevel
from linli.catalog.labels import LEVELS, LIFE_EVENTS, ONLINE_LEVELS
from linli.catalog.models import Arrangement, ItemVersion, Outcome, Proposal, ProposalKind, ServiceItem
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
    arranged: Arranged

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """The items that answer what was typed, the best first."""
        return self.index.find(text, limit)

    def offered(self, code: str) -> ItemSpec | None:
        """One item that can be asked for; None where there is none of this code."""
        return self.items.get(code)

    def common(self, limit: int = 8) -> list[ItemSpec]:
        """The items for the home page, in their order."""
        return [self.items[code] for code in self.arranged.front[:limit]]

    def shelves(self) -> list[Shelf]:
        """Every item under its life event; an empty shelf is left out."""
        items = [self.items[code] for code in self.arranged.order]
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
    places = {code: place for place, code in enumerate(catalogue().arranged.order)}
    rows = list(ServiceItem.objects.defer("spec").order_by("-is_active", "code"))
    rows.sort(key=lambda row: places.get(row.pk, len(places)))
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


def titled(proposal: Proposal) -> str:
    """What a proposal is about, in the reader's language."""
    [named] = _named([proposal])
    return named.item_name


def _named(proposals: Iterable[Proposal]) -> list[Proposal]:
    """With what each item is called in the reader's language: what it is, or what it would be."""
    found = list(proposals)
    rows = ServiceItem.objects.filter(pk__in={each.code for each in found}).only("name", "version")
    names = {row.code: row.told_name for row in rows}
    for each in found:
        if each.kind == ProposalKind.ARRANGE:
            each.item_name = gettext("事项的次序和首页")
            continue
        would = each.details
        each.item_name = names.get(each.code) or (would.name if would else each.code)
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
    asked = rows.aggregate(
        of_all=MD5(StringAgg("version", delimiter=Value(""), order_by="code")), placed=Max(Subquery(_newest_place()))
    )
    fingerprint = f"{asked['of_all']} {asked['placed']}"
    kept = _kept.get(active())
    if kept and kept.fingerprint == fingerprint:
        return kept
    found = list(rows.order_by("code"))
    items = {row.code: row.details for row in found}
    index = Index(items.values(), [row.as_written for row in found], needs())
    placed = Arrangement.objects.filter(pk=asked["placed"]).first() if asked["placed"] else None
    read = Catalogue(fingerprint, active(), items, index, arranged(said_by(placed), items))
    _kept[read.language] = read
    return read


def said_by(placed: Arrangement | None) -> dict[str, list[str]] | None:
    """What an arrangement says; nothing where there is none, or where it leaves it to the files."""
    if placed is None or placed.front is None or placed.order is None:
        return None
    return {"front": placed.front, "order": placed.order}


def arranged_before(at: datetime | None) -> Arranged:
    """How the items offered now stood before a moment; without one, how they stand."""
    found = catalogue()
    if at is None:
        return found.arranged
    return arranged(said_by(Arrangement.objects.filter(since__lt=at).last()), found.items)


def _newest_place() -> QuerySet[Arrangement, int]:
    return Arrangement.objects.order_by("-pk").values_list("pk", flat=True)[:1]


_kept: dict[str, Catalogue] = {}
"""What this process read last, by language; read anew whenever the fingerprint of the table is another one."""
