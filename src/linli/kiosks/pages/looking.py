"""Looking up one's own at a machine: where it stands, whether it was done, how good it was."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.clock import now
from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Case
from linli.kiosks import actions
from linli.kiosks.doors import VisitRequest, visit_page
from linli.kiosks.forms import AgainForm, LevelForm
from linli.kiosks.rules import Use
from linli.web.forms import onward, refusals_shown_on, show

ON_A_SCREEN = 4
RATED = "resolved", "closed"


def mine(request: VisitRequest, number: str) -> Case:
    """One's own of a number; 404 for everything else."""
    case = queries.numbered(number, request.visitor, whole=True)
    if case is None:
        raise Http404
    return case


@require_safe
@visit_page
def look(request: VisitRequest) -> HttpResponse:
    """What I have asked for, the newest first, a screenful at a time."""
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), 25) if asked.isdecimal() and len(asked) < 4 else 1
    start = (page - 1) * ON_A_SCREEN
    found = queries.listed(Case.objects.visible_to(request.visitor)).order_by("-submitted_at")
    rows = list(found[start : start + ON_A_SCREEN + 1])
    actions.count(request.device, Use.LOOKED, now())
    here = reverse("kiosks:look")
    return show(
        request,
        "kiosks/look.html",
        rows=rows[:ON_A_SCREEN],
        before=f"{here}?page={page - 1}" if page > 1 else "",
        after=f"{here}?page={page + 1}" if len(rows) > ON_A_SCREEN else "",
        at=now(),
    )


@require_safe
@visit_page
def case(request: VisitRequest, number: str) -> HttpResponse:
    """One of them: what happened last, and what can be done now."""
    return _show(request, mine(request, number))


def _show(request: VisitRequest, case: Case, **more: Any) -> HttpResponse:
    stage = rules.Stage(case.stage)
    said = next((line for line in queries.timeline(case, request.visitor) if line.verb == "cases.resolved"), None)
    context: dict[str, Any] = {
        "case": case,
        "at": now(),
        "reply": said.said if said and stage in (rules.Stage.RESOLVED, rules.Stage.CLOSED) else "",
        "may_confirm": rules.can(stage, rules.Verb.CONFIRM),
        "may_rate": rules.may_rate(case.standing, now()),
    }
    return show(request, "kiosks/case.html", **{**context, **more})


@require_POST
@visit_page
def confirm(request: VisitRequest, number: str) -> HttpResponse:
    """It is done; and how good was it?"""
    cases.confirm(mine(request, number), by=request.visitor, at=now())
    return onward(request, reverse("kiosks:level", args=[number]))


@require_http_methods(["GET", "POST"])
@visit_page
def again(request: VisitRequest, number: str) -> HttpResponse:
    """It is not done, and why: to be touched, not typed."""
    found, form = mine(request, number), AgainForm(request.POST or None)
    if not rules.can(rules.Stage(found.stage), rules.Verb.REOPEN):
        return onward(request, reverse("kiosks:case", args=[number]))
    if form.is_valid():
        with refusals_shown_on(form):
            cases.reopen(found, reason=form.reason(), by=request.visitor, at=now())
            return onward(request, reverse("kiosks:case", args=[number]))
    return show(request, "kiosks/again.html", case=found, form=form)


@require_safe
@visit_page
def rate(request: VisitRequest) -> HttpResponse:
    """What waits for a word of mine."""
    done = Case.objects.visible_to(request.visitor).filter(rating=None, rating_set_aside=False, stage__in=RATED)
    since = now() - rules.RATING_WINDOW
    rows = queries.listed(done.filter(resolved_at__gt=since)).order_by("-resolved_at")[:ON_A_SCREEN]
    return show(request, "kiosks/rate.html", rows=list(rows), at=now())


@require_http_methods(["GET", "POST"])
@visit_page
def level(request: VisitRequest, number: str) -> HttpResponse:
    """Five faces; once touched and sent, it stands."""
    found, form = mine(request, number), LevelForm(request.POST or None)
    if not rules.may_rate(found.standing, now()):
        return onward(request, reverse("kiosks:case", args=[number]))
    if form.is_valid():
        with refusals_shown_on(form):
            cases.rate(found, level=form.cleaned_data["level"], comment="", by=request.visitor, at=now())
            actions.count(request.device, Use.RATED, now())
            return onward(request, reverse("kiosks:thanks"))
    return show(request, "kiosks/level.html", case=found, form=form)


@require_safe
@visit_page
def thanks(request: VisitRequest) -> HttpResponse:
    """The rating stands."""
    return show(request, "kiosks/thanks.html")
