"""The job that deletes a resident's record may take away pictures and remarks; nobody else may."""

from django.db import migrations

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_without_naming_reuse"), ("people", "0005_requests_merges")]
    operations = [
        Statements(
            [
                "GRANT DELETE ON cases_attachment TO linli_system",
                "GRANT UPDATE (comment) ON cases_rating TO linli_system",
            ],
            [
                "REVOKE DELETE ON cases_attachment FROM linli_system",
                "REVOKE UPDATE (comment) ON cases_rating FROM linli_system",
            ],
        ),
    ]
