"""A worker takes a request down for somebody at the window or on the phone."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.cases import actions
from linli.cases.forms import ApplicantForm
from linli.cases.models import Case, Channel
from linli.cases.pages.asking import Asking
from linli.catalog import queries as catalog
from linli.people.actions import register as register_resident
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked as asked_for


@staff_page("cases.submit_for")
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """Which item: found by the resident's own words."""
    typed = asked_for(request, "q")
    return show(
        request,
        "cases/desk/choose.html",
        typed=typed,
        found=catalog.find(typed) if typed else [],
        shelves=[] if typed else catalog.shelves(),
    )


@staff_page("cases.submit_for")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest, code: str) -> HttpResponse:
    """One form for any item: who, where, what."""
    item = catalog.offered_item(code)
    if item is None:
        raise Http404
    who = ApplicantForm(request.POST or None)
    home = next((area for area in request.actor.areas if len(area) == 12), None)
    asking = Asking(request, request.actor, item, home)
    if request.method == "POST" and all([who.is_valid(), asking.is_right()]):
        # All or nothing: a case that is refused leaves no resident registered behind.
        with refusals_shown_on(who, *asking.forms), transaction.atomic():
            person = register_resident(
                name=who.cleaned_data["name"],
                phone=who.cleaned_data["phone"],
                home_area=asking.where.cleaned_data["area"],
                by=request.actor,
                at=now(),
            )
            channel = Channel(who.cleaned_data["channel"])
            case = actions.submit_for(person.pk, asking.wanted(), by=request.actor, at=now(), channel=channel)
            return _registered(request, case)
    return show(request, "cases/desk/register.html", who=who, **asking.shown())


def _registered(request: StaffRequest, case: Case) -> HttpResponse:
    """To the case; who may register a confidential one for another unit but not read it is told its number."""
    if Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        return onward(request, reverse("cases:desk_case", args=[case.number]))
    said = _("已经登记，编号 %(number)s。这件事是保密的，只有经办单位能看。") % {"number": case.number}
    messages.success(request, said)
    return onward(request, reverse("cases:register"))
