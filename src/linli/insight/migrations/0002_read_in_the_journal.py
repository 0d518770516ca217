"""Whoever sees a screen reads in the journal what happened to it."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_screens")]
    operations = [JournalSight("insight.screen", "insight_screen", roles=("staff",))]
