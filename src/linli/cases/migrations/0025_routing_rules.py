"""Rules of the desk for who receives what: item, area, time, unit. Everybody's requests are routed by them.

Read by whoever asks, for the request to be routed; written by staff for the areas of their posts alone.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope

HERE = area_in_scope("area_id")
UNIT = "organizations.organization"
DAYS = models.Q(first_on__isnull=True) | models.Q(last_on__isnull=True) | models.Q(first_on__lte=models.F("last_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_ground"),
        ("cases", "0024_little_is_read_whole"),
        ("catalog", "0001_items"),
        ("organizations", "0001_organizations"),
    ]
    operations = [
        migrations.CreateModel(
            "RoutingRule",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "hours",
                    models.CharField(
                        choices=[("always", "不论什么时候"), ("working", "上班时间"), ("outside", "下班和节假日")],
                        max_length=8,
                        verbose_name="什么时候的",
                    ),
                ),
                ("first_on", models.DateField(null=True, verbose_name="从哪天起")),
                ("last_on", models.DateField(null=True, verbose_name="到哪天止")),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="哪里的",
                    ),
                ),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=UNIT,
                        verbose_name="派给哪个单位",
                    ),
                ),
            ],
            options={
                "db_table": "cases_routing_rule",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        expressions=[
                            ("area", "="),
                            (django.db.models.functions.comparison.Coalesce("item", models.Value("")), "="),
                            ("hours", "="),
                            (
                                models.Func(
                                    "first_on",
                                    "last_on",
                                    function="num_nonnulls",
                                    output_field=models.IntegerField(),
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    "first_on",
                                    "last_on",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="routing_rules_do_not_tie",
                    ),
                    models.CheckConstraint(condition=DAYS, name="routing_rule_days"),
                ],
            },
        ),
        Scope(
            "cases_routing_rule",
            staff="true",
            staff_check=HERE,
            resident="ended_at IS NULL",
            resident_check="false",
            rights="SELECT, INSERT, UPDATE",
        ),
        Statements(
            [
                f"CREATE POLICY staff_change ON cases_routing_rule AS RESTRICTIVE FOR UPDATE TO linli_staff USING ({HERE}) WITH CHECK ({HERE})"
            ],
            ["DROP POLICY staff_change ON cases_routing_rule"],
        ),
    ]
