"""Divisions as published, the grids below communities, and what is known of an area: figures, classes, ground.

Public: everybody reads them. Divisions are written by the owner's loader alone, the rest by `areas.actions`; whether
somebody may, their caller asks, and for staff the database asks once more whether it lies in their areas.
"""

from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas import rules
from linli.areas.fields import AreaField, CodeField
from linli.areas.rules import LENGTHS, Kind, Level
from linli.areas.sizes import Setting
from linli.areas.tags import tags
from linli.base.models import Record

LEVEL_NAMES = {
    Level.PROVINCE: _("省、区、市"),
    Level.PREFECTURE: _("州、市"),
    Level.COUNTY: _("县、区"),
    Level.TOWNSHIP: _("乡镇、街道"),
    Level.COMMUNITY: _("社区、村"),
    Level.GRID: pgettext_lazy("one of them", "网格"),
    Level.MICRO_GRID: pgettext_lazy("one of them", "微网格"),
}
LEVEL_CHOICES = [(int(level), words) for level, words in LEVEL_NAMES.items()]
KIND_CHOICES = [(Kind.RESIDENTIAL.value, _("社区")), (Kind.VILLAGE.value, _("村"))]
LEVEL_SHAPES = [models.Q(level=level, code__regex=f"^[0-9]{{{length}}}$") for level, length in enumerate(LENGTHS, 1)]


class AreaQuerySet(models.QuerySet["Area"]):
    """Questions about divisions, in the field's words."""

    def current(self) -> "AreaQuerySet":
        """Divisions of the newest edition: none that has been dissolved."""
        return self.filter(valid_to=None)

    def inside(self, prefixes: Iterable[str]) -> "AreaQuerySet":
        """The subtrees of these codes, their roots included."""
        return self.filter(code__within=list(prefixes))

    def published(self) -> "AreaQuerySet":
        """Divisions of the published list: no grids."""
        return self.filter(level__lte=Level.COMMUNITY)

    def communities(self) -> "AreaQuerySet":
        """Communities and villages where people live; none that exists for statistics alone."""
        virtual = models.Q(*(("code__endswith", digits) for digits in sorted(rules.VIRTUAL)), _connector=models.Q.OR)
        return self.filter(level=Level.COMMUNITY).exclude(virtual)

    def below(self, code: str) -> "AreaQuerySet":
        """The areas directly below one; of the empty code, the provinces."""
        length = rules.child_length(code)
        if length is None:
            return self.none()
        return self.filter(code__within=[code], level=rules.LEVELS[length]).order_by("code")


class Area(models.Model):
    """One division, by its published code. The digits nest: a subtree is a prefix, and rows elsewhere keep the code."""

    code = CodeField(_("代码"), primary_key=True)
    name = models.CharField(_("名称"), max_length=80)
    level = models.PositiveSmallIntegerField(_("层级"), choices=LEVEL_CHOICES)
    kind = models.CharField(_("类型"), max_length=12, blank=True, choices=KIND_CHOICES)
    initials = models.CharField(
        _("拼音首字母"), max_length=80, blank=True, db_collation="C", help_text="Of every character, to be found by."
    )
    valid_from = models.DateField(help_text="Cut-off of the first edition that names it; it may be older.")
    valid_to = models.DateField(null=True, blank=True, help_text="Cut-off of the first edition without it.")
    edition = models.CharField(max_length=20, help_text="The edition its present wording comes from.")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="area_level_follows_its_code",
                condition=models.Q(*LEVEL_SHAPES, _connector=models.Q.OR),
            ),
            models.CheckConstraint(
                name="area_kind_is_a_communitys", condition=models.Q(kind="") | models.Q(level__gte=5)
            ),
            models.CheckConstraint(
                name="area_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
        )
        indexes = (
            GinIndex(name="area_name_trigrams", fields=["name"], opclasses=["gin_trgm_ops"]),
            models.Index(
                name="area_level_name", fields=["level", "name"], opclasses=["int2_ops", "varchar_pattern_ops"]
            ),
            models.Index(name="area_level_initials", fields=["level", "initials"]),
            # The 45,000 areas down to the township, read whole from the index where one or two characters are asked.
            models.Index(
                name="area_high_levels",
                fields=["level", "code"],
                include=["name", "valid_to"],
                condition=models.Q(level__lte=Level.TOWNSHIP),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name people use: 游园社区 rather than 游园社区居民委员会."""
        return rules.short_name(self.name)


class AreaEdition(models.Model):
    """What has been loaded: an edition of the published list, whole or one subtree of it."""

    name = models.CharField(max_length=20)
    prefix = CodeField(blank=True, help_text="The subtree loaded; empty for the whole country.")
    sha256 = models.CharField(max_length=64, help_text="Of the file, so that a corrected one is loaded again.")
    count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "prefix"], name="area_edition_loaded_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}".strip()


class FigureKind(models.TextChoices):
    """The numbers others are divided by."""

    HOUSEHOLDS = "households", _("户数")
    RESIDENTS = "residents", _("常住人口")
    URBAN_RESIDENTS = "urban_residents", _("城镇常住人口")


SETTING_CHOICES = [(Setting.URBAN.value, _("城市")), (Setting.RURAL.value, _("农村"))]


class Grid(models.Model):
    """What a grid or micro-grid has beside its code and name. Its households are figures, with their days."""

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="grid")
    setting = models.CharField(_("城市或农村"), max_length=8, choices=SETTING_CHOICES)
    villager_groups = models.PositiveSmallIntegerField(_("村民小组数"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.area_id)


class Succession(Record):
    """An area that went into another one on a day: merged, split, or published under a new code."""

    before = AreaField()
    after = AreaField()
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["before", "after"], name="succession_said_once"),)
        indexes = (models.Index(fields=["after"], name="succession_after"),)


class AreaFigure(Record):
    """A number about an area on a day, with where it comes from. It holds until the next one."""

    area = AreaField(verbose_name=_("区划"))
    kind = models.CharField(_("项目"), max_length=20, choices=FigureKind.choices)
    day = models.DateField(_("截止日"))
    value = models.PositiveIntegerField(_("数"))
    source = models.CharField(_("来源"), max_length=120)

    class Meta:
        ordering = ("area_id", "kind", "-day")
        constraints = (
            # In this order it also finds the newest of each area of a subtree.
            models.UniqueConstraint(fields=["kind", "area", "day"], name="area_figure_once_a_day"),
        )


class AreaTag(Record):
    """A class an area belongs to, from a day, perhaps to a day."""

    area = AreaField(verbose_name=_("区划"))
    tag = models.CharField(_("标签"), max_length=40, help_text="A code of data/areas/tags.toml.")
    since = models.DateField(_("从哪天起"))
    until = models.DateField(_("到哪天"), null=True, blank=True, help_text="The first day it no longer holds.")
    source = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        ordering = ("area_id", "tag", "since")
        constraints = (
            models.CheckConstraint(
                name="area_tag_ends_after_it_begins",
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
            ),
            ExclusionConstraint(
                name="area_tag_once_at_a_time",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("tag", RangeOperators.EQUAL),
                    (
                        models.Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )
        indexes = (models.Index(fields=["tag", "area"], name="area_tag_area"),)

    @property
    def name(self) -> str:
        """What the class is called; its code where the file no longer names it."""
        tag = tags().get(self.tag)
        return tag.name if tag else self.tag


class AreaShape(models.Model):
    """Where a community or grid lies, in WGS-84: a point, an outline, or both; `west` to `north` frame the outline."""

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="shape")
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    outline = models.JSONField(_("边界"), null=True, blank=True, help_text="GeoJSON, a Polygon or MultiPolygon.")
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="area_shape_says_something",
                condition=models.Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90))
                | models.Q(lon__isnull=True, lat__isnull=True, outline__isnull=False),
            ),
            models.CheckConstraint(
                name="area_shape_is_framed",
                condition=models.Q(outline__isnull=False, west__lt=models.F("east"), south__lt=models.F("north"))
                | models.Q(outline__isnull=True, west=None, south=None, east=None, north=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.area_id)
