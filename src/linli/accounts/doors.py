"""Decorators that say who a page is for, and the request types they promise."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.accounts.models import User
from linli.accounts.rights import may
from linli.base.actor import NOBODY, Actor

P = ParamSpec("P")


class DoorRequest(HttpRequest):
    """Any request: `actor` may be nobody."""

    actor: Actor


class StaffRequest(DoorRequest):
    """A request of signed-in staff."""

    user: User


class ResidentRequest(DoorRequest):
    """A request of a signed-in resident."""

    user: User


Page = Callable[..., HttpResponse]


def public_page(page: Callable[Concatenate[DoorRequest, P], HttpResponse]) -> Page:
    """A page for everybody."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = page(request, *args, **kwargs)
        return response if request.actor is NOBODY else _private(response)

    behind.door = "public"  # type: ignore[attr-defined]
    return behind


def resident_page(page: Callable[Concatenate[ResidentRequest, P], HttpResponse]) -> Page:
    """A page for residents; others are asked to sign in and come back to it."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.actor.is_resident:
            return sign_in_first(request, "accounts:sign_in")
        return _private(page(request, *args, **kwargs))

    behind.door = "resident"  # type: ignore[attr-defined]
    return behind


def staff_page(verb: str) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponse]], Page]:
    """A page for staff one of whose posts gives `verb`; without it the page does not exist (404)."""

    def door(page: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> Page:
        @wraps(page)
        def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.actor.is_staff:
                return sign_in_first(request, "accounts:staff_sign_in")
            if not may(request.actor, verb):
                raise Http404
            return _private(page(request, *args, **kwargs))

        behind.door, behind.verb = "staff", verb  # type: ignore[attr-defined]
        return behind

    return door


def any_staff_page(page: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> Page:
    """A page for whoever has signed in to the desk, whatever their posts: their own sign-in."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.actor.is_staff:
            return sign_in_first(request, "accounts:staff_sign_in")
        return _private(page(request, *args, **kwargs))

    behind.door, behind.verb = "staff", ""  # type: ignore[attr-defined]
    return behind


def _private(response: HttpResponse) -> HttpResponse:
    """What was made for one person is kept by no cache between, and by their browser only until it asks again."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def sign_in_first(request: HttpRequest, where: str) -> HttpResponse:
    """To a door and, once in, back to where the request was going."""
    target = f"{reverse(where)}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = target
        return answer
    return HttpResponseRedirect(target)
