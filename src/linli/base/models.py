"""Rows every module builds on: records with time-ordered ids, and the journal.

What a model says of itself beside its fields: `is_scoped` that row-level security guards it; `encrypted` and
`wrapped_keys` which columns hold ciphertext of the keyring, each with its word for people, `encrypted_row` what binds a
value to its row where the primary key does not (base/encrypted.py); `found_by` which columns are keyed hashes, of which
values and for what purpose; `kept_files` which columns name a file of the store, so that a backup takes it along.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.ids import new_id


class Record(models.Model):
    """A row whose id is made in Python, in the order of time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class ScopedRecord(Record):
    """A row behind row-level security; its migration must carry a `Scope` operation."""

    is_scoped: ClassVar[bool] = True

    class Meta:
        abstract = True


class JournalEntry(models.Model):
    """What happened: verb, actor, subject, area, time. Append-only: the application cannot update or delete it.

    Holds ids, codes and names of changed fields only. Free text and personal values lie in the payload, encrypted
    with a key of the subject. Written by `linli.base.journal.record`, never through the ORM.
    """

    is_scoped: ClassVar[bool] = True

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField(help_text="When the server wrote it; the day of a seal is taken from this.")
    happened_at = models.DateTimeField(help_text="When it happened, as the action was told.")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    area_code = models.CharField(max_length=17, blank=True, db_collation="C")
    actor_kind = models.CharField(max_length=10)
    actor_user = models.UUIDField(null=True)
    actor_unit = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, blank=True, help_text="Of a job; never of a person.")
    fields = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    payload_hash = models.BinaryField(null=True, help_text="SHA-256 of the payload's ciphertext.")

    class Meta:
        db_table = "journal"
        indexes = (models.Index(fields=["subject_id", "seq"], name="journal_subject"),)


class JournalPayload(models.Model):
    """The free text and personal values of one entry, as ciphertext."""

    is_scoped: ClassVar[bool] = True

    entry = models.UUIDField(primary_key=True)
    subject_id = models.UUIDField()
    cipher = models.TextField()

    class Meta:
        db_table = "journal_payload"


class JournalKey(models.Model):
    """A subject's wrapped key. Destroying it leaves the entries as tombstones without their words."""

    is_scoped: ClassVar[bool] = True
    wrapped_keys: ClassVar[dict[str, Any]] = {"wrapped": _("日志文字")}

    subject_id = models.UUIDField(primary_key=True)
    subject_kind = models.CharField(max_length=60)
    wrapped = models.TextField()

    class Meta:
        db_table = "journal_key"


class JournalSeal(models.Model):
    """Seals the entries up to `last_seq`: their count and hash, chained to the seal before."""

    id = models.BigAutoField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    count = models.BigIntegerField()
    hash = models.BinaryField()
    previous = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "journal_seal"
