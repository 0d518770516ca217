"""What only the owner can do, for tests that need to break something behind the application's back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from linli.project.postgres import connect, parameters
from tests.settings import SERVER


def as_owner(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement in the test's database as linli_owner, committed; rows where there are any."""
    with connect(SERVER, "linli_owner", connection.settings_dict["NAME"]) as owner:
        cursor = owner.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def taken_back() -> Iterator[psycopg.Connection]:
    """A transaction of the server's own login, which may take any role; nothing of it stays."""
    with connect(SERVER, database=connection.settings_dict["NAME"]) as server:
        server.autocommit = False
        try:
            yield server
        finally:
            server.rollback()


@contextmanager
def connected_as_owner() -> Iterator[None]:
    """Let Django itself be linli_owner, as loaders are; only with a database of the test's own."""
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    found = parameters("linli_owner", SERVER.home)
    connection.close()
    watching = connection.execute_wrappers[:]
    connection.execute_wrappers.clear()  # a connection of the owner is not watched; this one was opened as another
    connection.settings_dict.update({"USER": found["user"], "PASSWORD": found["password"]})
    try:
        yield
    finally:
        connection.close()
        connection.execute_wrappers[:] = watching
        connection.settings_dict.update(before)
