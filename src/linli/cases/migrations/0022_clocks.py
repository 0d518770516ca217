"""Clocks that may be stopped, and the calendars that deadlines were counted by."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

PAUSED = models.Q(paused_at__isnull=True, paused_until__isnull=True, paused_left__isnull=True) | models.Q(
    paused_at__isnull=False, paused_until__isnull=False, paused_left__isnull=False
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0021_parts")]
    operations = [
        migrations.AddField(
            "case",
            "paused_at",
            models.DateTimeField(help_text="When the clock was stopped, for a reason.", null=True),
        ),
        migrations.AddField(
            "case", "paused_until", models.DateTimeField(help_text="When it runs on by itself.", null=True)
        ),
        migrations.AddField(
            "case",
            "paused_left",
            models.PositiveIntegerField(help_text="Seconds of working time that were left then.", null=True),
        ),
        migrations.AddField("case", "paused_count", models.PositiveSmallIntegerField(db_default=0, default=0)),
        AddConstraintNotValid("case", models.CheckConstraint(name="case_paused_until_a_moment", condition=PAUSED)),
        ValidateConstraint("case", "case_paused_until_a_moment"),
        migrations.CreateModel(
            "KeptCalendar",
            [
                ("version", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("content", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={"db_table": "cases_calendar"},
        ),
    ]
