"""The mark that invented data lie in this database."""

from typing import ClassVar

from django.db import models

from linli.base.models import Record


class DemoBuilt(Record):
    """What was built, once for a database. Written by the owner alone."""

    is_scoped: ClassVar[bool] = False

    region = models.CharField(max_length=40, unique=True)
    size = models.CharField(max_length=10)
    until = models.DateTimeField(help_text="Where the invented history ends.")
    counts = models.JSONField(help_text="How many of each there are.")
    built_at = models.DateTimeField()

    class Meta:
        db_table = "demo_built"

    def __str__(self) -> str:
        return f"{self.region} {self.size}"
