"""A call: who it is, what of theirs is open, any item, everything read back, and a case. All on one page, by keyboard.

Nothing is kept between its steps but what the page itself sends again; a number is looked up once, on record.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.queries import path_name
from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.base.clock import now
from linli.base.encryption import mask_phone
from linli.cases import actions, rules
from linli.cases.actions.calling import Caller, go_on, look_up
from linli.cases.forms import CallerForm, CallerNameForm
from linli.cases.models import Channel, ConsentWay
from linli.cases.pages.asking import Asking
from linli.cases.pages.register import registered
from linli.catalog import queries as catalog
from linli.catalog.forms import readable
from linli.catalog.models import ServiceItem
from linli.people.actions import register as register_resident
from linli.web.forms import refusals_shown_on, show
from linli.web.words import readable as readable_words

FOUND = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("phone", "name")
@staff_page("cases.submit_for")
def call(request: StaffRequest) -> HttpResponse:
    """One call, from the number to the case."""
    do, form = request.POST.get("do", ""), CallerForm(request.POST or None)
    if not form.is_bound or do == "other" or not form.is_valid():
        return show(request, "cases/desk/call.html", caller_form=CallerForm() if do == "other" else form)
    with refusals_shown_on(form):
        phone, by = form.cleaned_data["phone"], request.actor
        looked, at = request.POST.get("looked", ""), now()
        caller = look_up(phone, by=by, at=at) if do == "find" else go_on(phone, looked, by=by, at=at)
        return _with_caller(request, caller, do)
    return show(request, "cases/desk/call.html", caller_form=form)


def _with_caller(request: StaffRequest, caller: Caller, do: str) -> HttpResponse:
    code = request.POST.get("choose") or request.POST.get("item", "")
    item = catalog.offered_item(code) if code and do != "items" else None
    if item is None:
        typed = readable_words(request.POST.get("q", ""))[:40]
        found = [one.item for one in catalog.find(typed)][:FOUND] if typed else catalog.common()
        return _page(request, caller, typed=typed, items=found)
    return _with_item(request, caller, item, do)


def _with_item(request: StaffRequest, caller: Caller, item: ServiceItem, do: str) -> HttpResponse:
    is_new = "choose" in request.POST
    asking = Asking(request, request.actor, item, _home(request.actor, caller), is_new=is_new)
    who = None if caller.resident else CallerNameForm(None if is_new else request.POST)
    bound = [*asking.forms, *([who] if who else [])]
    if is_new or do not in ("check", "send"):
        return _page(request, caller, who=who, is_back=not is_new, **asking.shown())
    if all([asking.is_right(), who is None or who.is_valid()]):
        if do == "check":
            return _read_back(request, caller, asking, who)
        with refusals_shown_on(*bound), transaction.atomic():
            case = actions.submit_for(
                _resident(request.actor, caller, asking, who),
                asking.wanted(), by=request.actor, at=now(), channel=Channel.PHONE, consent=ConsentWay.PHONE,
            )  # fmt: skip
            return registered(request, case)
    return _page(request, caller, who=who, **asking.shown())


def _page(request: StaffRequest, caller: Caller, **more: Any) -> HttpResponse:
    if item := more.get("item"):
        more["alike_url"] = reverse("cases:desk_alike", args=[item.code])
    context: dict[str, Any] = {
        "caller": caller,
        "masked": mask_phone(caller.phone),
        "at": now(),
        "found_by": "typed" in more,
    }
    return show(request, "cases/desk/call.html", **context, **more)


def _home(by: Actor, caller: Caller) -> str | None:
    """Where it is likely about: where the caller lives, else the clerk's own community."""
    if caller.resident:
        return str(caller.resident.home_area_id)
    return next((area for area in by.areas if len(area) == 12), None)


def _resident(by: Actor, caller: Caller, asking: Asking, who: forms.Form | None) -> UUID:
    """Whose case it will be: who is known by the number, or who has just said a name."""
    if caller.resident is not None:
        return caller.resident.user_id
    area, name = asking.where.cleaned_data["area"], who.cleaned_data["name"] if who else ""
    return register_resident(name=name, phone=caller.phone, home_area=area, by=by, at=now()).user_id


def _read_back(request: StaffRequest, caller: Caller, asking: Asking, who: forms.Form | None) -> HttpResponse:
    """Everything in the words to be said, before it is sent; what was typed travels along."""
    details = asking.item.details
    left_out = ("csrfmiddlewaretoken", "kept", "do", "choose", "looked")
    hidden = [(name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)]
    standing = rules.submit(now(), details.accept_limit, details.limit, calendar())
    return show(
        request,
        "cases/desk/call_check.html",
        caller=caller,
        tail=caller.phone[-4:],
        name=caller.resident.masked_name if caller.resident else who.cleaned_data["name"] if who else "",
        item=details,
        community=path_name(asking.where.cleaned_data["area"]),
        place=asking.place.cleaned_data["place"],
        answers=readable(details, asking.asked.answers()),
        token=asking.send["kept"].value(),
        due=standing.due_at,
        at=now(),
        hidden=hidden,
    )
