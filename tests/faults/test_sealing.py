"""Seals taken while others write: each covers what it says, whatever order numbers were given out and committed in."""

import random
import threading
from functools import partial
from uuid import UUID

from django.db import OperationalError, connection

from linli.base.actor import Actor, Kind, Post, system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.models import JournalEntry, JournalSeal
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify
from tests.faults.together import at_once

SEALER = system_actor("base.seal_journal")
WRITERS, ENTRIES, SEED = 6, 50, 640
LONGEST_TRANSACTION = 5


def write(writer: Actor, thing: UUID, seed: int, started: threading.Event) -> int:
    """Fifty entries in transactions of one to five, so that later numbers are often committed first."""
    chance, left = random.Random(seed), ENTRIES
    while left:
        with acting_as(writer):
            for _ in range(min(left, chance.randint(1, LONGEST_TRANSACTION))):
                record("tests.happened", on=("tests.thing", thing), by=writer, at=now(), text={"reason": "下雨"})
                left -= 1
        started.set()
    return ENTRIES


def seal_until(ended: threading.Event, started: threading.Event) -> int:
    """Seal again and again; how many there are. A seal that finds no way in is left for the next."""
    assert started.wait(30)
    made = 0
    while not ended.wait(0.01):
        try:
            with acting_as(SEALER):
                made += seal() is not None
        except OperationalError:
            connection.close()
    return made


def test_seals_taken_while_six_write_hold(site, note):
    clerks = [Actor(Kind.STAFF, user=new_id(), posts=(Post("community_worker", "131102"),)) for _ in range(WRITERS - 1)]
    writers, things = [*clerks, system_actor("tests.job")], [new_id() for _ in range(WRITERS)]
    started, ended, left = threading.Event(), threading.Event(), [WRITERS]
    with acting_as(SEALER):
        seal()  # what other tests have written
    guard = threading.Lock()

    def write_and_say_so(writer: Actor, thing: UUID, seed: int) -> int:
        try:
            return write(writer, thing, seed, started)
        finally:
            with guard:
                left[0] -= 1
                if not left[0]:
                    ended.set()

    doings = [
        partial(write_and_say_so, *pair, SEED + place) for place, pair in enumerate(zip(writers, things, strict=True))
    ]
    *written, in_between = at_once(*doings, partial(seal_until, ended, started))

    with acting_as(SEALER):
        seal()
        after = verify()
        assert JournalEntry.objects.filter(subject_id__in=things).count() == sum(written) == WRITERS * ENTRIES
        ranges = list(JournalSeal.objects.order_by("id").values_list("first_seq", "last_seq"))
        assert after.entries == JournalEntry.objects.filter(seq__lte=ranges[-1][1]).count()
    assert after.broken is None
    assert [first for first, _last in ranges] == [0, *(last for _first, last in ranges[:-1])]
    assert in_between >= 5
    note(f"sealing: {sum(written)} entries by {WRITERS} writers, {in_between} seals in between, none broken")
