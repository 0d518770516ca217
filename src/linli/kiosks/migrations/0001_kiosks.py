"""Machines and their days, seen by the staff of the area they stand in; the door itself writes what it counts."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import JournalSight, Scope, area_in_scope

OF_DEVICE = f"EXISTS (SELECT 1 FROM kiosks_device d WHERE d.id = device_id AND {area_in_scope('d.area_id')})"
KEPT = "SELECT, INSERT, UPDATE"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_accounts"), ("areas", "0002_ground"), ("base", "0001_journal")]
    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "label",
                    models.CharField(
                        help_text="As it stands on the machine.", max_length=30, unique=True, verbose_name="编号"
                    ),
                ),
                ("place", models.CharField(max_length=100, verbose_name="放在哪里")),
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
                        verbose_name="社区（村）",
                    ),
                ),
            ],
            options={
                "ordering": ("area_id", "label"),
                "indexes": [models.Index(fields=["area"], name="kiosk_device_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(("code_hash", ""), ("code_until__isnull", True), ("secret_hash__isnull", True)),
                            _connector="OR",
                        ),
                        name="kiosk_device_withdrawn_has_no_secret",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code_hash", ""), ("code_until__isnull", True)),
                            models.Q(models.Q(("code_hash", ""), _negated=True), ("code_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="kiosk_device_code_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceDay",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("visits", models.PositiveIntegerField(default=0)),
                ("sent", models.PositiveIntegerField(default=0)),
                ("looked", models.PositiveIntegerField(default=0)),
                ("rated", models.PositiveIntegerField(default=0)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="kiosks.device"
                    ),
                ),
            ],
            options={
                "db_table": "kiosks_device_day",
                "ordering": ("device", "day"),
                "constraints": [
                    models.UniqueConstraint(fields=("device", "day"), name="kiosk_device_day_once"),
                ],
            },
        ),
        Scope("kiosks_device", staff=area_in_scope("area_id"), rights=KEPT),
        Scope("kiosks_device_day", staff=OF_DEVICE, staff_check="false", rights=KEPT),
        JournalSight("kiosks.device", "kiosks_device", roles=("staff",)),
    ]
