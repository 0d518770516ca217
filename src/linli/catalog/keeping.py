"""The desk's pages for keeping the catalogue: propose, look over, decide; and how much can be done online."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.areas.region import root
from linli.base.clock import now
from linli.catalog import actions, comparing, queries
from linli.catalog.arranging import arranged
from linli.catalog.editing import Editor
from linli.catalog.forms import item_form
from linli.catalog.forms_desk import DecisionForm, ReasonForm
from linli.catalog.models import Outcome, Proposal, ProposalKind, ServiceItem
from linli.catalog.pages import described
from linli.catalog.spec import ItemSpec
from linli.web.forms import onward, refusals_shown_on, show

PROPOSE, APPROVE = "catalog.propose", "catalog.approve"
TAKE = ["GET", "HEAD", "POST"]


@require_http_methods(TAKE)
@staff_page(PROPOSE)
def new(request: StaffRequest) -> HttpResponse:
    """Write a new item, look at it, and propose it."""
    return _edited(request, None)


@require_http_methods(TAKE)
@staff_page(PROPOSE)
def change(request: StaffRequest, code: str) -> HttpResponse:
    """Write another version of an item in use, look at it, and propose it."""
    return _edited(request, get_object_or_404(ServiceItem.objects.offered(), code=code))


def _edited(request: StaffRequest, row: ServiceItem | None) -> HttpResponse:
    base = row.as_written if row else None
    editor = Editor(base, request.POST or None)
    context: dict[str, Any] = {"row": row, "editor": editor, "form": editor.form}
    if request.method == "POST" and editor.is_valid() and editor.item:
        with refusals_shown_on(editor.form):
            if "propose" in request.POST:
                reason = editor.form.cleaned_data["reason"]
                proposal = actions.propose_item(editor.item, reason=reason, by=request.actor, at=now())
                messages.success(request, _("提上去了，等另一个人审核。"))
                return onward(request, reverse("catalog_desk:proposal", args=[proposal.pk]))
            actions.check_whole(editor.item)
            context |= {"preview": described(editor.item), "asked": item_form(editor.item)()}
            context["differences"] = comparing.differences(base, editor.item)
    return show(request, "catalog/desk/edit.html", status=422 if editor.is_wrong else None, **context)


@require_http_methods(TAKE)
@staff_page(PROPOSE)
def standing(request: StaffRequest, code: str) -> HttpResponse:
    """Propose to retire an item, or to offer a retired one again."""
    row = get_object_or_404(ServiceItem, code=code)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            reason = form.cleaned_data["reason"]
            proposal = actions.propose_standing(row, reason=reason, by=request.actor, at=now())
            messages.success(request, _("提上去了，等另一个人审核。"))
            return onward(request, reverse("catalog_desk:proposal", args=[proposal.pk]))
    return show(request, "catalog/desk/standing.html", row=row, form=form)


@require_safe
@staff_page("catalog.read")
def proposals(request: StaffRequest) -> HttpResponse:
    """What waits to be decided, and what was decided last."""
    return show(request, "catalog/desk/proposals.html", waiting=queries.waiting(), decided=queries.decided(), at=now())


@require_http_methods(TAKE)
@staff_page("catalog.read")
def proposal(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """One proposal: what would change and why; another person than who proposed it decides."""
    found = get_object_or_404(Proposal.objects.select_related("base", "proposed_by", "decided_by"), pk=proposal)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            _decide(request, found, form.cleaned_data["note"])
            return onward(request, reverse("catalog_desk:proposal", args=[found.pk]))
    item = found.details
    base = found.base.details if found.base else None
    is_mine, is_waiting = found.proposed_by_id == request.actor.user, found.outcome == Outcome.WAITING
    return show(
        request,
        "catalog/desk/proposal.html",
        proposal=found,
        title=queries.titled(found),
        preview=described(item) if item else None,
        differences=_differences(found, base, item),
        form=form,
        may_decide=is_waiting and not is_mine and may(request.actor, APPROVE, area=root()),
        may_withdraw=is_waiting and is_mine,
        is_mine=is_mine,
    )


def _differences(found: Proposal, base: ItemSpec | None, item: ItemSpec | None) -> list[comparing.Difference]:
    if found.kind == ProposalKind.ARRANGE and found.spec is not None:
        items = queries.catalogue().items
        return comparing.differences_in_order(
            queries.arranged_before(found.decided_at), arranged(found.spec, items), items
        )
    return comparing.differences(base, item) if item else []


def _decide(request: StaffRequest, found: Proposal, note: str) -> None:
    by, at = request.actor, now()
    if "approve" in request.POST:
        actions.approve(found, note=note, by=by, at=at)
        messages.success(request, _("通过了，现在起照它办。"))
    elif "refuse" in request.POST:
        actions.refuse(found, note=note, by=by, at=at)
        messages.success(request, _("没有通过，事项照旧。"))
    elif "withdraw" in request.POST:
        actions.withdraw(found, by=by, at=at)
        messages.success(request, _("撤回了，事项照旧。"))
    else:
        raise Http404


@require_safe
@staff_page("catalog.read")
def online(request: StaffRequest) -> HttpResponse:
    """How much of the catalogue can be done online, by the level that handles it; and how that is counted."""
    return show(request, "catalog/desk/online.html", shares=queries.online_shares())
