"""What became of bad ratings, beside the figures. Empty until the next night's count."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_expired"),
    ]

    operations = [
        migrations.AddField(
            model_name="published",
            name="remedies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                help_text="As `rules.ENDS`; of the bad ratings.",
                null=True,
                size=3,
            ),
        ),
    ]
