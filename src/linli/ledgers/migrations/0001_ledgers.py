"""Ledgers of areas: lines are seen in one's areas, where one's units serve, and by the unit that fills a ledger."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, area_in_scope, unit_in_scope

SEEN = (
    f"({area_in_scope('area_id')}"
    f" OR EXISTS (SELECT 1 FROM ledgers_ledger l WHERE l.id = ledger_id AND {unit_in_scope('l.filled_by_id')})"
    " OR EXISTS (SELECT 1 FROM ledgers_ledger l JOIN organizations_organization o ON jsonb_exists(l.kinds, o.type_id)"
    " JOIN organizations_servingarea s ON s.organization_id = o.id"
    f" WHERE l.id = ledger_id AND {unit_in_scope('o.id')}"
    " AND ledgers_line.area_id >= s.area_id AND ledgers_line.area_id < s.area_id || ':'))"
)
OF_LINE = "EXISTS (SELECT 1 FROM ledgers_line l WHERE l.id = line_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0010_wecom"),
        ("areas", "0002_ground"),
        ("organizations", "0002_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ledger",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                (
                    "each",
                    models.CharField(
                        choices=[("community", "村、社区"), ("township", "乡镇、街道"), ("county", "县、市、区")],
                        max_length=10,
                        verbose_name="每个什么填一条",
                    ),
                ),
                ("of", models.CharField(blank=True, help_text="Only communities of this class.", max_length=40)),
                (
                    "kinds",
                    models.JSONField(
                        default=list, help_text="Kinds of units that fill it where they serve; of no named unit."
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "filled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="由哪个单位填",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "key"),
            },
        ),
        migrations.CreateModel(
            name="LedgerVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=30)),
                ("kinds", models.JSONField(default=list)),
                ("spec", models.JSONField(help_text="As `rules.spec_of` reads it.")),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "filled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="ledgers.ledger"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
            ],
            options={
                "ordering": ("ledger", "-number"),
            },
        ),
        migrations.AddField(
            model_name="ledger",
            name="current",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledgers.ledgerversion",
            ),
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(verbose_name="哪天的情况")),
                ("values", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("is_void", models.BooleanField(default=False, help_text="Takes back what was written of this day.")),
                ("is_met", models.BooleanField(help_text="By its own version.")),
                ("valid_until", models.DateField(null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "ledger",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledgers.ledger",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.ledgerversion",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-written_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=64)),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="ledgers.line"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddConstraint(
            model_name="ledgerversion",
            constraint=models.UniqueConstraint(fields=("ledger", "number"), name="ledger_version_number"),
        ),
        migrations.AddConstraint(
            model_name="ledgerversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", True)), fields=("ledger",), name="ledger_one_draft"
            ),
        ),
        migrations.AddIndex(
            model_name="ledger",
            index=models.Index(fields=["area"], name="ledger_area"),
        ),
        migrations.AddConstraint(
            model_name="ledger",
            constraint=models.UniqueConstraint(fields=("area", "name"), name="ledger_named_once"),
        ),
        migrations.AddConstraint(
            model_name="ledger",
            constraint=models.CheckConstraint(
                condition=models.Q(("filled_by__isnull", True), ("kinds", []), _connector="OR"),
                name="ledger_filled_by_one_or_kinds",
            ),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["ledger", "area", "day", "written_at"], name="ledger_line_of_an_area"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_void", False), ("is_met", False), _connector="OR"),
                name="ledger_void_meets_nothing",
            ),
        ),
        Scope("ledgers_line", staff=SEEN, rights="SELECT, INSERT"),
        Scope("ledgers_evidence", staff=OF_LINE, rights="SELECT, INSERT"),
    ]
