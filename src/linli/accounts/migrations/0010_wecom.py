"""The account of WeCom of somebody of the staff. The release before fills it in for nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_quiet")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wecom_cipher",
            field=models.TextField(blank=True, db_default="", default="", help_text="Staff's; shown by a code, too."),
        ),
    ]
