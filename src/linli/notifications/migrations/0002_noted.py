"""When somebody dealt with a message that may not have arrived."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_messages")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="noted_at",
            field=models.DateTimeField(help_text="When somebody dealt with one that may not have arrived.", null=True),
        ),
    ]
