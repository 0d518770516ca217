"""Indexes for the newest cases, of everybody and of a unit; made while others go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from linli.base.migrations_support import Statements

FILLED = """
UPDATE cases_party p SET submitted_at = c.submitted_at FROM cases_case c WHERE c.id = p.case_id AND p.submitted_at IS NULL
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0005_party_moments")]
    operations = [
        Statements([FILLED], ["SELECT 1"]),
        AddIndexConcurrently("case", models.Index(fields=["submitted_at", "id"], name="case_submitted")),
        AddIndexConcurrently("caseparty", models.Index(fields=["unit", "submitted_at", "case"], name="party_newest")),
    ]
