"""Behind a door stands one household: two clerks at the same moment, or a clerk and a file, made two."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_phone_changes"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("area", "address"), name="one_standing_household"
            ),
        ),
    ]
