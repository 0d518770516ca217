"""Drafts, issued reports and the files made of these. `reports.actions` alone writes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import Record, ScopedRecord
from linli.plans.models import Plan
from linli.reports.rules import Kind, number_of


class KindChoices(models.TextChoices):
    """What a report is, in words."""

    QUARTER = Kind.QUARTER.value, _("季度报告")
    YEAR = Kind.YEAR.value, _("年度报告")
    MATTER = Kind.MATTER.value, _("重大事项报告")


class FormatChoices(models.TextChoices):
    """The files of a report."""

    WORD = "docx", _("Word")
    PDF = "pdf", _("PDF")
    EXCEL = "xlsx", _("Excel")


class ByAreaQuerySet(models.QuerySet[Any]):
    """Questions about reports."""

    def visible_to(self, actor: Actor) -> "ByAreaQuerySet":
        """Those of the actor's areas."""
        return self.all() if actor.is_system else self.filter(area__within=actor.sight)


class Draft(ScopedRecord):
    """A report that somebody writes; its figures were read on a day and are read again when asked for."""

    area = AreaField(verbose_name=_("地区"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("哪种报告"), max_length=8, choices=KindChoices.choices)
    first = models.DateField(_("从哪天"))
    last = models.DateField(_("到哪天"))
    title = models.CharField(_("标题"), max_length=120)
    version = models.PositiveIntegerField(default=1, help_text="One more each time somebody writes.")
    words = models.JSONField(default=dict, help_text="By the key of the section: what a person wrote.")
    figures = models.JSONField(help_text="As they were read: `drafting.figures`.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(help_text="When the figures were read.")
    issued_at = models.DateTimeField(null=True)

    objects = ByAreaQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="report_ends_after_it_begins"),
        )
        indexes = (models.Index(fields=["area", "-made_at"], name="report_draft_area"),)

    def __str__(self) -> str:
        return self.title


class Reminder(Record):
    """That whoever writes a plan's reports was told of a quarter that has ended. Rows are only added."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField(help_text="Of the quarter.")
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "first"], name="report_reminder_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.first}"


class Issue(ScopedRecord):
    """A report as it was issued: every word and figure of it, for ever. Rows are only added."""

    area = AreaField(verbose_name=_("地区"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="issue")
    kind = models.CharField(_("哪种报告"), max_length=8, choices=KindChoices.choices)
    title = models.CharField(_("标题"), max_length=120)
    year = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(help_text="Within the area and the year.")
    content = models.JSONField(help_text="All that it says: `drafting.content`.")
    sha256 = models.CharField(max_length=64, help_text="Of the content: `rules.checksum`.")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField()

    objects = ByAreaQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at",)
        constraints = (
            models.UniqueConstraint(fields=["area", "year", "order"], name="report_number_once"),
            models.CheckConstraint(condition=models.Q(order__gte=1), name="report_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.title}{self.number}"

    @property
    def number(self) -> str:
        """〔2026〕3 号."""
        return number_of(self.year, self.order)


class IssueFile(ScopedRecord):
    """A file made of an issued report."""

    kept_files: ClassVar[tuple[str, ...]] = ("key",)

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=FormatChoices.choices)
    key = models.CharField(max_length=64, help_text="Of the stored file, which is its SHA-256.")
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (models.UniqueConstraint(fields=["issue", "format"], name="report_file_once"),)

    def __str__(self) -> str:
        return self.format
