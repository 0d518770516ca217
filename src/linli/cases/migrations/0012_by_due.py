"""An index for the cases behind a figure, by when they were due; made while others go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0011_newest_searched_first")]
    operations = [AddIndexConcurrently("case", models.Index(fields=["due_at", "number"], name="case_due"))]
