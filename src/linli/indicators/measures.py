"""The rules of counting as conditions of the database: one formulation for figures and for the cases behind them.

`rules` says the same in Python for the recount from the journal; tests hold the two together.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from linli.areas.rules import LENGTHS, Level
from linli.base.clock import SHANGHAI
from linli.cases.models import Case
from linli.cases.rules import SATISFIED_FROM, Stage
from linli.indicators.rules import Measure, Period

HOLDS: Mapping[Measure, Q] = {
    Measure.COUNTED: Q(),
    Measure.RESPONDED: Q(first_contact_at__lte=F("accept_due_at")),
    Measure.ON_TIME: Q(resolved_at__lte=F("due_at")),
    Measure.ANSWERED: Q(solved__isnull=False),
    Measure.SOLVED: Q(solved=True),
    Measure.RATED: Q(rating__isnull=False),
    Measure.SATISFIED: Q(rating__gte=SATISFIED_FROM),
}
"""What must hold of a case that counts."""


def counting(at: datetime) -> Q:
    """Cases that count at a moment."""
    return ~Q(stage=Stage.WITHDRAWN.value) & (Q(resolved_at__isnull=False) | Q(due_at__lt=at))


def due_in(period: Period) -> Q:
    """Cases whose deadline lies in a period, in China's time."""
    start = datetime.combine(period.first, time.min, SHANGHAI)
    end = datetime.combine(period.last + timedelta(days=1), time.min, SHANGHAI)
    return Q(due_at__gte=start, due_at__lt=end)


PLACE = "coalesce(cases_case.grid_id, cases_case.area_id)"
"""Where a case counts: in its grid, where somebody has said in which it is; else in its community."""


def lying_in(area: str) -> Q:
    """Cases that count in an area, be it a grid."""
    return Q(grid__within=[area]) if len(area) > LENGTHS[Level.COMMUNITY - 1] else Q(area__within=[area])


def as_sql(condition: Q) -> tuple[str, list[Any]]:
    """A condition on `cases_case` as SQL with its parameters."""
    query = Case.objects.filter(condition).query
    if not query.where:
        return "true", []
    sql, parameters = query.get_compiler(connection=connection).compile(query.where)
    return sql, list(parameters)
