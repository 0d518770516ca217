"""Files of cases that somebody asked for, and what is left of destroyed ones. Written by `archives.actions` only."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.cases.models import Case
from linli.catalog.models import ServiceItem
from linli.organizations.models import Organization


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


class HoldKind(models.TextChoices):
    """Why somebody holds a case back."""

    LAWSUIT = "lawsuit", _("打官司")
    APPEAL = "appeal", _("复议、信访、投诉")
    AUDIT = "audit", _("审计、检查")
    OTHER = "other", _("别的事")


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about what is held back."""

    def visible_to(self, actor: Actor) -> "HoldQuerySet":
        """Of the cases that the actor sees."""
        return self.all() if actor.is_system else self.filter(case__in=Case.objects.visible_to(actor).values("pk"))

    def running(self, day: date) -> "HoldQuerySet":
        """Those that hold on that day: nobody has lifted them, and they have not run out."""
        return self.filter(lifted_at__isnull=True, until__gte=day)


class Hold(ScopedRecord):
    """A case is not to be destroyed until a day, because somebody needs it; why, in words, stands in its journal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("为了什么"), max_length=8, choices=HoldKind.choices)
    until = models.DateField(_("留到哪天"))
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        db_table = "archives_hold"
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(lifted_at__isnull=True), name="hold_once_at_a_time"
            ),
            models.CheckConstraint(
                name="hold_lifted_by_somebody",
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)


class ProposalState(models.TextChoices):
    """Where a proposal to destroy stands."""

    WAITING = "waiting", _("等审核")
    APPROVED = "approved", _("已同意，正在销毁")
    REFUSED = "refused", _("没有同意")
    DONE = "done", _("销毁完了")


CONFIDENTIAL = "archives.confidential"


def units_with(actor: Actor) -> list[UUID]:
    """The units whose confidential cases the actor may propose to destroy, or agree to."""
    return sorted({post.unit for post in posts_with(actor, CONFIDENTIAL) if post.unit})


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions about proposals."""

    def visible_to(self, actor: Actor) -> "ProposalQuerySet":
        """Ordinary ones of the areas of posts that read archives; confidential ones of the actor's own units alone."""
        if actor.is_system:
            return self.all()
        areas = sorted({post.area for post in posts_with(actor, "archives.read") if post.sees_area})
        return self.filter(Q(area__within=areas, unit=None) | Q(unit__in=units_with(actor)))


class Proposal(ScopedRecord):
    """Somebody proposes to destroy cases whose keeping time is over; another one decides.

    Confidential cases are proposed by themselves, by somebody of a unit on them; another one of that unit decides.
    """

    area = AreaField(verbose_name=_("区域"))
    unit = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Of confidential cases: the unit on them, which alone sees this.",
    )
    state = models.CharField(_("状态"), max_length=8, choices=ProposalState.choices)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        db_table = "archives_proposal"
        indexes = (
            models.Index(fields=["area", "-proposed_at"], name="proposal_by_area"),
            models.Index(fields=["unit"], name="proposal_of_unit", condition=Q(unit__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                name="proposal_decided_by_another",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="proposal_decided_when_decided",
                condition=models.Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.proposed_at:%Y-%m-%d}"

    @property
    def title(self) -> str:
        """Whose it is to decide: an area's, or of confidential cases a unit's."""
        return self.unit.short_name if self.unit else self.area.short_name


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    """Questions about what is left."""

    def visible_to(self, actor: Actor) -> "TombstoneQuerySet":
        """Of the cases that the actor sees: of a confidential one, the units on it alone."""
        return self.all() if actor.is_system else self.filter(case__in=Case.objects.visible_to(actor).values("pk"))


class Tombstone(ScopedRecord):
    """A case that somebody proposed to destroy; once it is destroyed, what is left of it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="tombstones")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("编号"), max_length=24)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = AreaField(verbose_name=_("社区（村）"))
    submitted_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    rule = models.CharField(max_length=40, help_text="The code of the rule in data/archives/retention.toml.")
    rule_name = models.CharField(max_length=60)
    years = models.PositiveSmallIntegerField()
    due_on = models.DateField(help_text="From this day on it need not be kept.")
    ended_at = models.DateTimeField(null=True, help_text="Destroyed, or left as it is.")
    left_because = models.CharField(max_length=100, blank=True, help_text="Why it was left as it is.")
    content_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what was destroyed, so that a copy elsewhere can be told."
    )

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        db_table = "archives_tombstone"
        indexes = (models.Index(fields=["area", "-closed_at"], name="tombstone_by_area"),)
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="tombstone_once_at_a_time"
            ),
            models.CheckConstraint(
                name="tombstone_ended_one_way",
                condition=models.Q(ended_at__isnull=True, left_because="", content_hash="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(left_because="") & models.Q(content_hash=""))
                | (models.Q(ended_at__isnull=False, left_because="") & ~models.Q(content_hash="")),
            ),
        )

    def __str__(self) -> str:
        return self.number
