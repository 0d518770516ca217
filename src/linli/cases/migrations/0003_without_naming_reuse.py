"""Whoever does not know of reused answers yet can still write a case: the release before, while this one comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_facts_reused")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="facts_reused",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Answers taken over from an earlier request instead of asked again.",
            ),
        ),
    ]
