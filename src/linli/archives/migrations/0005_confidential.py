"""Confidential cases are proposed by a unit on them and seen by that unit alone; a tombstone is seen with its case.

The release before writes no unit: what it proposes is ordinary, and it proposes nothing else.
"""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.migrations_support import Statements, area_in_scope, unit_in_scope

IN_AREA = area_in_scope("area_id")
OF_UNIT = unit_in_scope("unit_id", "cases")
SEEN = f"(unit_id IS NULL AND {IN_AREA}) OR {OF_UNIT}"
# A policy that asks another table asks it as the reader, so the rule of cases holds for what is left of them.
WITH_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
# Nobody puts a confidential case on a list that a whole area reads, or one that they do not see on any.
FITS = """EXISTS (SELECT 1 FROM archives_proposal p, cases_case c
  WHERE p.id = proposal_id AND c.id = case_id AND (p.unit_id IS NULL) = (c.audience = 'ordinary'))"""


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0004_holds"),
        ("cases", "0030_destroyed"),
        ("organizations", "0002_contacts"),
    ]
    operations = [
        migrations.AddField(
            "proposal",
            "unit",
            models.ForeignKey(
                db_index=False,
                help_text="Of confidential cases: the unit on them, which alone sees this.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddIndex(
            "proposal",
            models.Index(condition=models.Q(("unit__isnull", False)), fields=["unit"], name="proposal_of_unit"),
        ),
        Statements(
            [
                f"ALTER POLICY staff ON archives_proposal USING ({SEEN}) WITH CHECK ({SEEN})",
                f"ALTER POLICY staff ON archives_tombstone USING ({WITH_CASE}) WITH CHECK ({FITS})",
            ],
            [
                f"ALTER POLICY staff ON archives_proposal USING ({IN_AREA}) WITH CHECK ({IN_AREA})",
                f"ALTER POLICY staff ON archives_tombstone USING ({IN_AREA}) WITH CHECK ({IN_AREA})",
            ],
        ),
    ]
