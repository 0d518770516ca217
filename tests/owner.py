"""What only the owner can do, for tests that need to break something behind the application's back."""

from typing import Any

from django.db import connection

from linli.project.postgres import connect
from tests.settings import SERVER


def as_owner(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement in the test's database as linli_owner, committed; rows where there are any."""
    with connect(SERVER, "linli_owner", connection.settings_dict["NAME"]) as owner:
        cursor = owner.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
