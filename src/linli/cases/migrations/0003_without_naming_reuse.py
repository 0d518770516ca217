"""The release before writes cases without naming what was taken over: the column fills itself while both run.

A default of the database alone. Were it the model's, Django would ask for the value back, and a row that its writer may
not read cannot be given back.
"""

from django.db import migrations

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_facts_reused")]

    operations = [
        Statements(
            ["ALTER TABLE cases_case ALTER COLUMN facts_reused SET DEFAULT 0"],
            ["ALTER TABLE cases_case ALTER COLUMN facts_reused DROP DEFAULT"],
        )
    ]
