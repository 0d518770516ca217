"""Kinds of organisation from their file into the table; run by the owner, as often as one likes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.areas.tags import tags
from linli.base.actor import system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.organizations.models import OrganizationType

LIST = ("organizations.types", UUID("019abf1c-7a5e-7000-8000-6f7267747970"))  # the list as a whole, for the journal
LEVELS = ("county", "township", "community")
FIELDS: dict[str, type] = {
    "code": str,
    "name": str,
    "handles": bool,
    "level": str,
    "source": str,
    "expected_in": str,
}


@dataclass(frozen=True)
class Difference:
    """What loading would do: codes added, codes changed, and codes the file no longer names (they stay)."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    absent: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


def difference(path: Path) -> Difference:
    """What `load` would change."""
    return _compare(_read(path))


@transaction.atomic
def load(path: Path, *, at: datetime) -> Difference:
    """Bring the table to what the file says; a kind the file no longer names stays, since units may be of it."""
    rows = _read(path)
    found = _compare(rows)
    if found:
        OrganizationType.objects.bulk_create(
            [OrganizationType(**row) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "handles", "level", "source", "expected_in"],
        )
        record(
            "organizations.types_loaded",
            on=LIST,
            by=system_actor("organizations.load"),
            at=at,
            added=found.added,
            changed=found.changed,
        )
    return found


def _compare(rows: list[dict[str, Any]]) -> Difference:
    known = {row["code"]: row for row in OrganizationType.objects.values(*FIELDS)}
    return Difference(
        added=tuple(row["code"] for row in rows if row["code"] not in known),
        changed=tuple(row["code"] for row in rows if row["code"] in known and row != known[row["code"]]),
        absent=tuple(sorted(known.keys() - {row["code"] for row in rows})),
    )


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        entries = loads(path.read_text(encoding="utf-8"))["type"]
    except (TOMLDecodeError, KeyError) as fault:
        sentence = _("%(path)s 读不懂：%(fault)s") % {"path": path, "fault": fault}
        raise Refused("organizations.file_unreadable", sentence) from fault
    rows, seen = [], set[str]()
    for number, entry in enumerate(entries, 1):
        row = {"source": "", "expected_in": "", **entry}
        mistyped = {name for name, kind in FIELDS.items() if not isinstance(row.get(name), kind)}
        wrong = mistyped | (row.keys() - FIELDS.keys())
        if wrong or row["level"] not in LEVELS or row["code"] in seen or row["expected_in"] not in ("", *tags()):
            raise Refused(
                "organizations.type_wrong",
                _("%(path)s 第 %(number)s 类“%(name)s”写得不对：%(fields)s。")
                % {
                    "path": path,
                    "number": number,
                    "name": row.get("name", ""),
                    "fields": "、".join(sorted(wrong)) or _("层级或标签不认识，或者代码重复"),
                },
            )
        seen.add(row["code"])
        rows.append(row)
    return rows
