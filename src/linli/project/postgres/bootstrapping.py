"""Roles, database, extensions: what must be there before the first migration, on an embedded or an operated server."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from linli.project.postgres.errors import PostgresError
from linli.project.postgres.places import DATABASE

HERE = Path(__file__).parent
OLDEST_VERSION = 160000  # GRANT … WITH INHERIT FALSE came with 16


def bootstrap(
    connection: psycopg.Connection, database: str = DATABASE, passwords: Mapping[str, str] | None = None
) -> None:
    """Bring a server and one of its databases to where migrations can begin; safe to repeat.

    `connection` is a superuser's, in autocommit, to any database of the server. `passwords` are set for roles that
    have none yet. An additional database (a test template) gets the same rights by a second call with its name.
    """
    if connection.info.server_version < OLDEST_VERSION:
        raise PostgresError(f"PostgreSQL 版本过低（{connection.info.server_version // 10000}），请使用 16 或更高版本。")
    connection.execute((HERE / "bootstrap.sql").read_bytes())
    for role, password in (passwords or {}).items():
        _give_password(connection, role, password)
    _create_database(connection, database)
    inside = make_conninfo(connection.info.dsn, password=connection.info.password, dbname=database)
    with psycopg.connect(inside, autocommit=True) as there:
        there.execute((HERE / "database.sql").read_bytes())
        _refuse_wrong_letters(there)


def _give_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Sent as a SCRAM verifier, so that the clear text reaches neither the wire nor the server's log."""
    lacks = "SELECT EXISTS (SELECT FROM pg_authid WHERE rolname = %s AND rolpassword IS NULL)"
    if connection.execute(lacks, [role]).fetchone() != (True,):
        return
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)))


def _create_database(connection: psycopg.Connection, database: str) -> None:
    """From template0, whose letters a database may choose itself: a C ctype knows no Chinese letters."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    connection.execute(
        sql.SQL(
            "CREATE DATABASE {} TEMPLATE template0 OWNER linli_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        ).format(sql.Identifier(database))
    )


def _refuse_wrong_letters(connection: psycopg.Connection) -> None:
    """Encoding and ctype decide whether Chinese can be searched at all, and cannot be changed later."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise PostgresError(
            f"数据库 {connection.info.dbname} 的编码是 {encoding}，应为 UTF8。请新建一个 UTF8 的数据库。"
        )
    if connection.execute("SELECT cardinality(show_trgm('幸福路')) > 0").fetchone() != (True,):
        raise PostgresError(
            f"数据库 {connection.info.dbname} 的区域设置不认识汉字，无法搜索。请以 LC_CTYPE 'C.UTF-8' 重新建库。"
        )
