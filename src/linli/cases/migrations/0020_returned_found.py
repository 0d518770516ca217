"""An index for what waits for a decision, and what a waiting case has; made while others go on writing."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

WAITS = models.Q(returned_at__isnull=True, answer_due_at__isnull=True) | models.Q(
    returned_at__isnull=False, answer_due_at__isnull=False, answer_level__isnull=False
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0019_returned")]
    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["answer_due_at", "area"], condition=models.Q(returned_at__isnull=False), name="case_to_decide"
            ),
        ),
        AddConstraintNotValid("case", models.CheckConstraint(name="case_answered_by_a_moment", condition=WAITS)),
        ValidateConstraint("case", "case_answered_by_a_moment"),
    ]
