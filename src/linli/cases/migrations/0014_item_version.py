"""A case keeps the version of the item it was asked under; one older than versions was asked under the first.

The release before leaves it empty, which means the same.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_drafts"), ("catalog", "0002_versions")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="item_version",
            field=models.ForeignKey(
                db_index=False,
                help_text="What the item said when this was asked for; none on a case older than versions.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.itemversion",
                verbose_name="事项版本",
            ),
        ),
    ]
