"""The desk's queue of what residents ask about their own record."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.people import actions, asking, register
from linli.people.forms import AcceptForm, PurposeForm, RefuseForm
from linli.people.keeping import reasons_to_keep
from linli.people.models import AskedField, RecordRequest, RequestKind
from linli.people.pages.residents import page_of
from linli.web.components import Choice
from linli.web.forms import onward, refusals_shown_on, show

VERB = "people.answer"


@never_cache
@require_safe
@staff_page(VERB)
def requests(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, the soonest due first; deletions that wait for their day; or all, the newest first."""
    found = RecordRequest.objects.visible_to(request.actor).select_related("resident")
    lists = {
        "": (_("要答复的"), found.waiting().order_by("due_at")),
        "scheduled": (_("到日子就删的"), found.scheduled().order_by("due_on", "pk")),
        "all": (_("全部"), found.order_by("-asked_at")),
    }
    typed = request.GET.get("which", "")
    which = typed if typed in lists else ""
    filters = [Choice(title, f"?which={key}", None, key == which) for key, (title, _rows) in lists.items()]
    listed = lists[which][1]
    page = page_of(listed, request.GET.get("page", ""))
    rows = [asking.told_at_the_desk(each) for each in page]
    nothing = _("这里没有申请") if which else _("没有要答复的申请")
    context: dict[str, Any] = {"page": page, "rows": rows, "filters": filters, "nothing": nothing, "at": now()}
    return show(request, "people/desk/requests.html", **context)


@never_cache
@require_safe
@staff_page(VERB)
def asked(request: StaffRequest, number: str) -> HttpResponse:
    """One request: what the resident says, numbers starred, and the two ways to answer."""
    return _shown(request, _found(request, number))


@require_POST
@staff_page(VERB)
def reveal(request: StaffRequest, number: str) -> HttpResponse:
    """What the resident wrote, in clear, once, for a purpose that they will read."""
    wanted, form, bound = _found(request, number), PurposeForm(request.POST), dict[str, Any]()
    if form.is_valid():
        with refusals_shown_on(form):
            opened = actions.open_request(wanted, **form.cleaned_data, by=request.actor, at=now())
            bound = {"told": asking.opened_at_the_desk(opened), "revealed": True}
    response = _shown(request, wanted, purpose_form=form, **bound)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@sensitive_post_parameters("value", "reply")
@staff_page(VERB)
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """It is right: put it right here, or say that it has been; a deletion gets its day."""
    wanted = _found(request, number)
    if wanted.kind == RequestKind.DELETION:
        actions.accept_deletion(wanted, by=request.actor, at=now())
        messages.success(request, _("同意了。7 天后删除，已经告诉居民。"))
        return onward(request, reverse("residents:requests"))
    form = AcceptForm(request.POST, request=wanted)
    if form.is_valid():
        with refusals_shown_on(form):
            if wanted.field == AskedField.IDENTITY:  # before the transaction that would undo the count
                identity = form.cleaned_data["value"]
                actions.ask_for_identity(wanted.resident, identity, by=request.actor, at=now())
            actions.accept_correction(wanted, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("办好了，已经告诉居民。"))
            return onward(request, reverse("residents:requests"))
    return _shown(request, wanted, accept_form=form)


@require_POST
@staff_page(VERB)
def refuse(request: StaffRequest, number: str) -> HttpResponse:
    """It stays as it is, and the resident reads why."""
    wanted, form = _found(request, number), RefuseForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.refuse_request(wanted, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("答复了，原因已经告诉居民。"))
            return onward(request, reverse("residents:requests"))
    return _shown(request, wanted, refuse_form=form)


def _found(request: StaffRequest, number: str) -> RecordRequest:
    seen = RecordRequest.objects.visible_to(request.actor).select_related("resident__user", "resident__home_area")
    return get_object_or_404(seen, number=number)


def _shown(request: StaffRequest, wanted: RecordRequest, **bound: Any) -> HttpResponse:
    is_deletion = wanted.kind == RequestKind.DELETION
    context = {
        "told": asking.told_at_the_desk(wanted),
        "row": register.rows([wanted.resident])[0],
        "reasons": reasons_to_keep(wanted.resident_id) if is_deletion else [],
        "accept_form": None if is_deletion else AcceptForm(request=wanted),
        "purpose_form": PurposeForm(),
        "refuse_form": RefuseForm(),
        "at": now(),
    }
    return show(request, "people/desk/request.html", **{**context, **bound})
