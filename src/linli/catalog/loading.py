"""Service items from their files into the table; run by the owner, as often as one likes.

All or nothing: one file with a fault, and every item stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid5

from django.db import connection, transaction

from linli.base.actor import system_actor
from linli.base.journal import record
from linli.catalog import spec
from linli.catalog.models import ServiceItem
from linli.organizations.models import OrganizationType

ITEMS = UUID("019abf20-11c0-7000-8000-6361746c6f67")  # items have codes; the journal wants an id made of them
COLUMNS = ("name", "plain_name", "short_name", "kind", "audience", "life_event", "icon", "common")


class Verb(StrEnum):
    """What loading does to one item."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """One item that differs from its file, and in which fields."""

    verb: Verb
    code: str
    name: str
    fields: tuple[str, ...] = ()


def difference(specs: Iterable[spec.ItemSpec]) -> list[Change]:
    """What loading these items would change, by code; an item without a file is retired."""
    wanted = {item.code: item for item in specs}
    known = {item.code: item for item in ServiceItem.objects.all()}
    changes = [_change(item, known.get(code)) for code, item in wanted.items()]
    retired = [
        Change(Verb.RETIRED, code, item.name) for code, item in known.items() if item.is_active and code not in wanted
    ]
    return sorted([change for change in changes if change] + retired, key=lambda change: change.code)


def load(folder: Path, *, at: datetime) -> list[Change]:
    """Bring the table to what the files say and tell what changed; raise SpecError, and change nothing, on a fault."""
    specs = read(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two loaders at once would each retire what the other adds
            cursor.execute("LOCK TABLE catalog_serviceitem IN SHARE ROW EXCLUSIVE MODE")
        changes = difference(specs)
        _write({item.code: item for item in specs}, changes, at)
    return changes


def read(folder: Path) -> list[spec.ItemSpec]:
    """The items of a folder, checked against the kinds of organisation there are."""
    return spec.read_folder(folder, organization_types=set(OrganizationType.objects.values_list("code", flat=True)))


def journal_subject(code: str) -> tuple[str, UUID]:
    """What the journal calls an item."""
    return "catalog.serviceitem", uuid5(ITEMS, code)


def _change(item: spec.ItemSpec, row: ServiceItem | None) -> Change | None:
    if row is None:
        return Change(Verb.ADDED, item.code, item.name)
    before, after = row.spec, spec.to_data(item)  # as data: what an earlier release stored may no longer parse
    differing = tuple(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))
    if not row.is_active:
        return Change(Verb.RESTORED, item.code, item.name, differing)
    return Change(Verb.CHANGED, item.code, item.name, differing) if differing else None


def _write(specs: dict[str, spec.ItemSpec], changes: list[Change], at: datetime) -> None:
    retired = [change.code for change in changes if change.verb is Verb.RETIRED]
    ServiceItem.objects.filter(code__in=retired).update(is_active=False, loaded_at=at)
    ServiceItem.objects.bulk_create(
        [_row(specs[change.code], at) for change in changes if change.verb is not Verb.RETIRED],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*COLUMNS, "spec", "version", "is_active", "loaded_at"],
    )
    for change in changes:
        record(
            f"catalog.item_{change.verb}",
            on=journal_subject(change.code),
            by=system_actor("catalog.load"),
            at=at,
            fields=change.fields,
            item=change.code,
        )


def _row(item: spec.ItemSpec, at: datetime) -> ServiceItem:
    columns = {name: getattr(item, name) for name in COLUMNS}
    return ServiceItem(
        code=item.code, spec=spec.to_data(item), version=spec.version(item), is_active=True, loaded_at=at, **columns
    )
