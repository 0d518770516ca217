"""Tables laid bare while they are filled: many rows go in several times as fast without indexes and foreign keys.

Everything happens in the caller's transaction, so whoever is cut off half-way leaves tables as they were. Names and
definitions are asked of the database itself, and nothing is there afterwards that was not there before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from linli.demo.working import cores

Table = type[models.Model]
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"
MEMORY = "512MB"  # for building one index
LINKS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint
 WHERE contype = 'f' AND (conrelid = ANY (%(tables)s::regclass[]) OR confrelid = ANY (%(tables)s::regclass[]))
 ORDER BY conrelid, conname
"""
KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE contype IN ('p', 'u', 'x') AND conrelid = ANY (%(tables)s::regclass[])
 ORDER BY conrelid, conname
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
  FROM pg_index
 WHERE indrelid = ANY (%(tables)s::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
 ORDER BY indrelid, indexrelid
"""


@dataclass(frozen=True)
class Bare:
    """Tables without what has to be put back. Rows of `frozen` ones may be written as if they had always been there."""

    back: Sequence[str]
    frozen: frozenset[Table] = frozenset()

    def restore(self) -> Iterator[float]:
        """Build indexes and links again; how much of them is done."""
        with connection.cursor() as cursor:
            cursor.execute(CHECK_NOW)
            for number, statement in enumerate(self.back, start=1):
                cursor.execute(statement)
                yield number / len(self.back)


def unlinked(tables: Sequence[Table]) -> Bare:
    """Take away the foreign keys of these tables, and those that lead to them, until `restore`."""
    with connection.cursor() as cursor:
        cursor.execute(CHECK_NOW)  # what still waits to be checked would forbid it
        return Bare(_without(cursor, LINKS, tables))


def laid_bare(tables: Sequence[Table]) -> Bare:
    """Take away their indexes too; empty ones are made anew."""
    links = unlinked(tables).back
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        cursor.execute(f"SET LOCAL max_parallel_maintenance_workers = {cores() - 1}")
        indexes, keys = _without(cursor, INDEXES, tables), _without(cursor, KEYS, tables)
        empty = [table for table in tables if not table._default_manager.exists()]
        if empty:
            quoted = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in empty)
            cursor.execute(f"TRUNCATE {quoted}")
    return Bare([*keys, *indexes, *links], frozenset(empty))


def _without(cursor: CursorWrapper, question: str, tables: Sequence[Table]) -> list[str]:
    """Drop what the question finds; how to make each again."""
    cursor.execute(question, {"tables": [table._meta.db_table for table in tables]})
    found = cursor.fetchall()
    for drop, _again in found:
        cursor.execute(drop)
    return [again for _drop, again in found]


def vacuum() -> None:
    """Let the planner know what is there, and mark what everybody may see; outside any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
