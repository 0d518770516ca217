"""How somebody is known elsewhere, bound to their sign-in; each reads their own, and the doors read all."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, is_me

MINE = "user_id::text = current_setting('linli.actor', true)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_reaching")]
    operations = [
        migrations.CreateModel(
            name="LinkedIdentity",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="accounts.user"
                    ),
                ),
                ("way", models.CharField(help_text="The key of the provider.", max_length=30)),
                ("subject_hash", models.CharField(max_length=64)),
                ("subject_cipher", models.TextField()),
                ("linked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_linked_identity",
                "ordering": ("linked_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("way", "subject_hash"), name="identity_is_one_person_s")
                ],
            },
        ),
        Scope("accounts_linked_identity", staff=MINE, resident=is_me("user_id")),
    ]
