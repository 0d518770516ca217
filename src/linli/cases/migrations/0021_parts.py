"""The parts of units called in: each with its own state and clock, seen by whoever sees the case."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope

ON_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
STATES = [("called", "等它接手"), ("taken_up", "会办中"), ("done", "办好了"), ("released", "不用办了")]
ENDED = models.Q(state__in=["done", "released"], ended_at__isnull=False) | models.Q(
    state__in=["called", "taken_up"], ended_at__isnull=True
)
OPEN = models.Q(ended_at__isnull=True)
UNIT = "organizations.organization"


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_returned_found"), ("organizations", "0001_organizations")]
    operations = [
        migrations.AddField(
            "case",
            "open_parts",
            models.PositiveSmallIntegerField(
                db_default=0, default=0, help_text="Units called in that have not ended their part."
            ),
        ),
        migrations.CreateModel(
            "CasePart",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("task", models.CharField(blank=True, max_length=300, verbose_name="请它做什么")),
                ("state", models.CharField(choices=STATES, max_length=10, verbose_name="状态")),
                ("called_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(verbose_name="期限")),
                ("taken_up_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("late_at", models.DateTimeField(help_text="When both units were told that it is late.", null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=UNIT,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=UNIT,
                        verbose_name="会办单位",
                    ),
                ),
            ],
            options={
                "db_table": "cases_part",
                "indexes": [
                    models.Index(condition=OPEN, fields=["unit", "due_at"], name="part_open_unit"),
                    models.Index(condition=OPEN, fields=["due_at"], name="part_open_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=OPEN, fields=("case", "unit"), name="part_once_at_a_time"),
                    models.CheckConstraint(condition=ENDED, name="part_ended_when_ended"),
                ],
            },
        ),
        Scope("cases_part", staff=ON_CASE, resident=ON_CASE, rights="SELECT, INSERT, UPDATE"),
    ]
