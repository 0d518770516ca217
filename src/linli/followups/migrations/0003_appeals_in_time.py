"""An appeal that nobody decides in time is told once, and found quickly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_remedies"),
    ]

    operations = [
        migrations.AddField(
            model_name="remedy",
            name="appeal_late_at",
            field=models.DateTimeField(help_text="When it was told that nobody had decided the appeal.", null=True),
        ),
        migrations.AddIndex(
            model_name="remedy",
            index=models.Index(
                condition=models.Q(("appeal", "open")), fields=["area", "appeal_due_at"], name="remedy_appeal_waiting"
            ),
        ),
    ]
