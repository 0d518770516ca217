"""How many answers a case took over from earlier ones: counted without reading every case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("areas", "0001_areas"),
        ("cases", "0001_cases"),
        ("catalog", "0001_items"),
        ("organizations", "0001_organizations"),
        ("people", "0002_masked_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="facts_reused",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Answers taken over from an earlier request instead of asked again."
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("facts_reused__gt", 0)), fields=["submitted_at", "area"], name="case_with_reuse"
            ),
        ),
    ]
