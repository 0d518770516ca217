"""In which grid the cases of the shown communities lie, as far as somebody has said it, as `cases.actions` writes it.

Written once all cases stand, from the cases and grids as they lie in the database.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import connection

from linli.areas.models import Area
from linli.areas.rules import LENGTHS, Level
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.cases.models import Case
from linli.demo.annals import Annals
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy_lines
from linli.demo.draws import Draw as Chance
from linli.demo.places import SHOWN

SAID = 0.75
LOCATED = """
UPDATE cases_case SET grid_id = said.grid, version = version + 1
FROM unnest(%s::uuid[], %s::text[]) AS said(id, grid) WHERE cases_case.id = said.id
"""


def locate(chronicler: Chronicler) -> int:
    """Say the grid of three cases in four when they are accepted; of how many."""
    annals = Annals(chronicler.cast, Chance(chronicler.world.region.key, "grids of cases"), chronicler.until)
    grids: dict[str, list[str]] = defaultdict(list)
    known = Area.objects.current().inside(SHOWN).filter(level=Level.GRID).order_by("code")
    for code in known.values_list("code", flat=True):
        grids[code[: LENGTHS[Level.COMMUNITY - 1]]].append(code)
    said: dict[UUID, str] = {}
    wanted = Case.objects.filter(area__in=list(grids), accepted_at__isnull=False, unit__isnull=False)
    for case, area, unit, at in wanted.order_by("pk").values_list("pk", "area", "unit", "accepted_at"):
        if at and annals.draw.chance(SAID):
            said[case] = annals.draw.pick(grids[area])
            facts: dict[str, Any] = {"stage": "accepted", "grid": said[case], "before": None}
            by, on = annals.cast.worker(unit, annals.draw), ("cases.case", case)
            annals.enter("cases.located", by, at, on=on, area=area, fields=["grid"], **facts)
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(annals.entries, now()).values()))
    with connection.cursor() as cursor:
        cursor.execute(LOCATED, [list(said), list(said.values())])
    return len(said)
