"""Holding a case back from being destroyed, and letting it go."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.archives import actions, queries
from linli.archives.forms import HoldForm, LiftForm
from linli.archives.models import HoldKind
from linli.base.clock import now
from linli.base.journal import entries
from linli.cases import queries as cases
from linli.cases.models import Case
from linli.web.forms import onward, refusals_shown_on, show

HOLD = "archives.hold"


@staff_page(HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: StaffRequest, number: str) -> HttpResponse:
    """Why a case is to stay, and until when."""
    case, form = _case(request, number), HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        with refusals_shown_on(form):
            actions.hold(
                case, kind=HoldKind(typed["kind"]), reason=typed["reason"], until=typed["until"], by=request.actor,
                at=now(),
            )  # fmt: skip
            return onward(request, reverse("archives_desk:hold", args=[number]))
    return _show(request, case, hold_form=form)


@staff_page(HOLD)
@require_POST
def lift(request: StaffRequest, number: str) -> HttpResponse:
    """It need not stay any more."""
    case, form = _case(request, number), LiftForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.lift(case, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            return onward(request, reverse("archives_desk:hold", args=[number]))
    return _show(request, case, lift_form=form)


def _case(request: StaffRequest, number: str) -> Case:
    case = cases.numbered(number, request.actor)
    if case is None or not may(request.actor, HOLD, area=str(case.area_id)):
        raise Http404
    return case


def _show(
    request: StaffRequest, case: Case, hold_form: forms.Form | None = None, lift_form: forms.Form | None = None
) -> HttpResponse:
    at = now()
    held = queries.hold_of(case, at)
    said = entries(on=case, verbs=["archives.held"]) if held else []
    return show(
        request,
        "archives/desk/hold.html",
        case=case,
        held=held,
        said=(said[-1].text or {}).get("reason", "") if said else "",
        hold_form=hold_form or HoldForm(),
        lift_form=lift_form or LiftForm(auto_id="lift_%s"),
        at=at,
    )
