"""Service items from their files into the table; run by the owner, as often as one likes.

All or nothing: one file with a fault, and every item stays as it was. What two people decided at the desk, a file
leaves alone unless it is told otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.base.actor import system_actor
from linli.base.journal import record
from linli.catalog import spec
from linli.catalog.models import ARRANGEMENT, Arrangement, ItemVersion, Origin, ServiceItem
from linli.organizations.models import OrganizationType

ITEMS = UUID("019abf20-11c0-7000-8000-6361746c6f67")  # items have codes; the journal wants an id made of them
LOADER = system_actor("catalog.load")
COLUMNS = ("name", "plain_name", "short_name", "kind", "audience", "life_event", "icon", "common")


class Verb(StrEnum):
    """What loading does to one item."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RESTORED = "restored"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One item that differs from its file, and in which fields."""

    verb: Verb
    code: str
    name: str
    fields: tuple[str, ...] = ()


def difference(specs: Iterable[spec.ItemSpec], *, over_desk: bool = False) -> list[Change]:
    """What loading these items would change, by code; an item without a file is retired.

    An item decided at the desk is kept as it is and told, and so is the order of all; `over_desk` takes both back.
    """
    wanted = {item.code: item for item in specs}
    known = {item.code: item for item in ServiceItem.objects.select_related("live")}
    changes = [_change(item, known.get(code), over_desk=over_desk) for code, item in wanted.items()]
    retired = [
        Change(Verb.RETIRED, code, item.name)
        for code, item in known.items()
        if item.is_active and code not in wanted and (over_desk or item.origin == Origin.FILE)
    ]
    placed = Arrangement.objects.last()
    if placed and placed.front is not None:
        retired.append(Change(Verb.CHANGED if over_desk else Verb.KEPT, ARRANGEMENT, _("次序和首页")))
    return sorted([change for change in changes if change] + retired, key=lambda change: change.code)


def load(folder: Path, *, at: datetime, over_desk: bool = False) -> list[Change]:
    """Bring the table to what the files say and tell what changed; raise SpecError, and change nothing, on a fault."""
    specs = read(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two loaders at once would each retire what the other adds
            cursor.execute("LOCK TABLE catalog_serviceitem IN SHARE ROW EXCLUSIVE MODE")
        changes = difference(specs, over_desk=over_desk)
        _write({item.code: item for item in specs}, [each for each in changes if each.verb is not Verb.KEPT], at)
    return changes


def read(folder: Path) -> list[spec.ItemSpec]:
    """The items of a folder, checked against the kinds of organisation there are."""
    return spec.read_folder(folder, organization_types=set(OrganizationType.objects.values_list("code", flat=True)))


def journal_subject(code: str) -> tuple[str, UUID]:
    """What the journal calls an item."""
    return "catalog.serviceitem", uuid5(ITEMS, code)


def add_versions(items: Iterable[ServiceItem], *, at: datetime, origin: Origin) -> None:
    """Keep what these items say now as their next version, and offer that one."""
    items = list(items)
    numbers = dict(
        ItemVersion.objects.filter(item__in=items).order_by().values_list("item").annotate(last=Max("number"))
    )
    versions = [
        ItemVersion(
            item=item, number=numbers.get(item.pk, 0) + 1, spec=item.spec, version=item.version, since=at, origin=origin
        )
        for item in items
    ]
    ItemVersion.objects.bulk_create(versions)
    for version in versions:
        version.item.live = version
    ServiceItem.objects.bulk_update([version.item for version in versions], ["live"])


def row_of(item: spec.ItemSpec, at: datetime, origin: Origin) -> ServiceItem:
    """The row of an item that is offered from now on; its version is added apart."""
    columns = {name: getattr(item, name) for name in COLUMNS}
    return ServiceItem(
        code=item.code,
        spec=spec.to_data(item),
        version=spec.version(item),
        is_active=True,
        loaded_at=at,
        origin=origin,
        **columns,
    )


def differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """The keys in which two items differ, as data: what an earlier release stored may no longer parse."""
    return tuple(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))


def _change(item: spec.ItemSpec, row: ServiceItem | None, *, over_desk: bool) -> Change | None:
    if row is None:
        return Change(Verb.ADDED, item.code, item.name)
    fields = differing(row.spec, spec.to_data(item))
    if row.origin == Origin.DESK and not over_desk:
        return Change(Verb.KEPT, item.code, item.name, fields) if fields or not row.is_active else None
    if not row.is_active:
        return Change(Verb.RESTORED, item.code, item.name, fields)
    if fields or row.live is None or row.live.version != row.version:
        return Change(Verb.CHANGED, item.code, item.name, fields)
    return None


def _write(specs: dict[str, spec.ItemSpec], changes: list[Change], at: datetime) -> None:
    if any(change.code == ARRANGEMENT for change in changes):
        Arrangement.objects.create(since=at, origin=Origin.FILE)
        record("catalog.arranged", on=journal_subject(ARRANGEMENT), by=LOADER, at=at, item=ARRANGEMENT)
        changes = [change for change in changes if change.code != ARRANGEMENT]
    retired = [change.code for change in changes if change.verb is Verb.RETIRED]
    ServiceItem.objects.filter(code__in=retired).update(is_active=False, loaded_at=at)
    wanted = [row_of(specs[change.code], at, Origin.FILE) for change in changes if change.verb is not Verb.RETIRED]
    ServiceItem.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*COLUMNS, "spec", "version", "is_active", "loaded_at", "origin"],
    )
    said = ServiceItem.objects.select_related("live").filter(code__in=[row.pk for row in wanted])
    fresh = [row for row in said if row.live is None or row.live.version != row.version]
    add_versions(fresh, at=at, origin=Origin.FILE)
    for change in changes:
        record(
            f"catalog.item_{change.verb}",
            on=journal_subject(change.code),
            by=LOADER,
            at=at,
            fields=change.fields,
            item=change.code,
        )
