"""Draws and callbacks, with the rule of sight for each: drawn by a job alone, answered by who sees the area's cases."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope

DRAW, CALLBACK = "followups_draw", "followups_callback"
SEEN = area_in_scope("area_id", "cases")


def key() -> models.UUIDField:
    return models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False)


def area(**more: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area", **more
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_accounts"),
        ("areas", "0001_areas"),
        ("cases", "0015_ratings_written_down"),
    ]
    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", key()),
                ("month", models.DateField(help_text="Its first day.")),
                ("seed", models.CharField(max_length=100)),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "closed",
                    models.PositiveIntegerField(help_text="Ordinary cases closed in the month, when it was drawn."),
                ),
                ("drawn", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("area", area()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("month", "area"), name="draw_once"),
                    models.CheckConstraint(
                        condition=models.Q(("drawn__lte", models.F("closed"))), name="draw_of_closed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", key()),
                (
                    "kind",
                    models.CharField(
                        choices=[("drawn", "抽到"), ("bad_rating", "差评")], max_length=10, verbose_name="为什么回访"
                    ),
                ),
                (
                    "month",
                    models.DateField(help_text="The first day of the month whose share it counts for."),
                ),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(verbose_name="回访期限")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "问到了"),
                            ("not_reached", "打了三次没人接"),
                            ("moot", "又在办理，不用问了"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("solved", models.BooleanField(null=True)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        help_text="What the resident said, also where it rated before.", null=True
                    ),
                ),
                ("area", area(verbose_name="社区（村）")),
                (
                    "called_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["area", "due_at"],
                        name="callback_waiting",
                    ),
                    models.Index(fields=["month", "area"], name="callback_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("case",),
                        name="callback_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("settled_at__isnull", True)),
                            models.Q(("settled_at__isnull", False), models.Q(("result", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="callback_settled_with_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", "reached"), ("solved__isnull", True), _connector="OR"),
                        name="callback_answer_when_reached",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__isnull", True), ("level__range", (1, 5)), _connector="OR"),
                        name="callback_level_of_five",
                    ),
                ],
            },
        ),
        # How many were drawn of how many is nobody's secret; whom to call is read in the areas of posts that read cases.
        Scope(DRAW, staff="true", rights="SELECT"),
        Scope(CALLBACK, staff=SEEN, rights="SELECT, UPDATE"),
        Statements(
            [f"GRANT INSERT ON {DRAW}, {CALLBACK} TO linli_system"],
            [f"REVOKE INSERT ON {DRAW}, {CALLBACK} FROM linli_system"],
        ),
    ]
