"""The desk's pages on which a person confirms a plan: each figure beside its sentence, put right, with a history."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import require
from linli.base.clock import now
from linli.plans import actions, rules
from linli.plans.forms import AddForm, NoteForm, TargetForm, filled
from linli.plans.models import Plan, PlanStatus, PlanTarget
from linli.plans.pages import around
from linli.web.forms import onward, refusals_shown_on, show

REACH = 400
"""Characters of the text shown before and after a figure."""


@staff_page(actions.VERB)
@require_safe
def confirm(request: StaffRequest, plan: UUID) -> HttpResponse:
    """All figures of a draft, what has to be settled, and what was done so far."""
    found = plan_to_confirm(request, plan)
    settled = found.settled()
    problems = found.reading.get("problems", [])
    return show(
        request,
        "plans/confirm.html",
        plan=found,
        targets=found.targets.all(),
        problems=[
            {"number": at, "problem": problem, "settled": settled.get(at), "must": problem["kind"] in rules.MUST_SETTLE}
            for at, problem in enumerate(problems, 1)
        ],
        open_ones=len(rules.unsettled(problems, settled)),
        revisions=found.revisions.select_related("made_by")[:50],
        is_draft=found.status == PlanStatus.DRAFT,
        can_be_discarded=found.can_be_discarded,
        at=now(),
    )


@staff_page(actions.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """One figure beside the sentence it was read from."""
    target = _target(request, plan, order)
    form = TargetForm(request.POST or None, initial=filled(target))
    if form.is_valid():
        with refusals_shown_on(form):
            actions.correct(target, form.values(), note=form.cleaned_data["note"], by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, _back(target.plan))
    return _edited(request, target, form)


@staff_page(actions.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, plan: UUID) -> HttpResponse:
    """A figure that was missed."""
    found = plan_to_confirm(request, plan)
    form = AddForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            quote, note = form.cleaned_data["quote"], form.cleaned_data["note"]
            actions.add(found, form.values(), quote=quote, note=note, by=request.actor, at=now())
            messages.success(request, _("加好了。"))
            return onward(request, _back(found))
    return show(request, "plans/add.html", plan=found, form=form)


@staff_page(actions.VERB)
@require_POST
def split(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """A second row of the same sentence; it is opened at once, to be put right."""
    target = _target(request, plan, order)
    again = actions.split(target, by=request.actor, at=now())
    return onward(request, reverse("plans:edit", args=[target.plan_id, again.order]))


@staff_page(actions.VERB)
@require_POST
def remove(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """A row that is no figure of the plan, or is said by another row."""
    target = _target(request, plan, order)
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.remove(target, note=form.cleaned_data["note"], by=request.actor, at=now())
            messages.success(request, _("删掉了，经过里还能看到它。"))
            return onward(request, _back(target.plan))
    return _edited(request, target, TargetForm(initial=filled(target)), form)


@staff_page(actions.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: StaffRequest, plan: UUID, problem: int) -> HttpResponse:
    """What is to hold where the plan contradicts itself, lacks a table or could not be read."""
    found = plan_to_confirm(request, plan)
    problems = found.reading.get("problems", [])
    if not 1 <= problem <= len(problems):
        raise Http404
    form = NoteForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.settle(found, problem, note=form.cleaned_data["note"], by=request.actor, at=now())
            messages.success(request, _("写明了。"))
            return onward(request, _back(found))
    told = problems[problem - 1]
    start, end = told.get("span") or (None, None)
    place = PlanTarget(plan=found, raw=told["where"], span_start=start, span_end=end)
    return show(request, "plans/settle.html", plan=found, told=told, around=around(place, REACH), form=form)


@staff_page(actions.VERB)
@require_POST
def reopen(request: StaffRequest, plan: UUID) -> HttpResponse:
    """A published plan becomes a draft again."""
    found = plan_to_confirm(request, plan)
    actions.reopen(found, by=request.actor, at=now())
    return onward(request, _back(found))


def _edited(
    request: StaffRequest, target: PlanTarget, form: TargetForm, removing: NoteForm | None = None
) -> HttpResponse:
    is_draft = target.plan.status == PlanStatus.DRAFT
    return show(
        request,
        "plans/edit.html",
        plan=target.plan,
        target=target,
        around=around(target, REACH),
        form=form,
        removing=removing or NoteForm(auto_id="remove_%s"),
        is_draft=is_draft,
    )


def plan_to_confirm(request: StaffRequest, plan: UUID) -> Plan:
    """The plan, where the viewer may confirm it; a plan of another area is none of theirs."""
    found = get_object_or_404(Plan.objects.select_related("area"), pk=plan)
    require(request.actor, actions.VERB, area=found.area_id)
    return found


def _target(request: StaffRequest, plan: UUID, order: int) -> PlanTarget:
    found = get_object_or_404(PlanTarget.objects.select_related("plan"), plan=plan, order=order)
    plan_to_confirm(request, plan)
    return found


def _back(plan: Plan) -> str:
    return reverse("plans:confirm", args=[plan.pk])
