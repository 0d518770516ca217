"""Two open cases of one resident that are one matter: the one that ended knows the one that is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_bulk_runs")]
    operations = [
        migrations.AddField(
            "case",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                help_text="The other case of the same resident that is kept: this one ended as the same matter.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
        ),
    ]
