"""Whoever sees a proposal reads its history. By itself: this waits for the journal, and for nothing else."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("archives", "0002_proposals")]
    operations = [JournalSight("archives.proposal", "archives_proposal", roles=("staff",))]
