"""The published figures, counted anew from the cases each night: what an appeal has set aside is gone the next day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.base.journal import record
from linli.cases.models import LEVELS, Case
from linli.followups.course import Outcome
from linli.followups.models import Remedy
from linli.followups.rules import BAD_UP_TO
from linli.indicators import measures
from linli.indicators.rules import Measure, Period
from linli.reviews import rules
from linli.reviews.models import Published
from linli.reviews.rules import Sums

COUNTED = {
    "counted": Q(),
    "closed": Q(closed_at__isnull=False),
    **{each.value: measures.HOLDS[each] for each in Measure if each not in (Measure.COUNTED, Measure.ON_TIME)},
    **{f"level{level}": Q(rating=level) for level in LEVELS},
}
AT_ONCE = 2_000  # rows of a statement, which takes 65,535 values at most
MONTH = TruncMonth("due_at", tzinfo=SHANGHAI)
THE_FIGURES = UUID("00000000-0000-7000-8000-000000000002")  # all of them: what the journal names


@transaction.atomic
def publish_figures(*, by: Actor, at: datetime) -> int:
    """Put the periods of this year and the last in the place of those of yesterday. How many there are."""
    this_month = local_day(at).replace(day=1)
    whole = Period(date(this_month.year - 1, 1, 1), this_month - timedelta(days=1))
    made = [*_periods("unit_id", whole, at), *_periods("item_id", whole, at)]
    Published.objects.all().delete()
    Published.objects.bulk_create(made, batch_size=AT_ONCE)
    record("reviews.figures_published", on=("reviews.published", THE_FIGURES), by=by, at=at, periods=len(made))
    return len(made)


def _periods(column: str, whole: Period, at: datetime) -> Iterator[Published]:
    """Of each unit, or each item, what is enough to be shown."""
    months: dict[Any, list[Sums]] = defaultdict(list)
    cases = Case.objects.filter(measures.counting(at) & measures.due_in(whole), **{f"{column}__isnull": False})
    sums = {name: Count("pk", filter=holds) for name, holds in COUNTED.items()}
    ended = _ended(cases, column)
    for row in cases.order_by().values(column, month=MONTH).annotate(**{f"n_{name}": sums[name] for name in sums}):
        numbers = {name: row[f"n_{name}"] for name in rules.COUNTS}
        levels = tuple(row[f"n_level{level}"] for level in LEVELS)
        first = row["month"].astimezone(SHANGHAI).date()
        ends = tuple(ended.get((row[column], row["month"], end), 0) for end in rules.ENDS)
        months[row[column]].append(Sums(first, first, levels=levels, remedies=ends, **numbers))
    for key, found in sorted(months.items(), key=lambda each: str(each[0])):
        for period in rules.periods(found):
            yield _row(column, key, period)


def _ended(cases: QuerySet[Case], column: str) -> Counter[tuple[Any, datetime, Outcome]]:
    """Of the bad ratings of each unit or item and month, how many remedies have ended how."""
    newest = Remedy.objects.filter(case=OuterRef("pk")).order_by("-opened_at").values("outcome")[:1]
    bad = cases.filter(rating__lte=BAD_UP_TO).order_by().annotate(outcome=Subquery(newest))
    found: Counter[tuple[Any, datetime, Outcome]] = Counter()
    for row in bad.values(column, "outcome", month=MONTH).annotate(count=Count("pk")):
        if end := rules.end_of(row["outcome"]):
            found[row[column], row["month"], end] += row["count"]
    return found


def _row(column: str, key: Any, period: Sums) -> Published:
    numbers = {name: getattr(period, name) for name in rules.COUNTS}
    lists = {"levels": list(period.levels), "remedies": list(period.remedies)}
    return Published(first=period.first, last=period.last, **lists, **{column: key}, **numbers)
