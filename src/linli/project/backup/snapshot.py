"""One moment of the running database: what is dumped, counted and listed is all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from psycopg import sql
from psycopg.conninfo import make_conninfo

from linli.base import encrypted
from linli.base.encrypted import Need
from linli.project.backup.manifest import JournalState

LEFT_OUT = ("accounts_session", "accounts_phonecode", "accounts_attempt")
"""Tables whose rows no backup takes: sessions and codes open doors, and live for hours. People sign in once more."""

TABLES = """
SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1
"""


@dataclass(frozen=True)
class Snapshot:
    """An open transaction that sees one moment, and the name by which pg_dump sees the same."""

    connection: psycopg.Connection
    name: str

    def rows(self, question: str | sql.Composed) -> list[tuple[Any, ...]]:
        """The answer of that moment."""
        return self.connection.execute(question).fetchall()

    def counts(self) -> dict[str, int]:
        """How many rows each table has that a backup takes along."""
        return {
            table: self._one(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            for table in tables(self)
            if table not in LEFT_OUT
        }

    def journal(self) -> JournalState:
        """The head of the seals and what lies behind it."""
        heads = self.rows("SELECT encode(hash, 'hex'), last_seq FROM journal_seal ORDER BY id DESC LIMIT 1")
        head, last = heads[0] if heads else ("", 0)
        seals, entries = self._one("SELECT count(*) FROM journal_seal"), self._one("SELECT count(*) FROM journal")
        unsealed = self._one(sql.SQL("SELECT count(*) FROM journal WHERE seq > {}").format(sql.Literal(last)))
        return JournalState(head, seals, entries, unsealed)

    def keys(self) -> tuple[Need, ...]:
        """Which keys the rows of this moment need."""
        return encrypted.needs(self.rows)

    def files(self) -> list[str]:
        """The keys of every kept file a row names, once each."""
        present = set(tables(self))
        return sorted({key for question in _file_questions(present) for (key,) in self.rows(question) if key})

    def migrations(self) -> tuple[str, ...]:
        """What has been applied, as app.name."""
        return tuple(name for (name,) in self.rows("SELECT app || '.' || name FROM django_migrations ORDER BY 1"))

    def _one(self, question: str | sql.Composed) -> Any:
        return self.rows(question)[0][0]


@contextmanager
def snapshot(words: dict[str, str]) -> Iterator[Snapshot]:
    """Hold one moment for as long as the block lasts; writers are not held up by it."""
    with psycopg.connect(make_conninfo(**words)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(connection, row[0] if row else "")
        connection.rollback()


def tables(seen: Snapshot) -> list[str]:
    """The tables of the product and of the job queue, without those of extensions."""
    return [name for (name,) in seen.rows(TABLES)]


def _file_questions(present: set[str]) -> list[sql.Composed]:
    """Of the tables the database has by now: the release may be newer than its last migration."""
    return [
        sql.SQL("SELECT DISTINCT {}::text FROM {}").format(sql.Identifier(column), sql.Identifier(model._meta.db_table))
        for model in apps.get_models()
        if model._meta.db_table in present
        for column in getattr(model, "kept_files", ())
    ]
