"""一次采集、多方利用: how many answers were taken over from an earlier request instead of asked again.

Counted from the cases the reader may see, by the day they were submitted; each count opens down to its cases.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.queries import names_of
from linli.areas.rules import child_length
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI
from linli.cases import queries as case_queries
from linli.cases.models import Case, CaseQuerySet
from linli.indicators.pages import VERB, Chosen, chosen_of, frame

NEWEST = 30


@dataclass(frozen=True)
class Reused:
    """An area below the one shown: answers not asked again, on how many requests; `way` leads down."""

    name: str
    facts: int
    cases: int
    way: str


@require_safe
@staff_page(VERB)
def reuse(request: StaffRequest) -> HttpResponse:
    """An area and month: answers nobody had to give twice, where, and on which requests."""
    chosen = chosen_of(request)
    found = with_reuse(chosen, request.actor)
    below = _below(found, chosen)
    newest = list(case_queries.listed(found).order_by("-submitted_at")[:NEWEST])
    context = {"facts": sum(row.facts for row in below), "cases": sum(row.cases for row in below)}
    return render(
        request, "indicators/reuse.html", {**frame(request.actor, chosen), **context, "below": below, "newest": newest}
    )


def with_reuse(chosen: Chosen, viewer: Actor) -> CaseQuerySet:
    """Requests of an area and month that took answers over, as far as the viewer sees them."""
    first = datetime.combine(chosen.month.first, time(), SHANGHAI)
    end = datetime.combine(chosen.month.last + timedelta(days=1), time(), SHANGHAI)
    cases = Case.objects.visible_to(viewer).filter(area__within=[chosen.area], facts_reused__gt=0)
    cases = cases.filter(submitted_at__gte=first, submitted_at__lt=end)
    return cases.filter(unit=chosen.unit) if chosen.unit else cases


def _below(found: CaseQuerySet, chosen: Chosen) -> list[Reused]:
    """By the areas directly below, the most answers first; of a community, itself."""
    length = child_length(chosen.area) or len(chosen.area)
    length = min(length, 12)
    grouped = found.order_by().annotate(part=Left("area_id", length)).values_list("part")
    rows = list(grouped.annotate(facts=Sum("facts_reused"), cases=Count("pk")).order_by("-facts", "part"))
    names = names_of(part for part, _facts, _cases in rows)
    return [
        Reused(names.get(part, part), facts, cases, chosen.query(area=part) if part != chosen.area else "")
        for part, facts, cases in rows
    ]
