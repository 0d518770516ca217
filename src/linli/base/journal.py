"""The journal: every change, by whom, on what, where and when; append-only, sealed in ranges.

The timeline people see, the archive and the audit are all read from here. Entries hold ids and codes; words and
personal values lie in payloads encrypted with the subject's key, so that forgetting a subject leaves a tombstone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from linli.base import encryption
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.models import JournalEntry, JournalKey, JournalPayload

Subject = models.Model | tuple[str, UUID]

INSERT = """
WITH entry AS (
  INSERT INTO journal (id, recorded_at, happened_at, verb, subject_kind, subject_id, area_code, actor_kind, actor_user,
                       actor_unit, actor_name, fields, facts, payload_hash)
  VALUES (%(id)s::uuid, %(recorded_at)s::timestamptz, %(happened_at)s::timestamptz, %(verb)s::text, %(kind)s::text,
          %(subject)s::uuid, %(area)s::text, %(actor_kind)s::text, %(actor_user)s::uuid, %(actor_unit)s::uuid,
          %(actor_name)s::text, %(fields)s::jsonb, %(facts)s::jsonb, %(payload_hash)s::bytea))
INSERT INTO journal_payload (entry, subject_id, cipher)
SELECT %(id)s::uuid, %(subject)s::uuid, %(cipher)s::text WHERE %(cipher)s::text IS NOT NULL
"""

INSERT_ALL = """
WITH each AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(areas)s::text[], %(fields)s::jsonb[],
                       %(facts)s::jsonb[], %(ciphers)s::text[]) AS each(id, subject, area, fields, facts, cipher)
), entry AS (
  INSERT INTO journal (id, recorded_at, happened_at, verb, subject_kind, subject_id, area_code, actor_kind, actor_user,
                       actor_unit, actor_name, fields, facts, payload_hash)
  SELECT each.id, %(recorded_at)s::timestamptz, %(happened_at)s::timestamptz, %(verb)s::text, %(kind)s::text,
         each.subject, each.area, %(actor_kind)s::text, %(actor_user)s::uuid, %(actor_unit)s::uuid,
         %(actor_name)s::text, each.fields, each.facts, sha256(convert_to(each.cipher, 'UTF8'))
    FROM each)
INSERT INTO journal_payload (entry, subject_id, cipher)
SELECT each.id, each.subject, each.cipher FROM each WHERE each.cipher IS NOT NULL
"""
KEYS = """
SELECT each.subject, journal_key_of(each.subject, %s::text, each.fresh)
  FROM unnest(%s::uuid[], %s::text[]) AS each(subject, fresh)
"""
AT_ONCE = 10_000


@dataclass(frozen=True)
class Line:
    """What `record_all` writes of one subject."""

    subject: UUID
    area: str = ""
    fields: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond, as the tables keep them: Django's own cuts them to milliseconds for browsers."""

    def default(self, o: Any) -> Any:
        """What JSON has no word for."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


_encode = _Exact(ensure_ascii=False).encode


def as_json(facts: Mapping[str, Any]) -> str:
    """Facts as the journal keeps them."""
    return _encode(facts if isinstance(facts, dict) else dict(facts))


@dataclass(frozen=True)
class Entry:
    """One line of a subject's history. `text` is None where the words have been destroyed."""

    id: UUID
    verb: str
    at: datetime
    actor_kind: str
    actor_user: UUID | None
    actor_unit: UUID | None
    actor_name: str
    facts: Mapping[str, Any]
    text: Mapping[str, str] | None
    fields: tuple[str, ...] = ()


def kind_of(subject: Subject) -> str:
    """`module.model` of a subject, as the journal writes it."""
    return subject[0] if isinstance(subject, tuple) else subject._meta.label_lower


def record(
    verb: str,
    *,
    on: Subject,
    by: Actor,
    at: datetime,
    area: str = "",
    fields: Iterable[str] = (),
    text: Mapping[str, str] | None = None,
    **facts: Any,
) -> UUID:
    """Write an entry in the caller's transaction and return its id.

    `facts` are ids, codes, times and numbers; anything a person wrote or is called goes into `text`. The database
    refuses an entry in another's name: `by` must be who acts.
    """
    entry = new_id()
    subject = on[1] if isinstance(on, tuple) else on.pk
    cipher = _sealed_words(subject, kind_of(on), entry, text) if text else None
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "id": entry,
                "recorded_at": now(),
                "happened_at": at,
                "verb": verb,
                "kind": kind_of(on),
                "subject": subject,
                "area": area,
                **_actor(by),
                "fields": json.dumps(sorted(fields)),
                "facts": as_json(facts),
                "payload_hash": hashlib.sha256(cipher.encode()).digest() if cipher else None,
                "cipher": cipher,
            },
        )
    return entry


def record_all(verb: str, *, kind: str, lines: Sequence[Line], by: Actor, at: datetime) -> None:
    """Many entries on subjects of one kind, as `record` writes them one by one."""
    for first in range(0, len(lines), AT_ONCE):
        some = lines[first : first + AT_ONCE]
        ids = [new_id() for _line in some]
        with connection.cursor() as cursor:
            cursor.execute(
                INSERT_ALL,
                {
                    "recorded_at": now(),
                    "happened_at": at,
                    "verb": verb,
                    "kind": kind,
                    **_actor(by),
                    "ids": ids,
                    "subjects": [line.subject for line in some],
                    "areas": [line.area for line in some],
                    "fields": [json.dumps(sorted(line.fields)) for line in some],
                    "facts": [as_json(line.facts) for line in some],
                    "ciphers": _all_sealed(kind, ids, some),
                },
            )


def entries(*, on: Subject, verbs: Iterable[str] = ()) -> list[Entry]:
    """The history of a subject, oldest first, as far as the actor may see it."""
    subject = on[1] if isinstance(on, tuple) else on.pk
    rows = JournalEntry.objects.filter(subject_id=subject, subject_kind=kind_of(on)).order_by("seq")
    if verbs:
        rows = rows.filter(verb__in=list(verbs))
    found = list(rows)
    worded = [row.id for row in found if row.payload_hash]
    words = _words(subject, kind_of(on), worded) if worded else {}
    return [
        Entry(
            row.id,
            row.verb,
            row.happened_at,
            row.actor_kind,
            row.actor_user,
            row.actor_unit,
            row.actor_name,
            row.facts,
            words.get(row.id) if row.payload_hash else {},
            tuple(row.fields),
        )
        for row in found
    ]


def _actor(by: Actor) -> dict[str, Any]:
    return {
        "actor_kind": by.kind.value,
        "actor_user": by.user,
        "actor_unit": by.units[0] if by.units else None,
        "actor_name": "" if by.user else by.name,
    }


def forget(on: Subject) -> None:
    """Destroy the key of a subject's words: its entries stay as tombstones, and nobody reads those words again.

    For jobs alone; the database gives the right to nobody else.
    """
    JournalKey.objects.filter(subject_id=on[1] if isinstance(on, tuple) else on.pk).delete()


def _key(subject: UUID, kind: str, *, fresh: bool) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_key_of(%s::uuid, %s::text, %s::text)",
            [subject, kind, encryption.new_subject_key() if fresh else None],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _sealed_words(subject: UUID, kind: str, entry: UUID, text: Mapping[str, str]) -> str:
    key = _key(subject, kind, fresh=True)
    if key is None:
        raise RuntimeError(f"no journal key for {kind}")
    return _sealed(key, entry, text)


def _all_sealed(kind: str, ids: Sequence[UUID], lines: Sequence[Line]) -> list[str | None]:
    """The words of each line under its subject's key; None where a line has none."""
    subjects = list({line.subject for line in lines if line.text})
    keys: dict[UUID, str] = {}
    if subjects:
        with connection.cursor() as cursor:
            cursor.execute(KEYS, [kind, subjects, [encryption.new_subject_key() for _subject in subjects]])
            keys = dict(cursor.fetchall())
    return [
        _sealed(keys[line.subject], entry, line.text) if line.text else None
        for entry, line in zip(ids, lines, strict=True)
    ]


def _sealed(key: str, entry: UUID, text: Mapping[str, str]) -> str:
    return encryption.encrypt_with(key, json.dumps(dict(text), ensure_ascii=False), aad=str(entry))


def _words(subject: UUID, kind: str, entries: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    key = _key(subject, kind, fresh=False)
    if key is None:
        return {}
    payloads = JournalPayload.objects.filter(pk__in=entries).values_list("entry", "cipher")
    return {entry: json.loads(encryption.decrypt_with(key, cipher, aad=str(entry))) for entry, cipher in payloads}
