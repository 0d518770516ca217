"""What is thrown away by itself."""

from datetime import datetime

from linli.base.actor import Actor
from linli.base.journal import record
from linli.tables import rules
from linli.tables.models import KeptFile, TableImport
from linli.tables.rules import Stage


def tidy(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Throw away files kept long enough; give up what no job finishes and what nobody confirmed. How many of each."""
    files, _by_model = KeptFile.objects.filter(kept_at__lt=at - rules.KEPT_FOR).delete()
    stuck = TableImport.objects.filter(stage__in=rules.UNDER_WAY, changed_at__lt=at - rules.GIVEN_UP_AFTER)
    waiting = TableImport.objects.filter(stage=Stage.CHECKED, changed_at__lt=at - rules.KEPT_FOR)
    given_up = 0
    for rows, stage in ((stuck, Stage.FAILED), (waiting, Stage.CANCELLED)):
        for of in list(rows.select_for_update(skip_locked=True)):
            of.stage, of.finished_at, of.changed_at = stage, at, at
            of.save(update_fields=["stage", "finished_at", "changed_at"])
            record("tables.given_up", on=of, by=by, at=at, area=of.area_id or "", stage=stage.value)
            given_up += 1
    return files, given_up
