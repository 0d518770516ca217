"""The shipped policies into the register; run by the owner, as often as one likes.

What was changed or retired at the desk stays as the desk left it: the file is a beginning, not the truth.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.areas.rules import lies_in
from linli.base.actor import system_actor
from linli.base.journal import record
from linli.catalog.models import ServiceItem
from linli.policies import reading
from linli.policies.models import Policy

LOADER = system_actor("policies.load")


class Verb(StrEnum):
    """What loading does to one policy."""

    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One policy whose file differs from the register; KEPT where the desk has the last word."""

    verb: Verb
    code: str
    title: str


def difference(specs: list[reading.PolicySpec], root: str) -> list[Change]:
    """What loading would do, by code; policies of other regions are left out."""
    known = {policy.code: policy for policy in Policy.objects.filter(code__isnull=False)}
    found = []
    for spec in specs:
        row = known.get(spec.code)
        if _area(spec, root) is None or (row and row.file_hash == spec.hash):
            continue
        verb = Verb.ADDED if row is None else Verb.CHANGED if row.file_hash and not row.retired_at else Verb.KEPT
        found.append(Change(verb, spec.code, spec.title))
    return sorted(found, key=lambda change: change.code)


def load(folder: Path, *, root: str, at: datetime) -> list[Change]:
    """Bring in what is new and what nobody has touched; raise SpecError, and change nothing, on a fault.

    `root` is the region served: what holds in the whole country is registered there. Without one nothing is loaded.
    """
    specs = reading.read_folder(folder)
    if not root:
        return []
    by_code = {spec.code: spec for spec in specs}
    items = set(ServiceItem.objects.values_list("code", flat=True))
    with transaction.atomic():
        changes = difference(specs, root)
        for change in changes:
            if change.verb is not Verb.KEPT:
                _write(by_code[change.code], change.verb, root, items, at)
    return changes


def _write(spec: reading.PolicySpec, verb: Verb, root: str, items: set[str], at: datetime) -> None:
    said: dict[str, Any] = {
        name: getattr(spec, name)
        for name in (
            "title", "summary", "who", "issuer", "document", "document_number", "issued_on", "quote", "link",
        )
    }  # fmt: skip
    said |= {
        "area_id": _area(spec, root),
        "item_id": spec.item if spec.item in items else None,
        "words": list(spec.words),
        "for_whom": {code: list(wanted) for code, wanted in spec.for_whom.items()},
        "file_hash": spec.hash,
        "changed_at": at,
    }
    row = Policy.objects.filter(code=spec.code).first() or Policy(code=spec.code, version=0)
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record(f"policies.{verb}", on=row, by=LOADER, at=at, area=row.area_id, item=row.item_id)


def _area(spec: reading.PolicySpec, root: str) -> str | None:
    """Where it holds for those served here; None where it does not."""
    if not spec.area or lies_in(root, spec.area):
        return root
    return spec.area if lies_in(spec.area, root) else None
