"""Screens on walls, seen by the staff of the area they show; the wall itself is the system."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, area_in_scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_accounts"),
        ("areas", "0002_ground"),
        ("base", "0001_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Screen",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=60, verbose_name="放在哪里")),
                (
                    "figures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="显示哪些数"
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(blank=True, default="", help_text="Of the code to be typed once.", max_length=64),
                ),
                ("code_until", models.DateTimeField(null=True)),
                (
                    "secret_hash",
                    models.CharField(
                        help_text="SHA-256 of what its browser keeps.", max_length=64, null=True, unique=True
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("enrolled_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="哪个地方的数",
                    ),
                ),
            ],
            options={
                "ordering": ("area_id", "label"),
                "indexes": [models.Index(fields=["area"], name="insight_screen_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(("code_hash", ""), ("secret_hash__isnull", True)),
                            _connector="OR",
                        ),
                        name="screen_withdrawn_has_no_secret",
                    )
                ],
            },
        ),
        Scope("insight_screen", staff=area_in_scope("area_id"), rights="SELECT, INSERT, UPDATE"),
    ]
