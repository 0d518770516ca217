"""A resident who has not said who they are is asked first, wherever they go."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from linli.accounts.doors import Page, ResidentRequest, sign_in_first
from linli.accounts.models import User, UserKind
from linli.accounts.sessions import actor_of
from linli.base.scope import acting_as
from linli.people.models import Resident
from linli.web.forms import onward

P = ParamSpec("P")


class KnownRequest(ResidentRequest):
    """A request of a resident who has a record."""

    resident: Resident


def start_first(user: User) -> str | None:
    """Where a resident without a record is sent after signing in."""
    if user.kind != UserKind.RESIDENT:
        return None
    with acting_as(actor_of(user, ())):
        return None if Resident.objects.filter(pk=user.pk).exists() else reverse("people:start")


def ask_first(user: User) -> str | None:
    """Where whoever holds the phone of a record says who they are, before they are anybody here."""
    with acting_as(actor_of(user, ())):
        return reverse("people:who") if Resident.objects.standing().filter(pk=user.pk).exists() else None


def known_resident_page(page: Callable[Concatenate[KnownRequest, P], HttpResponse]) -> Page:
    """A page for residents with a record, given as `request.resident`; others fill it in and come back."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.actor.is_resident:
            return sign_in_first(request, "accounts:sign_in")
        resident = Resident.objects.select_related("home_area").filter(pk=request.user.pk).first()
        if resident is None:
            return onward(request, f"{reverse('people:start')}?{urlencode({'next': request.get_full_path()})}")
        request.resident = resident
        return page(request, *args, **kwargs)

    behind.door = "resident"  # type: ignore[attr-defined]
    return behind
