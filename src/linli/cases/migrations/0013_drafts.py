"""What somebody has typed and not sent: seen by who typed it, and by the job that destroys it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope

MINE = "owner_id::text = nullif(current_setting('linli.actor', true), '')"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_items"), ("accounts", "0001_accounts"), ("cases", "0012_by_due")]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("cipher", models.TextField()),
                ("saved_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.serviceitem"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="draft_saved")],
                "constraints": [models.UniqueConstraint(fields=("owner", "item"), name="draft_once_an_item")],
            },
        ),
        Scope("cases_draft", staff=MINE, resident=MINE),
    ]
