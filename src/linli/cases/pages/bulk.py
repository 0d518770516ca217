"""Many cases at once: chosen on the list, tried row by row, then carried out, with how far it is."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.cases import actions, queries
from linli.cases.actions.bulk import MOST_ROWS, RIGHTS
from linli.cases.forms_bulk import BulkForm
from linli.cases.models import ActChoices, BulkRun, BulkStage, Case
from linli.web.forms import onward, refusals_shown_on, show


def acts_of(actor: Actor) -> list[ActChoices]:
    """What the actor may do to some case; which of those that are chosen, each row says."""
    return [act for act in ActChoices if may(actor, RIGHTS[act])]


@require_POST
@staff_page("cases.read")
def begin(request: StaffRequest) -> HttpResponse:
    """What is to be done to the chosen ones; sent with the rows as they stood, it is tried."""
    act = next((each for each in acts_of(request.actor) if each.value == request.POST.get("act")), None)
    if act is None:
        raise Refused("cases.bulk_act", _("请选要做什么。"))
    is_sent = "row" in request.POST
    rows = [_row(each) for each in request.POST.getlist("row")]
    chosen = [number for number, _seen in rows] or request.POST.getlist("chosen")
    cases = _chosen(chosen, request.actor)
    if not cases:
        raise Refused("cases.bulk_empty", _("请先勾选要办的办件。"))
    form = BulkForm(request.POST if is_sent else None, act=act, by=request.actor)
    if is_sent and form.is_valid():
        with refusals_shown_on(form):
            run = actions.begin_bulk(act, rows, form.told(), by=request.actor, at=now())
            return onward(request, reverse("cases:bulk_run", args=[run.pk]))
    seen = dict(rows)
    return show(
        request,
        "cases/desk/bulk_new.html",
        act=act,
        form=form,
        cases=[(case, f"{case.number}:{seen.get(case.number, case.version)}") for case in cases],
        at=now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("cases.read")
def run(request: StaffRequest, run: UUID) -> HttpResponse:
    """How far it is, and row by row what will be, or was, done; posting carries it out."""
    found = get_object_or_404(BulkRun, pk=run, owner=request.actor.user)
    if request.method == "POST":
        actions.confirm_bulk(found, by=request.actor, at=now())
        return onward(request, reverse("cases:bulk_run", args=[found.pk]))
    return show(request, "cases/desk/bulk_run.html", part="state", run=found, **_shown(found, request.actor))


def _shown(run: BulkRun, actor: Actor) -> dict[str, Any]:
    refused = dict(run.said)
    cases = {case.number: case for case in _chosen([number for number, _seen in run.rows], actor)}
    done = [number for number, _seen in run.rows[: run.done]]
    good = [cases[number] for number in done if number not in refused and number in cases]
    return {
        "refused": [(number, cases.get(number), refused[number]) for number in done if number in refused],
        "good": good,
        "total": len(run.rows),
        "will_be": run.stage == BulkStage.CHECKED,
        "at": now(),
    }


def _chosen(numbers: list[str], actor: Actor) -> list[Case]:
    seen = Case.objects.visible_to(actor).filter(number__in=numbers[: MOST_ROWS + 1])
    return list(queries.listed(seen).order_by("due_at", "pk"))


def _row(typed: str) -> tuple[str, int]:
    """A case's number and the version that was looked at."""
    number, _colon, version = typed.partition(":")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Refused("cases.form_incomplete", _("请回到“办件”，再选一次。"))
    return number[:24], int(version)
