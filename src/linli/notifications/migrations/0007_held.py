"""Until when a message is held, since nobody's phone rings at night."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_forgotten")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="carries",
            field=models.ForeignKey(
                db_index=False,
                help_text="The message that this one carries on another way; empty for the one that is read here.",
                null=True,
                on_delete=models.CASCADE,  # a matter of the code alone: no statement
                related_name="+",
                to="notifications.message",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="held_until",
            field=models.DateTimeField(help_text="It leaves the house then; empty for at once.", null=True),
        ),
    ]
