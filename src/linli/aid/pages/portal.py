"""The person's own pages: everything done to help them, by whom and until when; their word on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.aid import actions, queries
from linli.aid.forms import AddForm, DeclineForm, HelpedForm
from linli.aid.models import Need
from linli.aid.pages.desk import STAGES
from linli.aid.rules import Stage
from linli.base.clock import now
from linli.people.doors import KnownRequest, known_resident_page
from linli.web.forms import onward, refusals_shown_on, show


@never_cache
@require_safe
@known_resident_page
def mine(request: KnownRequest) -> HttpResponse:
    """帮助我的事: what is being done, and what has ended and can still be read."""
    needs = list(queries.listed(Need.objects.visible_to(request.actor)).order_by("-found_at"))
    return show(
        request,
        "aid/portal/mine.html",
        running=[each for each in needs if each.closed_at is None],
        ended=[each for each in needs if each.closed_at is not None],
        at=now(),
    )


@never_cache
@require_safe
@known_resident_page
def one(request: KnownRequest, number: str) -> HttpResponse:
    """One of them."""
    return _show(request, _found(request, number))


@require_POST
@known_resident_page
def add(request: KnownRequest, number: str) -> HttpResponse:
    """A word to add."""
    return _sent(request, number, "add", AddForm(request.POST), actions.add_word)


@require_POST
@known_resident_page
def decline(request: KnownRequest, number: str) -> HttpResponse:
    """Not any more."""
    return _sent(request, number, "decline", DeclineForm(request.POST), actions.decline)


@require_POST
@known_resident_page
def rate(request: KnownRequest, number: str) -> HttpResponse:
    """Whether it helped."""
    return _sent(request, number, "rate", HelpedForm(request.POST), actions.rate)


def _sent(request: KnownRequest, number: str, part: str, form: forms.Form, action: Callable[..., Need]) -> HttpResponse:
    """What the form says is done; refused, it stands on the page again with what was typed."""
    found = _found(request, number)
    if form.is_valid():
        with refusals_shown_on(form):
            action(found, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("已经记下，负责的单位会看到。"))
            return onward(request, reverse("help:one", args=[number]))
    return _show(request, _found(request, number), **{part: form})


def _found(request: KnownRequest, number: str) -> Need:
    found = queries.found_by_number(number, request.actor)
    if found is None:
        raise Http404
    return found


def _show(request: KnownRequest, found: Need, **bound: forms.Form) -> HttpResponse:
    is_over = found.closed_at is not None
    context: dict[str, Any] = {
        "need": found,
        "at": now(),
        "stages": [_("发现"), _("报告"), _("接收"), _("帮助"), _("结束")],
        "stage_number": STAGES.index(Stage(found.stage)) + (1 if is_over else 0),
        "timeline": queries.timeline(found, request.actor),
        "add_form": bound.get("add") or (None if is_over else AddForm(auto_id="add_%s")),
        "decline_form": bound.get("decline") or (None if is_over else DeclineForm(auto_id="decline_%s")),
        "rate_form": bound.get("rate") or (HelpedForm(auto_id="rate_%s") if is_over and not found.helped else None),
    }
    return show(request, "aid/portal/one.html", **context)
