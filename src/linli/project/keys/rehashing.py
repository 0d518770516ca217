"""A new secret for the hashes that phones and numbers are found by: all of them at once, while nobody works.

Two secrets at the same time would make two sign-ins of one phone, so web and worker are stopped for it. One
transaction writes every hash anew from the value beside it; then the secret is exchanged. Cut off between the two, the
next run sees by the hashes themselves which secret they are of.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from linli.accounts.phones import is_hashed_with
from linli.base import keyring
from linli.base.encryption import decrypt, keyed_hash
from linli.base.keyring import EncryptionError, LookupKey
from linli.project.keys.standing import rows
from linli.project.progress import Progress

BATCH = 5000
SHORT_LIVED = ("accounts_phonecode", "accounts_attempt")
WORKING = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = 'linli_app' AND pid <> pg_backend_pid()
"""


class PeopleAtWork(EncryptionError):
    """Web or worker still run."""


@dataclass(frozen=True)
class Hashed:
    """A column of hashes, the column whose values they are of, and what they are made for."""

    table: str
    key: str
    column: str
    value: str
    purpose: str


@dataclass(frozen=True)
class Rehashed:
    """What was done: hashes written anew, tokens of programs that serve no more."""

    hashes: int
    tokens: int


def hashed_columns() -> tuple[Hashed, ...]:
    """Every column that models say something is found by."""
    return tuple(
        Hashed(model._meta.db_table, str(_key(model)), column, value, purpose)
        for model in apps.get_models()
        for column, (value, purpose) in getattr(model, "found_by", {}).items()
    )


def rehash(progress: Progress) -> Rehashed:
    """Write every hash anew under a new secret and make it the one in use. Run as the owner."""
    if rows(WORKING)[0][0]:
        raise PeopleAtWork("网站或后台任务还连着数据库。请先停掉它们，再换查找用的密钥。")
    fresh = keyring.next_lookup_key()
    done = Rehashed(0, 0)
    if not is_hashed_with(fresh):  # else an earlier run came as far as the commit
        with transaction.atomic():
            hashes = sum(_rehashed(hashed, fresh, progress) for hashed in hashed_columns())
            done = Rehashed(hashes, _without_what_cannot_be_hashed())
    keyring.take_next_lookup_key()
    return done


def _key(model: type[models.Model]) -> object:
    return model._meta.pk.column


def _rehashed(hashed: Hashed, fresh: LookupKey, progress: Progress) -> int:
    progress.stage(f"{hashed.table}.{hashed.column}")
    where = f"{hashed.column} IS NOT NULL AND {hashed.value} <> ''"
    total = rows(f"SELECT count(*) FROM {hashed.table} WHERE {where}")[0][0]  # noqa: S608 (names of ours)
    counted = progress.counting(total)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {hashed.key}, {hashed.value} FROM {hashed.table} WHERE {where}")  # noqa: S608 (ours)
        while batch := cursor.fetchmany(BATCH):
            _write(hashed, [(key, _hash(hashed, key, value, fresh)) for key, value in batch])
            for _row in batch:
                counted()
    return int(total)


def _hash(hashed: Hashed, key: object, value: str, fresh: LookupKey) -> str | None:
    plain = decrypt(value, table=hashed.table, column=hashed.value, row=str(key))
    return keyed_hash(plain, hashed.purpose, fresh) if plain else None  # None: its key is lost, so nobody can say


def _write(hashed: Hashed, found: list[tuple[object, str | None]]) -> None:
    known = [(key, value) for key, value in found if value]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {hashed.table} held SET {hashed.column} = found.hash"  # noqa: S608 (names of ours)
            f" FROM unnest(%s::uuid[], %s::text[]) AS found (key, hash) WHERE held.{hashed.key} = found.key",
            [[key for key, _value in known], [value for _key, value in known]],
        )


def _without_what_cannot_be_hashed() -> int:
    """Codes and counted tries live for minutes; of a program's token and of a code on paper only the hash is known, so
    they end. How many tokens."""
    with connection.cursor() as cursor:
        for table in SHORT_LIVED:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
        cursor.execute("UPDATE kiosks_device SET code_hash = '', code_until = NULL WHERE code_hash <> ''")
        cursor.execute("DELETE FROM accounts_recoverycode")
        cursor.execute("UPDATE kiosks_pass SET revoked_at = now() WHERE revoked_at IS NULL")
        cursor.execute("UPDATE accounts_apitoken SET revoked_at = now() WHERE revoked_at IS NULL")
        return int(cursor.rowcount)
