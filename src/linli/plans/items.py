"""The desk's pages on which a person puts right what a plan wants done, and says which units its names mean."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import now
from linli.organizations.models import Organization
from linli.organizations.queries import found as units_found
from linli.plans import actions
from linli.plans.confirming import REACH, plan_to_confirm
from linli.plans.forms import AddItemForm, ItemForm, MergeForm, NoteForm, UnitForm, filled_item
from linli.plans.models import ItemKind, Plan, PlanItem, PlanStatus, PlanTarget
from linli.plans.pages import around
from linli.plans.queries import How, named_units, register_of
from linli.web.components import Choice
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

OFFERED = 20


@staff_page("plans.read")
@require_safe
def items(request: StaffRequest, plan: UUID) -> HttpResponse:
    """All a plan wants done of one kind, each with its units and whether the register knows them."""
    found = get_object_or_404(Plan.objects.select_related("area").defer("text"), pk=plan)
    kind = _kind(request.GET.get("kind", ""), found)
    rows = list(found.items.filter(kind=kind))
    names = {name for row in rows for name in (*row.lead_units, *row.responsible_units)}
    may_confirm = may(request.actor, actions.VERB, area=found.area_id)
    return show(
        request,
        "plans/items.html",
        plan=found,
        kind=kind,
        filters=[Choice(each.label, f"?kind={each.value}", is_current=each == kind) for each in ItemKind],
        items=rows,
        known=register_of(found, names),
        unknown=sum(row.how is How.UNKNOWN for row in named_units(found)),
        may_confirm=may_confirm,
        is_draft=may_confirm and found.status == PlanStatus.DRAFT,
    )


@staff_page("plans.read")
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: StaffRequest, plan: UUID, item: UUID) -> HttpResponse:
    """One task, action or row beside the words it was read from; whoever confirms puts it right here."""
    found = _item(plan, item)
    is_draft = _may_change(request, found.plan)
    form = ItemForm(request.POST or None, initial=filled_item(found))
    if request.method == "POST":
        plan_to_confirm(request, plan)
        if form.is_valid():
            with refusals_shown_on(form):
                actions.correct_item(found, form.values(), note=form.cleaned_data["note"], by=request.actor, at=now())
                messages.success(request, _("改好了。"))
                return onward(request, _back(found))
    return _shown(request, found, form, is_draft=is_draft)


@staff_page(actions.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: StaffRequest, plan: UUID) -> HttpResponse:
    """A task, an action or a row that was missed."""
    found = plan_to_confirm(request, plan)
    form = AddItemForm(request.POST or None, initial={"kind": request.GET.get("kind", ItemKind.ROW)})
    if form.is_valid():
        with refusals_shown_on(form):
            kind = ItemKind(form.cleaned_data["kind"])
            quote, note = form.cleaned_data["quote"], form.cleaned_data["note"]
            made = actions.add_item(found, kind, form.values(), quote=quote, note=note, by=request.actor, at=now())
            messages.success(request, _("加好了。"))
            return onward(request, _back(made))
    return show(request, "plans/add_item.html", plan=found, form=form)


@staff_page(actions.VERB)
@require_POST
def split_item(request: StaffRequest, plan: UUID, item: UUID) -> HttpResponse:
    """A second row of the same words; it is opened at once, to be put right."""
    found = _to_change(request, plan, item)
    again = actions.split_item(found, by=request.actor, at=now())
    return onward(request, reverse("plans:item", args=[plan, again.pk]))


@staff_page(actions.VERB)
@require_POST
def merge_items(request: StaffRequest, plan: UUID, item: UUID) -> HttpResponse:
    """This row is said by another one."""
    found = _to_change(request, plan, item)
    form = MergeForm(found, request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            into, note = form.cleaned_data["into"], form.cleaned_data["note"]
            actions.merge_items(found, into, note=note, by=request.actor, at=now())
            messages.success(request, _("合并好了。"))
            return onward(request, reverse("plans:item", args=[plan, into.pk]))
    return _shown(request, found, ItemForm(initial=filled_item(found)), is_draft=True, merging=form)


@staff_page(actions.VERB)
@require_POST
def remove_item(request: StaffRequest, plan: UUID, item: UUID) -> HttpResponse:
    """A row that is nothing the plan wants done."""
    found = _to_change(request, plan, item)
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.remove_item(found, note=form.cleaned_data["note"], by=request.actor, at=now())
            messages.success(request, _("删掉了，经过里还能看到它。"))
            return onward(request, _back(found))
    return _shown(request, found, ItemForm(initial=filled_item(found)), is_draft=True, removing=form)


@staff_page(actions.VERB)
@require_safe
def units(request: StaffRequest, plan: UUID) -> HttpResponse:
    """Every unit the plan names and what it is in the register, what nobody knows first."""
    found = plan_to_confirm(request, plan)
    return show(request, "plans/units.html", plan=found, rows=named_units(found))


@staff_page(actions.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_unit(request: StaffRequest, plan: UUID) -> HttpResponse:
    """A person says which unit of the register a name means."""
    found = plan_to_confirm(request, plan)
    named = {row.name: row for row in named_units(found)}
    row = named.get(asked(request, "name", 100))
    if row is None:
        return onward(request, reverse("plans:units", args=[plan]))
    words = asked(request, "q") or row.name
    offered = _offered(found, words)
    form = UnitForm(offered, request.POST or None, initial={"unit": row.unit.pk if row.unit else ""})
    if form.is_valid():
        with refusals_shown_on(form):
            chosen = form.cleaned_data["unit"]
            unit = Organization.objects.get(pk=chosen) if chosen else None
            actions.decide_unit(found, row.name, unit, by=request.actor, at=now())
            messages.success(request, _("记下了。"))
            return onward(request, reverse("plans:units", args=[plan]))
    return show(request, "plans/unit.html", plan=found, row=row, words=words, form=form, offered=offered)


def _offered(plan: Plan, words: str) -> list[Organization]:
    """Units of the region whose names hold the words, or else the part of them that says what a unit is."""
    area = str(plan.area_id)
    for part in dict.fromkeys((words, words[1:], words[-4:], words[-3:])):
        rows = (
            list(units_found(part, within=[area]).filter(is_active=True).order_by("area_id")[:OFFERED]) if part else []
        )
        if rows:
            return rows
    return []


def _kind(asked_for: str, plan: Plan) -> ItemKind:
    """What was asked for; without it, the division of work where the plan has one."""
    if asked_for in ItemKind.values:
        return ItemKind(asked_for)
    return ItemKind.ROW if plan.items.filter(kind=ItemKind.ROW).exists() else ItemKind.TASK


def _item(plan: UUID, item: UUID) -> PlanItem:
    return get_object_or_404(PlanItem.objects.select_related("plan__area"), plan=plan, pk=item)


def _to_change(request: StaffRequest, plan: UUID, item: UUID) -> PlanItem:
    plan_to_confirm(request, plan)
    return _item(plan, item)


def _may_change(request: StaffRequest, plan: Plan) -> bool:
    return plan.status == PlanStatus.DRAFT and may(request.actor, actions.VERB, area=plan.area_id)


def _back(item: PlanItem) -> str:
    return f"{reverse('plans:items', args=[item.plan_id])}?kind={item.kind}"


def _shown(
    request: StaffRequest,
    item: PlanItem,
    form: ItemForm,
    *,
    is_draft: bool,
    merging: MergeForm | None = None,
    removing: NoteForm | None = None,
) -> HttpResponse:
    place = PlanTarget(plan=item.plan, raw=item.says, span_start=item.span_start, span_end=item.span_end)
    context: dict[str, Any] = {
        "plan": item.plan,
        "item": item,
        "around": around(place, REACH),
        "known": register_of(item.plan, [*item.lead_units, *item.responsible_units]),
        "is_draft": is_draft,
        "back": _back(item),
        "form": form,
        "merging": merging or MergeForm(item, auto_id="merge_%s"),
        "removing": removing or NoteForm(auto_id="remove_%s"),
    }
    return show(request, "plans/item.html", **context)
