"""Ratings that residents gave on paper and a dispatcher keyed in, as `cases.actions.rate_for` writes them.

Some come after the figures of their month were locked: what that looks like is seen at 服务指标.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from linli.base.clock import now
from linli.base.models import JournalEntry, JournalPayload
from linli.cases import rules
from linli.cases.models import AudienceChoices, Case, Rating, RatingWay
from linli.demo.annals import Annals
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.draws import Draw as Chance
from linli.demo.places import SHOWN
from linli.demo.rows import Maker

MOST = 12
KEYED_IN = timedelta(days=4)  # before the end of the history
LEVELS = {5: 0.5, 4: 0.35, 3: 0.15}
a_rating = Maker(Rating)
RATED = """
UPDATE cases_case SET rating = said.level, solved = said.solved, version = version + 1
FROM unnest(%s::uuid[], %s::int[], %s::boolean[]) AS said(id, level, solved) WHERE cases_case.id = said.id
"""


def key_in(chronicler: Chronicler) -> int:
    """A box of papers from the shown counties, keyed in on one day; how many."""
    annals = Annals(chronicler.cast, Chance(chronicler.world.region.key, "papers"), chronicler.until)
    at = chronicler.until - KEYED_IN
    rated: dict[UUID, tuple[int, bool | None]] = {}
    papers: list[Rating] = []
    for number, case in enumerate(_unrated(at), start=1):
        moment, level = at + timedelta(minutes=3 * number), annals.draw.weighted(LEVELS)
        before, standing = case.standing, rules.rate(case.standing, moment, level)
        by = annals.cast.dispatcher(str(case.area_id))
        facts = {"level": level, "at": moment, "way": RatingWay.PAPER.value, "written_by_id": by.user}
        papers.append(a_rating(id=annals.draw.id_at(moment), case_id=case.pk, comment="", **facts))
        changed = ["rating"] if before.solved is standing.solved else ["rating", "solved"]
        more: dict[str, Any] = {"stage": case.stage, "level": level, "unit": case.unit_id, "way": RatingWay.PAPER.value}
        annals.enter(
            "cases.rated_for", by, moment, on=("cases.case", case.pk), area=str(case.area_id), fields=changed,
            text={"paper": f"P-{number:04d}"}, **more,
        )  # fmt: skip
        rated[case.pk] = level, standing.solved
    copy(Rating, papers)
    copy(JournalPayload, annals.payloads)  # their keys are there: who asked wrote words under the same ones
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(annals.entries, now()).values()))
    with connection.cursor() as cursor:
        levels, solved = [level for level, _so in rated.values()], [so for _level, so in rated.values()]
        cursor.execute(RATED, [list(rated), levels, solved])
    return len(papers)


def _unrated(at: datetime) -> list[Case]:
    """Closed without a rating, and still to be rated on that day; those first that were to be done longest ago."""
    cases = Case.objects.filter(
        area__within=sorted({code[:6] for code in SHOWN}),
        stage=rules.Stage.CLOSED.value,
        audience=AudienceChoices.ORDINARY,
        rating__isnull=True,
        rating_set_aside=False,
        closed_at__lt=at,
        resolved_at__gt=at + timedelta(days=1) - rules.RATING_WINDOW,
        resident__isnull=False,
        unit__isnull=False,
    )
    return list(cases.order_by("due_at", "pk")[:MOST])
