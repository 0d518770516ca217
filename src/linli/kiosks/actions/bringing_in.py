"""Many machines at once, as the verbs of one do it: registered, or described better."""

from django.db import transaction

from linli.base.journal import Line, record_all
from linli.kiosks.models import Device
from linli.web.tables.staging import Staged

KIND = Device._meta.label_lower
FIELDS = ("kind", "label", "area", "place")
ADD = """
INSERT INTO kiosks_device (id, kind, label, area_id, place, code_hash, registered_at)
SELECT id, kind, label, area, place, '', %s FROM {staged} WHERE state = 'new'
"""
CHANGE = """
UPDATE kiosks_device d SET place = s.place FROM {staged} s WHERE s.id = d.id AND s.state = 'changed'
"""


@transaction.atomic
def bring_in(staged: Staged) -> None:
    """Register new machines, without codes and tokens, and say of known ones where they stand now."""
    by, at, source = staged.by, staged.at, {"source": staged.source}
    staged.run(ADD, [at])
    added = staged.run("SELECT id, area, label, kind FROM {staged} WHERE state = 'new' ORDER BY line")
    lines = [Line(pk, area, FIELDS, {"label": label, "kind": kind, **source}) for pk, area, label, kind in added]
    record_all("kiosks.registered", kind=KIND, lines=lines, by=by, at=at)
    staged.run(CHANGE)
    moved = staged.run("SELECT id, area FROM {staged} WHERE state = 'changed' ORDER BY line")
    lines = [Line(pk, area, ("place",), source) for pk, area in moved]
    record_all("kiosks.changed", kind=KIND, lines=lines, by=by, at=at)
