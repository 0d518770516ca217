"""The limits of reading: what a page asks, as plain SQL for pgbench, and the words that are searched.

Runs in the process of `seeding`.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from psycopg import ClientCursor

from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases import queries
from linli.cases.models import Case, CaseQuerySet, StageChoices
from linli.cases.rules import Stage
from linli.indicators.definitions import definitions
from linli.indicators.models import DailyMeasure
from linli.indicators.queries import Rate
from linli.indicators.rules import Measure, Period
from linli.project.bench.people import taking

MOMENT = re.compile(r"'(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d+)?\+(\d\d):?\d*'(?:::timestamptz)?")
SOON = timedelta(days=1)
DUE = ("late", "soon")


def narrowed(cases: CaseQuerySet, stage: str, due: str, at: datetime) -> CaseQuerySet:
    """As the desk's list narrows."""
    cases = cases.filter(stage=stage)
    return cases.overdue(at) if due == "late" else cases.due_between(at, at + SOON)


def longest_list(actor: Actor, at: datetime) -> tuple[str, str, int]:
    """Stage and deadline by which most of an actor's cases are found, and how many."""
    cases = Case.objects.visible_to(actor)
    counted = [
        (narrowed(cases, stage, due, at).count(), stage.value, due)
        for stage in (StageChoices.SUBMITTED, StageChoices.ACCEPTED, StageChoices.ASSIGNED)
        for due in DUE
    ]
    count, stage, due = max(counted)
    return stage, due, count


def list_script(actor: Actor, stage: str, due: str, at: datetime) -> str:
    """The rows of that list, a hundred and one of them as the page asks, in one query."""
    found = narrowed(Case.objects.all(), stage, due, at)
    order = ("due_at", "pk")
    return as_script(actor, queries.listed(queries.first_seen(found, actor, order, 101)).order_by(*order)[:101])


def as_script(actor: Actor, rows: "QuerySet[Any]") -> str:
    """A query as the actor, in one transaction."""
    sql, values = rows.query.sql_with_params()
    return in_scope(actor, [written(sql, values) + ";"])


def in_scope(actor: Actor, statements: Sequence[str]) -> str:
    """Statements as the actor."""
    return "\n".join(["BEGIN;", taking(actor), *statements, "COMMIT;"])


def written(sql: str, values: Sequence[Any]) -> str:
    """SQL with its values in it, without the colons of moments, which pgbench would take for variables."""
    connection.ensure_connection()
    text = ClientCursor[Any](connection.connection).mogrify(sql, values)
    return MOMENT.sub(r"'\1\2\3T\4\5\6+\7'::timestamptz", text).replace("\n", " ")


def search_script(actor: Actor, words: str) -> str:
    """The function alone, as the desk calls it."""
    return in_scope(actor, [written("SELECT id FROM cases_found(%s::text, %s::int);", [words, queries.FOUND])])


def leaf_sums(area: str, period: Period) -> "tuple[QuerySet[Any], dict[Any, list[Rate]]]":
    """Sums by unit and month straight from the leaves: the query, and the rates they make."""
    leaves = DailyMeasure.objects.filter(area__within=[area], day__range=(period.first, period.last))
    sums = {measure.value: Sum("value", filter=Q(measure=measure.value), default=0) for measure in Measure}
    found = leaves.annotate(month=TruncMonth("day")).order_by().values_list("unit", "month").annotate(**sums)
    rates = {}
    for unit, month, *values in found:
        named = dict(zip(Measure, values, strict=True))
        rates[unit, month] = [
            Rate(each, named[each.numerator], named[each.denominator]) for each in definitions().values()
        ]
    return found, rates


def words_found(count: int) -> list[str]:
    """Words that stand in cases: pieces of titles, places and whole numbers, from cases of all times."""
    sample = Case.objects.filter(~Q(stage=Stage.WITHDRAWN.value)).order_by("client_key", "id")
    total = sample.count()
    found: dict[str, None] = {}
    for turn in range(count * 3):
        case = sample.only("title", "place", "number")[(turn * 7919) % total]
        piece = (case.title[:6], case.place.split(" ")[-1][:8], case.title[-4:], case.number)[turn % 4].strip()
        if len(piece) > 1:
            found[piece] = None
    return list(found)[:count]


MISSES = ("紫檀雕花屏风", "龙卷风吹走了", "131102-19990101-0001", "琉璃瓦一号院", "火星车", "青铜器")


def this_second() -> datetime:
    """The present moment, to the second: what a script can hold."""
    return now().replace(microsecond=0)
