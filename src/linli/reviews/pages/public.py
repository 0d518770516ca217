"""What residents say of a unit or an item, for everybody: figures of whole months, and words after a check."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, public_page
from linli.base.clock import now
from linli.cases.models import LEVELS
from linli.catalog import queries as catalog
from linli.indicators.definitions import definitions
from linli.organizations.models import Organization
from linli.reviews import queries, rules
from linli.reviews.models import Published
from linli.reviews.queries import Share
from linli.web.forms import show
from linli.web.words import asked

ON_A_PAGE = 30
RATES = ("response_rate", "solved_rate", "satisfaction_rate")


@public_page
@require_safe
def reviews(request: DoorRequest) -> HttpResponse:
    """All units and items with something to read."""
    typed = asked(request, "q")
    page = Paginator(queries.units(typed), ON_A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "reviews/list.html",
        typed=typed,
        page=page,
        units=queries.lines_of_units(list(page.object_list)),
        items=[] if typed or page.number > 1 else queries.lines_of_items(),
        fewest=rules.FEWEST,
    )


@public_page
@require_safe
def of_unit(request: DoorRequest, unit: UUID) -> HttpResponse:
    """What residents say of a unit's work."""
    found = get_object_or_404(Organization, pk=unit)
    return _show(request, {"unit": found.pk}, name=found.name, phone=found.phone)


@public_page
@require_safe
def of_item(request: DoorRequest, code: str) -> HttpResponse:
    """What residents say of an item, whoever handles it."""
    item = catalog.catalogue().offered(code)
    if item is None:
        raise Http404
    return _show(request, {"item": code}, name=item.plain_name, code=code)


def _show(request: DoorRequest, of: dict[str, Any], **context: Any) -> HttpResponse:
    found = queries.published(**of)
    return show(
        request,
        "reviews/one.html",
        newest=_told(found[0]) if found else None,
        before=[_told(each) for each in found[1:]],
        words=queries.words(now(), **of) if found else [],
        kept_back=queries.kept_back(**of) if found else 0,
        fewest=rules.FEWEST,
        **context,
    )


def _told(period: Published) -> dict[str, Any]:
    """A period as the page shows it."""
    known = definitions()
    sizes = rules.percent_of(period.levels)
    return {
        "months": months_of(period),
        "closed": period.closed,
        "rated": period.rated,
        "rates": [
            Share(
                known[each].name,
                getattr(period, known[each].numerator.value),
                getattr(period, known[each].denominator.value),
            )
            for each in RATES
        ],
        "levels": [
            {"name": name, "count": count, "percent": size, "share": count / period.rated}
            for name, count, size in zip(LEVELS.values(), period.levels, sizes, strict=True)
        ],
        "bad": rules.bad_of(period.levels),
        "became": _became(period),
    }


def _became(period: Published) -> list[tuple[str, int]]:
    """What became of the bad ratings: how they ended, and how many have not ended yet."""
    if period.remedies is None:  # counted by the release before
        return []
    under_way = rules.bad_of(period.levels) - sum(period.remedies)
    named = (_("居民说整改好了"), _("单位说整改好了，没有联系上居民"), _("两次都没有整改好"), _("还在办"))
    return [(name, count) for name, count in zip(named, (*period.remedies, under_way), strict=True) if count]


def months_of(period: Published) -> str:
    """2026 年 9 月, or 2026 年 7 月到 9 月."""
    facts = {"year": period.first.year, "month": period.first.month, "last": period.last.month}
    if period.first == period.last:
        return _("%(year)s 年 %(month)s 月") % facts
    return _("%(year)s 年 %(month)s 月到 %(last)s 月") % facts
