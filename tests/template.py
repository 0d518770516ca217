"""The template database of the tests: built once per state of the schema and data, then cloned in milliseconds."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from linli.project.postgres import bootstrap, connect, databases
from tests.settings import SERVER

ROOT = Path(__file__).resolve().parents[1]
COUNTIES = ("131102", "131123")


def built_template() -> str:
    """The template's name; built by a subprocess as owner when this state of the schema has none yet."""
    name = f"tpl_{_state()[:16]}"
    with connect(SERVER, "postgres", "postgres") as control:
        control.execute("SELECT pg_advisory_lock(7402)")
        if not control.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _build(control, name)
    return name


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
    """Away with a clone."""
    with connect(SERVER, "postgres", "postgres") as control:
        control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _build(control: psycopg.Connection, name: str) -> None:
    for stale in [found for found in databases(SERVER) if found.startswith("tpl_")]:
        control.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(stale)))
    half = f"half_{name}"
    control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half)))
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
