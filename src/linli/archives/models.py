"""Files of cases that somebody has asked for. Rows are written by `archives.actions` only."""

from typing import ClassVar

from django.db import models

from linli.accounts.models import User
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.cases.models import Case


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    """Questions about files."""

    def visible_to(self, actor: Actor) -> "CaseFileQuerySet":
        """One's own alone: each who asks gives a purpose of their own."""
        return self.all() if actor.is_system else self.filter(asked_by=actor.user)


class CaseFile(ScopedRecord):
    """A case's whole file, made once for who asked, and gone a day later; encrypted where it lies."""

    kept_files: ClassVar[tuple[str, ...]] = ("key",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    is_for_resident = models.BooleanField()
    key = models.CharField(max_length=80, blank=True, help_text="Of the stored file; empty until it is made.")
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        db_table = "archives_case_file"
        indexes = (models.Index(fields=["asked_by", "case", "-asked_at"], name="case_file_of"),)
        constraints = (
            models.CheckConstraint(
                name="case_file_made_with_key",
                condition=models.Q(key="", made_at__isnull=True)
                | (~models.Q(key="") & models.Q(made_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)
