"""规划指标 at the desk: how an area stands against its plan, and one indicator place by place."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.queries import children
from linli.areas.rules import LENGTHS, Level, is_virtual
from linli.base.clock import local_day, now
from linli.indicators.standing import queries, trends
from linli.indicators.standing.definitions import Definition, definitions, faults
from linli.indicators.standing.history import History, Past, history, went_into
from linli.indicators.standing.queries import Standing
from linli.indicators.standing.series import Row, Step
from linli.territory.pages.shared import looked_at
from linli.web.components import Choice
from linli.web.forms import show

VERB = "indicators.read"
COMMUNITY = LENGTHS[Level.COMMUNITY - 1]
MOST_LATE = 10
YEARS = range(2000, 2100)
STEP_NAMES = {Step.MONTH: gettext_lazy("按月"), Step.QUARTER: gettext_lazy("按季度"), Step.YEAR: gettext_lazy("按年")}


@dataclass(frozen=True)
class Line:
    """An indicator, or a place, with its figure and the way to where it is explained."""

    name: str
    way: str
    standing: Standing

    @property
    def mark(self) -> float | None:
        """Where on the bar the target lies."""
        target = self.standing.target
        if self.standing.share is None or not target or target.wanted.value is None:
            return None
        return float(target.wanted.value) / 100


@require_safe
@staff_page(VERB)
def standings(request: StaffRequest) -> HttpResponse:
    """What can be counted today with its target, and what waits for which register."""
    place = looked_at(request.actor, VERB, request.GET.get("area", ""), lambda code: way("", code))
    shown = [each for each in definitions().values() if each.numerator or each.target_of(place.code)]
    found = queries.standing(place.code, local_day(now()), viewer=request.actor, only=shown, below=False).whole
    lines = [Line(each.definition.name, way(each.definition.id, place.code), each) for each in found]
    waiting = sorted((line for line in lines if line.standing.definition.waits), key=_register)
    return show(
        request,
        "indicators/standing/list.html",
        place=place,
        fault=faults(),
        wanted=[line for line in lines if not line.standing.definition.waits and line.standing.target],
        more=[line for line in lines if not line.standing.definition.waits and not line.standing.target],
        waiting=[(register, list(group)) for register, group in groupby(waiting, key=_register)],
        rates=reverse("indicators:rates") + f"?area={place.code}",
    )


@require_safe
@staff_page(VERB)
def standing(request: StaffRequest, indicator: str) -> HttpResponse:
    """One indicator: how it is computed, from what, what the plan wants, and how each place below stands."""
    definition = definitions().get(indicator)
    if definition is None:
        raise Http404
    place = looked_at(request.actor, VERB, request.GET.get("area", ""), lambda code: way(indicator, code))
    day = local_day(now())
    found = queries.standing(place.code, day, viewer=request.actor, only=[definition])
    whole = found.whole[0]
    past = history(definition, place.code, viewer=request.actor)
    return show(
        request,
        "indicators/standing/one.html",
        place=place,
        fault=faults(),
        definition=definition,
        line=Line(definition.name, "", whole),
        sum=whole.sum,
        day=day,
        register=definition.numerator.question.way(place.code) if definition.numerator else "",
        below=_below(definition, place.code, {code: each[0] for code, each in found.below.items()}),
        back=way("", place.code),
        gap=_gap(whole),
        **(_past(request, past, way(indicator, place.code)) if past else {"past": None}),
    )


def _past(request: StaffRequest, past: History, here: str) -> dict[str, Any]:
    """How it stood before: by month, quarter or year, on a day that was asked for, and what came late."""
    today, asked = local_day(now()), request.GET.get("by", "")
    step = Step(asked) if asked in set(Step) else Step.MONTH
    points = trends.trend(past, today, step)
    on = _day(request.GET.get("on", ""))
    return {
        "past": past,
        "points": [(each, trends.gap_in_words(each.past), trends.later_in_words(each.past)) for each in points],
        "drawing": trends.drawing(points, past) if points else None,
        "steps": [Choice(STEP_NAMES[each], f"{here}&by={each}#trend", is_current=each is step) for each in Step],
        "step": step,
        "asked": past.on(on) if on else None,
        "asked_on": on,
        "late": [
            (each, trends.counted_in_words(*each.was.sums), trends.counted_in_words(*each.now.sums))
            for each in past.late[:MOST_LATE]
        ],
        "predecessors": [(area, on, way(past.definition.id, area.code)) for area, on in went_into(past.area)],
        "at": now(),
        "last_day": today,
    }


def _day(text: str) -> date | None:
    """A day asked for; 404 where it is none or in a year nobody counted."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if found.year not in YEARS:
        raise Http404
    return found


def _gap(found: Standing) -> str:
    """How far today's value is from the plan's target."""
    today = local_day(now())
    if not found.quotient or not found.target:
        return ""
    row = Row(today, now(), found.quotient.numerator, found.quotient.denominator)
    return trends.gap_in_words(Past(found.definition, today, today, row, found.target))


def way(indicator: str, area: str) -> str:
    """The address of one indicator, or of all of them, in an area."""
    page = reverse("indicators:standing", args=[indicator]) if indicator else reverse("indicators:standings")
    return f"{page}?area={area}"


def _register(line: Line) -> str:
    return line.standing.definition.register


def _below(definition: Definition, area: str, found: dict[str, Standing]) -> list[Line]:
    """The places directly below, where help is needed first; those with no figure last."""
    if definition.waits or len(area) >= COMMUNITY:
        return []
    lines = [
        Line(each.short_name, way(definition.id, each.code), found[each.code])
        for each in children(area)
        if not is_virtual(each.code) and each.code in found
    ]
    return sorted(lines, key=lambda line: (line.standing.value is None, line.standing.value or 0, line.name))
