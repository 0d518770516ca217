"""帮办代办覆盖率: numerator, denominator, place by place."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.queries import children
from linli.areas.rules import LENGTHS, Level, is_virtual
from linli.base.clock import now
from linli.cases import assisting
from linli.territory.pages.shared import looked_at, with_query
from linli.web.forms import show

READ = "cases.read"


@staff_page(READ)
@require_safe
def coverage(request: StaffRequest) -> HttpResponse:
    """In how many communities a worker has asked for a resident in the last days."""
    way = with_query("cases:assisted")
    place = looked_at(request.actor, READ, request.GET.get("area", ""), way)
    whole, below = assisting.coverage(place.code, now())
    areas = [] if len(place.code) >= LENGTHS[Level.COMMUNITY - 1] else children(place.code)
    rows = [(each.short_name, way(each.code), below.get(each.code)) for each in areas if not is_virtual(each.code)]
    return show(
        request,
        "cases/desk/assisted.html",
        place=place,
        share=whole,
        below=sorted(rows, key=lambda row: (row[2] is None, row[2].part if row[2] else 0.0, row[0])),
        days=assisting.PERIOD.days,
    )
