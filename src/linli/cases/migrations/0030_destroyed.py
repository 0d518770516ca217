"""A case whose keeping time is over: when it was destroyed, and the right of the job to take its code away."""

from django.db import migrations, models

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_grid")]
    operations = [
        migrations.AddField(
            "case",
            "destroyed_at",
            models.DateTimeField(
                help_text="Its keeping time was over: who asked, all words and pictures are gone; its course stays.",
                null=True,
            ),
        ),
        Statements(["GRANT DELETE ON cases_code TO linli_system"], ["REVOKE DELETE ON cases_code FROM linli_system"]),
    ]
