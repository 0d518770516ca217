"""Policies, with who sees and changes them.

They are public words: staff read all, residents what is in force, visitors through `policies_in_force`. Written by
staff for the areas of their posts alone, also where a row is taken over from another area.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope

HERE = area_in_scope("area_id")
IN_FORCE = """
CREATE FUNCTION policies_in_force(today date) RETURNS SETOF policies_policy
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT p.* FROM policies_policy p WHERE p.retired_at IS NULL AND (p.ends_on IS NULL OR p.ends_on >= today)
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_ground"),
        ("base", "0001_journal"),
        ("catalog", "0001_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Of the shipped file it came from.",
                        max_length=40,
                        null=True,
                        unique=True,
                        verbose_name="代码",
                    ),
                ),
                ("title", models.CharField(max_length=30, verbose_name="一句话")),
                ("summary", models.CharField(max_length=200, verbose_name="能得到什么")),
                ("who", models.CharField(max_length=200, verbose_name="什么人可以")),
                ("issuer", models.CharField(max_length=60, verbose_name="谁印发的")),
                ("document", models.CharField(max_length=100, verbose_name="文件名称")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("quote", models.CharField(max_length=400, verbose_name="原文")),
                ("link", models.URLField(blank=True, verbose_name="原文网址")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="居民会怎么说",
                    ),
                ),
                (
                    "for_whom",
                    models.JSONField(default=dict, help_text="Answers that fit, by question; all of them must."),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="到哪天失效")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "file_hash",
                    models.CharField(blank=True, help_text="Empty once changed at the desk.", max_length=64),
                ),
                ("changed_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("retired_why", models.CharField(blank=True, max_length=200, verbose_name="为什么停用")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="在哪里有效",
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
                    ),
                ),
            ],
            options={
                "ordering": ("title", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), _negated=True), models.Q(("quote", ""), _negated=True)
                        ),
                        name="policy_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", True), ("retired_why", "")),
                            models.Q(("retired_at__isnull", False), models.Q(("retired_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="policy_retired_with_a_reason",
                    ),
                ],
            },
        ),
        Scope(
            "policies_policy",
            staff="true",
            staff_check=HERE,
            resident="retired_at IS NULL",
            resident_check="false",
            rights="SELECT, INSERT, UPDATE",
        ),
        Statements(
            [
                f"CREATE POLICY staff_change ON policies_policy AS RESTRICTIVE FOR UPDATE TO linli_staff USING ({HERE}) WITH CHECK ({HERE})",
                IN_FORCE,
                "REVOKE ALL ON FUNCTION policies_in_force(date) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION policies_in_force(date) TO linli_common",
            ],
            ["DROP FUNCTION policies_in_force(date)", "DROP POLICY staff_change ON policies_policy"],
        ),
    ]
