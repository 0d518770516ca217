"""What is to be put right: a unit's list, one remedy with what can be done to it, appeals for who decides them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import now
from linli.cases import queries as cases
from linli.cases.models import LEVELS
from linli.followups import actions, course, queries
from linli.followups.course import Appeal, Cause, Step
from linli.followups.forms import AppealForm, DecideForm, MendForm
from linli.followups.models import Remedy, RemedyQuerySet
from linli.organizations.queries import unit_of
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

ROWS, LAST_PAGE = 50, 100
STEPS = (Step.VERIFY, Step.REMEDY, Step.REVISIT, Step.DONE)


@staff_page("cases.read")
@require_safe
def remedies(request: StaffRequest) -> HttpResponse:
    """What is on its way, what falls due first; appeals; what has ended."""
    which = request.GET.get("which", "open")
    lists = {"open": _("没办完的"), "appeals": _("申诉"), "done": _("办完的")}
    if which not in lists:
        raise Http404

    def some(start: int, end: int) -> list[Remedy]:
        found = _narrowed(Remedy.objects.visible_to(request.actor), which)
        return list(queries.listed_remedies(found)[start:end])

    return show(
        request,
        "followups/remedies.html",
        page=Uncounted.read(some, request.GET.get("page", ""), size=ROWS, last=LAST_PAGE),
        filters=[Choice(title, f"?which={name}", is_current=name == which) for name, title in lists.items()],
        at=now(),
    )


def _narrowed(found: RemedyQuerySet, which: str) -> RemedyQuerySet:
    if which == "done":
        return found.filter(closed_at__isnull=False).order_by("-closed_at", "pk")
    if which == "appeals":
        return found.appealed().order_by("appeal_due_at", "pk")
    return found.unended().order_by("due_at", "pk")


@staff_page("cases.read")
@require_safe
def remedy(request: StaffRequest, number: str) -> HttpResponse:
    """One remedy: what the resident said, whose turn it is and until when."""
    return _show(request, _found(request, number))


@staff_page("cases.resolve")
@require_POST
def mend(request: StaffRequest, number: str) -> HttpResponse:
    """Put right, says the unit."""
    return _sent(request, number, "mend", MendForm(request.POST), actions.mend)


@staff_page("cases.resolve")
@require_POST
def appeal(request: StaffRequest, number: str) -> HttpResponse:
    """The rating was a slip or malicious, says the unit."""
    return _sent(request, number, "appeal", AppealForm(request.POST), actions.appeal)


@staff_page("cases.decide_appeal")
@require_POST
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """Whether it was, says somebody above."""
    return _sent(request, number, "decide", DecideForm(request.POST), actions.decide)


def _sent(
    request: StaffRequest, number: str, name: str, form: forms.Form, action: Callable[..., Remedy]
) -> HttpResponse:
    """What the form says is done; refused, it stands on the page again with what was typed."""
    found = _found(request, number)
    if form.is_valid():
        with refusals_shown_on(form):
            action(found, **form.cleaned_data, by=request.actor, at=now())
            return onward(request, reverse("followups:remedy", args=[number]))
    return _show(request, _found(request, number), **{name: form})


def _found(request: StaffRequest, number: str) -> Remedy:
    """The newest remedy of a case; 404 for anything the viewer has no part in."""
    rows = Remedy.objects.visible_to(request.actor).select_related("case__item", "unit", "area", "case__resident")
    found = rows.filter(case__number=number).order_by("-opened_at").first()
    if found is None:
        raise Http404
    return found


def _show(request: StaffRequest, found: Remedy, **bound: forms.Form) -> HttpResponse:
    actor, case, at, known = request.actor, found.case, now(), found.standing
    units = [found.unit_id] if found.unit_id else []
    works = bool(units) and may(actor, "cases.resolve", area=str(found.area_id), units=units)
    area = str(unit_of(found.unit_id).area_id) if found.unit_id else str(found.area_id)
    above = may(actor, "cases.decide_appeal", area=area) and found.unit_id not in actor.units
    rating = getattr(case, "given_rating", None) if found.cause == Cause.RATING.value else None
    context: dict[str, Any] = {
        "remedy": found,
        "case": case,
        "at": at,
        "steps": [_("核实"), _("整改"), _("再问居民"), _("办完")],
        "step_number": STEPS.index(known.step) + (1 if known.step is Step.DONE else 0),
        "level": LEVELS.get(found.level or 0, ""),
        "rating": rating,
        "timeline": [replace(line, photos=[]) for line in cases.timeline(case, actor)],
        "mend_form": bound.get("mend") or (MendForm() if works and known.step is Step.REMEDY else None),
        "appeal_form": bound.get("appeal")
        or (AppealForm() if works and rating and course.may_appeal(known, at) else None),
        "decide_form": bound.get("decide") or (DecideForm() if above and known.appeal is Appeal.OPEN else None),
        "sees_case": cases.numbered(case.number, actor) is not None,
    }
    return show(request, "followups/remedy.html", **context)
