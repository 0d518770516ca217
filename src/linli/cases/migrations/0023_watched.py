"""Urging and supervising, and what stays among staff: a resident reads neither notes nor supervision in the journal."""

from django.db import migrations, models

from linli.base.migrations_support import Statements

AMONG_STAFF = "verb NOT IN ('cases.noted', 'cases.supervised', 'cases.supervision_answered')"


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_clocks")]
    operations = [
        migrations.AddField(
            "case",
            "urged_at",
            models.DateTimeField(help_text="When who asked last urged the unit on.", null=True),
        ),
        migrations.AddField(
            "case", "supervised_at", models.DateTimeField(help_text="Supervised, and not answered yet.", null=True)
        ),
        migrations.AddField(
            "case",
            "supervision_due_at",
            models.DateTimeField(help_text="Until when the unit has to answer.", null=True),
        ),
        Statements(
            [
                f"CREATE POLICY cases_among_staff ON journal AS RESTRICTIVE FOR SELECT TO linli_resident USING ({AMONG_STAFF})"
            ],
            ["DROP POLICY cases_among_staff ON journal"],
        ),
    ]
