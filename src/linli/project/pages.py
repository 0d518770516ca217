"""Pages that stand above the modules: the portal's home, and the journal's seals."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, StaffRequest, public_page, staff_page
from linli.base.clock import now
from linli.base.models import JournalSeal
from linli.cases import queries as cases
from linli.cases import rules
from linli.cases.models import Case
from linli.catalog import queries as catalog
from linli.web.forms import show

SHOWN = 5


@public_page
@require_safe
def home(request: DoorRequest) -> HttpResponse:
    """Search on top, what is asked for most, and for who is signed in: what waits for them and what is being done."""
    mine: list[Case] = []
    if request.actor.is_resident:
        visible = Case.objects.visible_to(request.actor).unclosed()
        mine = list(cases.listed(visible).order_by("-submitted_at")[:20])
    return show(
        request,
        "project/home.html",
        tiles=catalog.common(7),
        my_turn=[case for case in mine if case.stage == rules.Stage.RESOLVED.value],
        running=[case for case in mine if case.stage != rules.Stage.RESOLVED.value][:SHOWN],
        at=now(),
    )


@staff_page("journal.read_seals")
@require_safe
def seals(request: StaffRequest) -> HttpResponse:
    """The chain of seals over the journal; its newest hash can be published."""
    found = list(JournalSeal.objects.order_by("-id")[:50])
    return show(request, "project/seals.html", seals=found, head=bytes(found[0].hash).hex() if found else "", at=now())
