"""What a unit often answers, seen and written by the unit; views of the list, one's own or shared in a unit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, unit_in_scope

UNITS = unit_in_scope("unit_id")
MINE = "owner_id::text = nullif(current_setting('linli.actor', true), '')"
UNIT = "organizations.organization"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("cases", "0030_destroyed"),
        ("catalog", "0001_items"),
        ("organizations", "0001_organizations"),
    ]
    operations = [
        migrations.CreateModel(
            "AnswerTemplate",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=20, verbose_name="叫什么")),
                ("words", models.TextField(max_length=1000, verbose_name="怎么说")),
                ("used_count", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.serviceitem",
                        verbose_name="什么事",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=UNIT
                    ),
                ),
            ],
            options={
                "db_table": "cases_answer_template",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit", "title"),
                        name="answer_template_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "SavedView",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=16, verbose_name="叫什么")),
                ("query", models.CharField(help_text="As the list's address says it.", max_length=300)),
                ("saved_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="Whose staff see it, too.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=UNIT,
                    ),
                ),
            ],
            options={
                "db_table": "cases_saved_view",
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_once")],
            },
        ),
        Scope("cases_answer_template", staff=UNITS, rights="SELECT, INSERT, UPDATE"),
        Scope("cases_saved_view", staff=f"{MINE} OR {UNITS}", staff_check=f"{MINE} AND (unit_id IS NULL OR {UNITS})"),
    ]
