"""Loads the published divisions, whole or one subtree, by one COPY and set-wise statements. Run as the owner."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from linli.areas import rules
from linli.areas.editions import Edition, EditionError, read_edition
from linli.areas.initials import initials_table
from linli.areas.models import Area, AreaEdition

Progress = Callable[[float, str], None]

INCOMING = """
CREATE TEMPORARY TABLE incoming_area (
  code varchar(17) COLLATE "C", name text, level smallint, kind text, initials text COLLATE "C"
) ON COMMIT DROP
"""
# Only what differs is written, so a second run touches no row. Two statements, since ON CONFLICT takes three times as
# long; the lock keeps a second loader out, readers go on. A division that comes back is current again.
LOCK = "LOCK TABLE areas_area IN SHARE ROW EXCLUSIVE MODE"
UPDATE = """
UPDATE areas_area AS area
   SET name = fresh.name, kind = fresh.kind, initials = fresh.initials, edition = %(edition)s::text, valid_to = NULL
  FROM incoming_area AS fresh
 WHERE fresh.code = area.code
   AND ((area.name, area.kind, area.initials) IS DISTINCT FROM (fresh.name, fresh.kind, fresh.initials)
        OR area.valid_to IS NOT NULL)
"""
INSERT = """
INSERT INTO areas_area (code, name, level, kind, initials, valid_from, edition)
SELECT code, name, level, kind, initials, %(cut_off)s::date, %(edition)s::text FROM incoming_area AS fresh
 WHERE NOT EXISTS (SELECT FROM areas_area AS area WHERE area.code = fresh.code)
 ORDER BY code
"""
# Rows elsewhere keep a dissolved division's code, so it is dated, never deleted. Grids are not in the published list.
DISSOLVE = """
UPDATE areas_area AS area SET valid_to = %(cut_off)s::date
 WHERE area.code >= %(low)s::text AND area.code < %(high)s::text AND area.level <= 5 AND area.valid_to IS NULL
   AND area.valid_from < %(cut_off)s::date
   AND NOT EXISTS (SELECT FROM incoming_area WHERE incoming_area.code = area.code)
"""


@dataclass(frozen=True)
class Loaded:
    """What a load found and did."""

    edition: str
    count: int
    changed: int
    dissolved: int = 0


def load(only: str | None = None, progress: Progress | None = None, folder: Path | None = None) -> Loaded:
    """Bring the table to the edition that ships, for the whole country or for `only` (with what it lies in).

    Loading the same edition again answers at once and changes nothing.
    """
    prefix, say = only or "", progress or _silent
    if prefix:
        rules.level_of(prefix)
    edition = read_edition(folder or Path(settings.DATA) / "areas")
    if (already := _loaded(edition, prefix)) is not None:
        say(1.0, _("区划已是%(edition)s年版，共 %(count)s 个") % {"edition": edition.name, "count": already})
        return Loaded(edition.name, already, 0)
    say(0.0, _("读取%(edition)s年版区划") % {"edition": edition.name})
    divisions = list(edition.divisions(prefix))
    _check(edition, prefix, len(divisions))
    with transaction.atomic():
        loaded = _write(edition, prefix, divisions, say)
    with connection.cursor() as cursor:  # vacuumed, an index answers without visiting the table
        cursor.execute("ANALYZE areas_area" if connection.in_atomic_block else "VACUUM (ANALYZE) areas_area")
    say(1.0, _("区划已载入，共 %(count)s 个") % {"count": loaded.count})
    return loaded


def _write(edition: Edition, prefix: str, divisions: list[tuple[str, str]], say: Progress) -> Loaded:
    facts: dict[str, Any] = {"edition": edition.name, "cut_off": edition.cut_off, "low": prefix, "high": prefix + ":"}
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        mostly_new = Area.objects.count() * 10 < len(divisions)
        cursor.execute("SELECT set_config('maintenance_work_mem', '256MB', true)")
        say(0.2, _("送入数据库"))
        cursor.execute(INCOMING)
        _copy(cursor, divisions)
        cursor.execute("ANALYZE incoming_area")
        say(0.4, _("写入区划表"))
        cursor.execute(UPDATE, facts)
        changed = cursor.rowcount
        with _indexed_afterwards() if mostly_new else nullcontext():
            cursor.execute(INSERT, facts)
            changed += cursor.rowcount
            say(0.6, _("建立索引"))
        cursor.execute(DISSOLVE, facts)
        dissolved = cursor.rowcount
    AreaEdition.objects.update_or_create(
        name=edition.name, prefix=prefix, defaults={"sha256": edition.sha256, "count": len(divisions)}
    )
    return Loaded(edition.name, len(divisions), changed, dissolved)


def _loaded(edition: Edition, prefix: str) -> int | None:
    """How many of `prefix` this very edition has brought already; None where it has not."""
    wider = ["", *rules.ancestors_of(prefix)] if prefix else []
    covering = AreaEdition.objects.filter(name=edition.name, sha256=edition.sha256, prefix__in=[*wider, prefix])
    exact = covering.filter(prefix=prefix).first()
    if exact is not None:
        return exact.count
    if covering.exists():
        return Area.objects.published().inside([prefix]).count()
    return None


def _check(edition: Edition, prefix: str, found: int) -> None:
    if not prefix and found != edition.rows:
        raise EditionError(
            _("%(file)s 应有 %(rows)s 行，实有 %(found)s 行，没有载入。")
            % {"file": edition.file, "rows": edition.rows, "found": found}
        )


def _copy(cursor: CursorWrapper, divisions: Iterable[tuple[str, str]]) -> None:
    initials = initials_table(name for _code, name in divisions)
    with cursor.copy("COPY incoming_area (code, name, level, kind, initials) FROM STDIN") as copy:
        for code, name in divisions:
            level, kind = int(rules.level_of(code)), rules.kind_of(code) or ""
            copy.write_row((code, name, level, str(kind), name.translate(initials)))


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Fill a nearly empty table first and index it then: half the time. A table in use keeps its indexes."""
    with connection.schema_editor(atomic=False) as editor:
        for index in Area._meta.indexes:
            editor.remove_index(Area, index)
    yield
    with connection.schema_editor(atomic=False) as editor:
        for index in Area._meta.indexes:
            editor.add_index(Area, index)


def _silent(fraction: float, words: str) -> None:
    """Tells nobody."""
