"""Bring a database to where people can work: keys, migrations, divisions, types, catalogue, the region.

Runs as linli_owner in a process of its own. What was loaded is noted beside the data it came from, as the database's
comment, so that a start with nothing to do takes no time and a restored database still knows.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from linli.base import keyring
from linli.base.home import home
from linli.project.secrets import make_secret

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What the operator asked `linli up` for."""

    region: str
    size: str = "small"
    is_empty: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to load: again whenever its files differ from those noted, unless it is to happen only once."""

    name: str
    title: str
    sources: Callable[[Wish], Iterable[Path]]
    run: Callable[[Wish, Say], None]
    is_once: bool = False
    is_demo: bool = False


STEPS: tuple[Step, ...] = ()


def prepare(wish: Wish, say: Say) -> None:
    """Everything before web and worker start; a second call does nothing and says nothing."""
    make_keys()
    migrate(say)
    for step in STEPS:
        if not (step.is_demo and wish.is_empty):
            _take(step, wish, say)


def make_keys() -> None:
    """The secrets that several processes would otherwise make at the same time, on first use."""
    make_secret(home())
    keyring.current()
    keyring.lookup_key()


def migrate(say: Say) -> None:
    """Apply what is pending."""
    if pending := pending_migrations():
        say(f"更新数据库结构（{len(pending)} 项）…")
        call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> list[str]:
    """The names of migrations the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _take(step: Step, wish: Wish, say: Say) -> None:
    noted = _noted()
    found = _fingerprint(step, wish)
    if noted.get(step.name) == found or (step.is_once and step.name in noted):
        return
    say(f"{step.title}…")
    step.run(wish, say)
    _note({**_noted(), step.name: found})


def _fingerprint(step: Step, wish: Wish) -> str:
    """Of the files' contents and, for the region's own steps, of the wish."""
    hashing = hashlib.sha256()
    for path in sorted(step.sources(wish)):
        hashing.update(path.name.encode())
        with path.open("rb") as file:
            hashing.update(hashlib.file_digest(file, "sha256").digest())
    return hashing.hexdigest()[:16]


def _noted() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        row = cursor.fetchone()
    try:
        found = json.loads(row[0]) if row and row[0] else {}
    except ValueError:  # an operator's own comment
        return {}
    return found if isinstance(found, dict) else {}


def _note(loaded: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(str(connection.settings_dict["NAME"])), sql.Literal(json.dumps(loaded, sort_keys=True))
        )
        cursor.execute(statement.as_string(None))
