"""Screens on walls. Rows are written by `insight.actions` only."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
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
