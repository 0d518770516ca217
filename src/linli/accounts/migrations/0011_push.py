"""Whether somebody turned messages on in a browser. The release before turns them on for nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_wecom")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_push",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether some browser of theirs takes messages.",
            ),
        ),
    ]
