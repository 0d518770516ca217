"""The language somebody chose, so that messages to their phone speak it too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_phones_change_hands")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="Chosen on a page; empty is Chinese.", max_length=10
            ),
        ),
    ]
