"""Whoever does not know of identity numbers yet can still write a resident: the release before, while this one comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_consents_households")]

    operations = [
        migrations.AlterField(
            model_name="resident",
            name="identity_cipher",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
