"""How to connect: as owner or as application, to the embedded or an operated server. Reads, never starts."""

import os
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from linli.project.postgres.errors import PostgresError
from linli.project.postgres.places import DATABASE, PORT, Server, locate

LOGINS = ("postgres", "linli_owner", "linli_app")
OWNER = "linli_owner"
APPLICATION = "linli_app"


def process_login() -> str:
    """The login this process was started with: one process is owner or application, never both."""
    return os.environ.get("LINLI_LOGIN", APPLICATION)


def parameters(login: str = APPLICATION, home: Path | str | None = None, *, database: str = DATABASE) -> dict[str, str]:
    """host, port, user, password and dbname for a login, for settings to copy.

    With `DATABASE_URL` set they come from there (the owner's from `LINLI_OWNER_DATABASE_URL`); else from the embedded
    server's password files. Where those are not there yet or not ours to read, the password is empty: settings must
    load on a machine where nothing has been started. Further words of the address (sslmode…) are handed on as they are.
    """
    if os.environ.get("DATABASE_URL"):
        return _operated(login)
    server = locate(home)
    return {
        "host": str(server.socket),
        "port": str(PORT),
        "user": login,
        "password": _password(server, login) or "",
        "dbname": database,
    }


def dsn(server: Server, login: str, database: str = DATABASE) -> str:
    """One connection string for the embedded server."""
    password = _password(server, login)
    if password is None:
        raise PostgresError(
            f"读不到数据库口令 {server.password_file(login)}。请用启动数据库的账户运行，或先执行 linli up。"
        )
    return make_conninfo(
        host=str(server.socket), port=PORT, user=login, password=password, dbname=database, connect_timeout=10
    )


def connect(server: Server, login: str = "postgres", database: str = DATABASE) -> psycopg.Connection:
    """A connection to the embedded server, in autocommit."""
    return psycopg.connect(dsn(server, login, database), autocommit=True)


def databases(server: Server) -> list[str]:
    """The names of the server's databases, without PostgreSQL's own."""
    with connect(server, database="postgres") as connection:
        rows = connection.execute(
            "SELECT datname::text FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1"
        )
        return [name for (name,) in rows]


def _password(server: Server, login: str) -> str | None:
    try:
        return server.password_file(login).read_text(encoding="ascii").strip()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None


def _operated(login: str) -> dict[str, str]:
    """An operator's server; the owner's address is asked for apart, so that web and worker need not know it."""
    variable = "DATABASE_URL" if login == APPLICATION else "LINLI_OWNER_DATABASE_URL"
    url = os.environ.get(variable, "")
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise PostgresError(f"{variable} 写得不对，应形如 postgresql://用户:口令@主机/数据库。") from error
    known = {"host": "", "port": str(PORT), "user": login, "password": "", "dbname": DATABASE}
    return known | {name: str(value) for name, value in given.items() if value}
