"""Seals over the journal: a chain of hashes that shows any entry changed, added or taken away later.

A seal covers a range of sequence numbers: it is taken while no writer is inside, since a number given out earlier may
be committed later. What is hashed are the entries and the hashes of their ciphertexts, so a destroyed payload does
not break a seal.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

from linli.base.clock import now
from linli.base.models import JournalSeal

LINES = """
SELECT (seq, id, recorded_at AT TIME ZONE 'UTC', happened_at AT TIME ZONE 'UTC', verb, subject_kind, subject_id,
        area_code, actor_kind, actor_user, actor_unit, actor_name, fields, facts, encode(payload_hash, 'hex'))::text
  FROM journal WHERE seq > %s::bigint AND seq <= %s::bigint ORDER BY seq
"""


@dataclass(frozen=True)
class Verdict:
    """What the check of the chain found; `broken` is the range of the first seal that does not hold."""

    seals: int
    entries: int
    head: str
    broken: tuple[int, int] | None = None


def seal() -> JournalSeal | None:
    """Seal what has been written since the last seal; None when nothing has. Run as a system actor.

    Raises django.db.OperationalError when writers do not leave within two seconds; the next run tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_hold()")
        cursor.execute("SELECT coalesce(max(seq), 0) FROM journal")
        last_seq = cursor.fetchone()[0]
    before = JournalSeal.objects.order_by("-id").first()
    first_seq, previous = (before.last_seq, bytes(before.hash)) if before else (0, b"")
    if last_seq <= first_seq:
        return None
    count, digest = _digest(first_seq, last_seq, previous)
    return JournalSeal.objects.create(
        first_seq=first_seq, last_seq=last_seq, count=count, hash=digest, previous=previous, sealed_at=now()
    )


def verify(against: str | None = None) -> Verdict:
    """Recompute every seal. `against` is a head hash published earlier: it must be one of the chain.

    Where it is not, the verdict names the whole chain as broken.
    """
    previous, entries, seals, met = b"", 0, 0, against is None
    for row in JournalSeal.objects.order_by("id"):
        count, digest = _digest(row.first_seq, row.last_seq, previous)
        if digest != bytes(row.hash) or count != row.count or bytes(row.previous) != previous:
            return Verdict(seals, entries, previous.hex(), (row.first_seq + 1, row.last_seq))
        previous, entries, seals = digest, entries + count, seals + 1
        met = met or digest.hex() == against
    return Verdict(seals, entries, previous.hex(), None if met else (1, _last()))


def _last() -> int:
    row = JournalSeal.objects.order_by("-id").first()
    return row.last_seq if row else 0


def _digest(after: int, until: int, previous: bytes) -> tuple[int, bytes]:
    hashing, count = hashlib.sha256(previous), 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:  # a seal may cover more than memory holds
        cursor.execute(LINES, [after, until])
        while rows := cursor.fetchmany(5000):
            for (line,) in rows:
                hashing.update(line.encode() + b"\n")
            count += len(rows)
    return count, hashing.digest()
