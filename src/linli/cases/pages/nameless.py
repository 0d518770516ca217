"""Asking without a name, and coming back: no sign-in, no address that names a case, nothing kept in the browser.

What is sent answers with its page at once: number and code stand on it, and in no address and no history.
"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import DoorRequest, public_page
from linli.accounts.whence import whence
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, queries, rules
from linli.cases.codes import Ticket, in_groups, new_ticket, ticket_of
from linli.cases.forms import NamelessRateForm, ReopenForm, SeenForm, TicketForm, TrackForm, seen_of
from linli.cases.models import Case
from linli.cases.pages.asking import Asking
from linli.cases.pages.shared import shown
from linli.catalog import queries as catalog
from linli.web.forms import refusals_shown_on, show


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def ask(request: DoorRequest, code: str) -> HttpResponse:
    """Say what is wrong and where, without a name; the answer holds number and code."""
    item = catalog.offered_item(code)
    if item is None or not item.details.takes_nameless:
        raise Http404
    at, form = now(), TicketForm(request.POST or None)
    known = ticket_of(request.POST.get("ticket", ""), at)
    ticket = known or new_ticket(at)
    form.carry(ticket)
    asking = Asking(request, actions.asker(ticket), item, None)
    if form.is_bound:
        with refusals_shown_on(form, asking.asked, asking.place, asking.where):
            if known is None:
                raise Refused("cases.page_too_old", _("这一页打开得太久了，请再提交一次。"))
            if request.FILES:  # they are kept whatever else is wrong, so they count
                actions.count_asking(whence(request), at)
            if asking.is_right():
                if not request.FILES:
                    actions.count_asking(whence(request), at)
                return _sent(request, asking, ticket, at)
    return show(request, "cases/nameless/ask.html", ticket_form=form, **asking.shown())


def _sent(request: DoorRequest, asking: Asking, ticket: Ticket, at: datetime) -> HttpResponse:
    with acting_as(asking.by):
        case = actions.submit_nameless(asking.wanted(), ticket=ticket, by=asking.by, at=at)
        listed = queries.listed(Case.objects.visible_to(asking.by)).get(pk=case.pk)
    return show(request, "cases/nameless/done.html", case=listed, code=in_groups(ticket.code), at=at)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def track(request: DoorRequest) -> HttpResponse:
    """How far it is, for who has number and code; and, once it is done, their one answer."""
    form = TrackForm(request.POST if "number" in request.POST else None)
    if "held" in request.POST:
        holder = actions.holder(request.POST["held"])
        if holder is not None:
            return _answer(request, holder)
        form = TrackForm()
    elif form.is_valid():
        with refusals_shown_on(form):
            typed = form.cleaned_data
            holder = actions.opened(number=typed["number"], code=typed["code"], whence=whence(request), at=now())
            with acting_as(holder):
                return _opened(request, holder)
    return show(request, "cases/nameless/track.html", form=form, is_over="held" in request.POST)


def _answer(request: DoorRequest, holder: Actor) -> HttpResponse:
    """What who asked says of it: not done, or how good it was."""
    form: SeenForm = ReopenForm(request.POST) if request.POST.get("do") == "reopen" else NamelessRateForm(request.POST)
    name = "reopen_form" if isinstance(form, ReopenForm) else "rate_form"
    with acting_as(holder):
        if form.is_valid():
            with refusals_shown_on(form):
                _say(form, holder)
                return _opened(request, holder)
        return _opened(request, holder, **{name: form})


def _say(form: SeenForm, holder: Actor) -> None:
    case, typed, at = Case.objects.visible_to(holder).get(), form.cleaned_data, now()
    if isinstance(form, ReopenForm):
        actions.reopen(case, reason=typed["reason"], by=holder, at=at, seen=seen_of(form))
    else:
        actions.rate(case, level=typed["level"], comment=typed["comment"], by=holder, at=at, seen=seen_of(form))


def _opened(request: DoorRequest, holder: Actor, **with_errors: SeenForm) -> HttpResponse:
    case = queries.listed(Case.objects.visible_to(holder)).defer(None).first()
    if case is None:
        raise Http404
    for form in with_errors.values():
        form.look_again(case.version)
    stage, initial, at = rules.Stage(case.stage), {"seen": case.version}, now()
    in_window = case.resolved_at is not None and at <= case.resolved_at + rules.ANSWER_WINDOW
    forms: dict[str, Any] = {
        "reopen_form": ReopenForm(initial=initial)
        if rules.can(stage, rules.Verb.REOPEN) and in_window and case.rating is None
        else None,
        "rate_form": NamelessRateForm(initial=initial) if rules.may_rate(case.standing, at) else None,
    }
    told = shown(case, holder)
    photos = sum(len(line["photos"]) for line in told["timeline"])
    for line in told["timeline"]:
        line["photos"] = []  # a picture needs an address of its own; who has no sign-in has none
    return show(
        request,
        "cases/nameless/case.html",
        held=actions.held(holder),
        photos=photos,
        **told,
        **{**forms, **with_errors},
    )
