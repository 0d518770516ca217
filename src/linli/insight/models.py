"""Screens on walls; what was amiss when an area was last counted. Rows are written by `insight.actions` only."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField, CodeField
from linli.base.actor import Actor, Shown
from linli.base.languages import translated
from linli.base.models import Record, ScopedRecord
from linli.kiosks import rules

MANAGE = "screens.manage"
PATIENCE = timedelta(minutes=5)  # a screen asks every half a minute


class ScreenQuerySet(models.QuerySet["Screen"]):
    """Questions about screens."""

    def visible_to(self, actor: Actor) -> "ScreenQuerySet":
        """Those of the areas whose screens a post of the actor looks after; the database holds the wider rule."""
        if actor.is_system:
            return self.all()
        return self.filter(area__within=sorted({post.area for post in posts_with(actor, MANAGE)}))


class Screen(ScopedRecord):
    """One screen: what area and which figures it shows. It has no camera, and nobody is signed in at it."""

    label = models.CharField(_("放在哪里"), max_length=60)
    area = AreaField(verbose_name=_("哪个地方的数"))
    figures = ArrayField(models.CharField(max_length=40), verbose_name=_("显示哪些数"))
    code_hash = models.CharField(max_length=64, blank=True, default="", help_text="Of the code to be typed once.")
    code_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(
        max_length=64, null=True, unique=True, help_text="SHA-256 of what its browser keeps."
    )
    registered_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        ordering = ("area_id", "label")
        indexes = (models.Index(fields=["area"], name="insight_screen_area"),)
        constraints = (
            models.CheckConstraint(
                name="screen_withdrawn_has_no_secret",
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(secret_hash__isnull=True, code_hash=""),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def state_at(self, at: datetime) -> rules.State:
        """How it stands, as a machine does."""
        return rules.state(self.enrolled_at, self.seen_at, self.withdrawn_at, at, PATIENCE)


class Sort(models.TextChoices):
    """What is amiss, the gravest first."""

    MORE_THAN_ALL = "more_than_all", _("数对不上")
    TARGETS_DIFFER = "targets_differ", _("目标不一样")
    FELL = "fell", _("数掉了")
    NO_DATA = "no_data", _("该有数，没有数")
    BEHIND = "behind", _("落后")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Questions about alerts."""

    def visible_to(self, actor: Actor) -> "AlertQuerySet":
        """Of areas the actor sees, resting on nothing that their posts there hide; the database says the same."""
        if actor.is_system:
            return self.all()
        cases, people = (Q(area__within=sorted(actor.sight_of(each))) for each in (Shown.CASES, Shown.PEOPLE))
        return self.filter(
            Q(of_cases=False) | cases, Q(of_people=False) | people, area__within=sorted(actor.sight)
        )  # fmt: skip

    def of_areas(self, areas: list[str]) -> "AlertQuerySet":
        """Of these areas, the gravest first."""
        return self.filter(area__in=areas).order_by("order", "area_id")


class Alert(ScopedRecord):
    """One thing to look at in an area: what is amiss with which indicator, by which numbers, and where it is mended.

    `facts` are the parts of its sentence, which is put together in the language of who reads it (`insight.alerts`).
    """

    area = AreaField(help_text="Whose plans and figures were looked at.")
    order = models.PositiveSmallIntegerField(help_text="Among those of the area, the gravest first.")
    sort = models.CharField(max_length=20, choices=Sort)
    indicator = models.CharField(max_length=40)
    said = models.CharField(max_length=120, help_text="What the plan calls it, or else the indicator's file.")
    facts: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    url = models.CharField(max_length=300, help_text="Where it is mended.")
    of_cases = models.BooleanField(default=False, help_text="Rests on cases, so only who reads those may know.")
    of_people = models.BooleanField(default=False, help_text="Rests on residents likewise.")
    counted_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "order"], name="alert_has_its_place"),
            models.CheckConstraint(condition=models.Q(sort__in=Sort.values), name="alert_sort_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.sort} {self.said}"

    @property
    def label(self) -> str:
        """What sort it is, in words."""
        return str(Sort(self.sort).label)

    @property
    def name(self) -> str:
        """What it is about, in the reader's language where that is known."""
        return translated(self.said)


class AlertCount(Record):
    """When the alerts of an area were counted, also where nothing was amiss."""

    area = CodeField(unique=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area} {self.counted_at}"
