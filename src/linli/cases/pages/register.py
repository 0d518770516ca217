"""A worker takes a request down for somebody at the window or on the phone."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.cases import actions, queries
from linli.cases.codes import Ticket, in_groups, new_ticket, ticket_of
from linli.cases.forms import ApplicantForm
from linli.cases.models import Case, Channel, ConsentWay
from linli.cases.pages.asking import Asking, alike_to_typed, kept_or_dropped, left_before
from linli.cases.pages.shared import found
from linli.catalog import queries as catalog
from linli.people.actions import register as register_resident
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked as asked_for


@staff_page("cases.submit_for")
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """Which item: found by the resident's own words; with `nameless`, of those that need no name."""
    typed, is_nameless = asked_for(request, "q"), "nameless" in request.GET
    shelves = [] if typed else catalog.shelves()
    if is_nameless:
        kept = [(each, tuple(item for item in each.items if item.takes_nameless)) for each in shelves]
        shelves = [replace(each, items=items) for each, items in kept if items]
    return show(
        request,
        "cases/desk/choose.html",
        typed=typed,
        found=[one for one in catalog.find(typed) if one.item.takes_nameless or not is_nameless] if typed else [],
        shelves=shelves,
        way="?nameless=1&channel=phone" if is_nameless else "",
    )


@staff_page("cases.submit_for")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest, code: str) -> HttpResponse:
    """One form for any item: who, where, what."""
    item = catalog.offered_item(code)
    if item is None:
        raise Http404
    at, first = now(), {"nameless": "nameless" in request.GET, "channel": request.GET.get("channel", "window")}
    who = ApplicantForm(request.POST or None, takes_nameless=item.details.takes_nameless, initial=first)
    ticket = ticket_of(request.POST.get("ticket", ""), at) or new_ticket(at)
    home = next((area for area in request.actor.areas if len(area) == 12), None)
    left, words = left_before(item, request.actor, request)
    asking = Asking(request, request.actor, item, home, before=words)
    if words:
        who.initial = {name: words[name] for name in who.fields.keys() & words.keys()}
    if request.method == "POST":
        actions.keep_draft(item.pk, dict(request.POST.lists()), by=request.actor, at=now())
    if request.method == "POST" and all([who.is_valid(), asking.is_right()]):
        # All or nothing: a case that is refused leaves no resident registered behind.
        with refusals_shown_on(who, *asking.forms), transaction.atomic():
            channel = Channel(who.cleaned_data["channel"])
            if who.is_nameless:
                return _without_name(request, asking, ticket, channel)
            person = register_resident(
                name=who.cleaned_data["name"],
                phone=who.cleaned_data["phone"],
                home_area=asking.where.cleaned_data["area"],
                by=request.actor,
                at=now(),
            )
            consent = ConsentWay(who.cleaned_data["consent"])
            case = actions.submit_for(
                person.pk, asking.wanted(), by=request.actor, at=now(), channel=channel, consent=consent
            )
            actions.drop_draft(item.pk, by=request.actor)
            return registered(request, case)
    more: dict[str, Any] = {"draft": None if words else left, "alike_url": reverse("cases:desk_alike", args=[code])}
    more["ticket"] = ticket.in_a_form() if item.details.takes_nameless else ""
    return show(request, "cases/desk/register.html", who=who, **asking.shown(), **more)


def _without_name(request: StaffRequest, asking: Asking, ticket: Ticket, channel: Channel) -> HttpResponse:
    """Number and code at once, to be handed over: sent again it is the same case, and the same page."""
    at = now()
    case = actions.submit_nameless(asking.wanted(), ticket=ticket, by=request.actor, at=at, channel=channel)
    actions.drop_draft(asking.item.pk, by=request.actor)
    code = in_groups(ticket.code) if case.pk == ticket.case else ""
    listed = queries.numbered(case.number, request.actor) or case
    response = show(request, "cases/desk/nameless.html", case=listed, code=code, at=at)
    response["Cache-Control"] = "no-store"
    return response


@staff_page("cases.submit_for")
@require_POST
def alike(request: StaffRequest, code: str) -> HttpResponse:
    """While a clerk types: what is open in that community and likely the same."""
    return show(request, "cases/alike.html", alike=alike_to_typed(request, code, request.actor), for_staff=True)


@staff_page("cases.submit_for")
@require_POST
def draft(request: StaffRequest, code: str) -> HttpResponse:
    """Kept while they type; thrown away when they say so."""
    return kept_or_dropped(request, code, request.actor, reverse("cases:register_item", args=[code]))


@staff_page("cases.submit_for")
@require_POST
def join(request: StaffRequest, number: str) -> HttpResponse:
    """It is this one: its unit hears that it was spoken of again; of who did nothing is kept."""
    case = found(number, request.actor)
    channel = Channel.PHONE if request.POST.get("phone") and "item" in request.POST else Channel.WINDOW
    actions.join(case, channel=channel, by=request.actor, at=now())
    actions.drop_draft(case.item_id, by=request.actor)
    messages.success(request, _("记上了：经办单位知道又有居民说起这件事。编号 %(number)s。") % {"number": number})
    return onward(request, reverse("cases:desk_case", args=[number]))


def registered(request: StaffRequest, case: Case) -> HttpResponse:
    """To the case; who may register a confidential one for another unit but not read it is told its number."""
    if Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        return onward(request, reverse("cases:desk_case", args=[case.number]))
    said = _("已经登记，编号 %(number)s。这件事是保密的，只有经办单位能看。") % {"number": case.number}
    messages.success(request, said)
    return onward(request, reverse("cases:register"))
