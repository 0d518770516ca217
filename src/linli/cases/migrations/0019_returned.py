"""What a unit returns stays with it until the level above has decided: who decides, until when, and since when it waits.

All of it may be empty: the release before does not know of it, and sends a case up at once as it always did.
"""

import django.db.models.deletion
from django.db import migrations, models

ROLES = [
    ("submitter", "登记"),
    ("lead", "主办"),
    ("assisting", "会办"),
    ("former", "曾经办"),
    ("arbiter", "决定由谁办"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_rating_with_words"), ("organizations", "0001_organizations")]
    operations = [
        migrations.AddField(
            "case",
            "returned_at",
            models.DateTimeField(help_text="Returned by the unit that has it, and not decided yet.", null=True),
        ),
        migrations.AddField(
            "case",
            "answer_due_at",
            models.DateTimeField(help_text="Until when it has to be decided who does it.", null=True),
        ),
        migrations.AddField(
            "case",
            "decided_at",
            models.DateTimeField(help_text="Decided above: the unit cannot return it again.", null=True),
        ),
        migrations.AddField(
            "case",
            "answer_level",
            models.PositiveSmallIntegerField(
                help_text="Digits of the area at whose level it was first to be decided.", null=True
            ),
        ),
        migrations.AddField(
            "case",
            "answer_late_at",
            models.DateTimeField(help_text="When it was last put to the next level, undecided.", null=True),
        ),
        migrations.AddField(
            "case",
            "arbiter",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
                verbose_name="决定由谁办的单位",
            ),
        ),
        migrations.AlterField("caseparty", "role", models.CharField(choices=ROLES, max_length=10)),
    ]
