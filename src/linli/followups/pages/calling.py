"""The caller's pages: whom to call, one call, and how many of a month's cases were asked about."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import now
from linli.cases import queries as cases
from linli.followups import actions, queries
from linli.followups.forms import AnswerForm
from linli.followups.models import Callback, CallbackQuerySet
from linli.followups.rules import MOST_TRIES, Kind
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

SEE, CALL = "cases.read_callbacks", "cases.call_back"
ROWS, LAST_PAGE = 50, 100


@staff_page(SEE)
@require_safe
def callbacks(request: StaffRequest) -> HttpResponse:
    """Whom to call, what falls due first; and how the last months stand."""
    which = request.GET.get("which", "waiting")
    lists = {
        "waiting": _("要打的"),
        "bad": _("差评"),
        "done": _("打过的"),
    }
    if which not in lists:
        raise Http404

    def some(start: int, end: int) -> list[Callback]:
        return list(queries.listed(_narrowed(Callback.objects.visible_to(request.actor), which))[start:end])

    return show(
        request,
        "followups/callbacks.html",
        page=Uncounted.read(some, request.GET.get("page", ""), size=ROWS, last=LAST_PAGE),
        months=queries.months(request.actor),
        filters=[Choice(title, f"?which={name}", is_current=name == which) for name, title in lists.items()],
        which=which,
        at=now(),
    )


def _narrowed(found: CallbackQuerySet, which: str) -> CallbackQuerySet:
    if which == "done":
        return found.filter(settled_at__isnull=False).order_by("-settled_at", "pk")
    waiting = found.waiting().order_by("due_at", "pk")
    return waiting.filter(kind=Kind.BAD_RATING.value) if which == "bad" else waiting


@staff_page(SEE)
@require_safe
def callback(request: StaffRequest, callback: UUID) -> HttpResponse:
    """One call: what was asked for, what was done, and what the resident says now."""
    return _show(request, _found(request, callback))


@staff_page(CALL)
@require_POST
def number(request: StaffRequest, callback: UUID) -> HttpResponse:
    """Name and phone, once; the resident reads who looked."""
    found = _found(request, callback)
    revealed = actions.number_of(found, by=request.actor, at=now())
    response = _show(request, found, revealed=revealed)
    response["Cache-Control"] = "no-store"
    return response


@staff_page(CALL)
@require_POST
def answer(request: StaffRequest, callback: UUID) -> HttpResponse:
    """The resident was reached."""
    found, form = _found(request, callback), AnswerForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.answered(found, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("已经记下。"))
            return onward(request, reverse("followups:callbacks"))
    return _show(request, _found(request, callback), form=form)


@staff_page(CALL)
@require_POST
def not_reached(request: StaffRequest, callback: UUID) -> HttpResponse:
    """Nobody answered the phone."""
    done = actions.not_reached(_found(request, callback), by=request.actor, at=now())
    said = _("已经记下，打了 %(tries)s 次。") % {"tries": done.tries}
    messages.success(request, said)
    return onward(request, reverse("followups:callbacks"))


def _found(request: StaffRequest, callback: UUID) -> Callback:
    """A callback of the caller's areas, whose case they see; 404 for anything else."""
    rows = Callback.objects.visible_to(request.actor).select_related(
        "case__item", "case__unit", "case__resident", "area"
    )
    found = rows.filter(pk=callback).first()
    if found is None:
        raise Http404
    return found


def _show(request: StaffRequest, found: Callback, form: AnswerForm | None = None, **more: Any) -> HttpResponse:
    case, actor = found.case, request.actor
    may_call = found.settled_at is None and may(actor, CALL, area=str(found.area_id))
    context = {
        "callback": found,
        "case": case,
        "at": now(),
        "shown_name": cases.shown_name(case),
        "timeline": [replace(line, photos=[]) for line in cases.timeline(case, actor)],  # pictures stand at the case
        "may_call": may_call,
        "is_own_work": may_call and cases.has_handled(case, actor),
        "form": form or AnswerForm(),
        "most_tries": MOST_TRIES,
    }
    return show(request, "followups/callback.html", **{**context, **more})
