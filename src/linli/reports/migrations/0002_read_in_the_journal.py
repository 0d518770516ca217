"""Whoever sees a draft or a report reads in the journal what happened to it."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]
    operations = [
        JournalSight("reports.draft", "reports_draft", roles=("staff",)),
        JournalSight("reports.issue", "reports_issue", roles=("staff",)),
    ]
