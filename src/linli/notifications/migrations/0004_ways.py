"""A message may be carried on several ways: the first row is the one that is read, and others point to it."""

from django.db import migrations, models
from django.db.models import deletion

CHANNELS = [("desk", "工作台"), ("sms", "短信"), ("mail", "邮件"), ("app", "站内")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_words")]

    operations = [
        migrations.AlterField(
            model_name="message", name="channel", field=models.CharField(choices=CHANNELS, max_length=10)
        ),
        migrations.AddField(
            model_name="message",
            name="carries",
            field=models.ForeignKey(
                db_index=False,
                help_text="The message that this one carries on another way; empty for the one that is read here.",
                null=True,
                on_delete=deletion.PROTECT,
                related_name="+",
                to="notifications.message",
            ),
        ),
    ]
