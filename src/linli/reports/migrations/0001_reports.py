"""Reports of plans: drafts that are written, issues and files that are only added; seen in one's areas."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, area_in_scope

AREA = area_in_scope("area_id")
OF_ISSUE = "EXISTS (SELECT 1 FROM reports_issue i WHERE i.id = issue_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_push"),
        ("areas", "0002_ground"),
        ("plans", "0004_tiers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("quarter", "季度报告"), ("year", "年度报告"), ("matter", "重大事项报告")],
                        max_length=8,
                        verbose_name="哪种报告",
                    ),
                ),
                ("first", models.DateField(verbose_name="从哪天")),
                ("last", models.DateField(verbose_name="到哪天")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("words", models.JSONField(default=dict, help_text="By the key of the section: what a person wrote.")),
                ("figures", models.JSONField(help_text="As they were read: `drafting.figures`.")),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(help_text="When the figures were read.")),
                ("issued_at", models.DateTimeField(null=True)),
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
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("quarter", "季度报告"), ("year", "年度报告"), ("matter", "重大事项报告")],
                        max_length=8,
                        verbose_name="哪种报告",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("year", models.PositiveSmallIntegerField()),
                ("order", models.PositiveSmallIntegerField(help_text="Within the area and the year.")),
                ("content", models.JSONField(help_text="All that it says: `drafting.content`.")),
                ("sha256", models.CharField(help_text="Of the content: `rules.checksum`.", max_length=64)),
                ("issued_at", models.DateTimeField()),
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
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issue", to="reports.draft"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_at",),
            },
        ),
        migrations.CreateModel(
            name="IssueFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "format",
                    models.CharField(choices=[("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel")], max_length=4),
                ),
                ("key", models.CharField(help_text="Of the stored file, which is its SHA-256.", max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.issue"
                    ),
                ),
            ],
            options={
                "ordering": ("made_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["area", "-made_at"], name="report_draft_area"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="report_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(fields=("area", "year", "order"), name="report_number_once"),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(condition=models.Q(("order__gte", 1)), name="report_number_from_one"),
        ),
        migrations.AddConstraint(
            model_name="issuefile",
            constraint=models.UniqueConstraint(fields=("issue", "format"), name="report_file_once"),
        ),
        Scope("reports_draft", staff=AREA),
        Scope("reports_issue", staff=AREA, rights="SELECT, INSERT"),
        Scope("reports_issuefile", staff=OF_ISSUE, rights="SELECT, INSERT"),
    ]
