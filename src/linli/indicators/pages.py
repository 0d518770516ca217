"""The desk's pages of figures: an area's month, and where each figure comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.areas.queries import names_of as area_names
from linli.areas.queries import path_names
from linli.areas.rules import ancestors_of, is_code
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.indicators import charts, queries, rules
from linli.indicators.definitions import Definition, days_to_lock, definitions
from linli.indicators.models import LockedMonth
from linli.indicators.queries import Rate
from linli.indicators.rules import Period
from linli.organizations.models import Organization
from linli.organizations.queries import names_of as unit_names
from linli.web.components import Choice

VERB = "indicators.read"
MONTHS_SHOWN, MONTHS_OFFERED = 6, 24
YEARS = range(2000, 2200)
UNITS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Chosen:
    """What the address asks for, checked: an area of the reader's, a month, and perhaps one unit."""

    area: str
    month: Period
    unit: Organization | None

    @property
    def unit_id(self) -> UUID | None:
        """For queries."""
        return self.unit.pk if self.unit else None

    def query(self, **more: object) -> str:
        """These choices as they stand in an address, some of them changed; an empty one is left out."""
        values = {"area": self.area, "month": self.month, "unit": self.unit_id or "", **more}
        return "?" + urlencode({name: str(value) for name, value in values.items() if value})


@dataclass(frozen=True)
class Row:
    """One area or unit in a list of figures; `way` leads down."""

    name: str
    way: str
    rate: Rate


@require_safe
@staff_page(VERB)
def rates(request: StaffRequest) -> HttpResponse:
    """The figures of an area and month, how they moved, and where they are low."""
    chosen = chosen_of(request)
    shown = chosen.month.lately(MONTHS_SHOWN)
    locks = queries.locks_of(shown)
    lock = locks.get(chosen.month.first)
    months = queries.trend(chosen.area, shown, chosen.unit_id, locks)
    of = _of(request.GET.get("of", ""))
    context: dict[str, Any] = {
        **frame(request.actor, chosen),
        "rates": months[-1].rates,
        "charts": charts.charts(months),
        "trend": [(charts.month_name(each.month), each.rates, each.lock) for each in months],
        "lock": lock,
        "locks_on": rules.locks_on(chosen.month, days_to_lock()),
        "changes": _changes(chosen, months[-1].rates) if lock else [],
        "of": of,
        "measured": _measured(chosen, of),
        "until": queries.computed_until(),
        "cohort": of.cohort,
    }
    if not chosen.unit:
        below = _children(chosen, of, lock)
        context["children"] = [row for row in below if row.rate.denominator]
        context["quiet"] = [row for row in below if not row.rate.denominator]
        units = Paginator(queries.by_unit(of, chosen.area, chosen.month, lock), UNITS_ON_A_PAGE)
        context["units"] = units.get_page(request.GET.get("units"))
        context["unit_rows"] = _units(chosen, of, context["units"].object_list)
    return render(request, "indicators/rates.html", context)


def chosen_of(request: StaffRequest) -> Chosen:
    """What is asked for; 404 for an area outside the reader's posts and for anything that does not exist."""
    asked = request.GET
    area = asked.get("area") or _widest(request.actor)
    try:
        month = Period.parse(asked["month"]) if asked.get("month") else Period.month_of(local_day(now()))
        unit = Organization.objects.get(pk=UUID(asked["unit"])) if asked.get("unit") else None
    except (ValueError, Organization.DoesNotExist):
        raise Http404 from None
    if (
        not month.is_month
        or month.first.year not in YEARS
        or not is_code(area)
        or not may(request.actor, VERB, area=area)
    ):
        raise Http404
    return Chosen(area, month, _own_unit(request.actor, area, unit))


def _own_unit(actor: Actor, area: str, unit: Organization | None) -> Organization | None:
    """Who does not see the area sees the figures of their own unit, and no others."""
    if any(area.startswith(seen) for seen in actor.sight) or (unit and unit.pk in actor.units):
        return unit
    if unit or not actor.units:
        raise Http404
    return Organization.objects.get(pk=actor.units[0])


def _widest(actor: Actor) -> str:
    return min((post.area for post in posts_with(actor, VERB)), key=lambda code: (len(code), code))


def frame(actor: Actor, chosen: Chosen) -> dict[str, Any]:
    """What both pages say of their area and month; 404 where there is no such area."""
    above = [code for code in ancestors_of(chosen.area) if may(actor, VERB, area=code)]
    names = area_names([*above, chosen.area])
    if chosen.area not in names:
        raise Http404
    here = reverse("indicators:rates")
    return {
        "area": chosen.area,
        "area_name": path_names([chosen.area])[chosen.area],
        "above": [(names[code], here + Chosen(code, chosen.month, None).query()) for code in above],
        "month": chosen.month,
        "month_name": charts.month_name(chosen.month),
        "months": _offered(chosen.month),
        "earlier": chosen.query(month=chosen.month.back(1)),
        "later": chosen.query(month=chosen.month.back(-1)) if chosen.month < _this_month() else "",
        "unit": chosen.unit,
        "reuse": reverse("indicators:reuse") + Chosen(chosen.area, chosen.month, None).query(),
        "without_unit": here + chosen.query(unit=""),
        "at": now(),
    }


def _this_month() -> Period:
    return Period.month_of(local_day(now()))


def _offered(chosen: Period) -> list[tuple[Period, str]]:
    """The last two years, newest first, and the month that is shown."""
    months = {chosen, *_this_month().lately(MONTHS_OFFERED)}
    return [(month, charts.month_name(month)) for month in sorted(months, reverse=True)]


def _of(asked: str) -> Definition:
    """By which indicator areas and units are listed."""
    known = definitions()
    return known.get(asked) or known.get("on_time_rate") or next(iter(known.values()))


def _measured(chosen: Chosen, of: Definition) -> list[Choice]:
    return [
        Choice(each.name, chosen.query(of=each.id) + "#where", is_current=each is of) for each in definitions().values()
    ]


def _changes(chosen: Chosen, locked: Sequence[Rate]) -> list[tuple[Rate, Rate, str]]:
    """Where a locked figure would be another one if it were counted now, with the way to the cases."""
    now = queries.rates(chosen.area, chosen.month, chosen.unit_id)
    return [
        (was, then, reverse("indicators:explain", args=[was.definition.id]) + chosen.query(**{"as": "change"}))
        for was, then in zip(locked, now, strict=True)
        if (was.numerator, was.denominator) != (then.numerator, then.denominator)
    ]


def _children(chosen: Chosen, of: Definition, lock: LockedMonth | None) -> list[Row]:
    found = queries.by_children(chosen.area, chosen.month, lock)
    rows = [
        Row(_("没有写明网格的"), "", _rate(each.rates, of))
        if each.area.code == chosen.area
        else Row(each.area.short_name, chosen.query(area=each.area.code, of=of.id), _rate(each.rates, of))
        for each in found
    ]
    return sorted(rows, key=_lowest_first)


def _units(chosen: Chosen, of: Definition, found: Iterable[tuple[UUID | None, int, int]]) -> list[Row]:
    """The units of one page; their order is the database's."""
    found = list(found)
    names = unit_names(unit for unit, _numerator, _denominator in found if unit)
    return [
        Row(
            names[unit] if unit else _("还没有承办单位"),
            chosen.query(unit=unit, of=of.id) if unit else "",
            Rate(of, numerator, denominator),
        )
        for unit, numerator, denominator in found
    ]


def _rate(rates: Sequence[Rate], of: Definition) -> Rate:
    return next(rate for rate in rates if rate.definition is of)


def _lowest_first(row: Row) -> tuple[bool, Any, int, str]:
    """Where help is needed first; of equals the one with more cases; last who has too few to say anything."""
    value = row.rate.value
    return (row.rate.denominator < queries.FEW, value or 0, -row.rate.denominator, row.name)
