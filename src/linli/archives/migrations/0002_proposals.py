"""Proposals to destroy cases, and what is left of them: seen by area; staff decide, a job alone ends them."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope

IN_AREA = area_in_scope("area_id")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_reaching"),
        ("archives", "0001_case_files"),
        ("areas", "0002_ground"),
        ("cases", "0030_destroyed"),
        ("catalog", "0004_read_by_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等审核"),
                            ("approved", "已同意，正在销毁"),
                            ("refused", "没有同意"),
                            ("done", "销毁完了"),
                        ],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
            ],
            options={
                "db_table": "archives_proposal",
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=24, verbose_name="编号")),
                ("submitted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField()),
                (
                    "rule",
                    models.CharField(help_text="The code of the rule in data/archives/retention.toml.", max_length=40),
                ),
                ("rule_name", models.CharField(max_length=60)),
                ("years", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField(help_text="From this day on it need not be kept.")),
                ("ended_at", models.DateTimeField(help_text="Destroyed, or left as it is.", null=True)),
                ("left_because", models.CharField(blank=True, help_text="Why it was left as it is.", max_length=100)),
                (
                    "content_hash",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of what was destroyed, so that a copy elsewhere can be told.",
                        max_length=64,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.serviceitem",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tombstones", to="archives.proposal"
                    ),
                ),
            ],
            options={
                "db_table": "archives_tombstone",
            },
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["area", "-proposed_at"], name="proposal_by_area"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="proposal_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="proposal_decided_when_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="tombstone",
            index=models.Index(fields=["area", "-closed_at"], name="tombstone_by_area"),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="tombstone_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content_hash", ""), ("ended_at__isnull", True), ("left_because", "")),
                    models.Q(
                        ("ended_at__isnull", False), models.Q(("left_because", ""), _negated=True), ("content_hash", "")
                    ),
                    models.Q(
                        ("ended_at__isnull", False), ("left_because", ""), models.Q(("content_hash", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="tombstone_ended_one_way",
            ),
        ),
        Scope("archives_proposal", staff=IN_AREA, rights="SELECT, INSERT, UPDATE"),
        Scope("archives_tombstone", staff=IN_AREA, rights="SELECT, INSERT"),
        Statements(
            ["GRANT UPDATE ON archives_tombstone TO linli_system"],
            ["REVOKE UPDATE ON archives_tombstone FROM linli_system"],
        ),
    ]
