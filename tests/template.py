"""The template database of the tests: built once per state of the schema and data, then cloned in milliseconds."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
from psycopg import sql

from linli.project.postgres import bootstrap, connect, databases
from tests.settings import SERVER

ROOT = Path(__file__).resolve().parents[1]
COUNTIES = ("131102", "131123")
ROOM = 20_000_000_000  # bytes left on the disk below which what is done with is dropped at once
_put_away: list[str] = []


def built_template() -> str:
    """The template's name; built by a subprocess as owner when this state of the schema has none yet."""
    name = f"tpl_{_state()[:16]}"
    with connect(SERVER, "postgres", "postgres") as control:
        control.execute("SELECT pg_advisory_lock(7402)")
        if not control.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _build(control, name)
    return name


def a_name() -> str:
    """What a clone of this process may be called."""
    return f"t_{os.getpid()}_{uuid.uuid4().hex[:12]}"


def clone(template: str, name: str) -> None:
    """A copy of the template, owned by linli_owner."""
    with connect(SERVER, "postgres", "postgres") as control:
        control.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER linli_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        control.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        control.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO linli_common").format(sql.Identifier(name)))


def drop(name: str) -> None:
    """Away with a clone, at once."""
    with connect(SERVER, "postgres", "postgres") as control:
        _drop(control, name)


def put_away(name: str) -> None:
    """A clone is done with: it is dropped when this process has run all its tests.

    A database is 1,500 files, and for minutes after a file was deleted ext4 tries its inode once more for each new
    one: a clone made soon after a drop costs ten times as much.
    """
    if shutil.disk_usage(SERVER.folder).free < ROOM:
        drop(name)
    else:
        _put_away.append(name)


def drop_put_away() -> None:
    """Away with all that this process is done with, and with what killed ones have left."""
    with connect(SERVER, "postgres", "postgres") as control:
        for name in [*_put_away, *filter(_is_left, databases(SERVER))]:
            _drop(control, name)
    _put_away.clear()


def _drop(control: psycopg.Connection, name: str) -> None:
    control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _is_left(name: str) -> bool:
    """Whether it has the name of a clone whose process is no more."""
    if not (found := re.fullmatch(r"t_(\d+)_[0-9a-f]{12}", name)):
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's process has the number now
        return False
    return False


def _build(control: psycopg.Connection, name: str) -> None:
    for stale in [found for found in databases(SERVER) if found.startswith("tpl_")]:
        _drop(control, stale)
    half = f"half_{name}"
    _drop(control, half)
    bootstrap(control, half)
    subprocess.run(
        [sys.executable, "-m", "tests.build_template"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "LINLI_LOGIN": "linli_owner", "LINLI_DATABASE": half},
    )
    control.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))


def _state() -> str:
    hashing = hashlib.sha256()
    paths = [
        *(ROOT / "src").glob("linli/*/migrations/*.py"),
        *(ROOT / "data" / "catalog").glob("*.toml"),
        *(ROOT / "data" / "types").glob("*.toml"),
        *(ROOT / "src" / "linli" / "project" / "postgres").glob("*.sql"),
        ROOT / "src" / "linli" / "base" / "migrations_support.py",
        ROOT / "uv.lock",
        *Path(__file__).parent.glob("*template.py"),
    ]
    for path in sorted(paths):
        hashing.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return hashing.hexdigest()
