"""Files that were brought in, step by step; what was given out; and the files themselves, encrypted, for a week."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.tables import rules
from linli.web.tables.register import Register, register_of
from linli.web.tables.staging import Counts


class StageChoices(models.TextChoices):
    """The stages in the reader's words."""

    CHECKING = rules.Stage.CHECKING.value, _("正在核对")
    CHECKED = rules.Stage.CHECKED.value, _("核对好了")
    WRITING = rules.Stage.WRITING.value, _("正在保存")
    DONE = rules.Stage.DONE.value, _("已保存")
    FAILED = rules.Stage.FAILED.value, _("没有成功")
    CANCELLED = rules.Stage.CANCELLED.value, _("已取消")


class Step(models.TextChoices):
    """What is being done within a stage."""

    WAITING = "waiting", _("等待处理")
    READING = "reading", _("正在读文件")
    WORKING = "working", _("正在逐行处理")


class FileKind(models.TextChoices):
    """Which file of an import."""

    SENT = "sent", _("上传的文件")
    RETURNED = "returned", _("标了问题的文件")
    PROBLEMS = "problems", _("问题清单")


def _visible(actor: Actor, codes: Collection[str]) -> models.Q:
    """One's own, and those of one's areas; only of registers whose right one has."""
    if actor.is_system:
        return models.Q()
    mine = models.Q(by=actor.user) | models.Q(area__within=list(actor.sight))
    return mine & models.Q(register__in=list(codes) if actor.is_staff else [])


class ImportQuerySet(models.QuerySet["TableImport"]):
    """Questions about files brought in."""

    def visible_to(self, actor: Actor, codes: Collection[str]) -> "ImportQuerySet":
        """One's own and those of one's areas, of these registers."""
        return self.filter(_visible(actor, codes))


class ExportQuerySet(models.QuerySet["TableExport"]):
    """Questions about what was given out."""

    def visible_to(self, actor: Actor, codes: Collection[str]) -> "ExportQuerySet":
        """One's own and those of one's areas, of these registers."""
        return self.filter(_visible(actor, codes))


class TableImport(ScopedRecord):
    """One file on its way into a register."""

    register = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: a command.")
    area = AreaField(null=True, help_text="Within which all areas lie where the right to bring it in is held.")
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveIntegerField()
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file as it was sent.")
    stage = models.CharField(max_length=10, choices=StageChoices.choices)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.WAITING)
    uploaded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(
        help_text="When stage, step or figures last changed: a page that waits asks for it."
    )
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list, help_text="What was passed over, in words; never the content of a cell.")
    sentence = models.CharField(max_length=400, blank=True, help_text="Why it failed.")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-id")
        indexes = (
            models.Index(fields=["by", "-uploaded_at"], name="import_by"),
            models.Index(fields=["area", "-uploaded_at"], name="import_area"),
        )
        db_table = "tables_import"

    @property
    def is_under_way(self) -> bool:
        """Whether a job is at it."""
        return self.stage in rules.UNDER_WAY

    @property
    def held(self) -> Counts:
        """The figures."""
        return Counts(**{each.name: int(self.counts.get(each.name, 0)) for each in fields(Counts)})

    @property
    def of(self) -> Register | None:
        """The register it is for; None where a later release no longer has it."""
        return register_of(self.register)


class KeptFile(ScopedRecord):
    """A file of an import, encrypted; thrown away after `rules.KEPT_FOR`."""

    encrypted: ClassVar[dict[str, Any]] = {"cipher": _("上传的表格")}
    encrypted_row: ClassVar[str] = "import_id::text || ' ' || kind"

    of = models.ForeignKey(TableImport, on_delete=models.CASCADE, related_name="files", db_column="import_id")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    cipher = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "tables_file"
        constraints = (models.UniqueConstraint(fields=["of", "kind"], name="one_file_of_a_kind"),)


class TableExport(ScopedRecord):
    """A register, or a part of it, that somebody took out."""

    register = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: a command.")
    area = AreaField(null=True, help_text="What was asked for; none: all that may be read.")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    in_clear = models.BooleanField(help_text="Whether personal values were given out unmasked.")

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        db_table = "tables_export"
        indexes = (
            models.Index(fields=["by", "-at"], name="export_by"),
            models.Index(fields=["area", "-at"], name="export_area"),
        )
