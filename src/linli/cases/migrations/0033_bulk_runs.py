"""One thing done to many cases: seen by who began it, and by the job that carries it out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope

MINE = "owner_id::text = nullif(current_setting('linli.actor', true), '')"
ACTS = [("accept", "受理"), ("assign", "派给单位"), ("supervise", "督办"), ("resolve", "办结并回复")]
STAGES = [("checking", "正在一件件核对"), ("checked", "核对好了"), ("running", "正在一件件办理"), ("done", "办完了")]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts"), ("cases", "0032_answers_read_in_the_journal")]
    operations = [
        migrations.CreateModel(
            "BulkRun",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("act", models.CharField(choices=ACTS, max_length=10)),
                ("cipher", models.TextField(help_text="To whom, and in which words; emptied when it is done.")),
                (
                    "rows",
                    models.JSONField(help_text="Number of each case, and the version of it that was looked at."),
                ),
                ("stage", models.CharField(choices=STAGES, max_length=10)),
                (
                    "done",
                    models.PositiveSmallIntegerField(default=0, help_text="Rows tried or carried out so far."),
                ),
                (
                    "said",
                    models.JSONField(default=list, help_text="What was refused of the rows done so far, and why."),
                ),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "cases_bulk_run",
                "indexes": [models.Index(fields=["begun_at"], name="bulk_begun")],
            },
        ),
        Scope("cases_bulk_run", staff=MINE),
    ]
