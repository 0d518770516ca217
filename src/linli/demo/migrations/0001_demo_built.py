"""The mark of invented data: read by everybody, written by the owner alone."""

from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Statements


def rights(verb: str) -> str:
    """The role stands in every database of ours; one made only to look at the schema has none."""
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_common') THEN"
        f" {verb} linli_common; END IF; END $$"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_journal")]
    operations = [
        migrations.CreateModel(
            name="DemoBuilt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("region", models.CharField(max_length=40, unique=True)),
                ("size", models.CharField(max_length=10)),
                ("until", models.DateTimeField(help_text="Where the invented history ends.")),
                ("counts", models.JSONField(help_text="How many of each there are.")),
                ("built_at", models.DateTimeField()),
            ],
            options={"db_table": "demo_built"},
        ),
        Statements(
            [rights("REVOKE INSERT, UPDATE, DELETE ON demo_built FROM")],
            [rights("GRANT INSERT, UPDATE, DELETE ON demo_built TO")],
        ),
    ]
