"""What need not be kept: the list of what is due, proposals to destroy it, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.archives import actions, queries
from linli.archives.forms import ProposeForm, RefuseForm
from linli.archives.models import CONFIDENTIAL, Proposal, ProposalState
from linli.archives.queries import Due
from linli.base.clock import now
from linli.base.journal import entries
from linli.cases.retention import rules
from linli.web.forms import onward, refusals_shown_on, show


@staff_page("archives.read")
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: StaffRequest) -> HttpResponse:
    """What need not be kept any more, with the reason where something has to stay; chosen ones are proposed."""
    if request.method == "POST" and not queries.may_propose(request.actor):
        raise Http404
    at = now()
    found = queries.due(request.actor, at)
    lists = [
        _listed(request, "due", [each for each in found if not each.is_confidential], "archives.propose"),
        _listed(request, "confidential", [each for each in found if each.is_confidential], CONFIDENTIAL),
    ]
    for form in (each.form for each in lists):
        if form.is_valid():
            with refusals_shown_on(form):
                typed = form.cleaned_data
                made = actions.propose(typed["numbers"], reason=typed["reason"], by=request.actor, at=at)
                messages.success(request, _("提出了，等另一个人审核。"))
                return onward(request, reverse("archives_desk:proposal", args=[made.pk]))
    ordinary, confidential = lists
    return show(
        request,
        "archives/desk/due.html",
        ordinary=ordinary,
        confidential=confidential,
        form=confidential.form if confidential.form.is_bound else ordinary.form,  # says how it was answered
        chosen=request.POST.getlist("numbers"),
        may_hold=may(request.actor, "archives.hold"),
        held=queries.held(request.actor, at),
        proposals=queries.proposals(request.actor),
        rules=rules(),
        at=at,
    )


@staff_page("archives.read")
@require_safe
def proposal(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """One proposal: its cases, what was decided, and what is left of them."""
    return _show(request, _found(request, proposal), RefuseForm())


@staff_page("archives.read")
@require_POST
def approve(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """Agreed."""
    actions.approve(_found(request, proposal), by=request.actor, at=now())
    messages.success(request, _("同意了，正在销毁。"))
    return onward(request, reverse("archives_desk:proposal", args=[proposal]))


@staff_page("archives.read")
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """Not agreed, and why."""
    found, form = _found(request, proposal), RefuseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.refuse(found, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            return onward(request, reverse("archives_desk:proposal", args=[proposal]))
    return _show(request, found, form)


@dataclass(frozen=True)
class Listed:
    """One list of what is due, and the form by which some of it is proposed."""

    code: str
    found: Sequence[Due]
    form: ProposeForm
    may_propose: bool

    @property
    def is_open(self) -> bool:
        """Whether anything can be chosen: otherwise nothing is asked."""
        return self.may_propose and any(not each.held for each in self.found)


def _listed(request: StaffRequest, code: str, found: Sequence[Due], verb: str) -> Listed:
    """Ordinary and confidential cases are proposed apart: `code` says by which form something was sent."""
    sent = request.method == "POST" and request.POST.get("list", "due") == code
    free = [(each.case.number, each.case.title) for each in found if not each.held]
    form = ProposeForm(request.POST if sent else None, choices=free, auto_id=f"{code}_%s")
    return Listed(code, found, form, may(request.actor, verb))


def _found(request: StaffRequest, key: UUID) -> Proposal:
    seen = Proposal.objects.visible_to(request.actor).select_related("proposed_by", "decided_by", "area", "unit")
    found: Proposal | None = seen.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _show(request: StaffRequest, found: Proposal, form: RefuseForm) -> HttpResponse:
    is_waiting = found.state == ProposalState.WAITING
    is_own = found.proposed_by_id == request.actor.user
    history = entries(on=found)
    return show(
        request,
        "archives/desk/proposal.html",
        proposal=found,
        stones=queries.tombstones(found),
        said=[(entry.verb, entry.text["reason"]) for entry in history if entry.text and entry.text.get("reason")],
        form=form,
        may_decide=queries.may_decide(found, request.actor),
        is_own=is_waiting and is_own,
        at=now(),
    )
