"""When somebody does not want to be told. The release before fills nothing in, which is as usual."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_linked_identities")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="quiet",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Hours in which they are not told: as usual, always, or 22:00-07:30.",
                max_length=11,
            ),
        ),
    ]
