"""Months whose figures stand. Only the system writes them, and nobody changes or deletes one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, Statements, area_in_scope, unit_in_scope

MONTH, CASES, MEASURES = "indicators_lockedmonth", "indicators_lockedcase", "indicators_lockedmeasure"
SEEN = f"{area_in_scope('area_id')} OR {unit_in_scope('unit_id')}"
CASE_SEEN = f"EXISTS (SELECT 1 FROM cases_case seen WHERE seen.id = {CASES}.case_id)"
NAMES = [
    ("counted", "计入"),
    ("responded", "按时联系"),
    ("on_time", "按期办结"),
    ("answered", "居民回答"),
    ("solved", "居民说解决"),
    ("rated", "居民评价"),
    ("satisfied", "居民满意"),
]


def area() -> models.Field:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
    )


def unit() -> models.Field:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organizations.organization",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_watched"),
        ("indicators", "0002_months_by_unit"),
        ("organizations", "0002_contacts"),
    ]
    operations = [
        migrations.CreateModel(
            name="LockedMonth",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField(help_text="Its first day.", unique=True)),
                ("locked_at", models.DateTimeField(help_text="The moment its figures are true of.")),
                ("rule_version", models.PositiveSmallIntegerField()),
                (
                    "definitions",
                    models.JSONField(help_text="Numerator and denominator of each indicator, as they were then."),
                ),
                ("cases", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(month__day=1), name="locked_month_by_its_first_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="LockedCase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField(help_text="Its first day.")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("area", area()),
                ("unit", unit()),
                ("holds", models.PositiveSmallIntegerField(help_text="A bit for each measure: `rules.BITS`.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "month"], include=["holds"], name="locked_case_once_a_month"
                    )
                ],
                "indexes": [
                    models.Index(fields=["month", "area"], include=["unit", "holds", "case"], name="locked_month_area")
                ],
            },
        ),
        migrations.CreateModel(
            name="LockedMeasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("measure", models.CharField(choices=NAMES, max_length=20)),
                ("area", area()),
                (
                    "of_unit",
                    models.BooleanField(help_text="A community's, of `unit` alone; otherwise of all units together."),
                ),
                ("unit", unit()),
                ("month", models.DateField(help_text="Its first day.")),
                ("value", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["area", "of_unit", "month", "unit", "measure"],
                        include=["value"],
                        nulls_distinct=False,
                        name="locked_measure_once",
                    )
                ],
            },
        ),
        # Whoever sees a case reads what it counted for; the sums are seen like all figures.
        Scope(CASES, staff=CASE_SEEN, rights="SELECT"),
        Scope(MEASURES, staff=SEEN, rights="SELECT"),
        Statements(
            [
                f"GRANT INSERT ON {CASES}, {MEASURES} TO linli_system",
                f"REVOKE INSERT, UPDATE, DELETE ON {MONTH} FROM linli_common",
                f"GRANT INSERT ON {MONTH} TO linli_system",
            ],
            [
                f"REVOKE ALL ON {MONTH} FROM linli_system",
                f"GRANT INSERT, UPDATE, DELETE ON {MONTH} TO linli_common",
            ],
        ),
    ]
