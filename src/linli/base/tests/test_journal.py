"""The journal keeps what happened, under its own actor's name, readable by who may, and shows tampering."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from linli.base import encryption
from linli.base.actor import Actor, Kind, Post, system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.journal import Line, entries, record, record_all
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify

pytestmark = pytest.mark.django_db
SEALER = system_actor("base.seal_journal")


def a_clerk() -> Actor:
    return Actor(Kind.STAFF, user=new_id(), posts=(Post("community_worker", "131102"),))


def test_what_happened_is_kept_with_its_words():
    thing = ("tests.thing", new_id())
    with acting_as(SEALER):
        record("tests.happened", on=thing, by=SEALER, at=now(), text={"reason": "下雨"}, count=3)
        [entry] = entries(on=thing)
    assert (entry.verb, entry.facts, entry.text) == ("tests.happened", {"count": 3}, {"reason": "下雨"})


def test_many_entries_are_kept_as_one_by_one_with_words_and_without():
    first, second = new_id(), new_id()
    lines = [
        Line(first, fields=["name"], facts={"count": 1}, text={"reason": "下雨"}),
        Line(first, facts={"count": 2}, text={"reason": "下雪"}),
        Line(second, facts={"count": 3}),
    ]
    with acting_as(SEALER):
        record_all("tests.happened", kind="tests.thing", lines=lines, by=SEALER, at=now())
        told = [
            (entry.facts, entry.text) for subject in (first, second) for entry in entries(on=("tests.thing", subject))
        ]
        stored = JournalEntry.objects.filter(subject_id__in=[first, second]).order_by("seq")
        hashes = {entry.id: bytes(entry.payload_hash) if entry.payload_hash else None for entry in stored}
        ciphers = dict(JournalPayload.objects.filter(subject_id=first).values_list("entry", "cipher"))
    assert told == [({"count": 1}, {"reason": "下雨"}), ({"count": 2}, {"reason": "下雪"}), ({"count": 3}, {})]
    assert [known for known in hashes.values() if known] == [
        hashlib.sha256(ciphers[entry].encode()).digest() for entry, known in hashes.items() if known
    ]


def test_words_lie_encrypted_and_vanish_with_the_subjects_key_while_the_entry_stays():
    thing = ("tests.thing", new_id())
    with acting_as(SEALER):
        record("tests.happened", on=thing, by=SEALER, at=now(), text={"reason": "下雨"})
        JournalKey.objects.filter(subject_id=thing[1]).delete()
        [entry] = entries(on=thing)
    assert entry.verb == "tests.happened"
    assert entry.text is None


def test_nobody_writes_in_anothers_name():
    clerk, other = a_clerk(), a_clerk()
    with acting_as(clerk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        record("tests.happened", on=("tests.thing", new_id()), by=other, at=now())


def test_a_clerk_does_not_read_entries_about_what_the_clerk_cannot_see():
    thing, clerk = ("tests.thing", new_id()), a_clerk()
    with acting_as(SEALER):
        record("tests.happened", on=thing, by=SEALER, at=now())
    with acting_as(clerk):
        assert entries(on=thing) == []


@pytest.mark.parametrize("sql", ["UPDATE journal SET verb = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
def test_the_application_cannot_change_or_remove_an_entry(sql):
    refused = pytest.raises(DatabaseError, match="permission denied")
    with acting_as(SEALER), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_only_the_system_seals():
    with acting_as(a_clerk()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        seal()


def test_seals_form_a_chain_that_can_be_checked_against_a_published_hash():
    with acting_as(SEALER):
        for _ in range(3):
            record("tests.happened", on=("tests.thing", new_id()), by=SEALER, at=now())
            assert seal() is not None
        assert seal() is None
        verdict = verify()
        assert (verdict.broken, verdict.seals, verdict.entries) == (None, 3, JournalEntry.objects.count())
        assert verify(against=verdict.head).broken is None
        assert verify(against="00" * 32).broken is not None


def test_a_subject_key_is_wrapped_by_the_keyring():
    key = encryption.new_subject_key()
    cipher = encryption.encrypt_with(key, "下雨", aad="a")
    assert encryption.decrypt_with(key, cipher, aad="a") == "下雨"
