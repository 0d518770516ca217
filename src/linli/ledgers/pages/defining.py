"""Defining a ledger: its fields, who fills it, what counts; publishing, discarding and ending it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.base.clock import now
from linli.ledgers import actions
from linli.ledgers.forms import DefineForm, FieldForms, fields_of, filled, filled_fields
from linli.ledgers.models import DEFINE, PUBLISH, Ledger
from linli.ledgers.pages.shared import draft_of, ledger_of
from linli.ledgers.rules import SpecFault
from linli.web.forms import onward, refusals_shown_on, show

AGAIN: dict[str, Any] = {"missing_management_form": gettext_lazy("请重新打开这一页。")}


@staff_page(DEFINE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A ledger that is not there yet."""
    return _defined(request, None, {}, [])


@staff_page(DEFINE)
@require_http_methods(["GET", "HEAD", "POST"])
def define(request: StaffRequest, key: str) -> HttpResponse:
    """The next version of one, from its draft or from what holds."""
    ledger = ledger_of(request, key)
    if not may(request.actor, DEFINE, area=str(ledger.area_id)):
        raise Http404
    version = draft_of(ledger) or ledger.current
    try:
        begun = (filled(ledger, version), filled_fields(version)) if version else ({}, [])
    except SpecFault as fault:
        messages.error(request, str(fault))
        begun = ({"name": ledger.name, "where": f"{ledger.each}:{ledger.of}"}, [])
    return _defined(request, ledger, *begun)


@staff_page(PUBLISH)
@require_POST
def publish(request: StaffRequest, key: str) -> HttpResponse:
    """It is filled from now on."""
    ledger = ledger_of(request, key)
    actions.publish(ledger, by=request.actor, at=now())
    messages.success(request, _("发布了。填报的单位在“今天”看得到，指标里也有了。"))
    return onward(request, reverse("ledgers:ledger", args=[key]))


@staff_page(DEFINE)
@require_POST
def discard(request: StaffRequest, key: str) -> HttpResponse:
    """The draft is not to be."""
    is_there = actions.discard(ledger_of(request, key), by=request.actor, at=now())
    return onward(request, reverse("ledgers:ledger", args=[key]) if is_there else reverse("ledgers:ledgers"))


@staff_page(PUBLISH)
@require_POST
def end(request: StaffRequest, key: str) -> HttpResponse:
    """Nobody fills it any more."""
    actions.end(ledger_of(request, key), by=request.actor, at=now())
    messages.success(request, _("停用了。填过的还能查，指标里不再算。"))
    return onward(request, reverse("ledgers:ledger", args=[key]))


def _defined(
    request: StaffRequest, ledger: Ledger | None, begun: Mapping[str, Any], fields: list[dict[str, Any]]
) -> HttpResponse:
    areas = sorted({post.area for post in posts_with(request.actor, DEFINE)})
    sent = request.POST if request.method == "POST" else None
    form = DefineForm(sent, initial=dict(begun), areas=areas, ledger=ledger)
    rows = FieldForms(sent, initial=fields, prefix="fields", error_messages=AGAIN)
    if sent is not None and form.is_valid() and rows.is_valid():
        with refusals_shown_on(form):
            wanted = form.wanted(fields_of(rows.cleaned_data))
            area = str(ledger.area_id) if ledger else form.cleaned_data["area"]
            made = actions.draft(ledger, wanted, area=area, by=request.actor, at=now())
            messages.success(request, _("草稿存好了。看一遍，没有错就发布。"))
            return onward(request, reverse("ledgers:ledger", args=[made.key]))
    wrong = sent is not None and rows.total_error_count() > 0
    return show(request, "ledgers/define.html", ledger=ledger, form=form, rows=rows, status=422 if wrong else None)
