"""An attempt goes with its message, by the job that destroys a case; no other job may take one away."""

from django.db import migrations

from linli.base.migrations_support import Statements

DELIVERY = "notifications_delivery"
DESTROYS = "current_setting('linli.actor', true) = 'archives.destroy'"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_wecom")]
    operations = [
        Statements(
            [f"CREATE POLICY destroyed ON {DELIVERY} AS RESTRICTIVE FOR DELETE TO linli_system USING ({DESTROYS})"],
            [f"DROP POLICY destroyed ON {DELIVERY}"],
        ),
    ]
