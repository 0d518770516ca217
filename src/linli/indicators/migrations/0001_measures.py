"""Leaf measures, marks of stale days and the watermark. Everybody may mark; only the system counts and writes figures."""

from uuid import UUID

from django.db import migrations, models
from django.db.models import Q, deletion

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, Statements, area_in_scope, unit_in_scope

MEASURES, MONTHS = "indicators_dailymeasure", "indicators_monthlymeasure"
STALE, WATERMARK = "indicators_staleday", "indicators_watermark"
SEEN = f"{area_in_scope('area_id')} OR {unit_in_scope('unit_id')}"
THE_WATERMARK = UUID("00000000-0000-7000-8000-000000000001")
NAMES = [
    ("counted", "计入"),
    ("responded", "按时联系"),
    ("on_time", "按期办结"),
    ("answered", "居民回答"),
    ("solved", "居民说解决"),
    ("rated", "居民评价"),
    ("satisfied", "居民满意"),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("areas", "0001_areas"),
        ("base", "0001_journal"),
        ("organizations", "0001_organizations"),
    ]
    operations = [
        migrations.CreateModel(
            name="DailyMeasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("measure", models.CharField(choices=NAMES, max_length=20)),
                ("day", models.DateField()),
                ("value", models.PositiveIntegerField()),
                ("rule_version", models.PositiveSmallIntegerField(help_text="Of the rules it was counted by.")),
                (
                    "area",
                    models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name="+", to="areas.area"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day", "area"], name="measure_day_area")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["area", "day", "unit", "measure"],
                        include=["value"],
                        nulls_distinct=False,
                        name="measure_once_a_day",
                    ),
                    models.CheckConstraint(condition=Q(value__gt=0), name="measure_of_nothing_is_no_row"),
                    models.CheckConstraint(
                        condition=Q(measure__in=[code for code, _name in NAMES]), name="measure_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyMeasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("measure", models.CharField(choices=NAMES, max_length=20)),
                (
                    "of_unit",
                    models.BooleanField(
                        help_text="Of `unit` alone, which may be none; otherwise of all units together."
                    ),
                ),
                ("month", models.DateField(help_text="Its first day.")),
                ("value", models.PositiveIntegerField()),
                (
                    "area",
                    models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name="+", to="areas.area"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["area", "of_unit", "month", "unit", "measure"],
                        include=["value"],
                        nulls_distinct=False,
                        name="measure_once_a_month",
                    ),
                    models.CheckConstraint(
                        condition=Q(of_unit=True) | Q(unit__isnull=True), name="month_of_all_names_no_unit"
                    ),
                    models.CheckConstraint(condition=Q(month__day=1), name="month_by_its_first_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaleDay",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "area",
                    models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name="+", to="areas.area"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Watermark",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(id=THE_WATERMARK), name="watermark_is_one")],
            },
        ),
        Scope(MEASURES, staff=SEEN, rights="SELECT"),
        Scope(MONTHS, staff=SEEN, rights="SELECT"),
        # Whoever changes a case leaves a mark in the same transaction; only who counts reads them.
        Scope(STALE, staff="false", staff_check="true", resident_check="true", rights="INSERT"),
        Statements(
            [
                f"GRANT INSERT, DELETE ON {MEASURES}, {MONTHS} TO linli_system",
                f"GRANT SELECT, UPDATE, DELETE ON {STALE} TO linli_system",
                f"REVOKE INSERT, UPDATE, DELETE ON {WATERMARK} FROM linli_common",
                f"GRANT UPDATE ON {WATERMARK} TO linli_system",
                f"INSERT INTO {WATERMARK} (id) VALUES ('{THE_WATERMARK}')",
            ],
            [
                f"DELETE FROM {WATERMARK}",
                f"REVOKE ALL ON {WATERMARK} FROM linli_system",
                f"GRANT INSERT, UPDATE, DELETE ON {WATERMARK} TO linli_common",
            ],
        ),
    ]
