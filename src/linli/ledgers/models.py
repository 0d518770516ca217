"""Definitions with their versions, dated lines of areas, what shows them. `ledgers.actions` alone writes.

Definitions hold nothing but what a ledger asks for, and everybody of the desk reads those that are out; lines are
guarded by the database.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.areas.rules import ancestors_of
from linli.base.actor import Actor
from linli.base.models import Record, ScopedRecord
from linli.ledgers import rules
from linli.organizations.models import Organization, ServingArea

DEFINE, PUBLISH, FILL, READ = "ledgers.define", "ledgers.publish", "ledgers.fill", "ledgers.read"


class Each(models.TextChoices):
    """What has a line each."""

    COMMUNITY = "community", _("村、社区")
    TOWNSHIP = "township", _("乡镇、街道")
    COUNTY = "county", _("县、市、区")


class StateChoices(models.TextChoices):
    """How an area stands, in words."""

    OVERDUE = rules.State.OVERDUE.value, _("逾期")
    MISSING = rules.State.MISSING.value, _("没填")
    RENEW = rules.State.RENEW.value, _("快要重填")
    UNMET = rules.State.UNMET.value, _("还没做到")
    MET = rules.State.MET.value, _("做到了")


class LedgerQuerySet(models.QuerySet["Ledger"]):
    """Questions about ledgers."""

    def visible_to(self, actor: Actor) -> "LedgerQuerySet":
        """Those in use around and inside the actor's areas; drafts for who may define there."""
        if actor.is_system:
            return self.all()
        near = models.Q(area__in={above for area in actor.areas for above in (*ancestors_of(area), area)})
        near |= models.Q(area__within=actor.areas)
        own = models.Q(area__within=sorted({post.area for post in posts_with(actor, DEFINE)}))
        return self.filter((near & models.Q(current__isnull=False)) | own)

    def in_use(self) -> "LedgerQuerySet":
        """Published and not ended, with what holds now."""
        return self.filter(current__isnull=False, ended_at__isnull=True).select_related("current", "area", "filled_by")


class Ledger(Record):
    """One thing kept of every area of a kind. What it asks for stands in its versions; `current` is the one in use."""

    key = models.CharField(max_length=40, unique=True)
    area = AreaField(verbose_name=_("地区"))
    name = models.CharField(_("名称"), max_length=30)
    each = models.CharField(_("每个什么填一条"), max_length=10, choices=Each.choices)
    of = models.CharField(max_length=40, blank=True, help_text="Only communities of this class.")
    filled_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("由哪个单位填"),
    )
    kinds = models.JSONField(default=list, help_text="Kinds of units that fill it where they serve; of no named unit.")
    current = models.ForeignKey("LedgerVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ("name", "key")
        indexes = (models.Index(fields=["area"], name="ledger_area"),)
        constraints = (
            models.UniqueConstraint(fields=["area", "name"], name="ledger_named_once"),
            models.CheckConstraint(
                condition=models.Q(filled_by__isnull=True) | models.Q(kinds=[]), name="ledger_filled_by_one_or_kinds"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        """Whether it is filled."""
        return self.current_id is not None and self.ended_at is None

    @property
    def in_force(self) -> "LedgerVersion":
        """The version that holds; of a ledger that was published."""
        if self.current is None:
            raise RuntimeError("a draft has no version in force")
        return self.current


class LedgerVersion(Record):
    """What a ledger asks for and of whom, from its publication until the next one."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    filled_by = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    kinds = models.JSONField(default=list)
    spec = models.JSONField(help_text="As `rules.spec_of` reads it.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("ledger", "-number")
        constraints = (
            models.UniqueConstraint(fields=["ledger", "number"], name="ledger_version_number"),
            models.UniqueConstraint(
                fields=["ledger"], condition=models.Q(published_at__isnull=True), name="ledger_one_draft"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ledger_id} {self.number}"

    @property
    def read(self) -> rules.Spec:
        """What it asks for; SpecFault where somebody has spoilt it."""
        return rules.spec_of(self.spec)


class LineQuerySet(models.QuerySet["Line"]):
    """Questions about lines."""

    def visible_to(self, actor: Actor) -> "LineQuerySet":
        """Those of the actor's areas, and of what the actor's units fill: that the database holds more narrowly."""
        if actor.is_system:
            return self.all()
        mine = models.Q(area__within=actor.sight)
        if actor.units:
            # The codes are few, and a range of codes is what the index knows.
            served = ServingArea.objects.filter(organization__in=actor.units).values_list("area_id", flat=True)
            mine |= models.Q(area__within=list(served)) | models.Q(ledger__filled_by__in=actor.units)
        return self.filter(mine)


class Line(ScopedRecord):
    """What is so in an area on a day, by a version. Never changed: put right, or taken back, by a later line."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="lines", db_index=False)
    version = models.ForeignKey(LedgerVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = AreaField()
    day = models.DateField(_("哪天的情况"))
    values = models.JSONField(default=dict)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    is_void = models.BooleanField(default=False, help_text="Takes back what was written of this day.")
    is_met = models.BooleanField(help_text="By its own version.")
    valid_until = models.DateField(null=True)
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-written_at", "-id")
        indexes = (models.Index(fields=["ledger", "area", "day", "written_at"], name="ledger_line_of_an_area"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_void=False) | models.Q(is_met=False), name="ledger_void_meets_nothing"
            ),
        )

    def said(self) -> list[tuple[rules.Field, Any]]:
        """Its values with the fields of its own version, in their order."""
        spec = self.version.read
        return [(field, self.values[field.code]) for field in spec.fields if field.code in self.values]


class Evidence(ScopedRecord):
    """A photograph or a paper that shows what a line says."""

    kept_files: ClassVar[tuple[str, ...]] = ("key",)

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)

    @property
    def is_image(self) -> bool:
        """Whether it is shown in the page."""
        return self.content_type.startswith("image/")
