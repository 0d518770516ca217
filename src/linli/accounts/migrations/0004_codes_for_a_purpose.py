"""A code serves one purpose: what is read out at a desk signs nobody in, and speaks of one record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_language")]
    operations = [
        migrations.AddField(
            model_name="phonecode",
            name="about",
            field=models.UUIDField(help_text="The record it speaks of, where it is read out at a desk.", null=True),
        ),
        migrations.AddField(
            model_name="phonecode",
            name="purpose",
            field=models.CharField(db_default="sign_in", default="sign_in", max_length=10),
        ),
    ]
