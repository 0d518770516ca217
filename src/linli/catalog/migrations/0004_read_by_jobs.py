"""Jobs may read what is proposed, as they may read everything else; they propose and decide nothing."""

from importlib import import_module

from django.db import migrations

from linli.base.migrations_support import Statements

rights = import_module("linli.catalog.migrations.0003_proposals").rights


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_proposals")]
    operations = [
        Statements(
            [rights("GRANT", "SELECT", "catalog_proposal", "linli_system")],
            [rights("REVOKE", "SELECT", "catalog_proposal", "linli_system")],
        )
    ]
