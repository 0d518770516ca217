"""A rating may be set aside, after an appeal that somebody above the unit found to hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_ratings_written_down")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="rating_set_aside",
            field=models.BooleanField(
                db_default=False, default=False, help_text="An appeal against its rating held: it counts no more."
            ),
        ),
    ]
