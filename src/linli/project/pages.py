"""Pages that stand above the modules: the portal's home, the journal's seals, and what a crash looks like."""

import sys

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.defaults import server_error

from linli.accounts.doors import DoorRequest, StaffRequest, any_staff_page, public_page, staff_page
from linli.accounts.rights import may
from linli.base.clock import local_day, now
from linli.base.models import JournalSeal
from linli.base.outages import outage_of
from linli.cases import queries as cases
from linli.cases import rules
from linli.cases.models import Case
from linli.cases.pages.today import today
from linli.catalog import milestones
from linli.catalog import queries as catalog
from linli.catalog.choices import Audience
from linli.catalog.spec import ItemSpec
from linli.notices import queries as notices
from linli.notices.browser import is_new, place_of
from linli.project.navigation import DESK
from linli.web.forms import onward, show
from linli.web.refusals import outage_page

SHOWN = 5
RECENT = 3
NOTICES = 3


@public_page
@require_safe
def home(request: DoorRequest) -> HttpResponse:
    """Search on top, what is asked for most, and for who is signed in: what waits for them and what is being done."""
    mine: list[Case] = []
    catalogue = catalog.catalogue()
    recent: list[ItemSpec] = []
    if request.actor.is_resident:
        recent = [item for item in map(catalogue.offered, cases.recent_items(request.actor)) if item]
        visible = Case.objects.visible_to(request.actor).unclosed()
        mine = list(cases.listed(visible).order_by("-submitted_at")[:20])
    place = "" if request.actor.is_resident else place_of(request)
    told = notices.shown(place, local_day(now()), NOTICES) if place or request.actor.is_resident else []
    return show(
        request,
        "project/home.html",
        notices=[(notice, is_new(request, notice)) for notice in told],
        is_known=bool(place) or request.actor.is_resident,
        tiles=catalogue.common(7),
        milestones=milestones.known().values(),
        recent=[item for item in recent if item.audience is Audience.ORDINARY][:RECENT],
        my_turn=[case for case in mine if case.stage == rules.Stage.RESOLVED.value],
        running=[case for case in mine if case.stage != rules.Stage.RESOLVED.value][:SHOWN],
        at=now(),
    )


@any_staff_page
@require_safe
def desk(request: StaffRequest) -> HttpResponse:
    """The desk opens on 今天; for whoever handles no cases, on the first page of their menu."""
    if may(request.actor, "cases.read"):
        return today(request)
    mine = [name for _title, name, _icon, verb, _group in DESK if may(request.actor, verb)]
    return onward(request, reverse(mine[0] if mine else "accounts_desk:me"))


@staff_page("journal.read_seals")
@require_safe
def seals(request: StaffRequest) -> HttpResponse:
    """The chain of seals over the journal; its newest hash can be published."""
    found = list(JournalSeal.objects.order_by("-id")[:50])
    return show(request, "project/seals.html", seals=found, head=bytes(found[0].hash).hex() if found else "", at=now())


def crashed(request: HttpRequest) -> HttpResponse:
    """Whatever nobody has caught, at whichever layer: an outage is told as one, anything else is a crash."""
    outage = outage_of(sys.exc_info()[1])
    if request.path_info.startswith("/api/"):
        from linli.api.problems import crash_problem, outage_problem  # no page needs what this loads

        return outage_problem(outage) if outage else crash_problem()
    return outage_page(request, outage) if outage else server_error(request)
