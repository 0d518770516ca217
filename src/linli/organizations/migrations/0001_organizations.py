"""Kinds of organisation, units, and the areas they serve; staff may read what was changed about a unit."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_journal"), ("areas", "0001_areas")]
    operations = [
        migrations.CreateModel(
            name="OrganizationType",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("handles", models.BooleanField(help_text="Whether units of this kind may handle cases.")),
                (
                    "level",
                    models.CharField(
                        help_text="county, township or community: where such a unit stands.", max_length=20
                    ),
                ),
                ("source", models.CharField(blank=True, help_text="The plan or law that names it.", max_length=200)),
            ],
            options={"ordering": ("level", "code")},
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("short_name", models.CharField(max_length=40, verbose_name="简称")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organizationtype",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="所在区划",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="对外电话")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "ordering": ("area_id", "name"),
                "indexes": [models.Index(fields=["area", "type"], name="organization_area_type")],
                "constraints": [
                    models.UniqueConstraint(fields=("area", "name"), name="organization_named_once_per_area")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServingArea",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="serving_areas",
                        to="organizations.organization",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["area"], name="serving_area")],
                "constraints": [models.UniqueConstraint(fields=("organization", "area"), name="serves_an_area_once")],
            },
        ),
        JournalSight("organizations.organization", "organizations_organization", roles=("staff",)),
    ]
