"""Files of cases that somebody asked for: each sees their own, jobs make them and throw them away."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements

MINE = "asked_by_id::text = nullif(current_setting('linli.actor', true), '')"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_codes_for_a_purpose"),
        ("cases", "0018_rating_with_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField()),
                ("is_for_resident", models.BooleanField()),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="Of the stored file; empty until it is made.", max_length=80
                    ),
                ),
                ("made_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
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
                "db_table": "archives_case_file",
                "indexes": [models.Index(fields=["asked_by", "case", "-asked_at"], name="case_file_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), ("made_at__isnull", True)),
                            models.Q(models.Q(("key", ""), _negated=True), ("made_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_file_made_with_key",
                    )
                ],
            },
        ),
        Scope("archives_case_file", staff=MINE, resident=MINE, rights="SELECT, INSERT"),
        Statements(
            ["GRANT UPDATE, DELETE ON archives_case_file TO linli_system"],
            ["REVOKE UPDATE, DELETE ON archives_case_file FROM linli_system"],
        ),
    ]
