"""How many were helped, for whoever counts; down to needs for the unit that reads them anyway."""

from datetime import date

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.aid import counting, queries
from linli.base.clock import now
from linli.web import dates
from linli.web.components import Choice
from linli.web.forms import show

COUNT = "aid.count"
MOST = 50


@staff_page(COUNT)
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """A month's counts in the areas of one's posts, and behind each what one's own units still have to do."""
    at, figure = now(), request.GET.get("of", "")
    months = counting.months_until(at)
    month = _asked(request.GET.get("month", ""), months)
    if figure and figure not in counting.FIGURES:
        raise Http404
    found = counting.counted(request.actor, month, at)
    total = counting.whole(found.values())
    needs = (
        queries.listed(counting.behind(request.actor, month, figure)).order_by("due_at", "pk")[:MOST] if figure else []
    )
    own = counting.of_ours(request.actor, month)
    return show(
        request,
        "aid/figures.html",
        at=at,
        month=month,
        months=[
            Choice(dates.month(each.month, each.year), f"?month={each:%Y-%m}", is_current=each == month)
            for each in months
        ],
        lines=counting.lines(total, own),
        has_ours=any(own),
        places=counting.places(found),
        of=counting.FIGURES[figure][0] if figure else "",
        needs=needs,
    )


def _asked(month: str, months: list[date]) -> date:
    """One of the months that are shown; 404 for any other."""
    if not month:
        return months[0]
    found = next((each for each in months if f"{each:%Y-%m}" == month), None)
    if found is None:
        raise Http404
    return found
