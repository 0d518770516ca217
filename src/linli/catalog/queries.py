"""Reads of the catalogue: the items offered, on their shelves, and found by what people type.

The items are few and change only when the owner loads them, so each process keeps them ready and asks, once per read,
whether they are still the same.
"""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Value
from django.db.models.functions import MD5
from django.utils.functional import Promise

from linli.catalog.choices import LifeEvent
from linli.catalog.labels import LIFE_EVENTS
from linli.catalog.models import ServiceItem
from linli.catalog.search import Found, Index
from linli.catalog.spec import ItemSpec

__all__ = ["Found", "Shelf", "common", "find", "offered", "shelves"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items of one life event, the most wanted first."""

    life_event: LifeEvent
    title: str | Promise
    items: tuple[ItemSpec, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    fingerprint: str
    items: dict[str, ItemSpec]
    index: Index


def find(text: str, limit: int = 20) -> list[Found]:
    """The offered items that answer what was typed, the best first."""
    return _ready().index.find(text, limit)


def offered(code: str) -> ItemSpec | None:
    """One item that can be asked for now; None where there is none of this code."""
    return _ready().items.get(code)


def common(limit: int = 8) -> list[ItemSpec]:
    """The items for the home page, in their order."""
    wanted = [item for item in _ready().items.values() if item.common]
    return sorted(wanted, key=lambda item: (item.common, item.code))[:limit]


def shelves() -> list[Shelf]:
    """Every offered item under its life event; an empty shelf is left out."""
    items = sorted(_ready().items.values(), key=lambda item: (item.common or 100, item.code))
    filled = {event: tuple(item for item in items if item.life_event is event) for event in LifeEvent}
    return [Shelf(event, LIFE_EVENTS[event], held) for event, held in filled.items() if held]


_kept: list[_Ready] = []
"""What this process read last; asked for anew whenever the fingerprint of the table is another one."""


def _ready() -> _Ready:
    rows = ServiceItem.objects.offered()
    fingerprint = rows.aggregate(of_all=MD5(StringAgg("version", delimiter=Value(""), order_by="code")))["of_all"] or ""
    for kept in _kept:
        if kept.fingerprint == fingerprint:
            return kept
    items = {row.code: row.details for row in rows.order_by("code")}
    ready = _Ready(fingerprint, items, Index(items.values()))
    _kept[:] = [ready]
    return ready
