"""Papers that sign their holder in at a machine: seen by whom they are for, and by who keeps that person's record."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, area_in_scope, is_me

AT_HOME = (
    "EXISTS (SELECT 1 FROM people_resident r WHERE r.user_id = kiosks_pass.user_id"
    f" AND {area_in_scope('r.home_area_id', 'people')})"
)


class Migration(migrations.Migration):
    dependencies = [
        ("kiosks", "0001_kiosks"),
        ("accounts", "0008_linked_identities"),
        ("people", "0008_sight_by_right"),
    ]
    operations = [
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("uses_left", models.PositiveSmallIntegerField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-given_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True), ("uses_left__gt", 0)),
                        fields=("user",),
                        name="kiosk_pass_one_at_a_time",
                    )
                ],
            },
        ),
        Scope("kiosks_pass", staff=AT_HOME, resident=is_me("user_id"), rights="SELECT, INSERT, UPDATE"),
    ]
