"""Whom to call: drawn by a job once a month, set-wise."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction

from linli.base.actor import Actor
from linli.base.calendar import add_working, calendar
from linli.base.clock import SHANGHAI, local_day
from linli.base.journal import Line, record_all
from linli.base.models import JournalSeal
from linli.followups import rules
from linli.followups.models import Draw

# `rules.lot` in the words of the database. A confidential case is not drawn: only the units on it may
# know of it. Nor is one without a name: there is nobody to call.
WRITE = """
WITH ranked AS (
  SELECT id, area_id, left(area_id, 6) AS county, count(*) OVER county AS closed,
         row_number() OVER (county ORDER BY sha256(convert_to(%(seed)s::text || id::text, 'UTF8'))) AS place
  FROM cases_case
  WHERE stage = 'closed' AND audience = 'ordinary' AND resident_id IS NOT NULL
    AND closed_at >= %(start)s::timestamptz AND closed_at < %(end)s::timestamptz
  WINDOW county AS (PARTITION BY left(area_id, 6))
), lots AS (
  SELECT *, place <= ceil(closed * %(percent)s::int / 100.0) AS is_drawn FROM ranked
), called AS (
  INSERT INTO followups_callback (id, case_id, area_id, kind, month, made_at, due_at, tries, result)
  SELECT gen_random_uuid(), id, area_id, 'drawn', %(month)s::date, %(at)s::timestamptz, %(due)s::timestamptz, 0, ''
  FROM lots WHERE is_drawn
  ON CONFLICT (case_id) WHERE settled_at IS NULL DO NOTHING
)
INSERT INTO followups_draw (id, month, area_id, seed, percent, closed, drawn, at)
SELECT gen_random_uuid(), %(month)s::date, county, %(seed)s::text, %(percent)s::int, max(closed),
       count(*) FILTER (WHERE is_drawn), %(at)s::timestamptz
FROM lots GROUP BY county
"""


@transaction.atomic
def draw(month: date, *, by: Actor, at: datetime) -> int:
    """Draw the callbacks of a month that is over, unless it has been done. How many were drawn."""
    first = month.replace(day=1)
    if at < _start_of(_next(first)) or Draw.objects.filter(month=first).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "seed": rules.seed(f"{first:%Y-%m}", _last_seal()),
                "start": _start_of(first),
                "end": _start_of(_next(first)),
                "percent": settings.LINLI_CALLBACK_SHARE,
                "month": first,
                "at": at,
                "due": add_working(at, rules.CALL_WITHIN, calendar()),
            },
        )
    made = list(Draw.objects.filter(month=first).order_by("area"))
    record_all("followups.drawn", kind="followups.draw", lines=[_line(each) for each in made], by=by, at=at)
    return sum(each.drawn for each in made)


def draw_last_month(*, by: Actor, at: datetime) -> int:
    """The month before the present one in China, the first day or whenever the job runs again."""
    return draw(local_day(at).replace(day=1) - timedelta(days=1), by=by, at=at)


def _line(each: Draw) -> Line:
    facts = {"month": f"{each.month:%Y-%m}", "percent": each.percent, "closed": each.closed, "drawn": each.drawn}
    return Line(each.pk, area=str(each.area_id), facts={**facts, "seed": each.seed})


def _last_seal() -> str:
    seal = JournalSeal.objects.order_by("-id").first()
    return bytes(seal.hash).hex() if seal else ""


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
