"""A case need not have a resident: who asked without a name opens it by its code, and by nothing else.

Such a one acts as a resident, and the database is told their one case where it is told the resident otherwise; no id
stands for both.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.base.migrations_support import Statements, is_me

before = import_module("linli.cases.migrations.0008_sight_by_right")

RESIDENT, SUBMITTER = '"resident_id"', '"submitted_by_id"'
MINE = is_me("resident_id")
NAMELESS = f"resident_id IS NULL AND {is_me('id')}"


def functions() -> list[str]:
    """What repeats the rule of sight inside, with the new way to be whose case it is."""
    wider = f"({is_me('c.resident_id')} OR c.resident_id IS NULL AND {is_me('c.id')})"
    return [text.replace(is_me("c.resident_id"), wider) for text in before.functions("cases")[:2]]


def policy(whose: str) -> str:
    """Which cases a resident reads and writes."""
    shown = f"({whose}) AND withheld_at IS NULL"
    return f"ALTER POLICY resident ON cases_case USING ({shown}) WITH CHECK ({shown})"


class Migration(migrations.Migration):
    atomic = False  # one table at a time, and each for a moment; every statement can be run again
    dependencies = [
        ("cases", "0026_routing_read_in_the_journal"),
        ("people", "0001_people"),
        ("accounts", "0001_accounts"),
    ]
    operations = [
        # Django would make the references themselves anew, and wait for both tables while others work.
        migrations.SeparateDatabaseAndState(
            [
                Statements(
                    [
                        f"ALTER TABLE cases_case ALTER {RESIDENT} DROP NOT NULL, ALTER {SUBMITTER} DROP NOT NULL",
                        policy(f"{MINE} OR {NAMELESS}"),
                        *functions(),
                    ],
                    [
                        *before.functions("cases")[:2],
                        policy(MINE),
                        f"ALTER TABLE cases_case ALTER {RESIDENT} SET NOT NULL, ALTER {SUBMITTER} SET NOT NULL",
                    ],
                )
            ],
            [
                migrations.AlterField(
                    "case",
                    "resident",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Nobody where it was asked without a name.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.resident",
                        verbose_name="申请人",
                    ),
                ),
                migrations.AlterField(
                    "case",
                    "submitted_by",
                    models.ForeignKey(
                        help_text="Nobody where somebody asked in the portal without a name.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
