"""Who sees one reads its journal. Apart from the table: both wait for tables that others write to, in another order."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_policies")]
    operations = [JournalSight("policies.policy", "policies_policy", roles=("staff",))]
