"""Pages of analysis: a plan's targets against time, areas side by side."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.models import LEVEL_NAMES, Area
from linli.areas.queries import names_of
from linli.areas.rules import LENGTHS, LEVELS, Level
from linli.base.clock import local_day, now
from linli.indicators import charts
from linli.indicators.queries import computed_until
from linli.indicators.rules import Period
from linli.insight import alerts, comparing, maps, queries
from linli.insight.classing import FEW, By
from linli.insight.courses import course
from linli.insight.forecasts import FEWEST, State
from linli.insight.models import Sort
from linli.insight.progress import Progress, progress
from linli.plans.models import Plan
from linli.plans.queries import figures_area
from linli.territory.pages.shared import looked_at, with_query
from linli.web.components import Choice
from linli.web.forms import show

VERB = "indicators.read"
MONTHS_OFFERED = 12
YEARS = range(2000, 2200)
MOST_LINES = 400
STATES = {
    State.WRONG: (_("数对不上"), "late", "triangle-alert"),
    State.BEHIND: (_("落后"), "late", "triangle-alert"),
    State.ON_WAY: (_("在进度上"), "", "trending-up"),
    State.AHEAD: (_("快于进度"), "ok", "trending-up"),
    State.MET: (_("达到目标"), "ok", "circle-check"),
    State.NO_DATA: (pgettext_lazy("of a target", "没有数"), "turn", "circle-question-mark"),
    State.WAITS: (_("等登记启用"), "", "hourglass"),
}


@staff_page("plans.read")
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """What can be looked at: plans, those of the reader's own areas first, what is amiss, comparisons."""
    plans = list(Plan.objects.select_related("area").defer("text", "reading").order_by("area", "-period"))
    mine = [each for each in plans if any(_meet(str(each.area_id), area) for area in request.actor.areas)]
    amiss = queries.summary(request.actor)
    return show(
        request, "insight/home.html", mine=mine, others=[each for each in plans if each not in mine], amiss=amiss
    )


def _meet(one: str, other: str) -> bool:
    """Whether one area lies in the other."""
    return one.startswith(other) or other.startswith(one)


@staff_page("plans.read")
@require_safe
def plan(request: StaffRequest, plan: UUID) -> HttpResponse:
    """Each target of a plan in the reader's area: how far, on which way, and where it leads."""
    found = get_object_or_404(Plan.objects.select_related("area").defer("text", "reading"), pk=plan)
    area, day = figures_area(request.actor, found.area_id), local_day(now())
    rows = progress(found, found.targets.all(), area, day, viewer=request.actor)
    counts = Counter(each.state for each in rows)
    asked = request.GET.get("state", "")
    order = list(STATES)
    shown = sorted(
        (each for each in rows if asked not in set(State) or each.state == asked),
        key=lambda each: order.index(each.state),
    )
    return show(
        request,
        "insight/plan.html",
        plan=found,
        area=area,
        area_name=names_of([area]).get(area, ""),
        rows=[_card(each) for each in shown],
        filters=[
            Choice(_("全部"), "?", count=len(rows), is_current=asked not in set(State)),
            *(
                Choice(words, f"?state={state.value}", count=counts[state], is_current=asked == state)
                for state, (words, _tone, _picture) in STATES.items()
            ),
        ],
        fewest=FEWEST,
        day=day,
    )


def _card(each: Progress) -> dict[str, Any]:
    words, tone, picture = STATES[each.state]
    if each.is_over and each.state is State.BEHIND:
        words = _("到期没达到")
    wanted, leads = each.wanted.value, each.forecast
    return {
        "progress": each,
        "words": words,
        "tone": tone,
        "picture": picture,
        "course": course(each),
        "expected": each.path.on(each.day) if each.path else None,
        "reaches": leads.reaches(wanted, at_most=each.wanted.comparator == "<=")
        if leads and wanted is not None
        else None,
        "leads": _leads(each),
        "is_still": each.forecast is not None and each.forecast.low == each.forecast.high == each.value,
        "is_wrong": each.state is State.WRONG,
        "table": [(past, each.path.on(past.day) if each.path else None) for past in each.months],
    }


def _leads(each: Progress) -> dict[str, str] | None:
    """Where the trend leads, as it is written: a share with its sign."""
    if each.forecast is None:
        return None
    sign = "%" if each.definition and each.definition.unit == "%" else ""
    return {name: f"{getattr(each.forecast, name)}{sign}" for name in ("low", "likely", "high")}


@staff_page(VERB)
@require_safe
def warnings(request: StaffRequest) -> HttpResponse:
    """What is amiss with an area's plans and figures, as last counted; each with the way to where it is mended."""
    place, at = looked_at(request.actor, VERB, request.GET.get("area", ""), with_query("insight:alerts")), now()
    found = queries.amiss(place.code, viewer=request.actor, at=at)
    counts = Counter(each.sort for each in found.rows)
    asked = request.GET.get("sort", "")
    here = f"?area={place.code}"
    return show(
        request,
        "insight/alerts.html",
        place=place,
        rows=[(each, alerts.words(each)) for each in found.rows if asked not in counts or each.sort == asked],
        counted_at=found.at,
        is_kept=found.is_kept,
        sees_all=any(place.code.startswith(each) for each in request.actor.sight),
        filters=[
            Choice(_("全部"), here, count=len(found.rows), is_current=asked not in counts),
            *(
                Choice(sort.label, f"{here}&sort={sort.value}", count=counts[sort], is_current=asked == sort)
                for sort in Sort
                if counts[sort]
            ),
        ],
        at=at,
    )


@staff_page(VERB)
@require_safe
def compare(request: StaffRequest) -> HttpResponse:
    """One figure of each area below, as a map and as the same list."""
    month, by = _month(request.GET.get("month", "")), _by(request.GET.get("by", ""))
    asked = request.GET.get("indicator", "")
    place = looked_at(
        request.actor, VERB, request.GET.get("area", ""), lambda code: comparing.way(asked, code, by, month)
    )
    known = comparing.measures(place.code)
    measure = next((each for each in known if each.id == asked), known[0])
    if asked and measure.id != asked:
        raise Http404
    levels = _levels(place.area)
    length = _length(request.GET.get("level", ""), levels)
    found: list[comparing.Figure] = []
    if length:
        found = comparing.figures(measure, place.code, length, month=month, day=local_day(now()), viewer=request.actor)
    by = by if measure.wanted else By.QUANTILE
    lines = comparing.lines(measure, found, by, month)
    known_lines = [each for each in lines if each.figure.value is not None]
    drawn = maps.map_of([each.area for each in found])
    by_code = {each.figure.area.code: each for each in lines}
    return show(
        request,
        "insight/compare.html",
        place=place,
        measure=measure,
        measures=known,
        by=by,
        levels=levels,
        length=length,
        lines=known_lines[:MOST_LINES],
        more=max(len(known_lines) - MOST_LINES, 0),
        empty=[each for each in lines if each.figure.value is None][:MOST_LINES],
        legend=comparing.legend(measure, lines, by),
        unranked=sum(each.is_small for each in lines),
        without=len(lines) - len(known_lines),
        few=FEW,
        map=drawn,
        regions=[(region, by_code[region.code]) for region in drawn.regions],
        not_drawn=[each.figure.name for each in lines if each.figure.area.code not in drawn.codes],
        month=month,
        month_name=charts.month_name(month),
        months=[(each, charts.month_name(each)) for each in sorted({month, *_offered()}, reverse=True)],
        until=computed_until() if measure.of_registers is None else None,
        at=now(),
        day=local_day(now()),
    )


def _levels(area: Area) -> list[tuple[int, Any]]:
    """The two levels below, as far as figures of registers go: lengths of codes with their names."""
    lengths = [each for each in LENGTHS if len(area.code) < each <= LENGTHS[Level.COMMUNITY - 1]]
    return [(each, LEVEL_NAMES[LEVELS[each]]) for each in lengths[:2]]


def _length(asked: str, levels: list[tuple[int, Any]]) -> int | None:
    known = [length for length, _name in levels]
    return next((each for each in known if str(each) == asked), known[0] if known else None)


def _by(asked: str) -> By:
    return By(asked) if asked in set(By) else By.TARGET


def _offered() -> list[Period]:
    return Period.month_of(local_day(now())).lately(MONTHS_OFFERED)


def _month(asked: str) -> Period:
    """The month asked for, by default the last that is over; 404 for what is none."""
    if not asked:
        return Period.month_of(local_day(now())).back(1)
    try:
        month = Period.parse(asked)
    except ValueError:
        raise Http404 from None
    if not month.is_month or month.first.year not in YEARS:
        raise Http404
    return month
