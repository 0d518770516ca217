"""All ways of one message are found by the first, without a look through all messages; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0004_ways")]
    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(carries__isnull=False),
                fields=["carries"],
                name="message_carries",
            ),
        )
    ]
