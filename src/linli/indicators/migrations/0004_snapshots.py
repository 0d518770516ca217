"""How registers stood, day by day. Only the system writes them, and nobody changes or deletes one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, Statements, area_in_scope

SNAPSHOT, RUN, LOCKED = "indicators_standingsnapshot", "indicators_snapshotrun", "indicators_lockedstanding"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_locked_months")]
    operations = [
        migrations.CreateModel(
            name="StandingSnapshot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("indicator", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("numerator", models.PositiveBigIntegerField(null=True)),
                ("denominator", models.PositiveBigIntegerField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        F("area"),
                        F("indicator"),
                        F("day").desc(),
                        F("known_at").desc(),
                        name="snapshot_once_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=Q(numerator__isnull=False) | Q(denominator__isnull=True),
                        name="snapshot_divides_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotRun",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "root",
                    models.CharField(
                        db_collation="C",
                        help_text="The region's code; its communities and all levels above them were counted.",
                        max_length=17,
                    ),
                ),
                ("day", models.DateField()),
                ("taken_at", models.DateTimeField()),
                (
                    "is_whole",
                    models.BooleanField(
                        help_text="Every indicator; otherwise those whose registers know days gone by."
                    ),
                ),
                ("rows", models.PositiveIntegerField(help_text="How many areas and indicators had changed.")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["root", "day", "taken_at"], name="snapshot_run_once")],
            },
        ),
        migrations.CreateModel(
            name="LockedStanding",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField(help_text="Its first day.", unique=True)),
                ("locked_at", models.DateTimeField()),
                ("definitions", models.JSONField(help_text="The formula of each indicator, as it was then.")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(month__day=1), name="locked_standing_by_its_first_day")
                ],
            },
        ),
        Scope(SNAPSHOT, staff=area_in_scope("area_id"), rights="SELECT"),
        Statements(
            [
                f"GRANT INSERT ON {SNAPSHOT} TO linli_system",
                f"REVOKE INSERT, UPDATE, DELETE ON {RUN}, {LOCKED} FROM linli_common",
                f"GRANT INSERT ON {RUN}, {LOCKED} TO linli_system",
            ],
            [
                f"REVOKE ALL ON {RUN}, {LOCKED} FROM linli_system",
                f"GRANT INSERT, UPDATE, DELETE ON {RUN}, {LOCKED} TO linli_common",
            ],
        ),
    ]
