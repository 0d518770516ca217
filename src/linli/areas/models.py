"""Divisions as published, and which edition of them is loaded.

Public: everybody reads them, only the owner's loader writes.
"""

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.areas import rules
from linli.areas.fields import CodeField
from linli.areas.rules import LENGTHS, Kind, Level

LEVEL_NAMES = {
    Level.PROVINCE: _("省、区、市"),
    Level.PREFECTURE: _("州、市"),
    Level.COUNTY: _("县、区"),
    Level.TOWNSHIP: _("乡镇、街道"),
    Level.COMMUNITY: _("社区、村"),
    Level.GRID: _("网格"),
    Level.MICRO_GRID: _("微网格"),
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

    def communities(self) -> "AreaQuerySet":
        """Communities and villages where people live; none that exists for statistics alone."""
        virtual = models.Q(code__endswith="498") | models.Q(code__endswith="598")
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
