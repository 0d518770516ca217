"""Leaf measures, the days that wait to be counted again, and until when everything is counted.

Figures are made by `indicators.actions` from the cases, by jobs and commands alone; nobody types one.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import AreaField, CodeField
from linli.base.models import Record, ScopedRecord
from linli.cases.models import Case
from linli.indicators.rules import Measure
from linli.organizations.models import Organization

MEASURES = [
    (Measure.COUNTED.value, _("计入")),
    (Measure.RESPONDED.value, _("按时联系")),
    (Measure.ON_TIME.value, _("按期办结")),
    (Measure.ANSWERED.value, _("居民回答")),
    (Measure.SOLVED.value, _("居民说解决")),
    (Measure.RATED.value, _("居民评价")),
    (Measure.SATISFIED.value, _("居民满意")),
]
THE_WATERMARK = UUID("00000000-0000-7000-8000-000000000001")


class DailyMeasure(models.Model):
    """So many cases of a community, a unit and a day for which a measure holds; none is no row.

    Its number is the database's own: rows are written set-wise and replaced, and nothing refers to one.
    """

    is_scoped: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    measure = models.CharField(max_length=20, choices=MEASURES)
    area = AreaField()
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    day = models.DateField()
    value = models.PositiveIntegerField()
    rule_version = models.PositiveSmallIntegerField(help_text="Of the rules it was counted by.")

    class Meta:
        constraints = (
            # Also what figures of communities and townships are read from, without touching the table.
            models.UniqueConstraint(
                fields=["area", "day", "unit", "measure"],
                include=["value"],
                nulls_distinct=False,
                name="measure_once_a_day",
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="measure_of_nothing_is_no_row"),
            models.CheckConstraint(
                condition=models.Q(measure__in=[code for code, _name in MEASURES]), name="measure_is_known"
            ),
        )
        indexes = (models.Index(fields=["day", "area"], name="measure_day_area"),)  # a month of a county

    def __str__(self) -> str:
        return f"{self.area_id} {self.day} {self.measure} {self.value}"


class MonthlyMeasure(models.Model):
    """The months of a county, prefecture or province, summed from the leaves: for all units together, and in a county
    for each of them.

    Without them a prefecture's year would be some millions of leaves on every look.
    """

    is_scoped: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    measure = models.CharField(max_length=20, choices=MEASURES)
    area = AreaField()
    of_unit = models.BooleanField(help_text="Of `unit` alone, which may be none; otherwise of all units together.")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    month = models.DateField(help_text="Its first day.")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "of_unit", "month", "unit", "measure"],
                include=["value"],
                nulls_distinct=False,
                name="measure_once_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(of_unit=True) | models.Q(unit__isnull=True), name="month_of_all_names_no_unit"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="month_by_its_first_day"),
        )
        indexes = (  # a report goes through the units of a prefecture, some at a time
            models.Index(
                fields=["unit", "month"],
                include=["area", "measure", "value"],
                condition=models.Q(of_unit=True),
                name="month_by_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.month} {self.measure} {self.value}"


class LockedMonth(Record):
    """A month whose figures stand: since when, by which rules, and what each indicator was then. Never changed."""

    month = models.DateField(unique=True, help_text="Its first day.")
    locked_at = models.DateTimeField(help_text="The moment its figures are true of.")
    rule_version = models.PositiveSmallIntegerField()
    definitions = models.JSONField(help_text="Numerator and denominator of each indicator, as they were then.")
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(month__day=1), name="locked_month_by_its_first_day"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def halves(self, indicator: str) -> tuple[Measure, Measure] | None:
        """What was divided by what then; None for an indicator that did not exist."""
        found = self.definitions.get(indicator)
        return (Measure(found[0]), Measure(found[1])) if found else None


class LockedCase(models.Model):
    """What one case counted for in a locked month, so that a locked figure opens down to its cases, and what has
    changed since is found. The figure outlives its case: no foreign key holds it.

    Who sees the figures of an area sees these rows, which say what its leaf figures say, but not their cases.
    """

    is_scoped: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(help_text="Its first day.")
    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    area = AreaField()
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holds = models.PositiveSmallIntegerField(help_text="A bit for each measure: `rules.BITS`.")
    is_ordinary = models.BooleanField(
        default=False, help_text="Its case is an ordinary one of this area: who sees the area's cases opens it."
    )  # set back by the database when the case becomes confidential, lies elsewhere or is destroyed

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["month", "case"], include=["area", "unit", "holds"], name="locked_case_once_a_month"
            ),
        )
        indexes = (
            models.Index(
                fields=["month", "area"], include=["unit", "holds", "case", "is_ordinary"], name="locked_month_area"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.case_id}"


class LockedMeasure(models.Model):
    """The sums of a locked month: of each community and unit, and of counties, prefectures and provinces as a whole."""

    is_scoped: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    measure = models.CharField(max_length=20, choices=MEASURES)
    area = AreaField()
    of_unit = models.BooleanField(help_text="A community's, of `unit` alone; otherwise of all units together.")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    month = models.DateField(help_text="Its first day.")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "of_unit", "month", "unit", "measure"],
                include=["value"],
                nulls_distinct=False,
                name="locked_measure_once",
            ),
        )
        indexes = (
            models.Index(  # the units of a prefecture in one month
                fields=["month", "area"],
                include=["unit", "measure", "value"],
                condition=models.Q(of_unit=True),
                name="locked_month_units",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.month:%Y-%m} {self.measure} {self.value}"


class StaleDay(ScopedRecord):
    """A mark that a community's figures of a day are to be counted again; left by whoever changes a case."""

    area = AreaField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.area_id} {self.day}"


class Watermark(Record):
    """The one row that says until when everything is counted; locked by whoever counts, one at a time."""

    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=THE_WATERMARK), name="watermark_is_one"),)

    def __str__(self) -> str:
        return str(self.until)


class StandingSnapshot(models.Model):
    """How an area stood from a day on, until its next row: two whole numbers, whose quotient nobody stores.

    There is a row only where something changed. `known_at` is when it was counted: a day counted once more, because a
    record of that day came later, has a row beside the first one. Without a numerator, the area is counted no longer;
    without a denominator, nothing is divided or nobody knows by what. Never changed, never deleted.
    """

    is_scoped: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    indicator = models.CharField(max_length=40)
    area = AreaField()
    day = models.DateField()
    known_at = models.DateTimeField()
    numerator = models.PositiveBigIntegerField(null=True)
    denominator = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            # In this order it also finds how each area of a subtree stood on a day, as last known.
            models.UniqueConstraint(
                models.F("area"),
                models.F("indicator"),
                models.F("day").desc(),
                models.F("known_at").desc(),
                name="snapshot_once_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__isnull=False) | models.Q(denominator__isnull=True),
                name="snapshot_divides_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator} {self.day} {self.numerator}/{self.denominator}"


class SnapshotRun(Record):
    """A day of a region that was counted, and when; also which days are still to be counted in a night cut off."""

    root = CodeField(help_text="The region's code; its communities and all levels above them were counted.")
    day = models.DateField()
    taken_at = models.DateTimeField()
    is_whole = models.BooleanField(help_text="Every indicator; otherwise those whose registers know days gone by.")
    rows = models.PositiveIntegerField(help_text="How many areas and indicators had changed.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["root", "day", "taken_at"], name="snapshot_run_once"),)

    def __str__(self) -> str:
        return f"{self.root} {self.day}"


class LockedStanding(Record):
    """A month whose snapshots stand: what was known at `locked_at` is its figure, for ever."""

    month = models.DateField(unique=True, help_text="Its first day.")
    locked_at = models.DateTimeField()
    definitions = models.JSONField(help_text="The formula of each indicator, as it was then.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(month__day=1), name="locked_standing_by_its_first_day"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
