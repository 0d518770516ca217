"""How somebody wants to be told, and their mail address. The release before fills neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_posts_are_settled")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mail_cipher",
            field=models.TextField(blank=True, db_default="", default="", help_text="Shown to be theirs by a code."),
        ),
        migrations.AddField(
            model_name="user",
            name="ways",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="How they want to be told; empty is as usual.",
                max_length=40,
            ),
        ),
    ]
