"""Whoever reads a routing rule reads who made it, and why. Apart, since it locks the journal."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("base", "0001_journal"), ("cases", "0025_routing_rules")]
    operations = [JournalSight("cases.routingrule", "cases_routing_rule", roles=("staff",))]
