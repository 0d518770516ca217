"""Whoever does not know of identity numbers yet can still write a resident: the release before, while this one comes.

A default of the database alone: the model's would be asked back, also by a writer who may not read the row.
"""

from django.db import migrations

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("people", "0003_consents_households")]

    operations = [
        Statements(
            ["ALTER TABLE people_resident ALTER COLUMN identity_cipher SET DEFAULT ''"],
            ["ALTER TABLE people_resident ALTER COLUMN identity_cipher DROP DEFAULT"],
        )
    ]
