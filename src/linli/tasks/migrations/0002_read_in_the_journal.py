"""Whoever sees a list or a task reads in the journal what happened to it."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_tasks")]
    operations = [
        JournalSight("tasks.task", "tasks_task", roles=("staff",)),
        JournalSight("tasks.tasklist", "tasks_tasklist", roles=("staff",)),
    ]
