"""The job that destroys a case takes away the messages about it; no other job and nobody else may."""

from django.db import migrations

from linli.base.migrations_support import Statements

MESSAGE = "notifications_message"
DESTROYS = "current_setting('linli.actor', true) = 'archives.destroy'"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_ways_found")]
    operations = [
        Statements(
            [
                f"CREATE POLICY destroyed ON {MESSAGE} AS RESTRICTIVE FOR DELETE TO linli_system USING ({DESTROYS})",
                f"GRANT DELETE ON {MESSAGE} TO linli_system",
            ],
            [f"REVOKE DELETE ON {MESSAGE} FROM linli_system", f"DROP POLICY destroyed ON {MESSAGE}"],
        ),
    ]
