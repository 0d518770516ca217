"""What was amiss with an area when it was last counted. The system alone writes it; who sees the area reads it, and
what rests on cases or residents only by a post that shows these there.
"""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, Statements, area_in_scope

ALERT, COUNT = "insight_alert", "insight_alertcount"
CASES, PEOPLE = (f"(NOT of_{each} OR {area_in_scope('area_id', of=each)})" for each in ("cases", "people"))


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_read_in_the_journal")]
    operations = [
        migrations.CreateModel(
            name="AlertCount",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=17, unique=True)),
                ("counted_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "order",
                    models.PositiveSmallIntegerField(help_text="Among those of the area, the gravest first."),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("more_than_all", "数对不上"),
                            ("targets_differ", "目标不一样"),
                            ("fell", "数掉了"),
                            ("no_data", "该有数，没有数"),
                            ("behind", "落后"),
                        ],
                        max_length=20,
                    ),
                ),
                ("indicator", models.CharField(max_length=40)),
                (
                    "said",
                    models.CharField(help_text="What the plan calls it, or else the indicator's file.", max_length=120),
                ),
                ("facts", models.JSONField(default=dict)),
                ("url", models.CharField(help_text="Where it is mended.", max_length=300)),
                (
                    "of_cases",
                    models.BooleanField(default=False, help_text="Rests on cases, so only who reads those may know."),
                ),
                ("of_people", models.BooleanField(default=False, help_text="Rests on residents likewise.")),
                ("counted_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Whose plans and figures were looked at.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "order"), name="alert_has_its_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sort__in", ["more_than_all", "targets_differ", "fell", "no_data", "behind"])
                        ),
                        name="alert_sort_is_known",
                    ),
                ],
            },
        ),
        Scope(ALERT, staff=f"{area_in_scope('area_id')} AND {CASES} AND {PEOPLE}", rights="SELECT"),
        Statements(
            [
                f"GRANT INSERT, DELETE ON {ALERT} TO linli_system",
                f"REVOKE INSERT, UPDATE, DELETE ON {COUNT} FROM linli_common",
                f"GRANT INSERT, UPDATE ON {COUNT} TO linli_system",
            ],
            [
                f"REVOKE ALL ON {COUNT} FROM linli_system",
                f"GRANT INSERT, UPDATE, DELETE ON {COUNT} TO linli_common",
            ],
        ),
    ]
