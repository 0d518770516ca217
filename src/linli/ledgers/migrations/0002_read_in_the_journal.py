"""Whoever reads a ledger, or a line of one, reads in the journal what happened to it."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_ledgers")]
    operations = [
        JournalSight("ledgers.ledger", "ledgers_ledger", roles=("staff",)),
        JournalSight("ledgers.line", "ledgers_line", roles=("staff",)),
    ]
