"""A new key for old values: batch by batch while people work, from where the last run ended.

Web and worker notice a new key by themselves and write with it at once; what they wrote before is renewed here. A batch
is one short transaction and changes only what is still as it was read, so nothing anybody writes meanwhile is lost.
Run as the owner: nobody else may change the keys of subjects.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from linli.base import encryption, keyring
from linli.base.encrypted import Column, present
from linli.base.encryption import Unreadable
from linli.project.keys.standing import rows
from linli.project.progress import Progress

BATCH = 1000
Row = tuple[str, str, str]  # its key, what binds its value, the value


@dataclass
class Renewed:
    """What a run has done: rows written anew, and rows that do not open, left as they are."""

    rows: int = 0
    unreadable: int = 0


def renew(progress: Progress) -> Renewed:
    """Bring every value under the current key; a second run finds nothing to do."""
    done, current = Renewed(), keyring.current().id
    for column in present(rows):
        progress.stage(f"{column.says}（{column}）")
        counted = progress.counting(_waiting(column, current))
        for batch in _batches(column, current):
            _renew(column, batch, done)
            for _row in batch:
                counted()
    return done


def is_complete() -> bool:
    """Whether nothing is left under another key than the current one."""
    current = keyring.newest()
    return current is None or all(_waiting(column, current.id) == 0 for column in present(rows))


def _waiting(column: Column, current: str) -> int:
    return int(rows(f"SELECT count(*) FROM {column.table} WHERE {_other(column, current)}")[0][0])  # noqa: S608 (ours)


def _other(column: Column, current: str) -> str:
    """Under another key that is not lost: what that wrote stays as it is."""
    passed_over = ", ".join(f"'{key_id}'" for key_id in (current, *sorted(keyring.given_up())))
    return f"{column.name} <> '' AND split_part({column.name}, '.', 2) NOT IN ({passed_over})"


def _batches(column: Column, current: str) -> Iterator[list[Row]]:
    """Rows under other keys in the order of their key, so that a row that does not open is met once."""
    after = "00000000-0000-0000-0000-000000000000"
    question = (
        f"SELECT {column.key}::text, {column.row}, {column.name} FROM {column.table}"  # noqa: S608 (names of ours)
        f" WHERE {column.key} > %s::uuid AND {_other(column, current)} ORDER BY {column.key} LIMIT {BATCH}"
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(question, [after])
            batch: list[Row] = cursor.fetchall()
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def _renew(column: Column, batch: list[Row], done: Renewed) -> None:
    changed = []
    for key, row, value in batch:
        try:
            changed.append((key, value, _fresh(column, row, value)))
        except Unreadable:
            done.unreadable += 1
    if not changed:
        return
    keys, before, after = (list(part) for part in zip(*changed, strict=True))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {column.table} held SET {column.name} = found.fresh"  # noqa: S608 (names of ours)
            " FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS found (key, old, fresh)"
            f" WHERE held.{column.key} = found.key AND held.{column.name} = found.old",
            [keys, before, after],
        )
        done.rows += cursor.rowcount


def _fresh(column: Column, row: str, value: str) -> str:
    if column.is_wrapped:
        return encryption.rewrapped(value)
    return encryption.renewed(value, table=column.table, column=column.name, row=row)
