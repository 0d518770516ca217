"""Who works in a grid: staff alone, from a day, perhaps to a day."""

from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.models import Record


class Part(models.TextChoices):
    """1+X+N: one full-time worker, some part-time, and volunteers."""

    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")
    VOLUNTEER = "volunteer", _("志愿")


class GridPostQuerySet(models.QuerySet["GridPost"]):
    """Questions about assignments."""

    def inside(self, prefixes: Iterable[str]) -> "GridPostQuerySet":
        """Of grids in these areas."""
        return self.filter(grid__within=list(prefixes))


class GridPost(Record):
    """Somebody of the staff who works in a grid."""

    grid = AreaField(verbose_name=_("网格"))
    user = models.ForeignKey(User, verbose_name=_("网格员"), on_delete=models.PROTECT, related_name="grid_posts")
    part = models.CharField(_("身份"), max_length=12, choices=Part.choices)
    starts_on = models.DateField(_("从哪天起"))
    ends_on = models.DateField(_("到哪天"), null=True, blank=True, help_text="The first day without it.")

    objects = GridPostQuerySet.as_manager()

    class Meta:
        ordering = ("grid_id", "part", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="grid_post_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
            ),
            ExclusionConstraint(
                name="grid_post_once_at_a_time",
                expressions=[
                    ("grid", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        models.Func("starts_on", "ends_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )
        indexes = (models.Index(fields=["grid", "part"], name="grid_post_grid"),)
