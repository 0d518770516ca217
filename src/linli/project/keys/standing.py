"""What a database needs of keys, held against what lies here."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection

from linli.accounts.phones import is_hashed_here
from linli.base import encrypted, keyring
from linli.base.actor import system_actor
from linli.base.encrypted import Need
from linli.base.scope import acting_as
from linli.project.postgres import APPLICATION

READER = system_actor("operation.compare_keys")


@dataclass(frozen=True)
class Standing:
    """`needs` counts rows by key; `is_lookup_right` is None where no phone can tell."""

    held: tuple[str, ...]
    current: str
    needs: tuple[Need, ...]
    given_up: tuple[str, ...]
    is_lookup_right: bool | None

    @property
    def missing(self) -> tuple[Need, ...]:
        """What cannot be read."""
        return tuple(need for need in self.needs if need.key_id not in self.held and need.key_id not in self.given_up)

    @property
    def is_whole(self) -> bool:
        """Whether everything can be read and every phone found."""
        return not self.missing and self.is_lookup_right is not False


def standing() -> Standing:
    """All of it, counted: reads every column of ciphertext."""
    with _reading():
        needs = encrypted.needs(rows)
        is_right = is_hashed_here()
    newest = keyring.newest()
    gone = tuple(sorted(keyring.given_up()))
    return Standing(tuple(keyring.held_ids()), newest.id if newest else "", needs, gone, is_right)


def needed(key_id: str) -> bool:
    """Whether rows of the database can be read, or phones found, with this key only."""
    with _reading():
        if key_id.startswith("lookup-"):
            return is_hashed_here() is True
        return any(need.key_id == key_id for need in encrypted.needs(rows))


def _reading() -> AbstractContextManager[None]:
    """The owner sees everything as it is; the application takes the role of a job."""
    return acting_as(READER) if connection.settings_dict["USER"] == APPLICATION else nullcontext()


def rows(question: str) -> list[tuple[Any, ...]]:
    """The answer by Django's connection, whoever it is."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
