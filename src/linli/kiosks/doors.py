"""Decorators that say what a page of this door asks for: a machine of ours, or somebody signed in at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.accounts.doors import DoorRequest
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import Plans, acting_as
from linli.kiosks import actions, visits
from linli.kiosks.models import Device

COOKIE = "linli_kiosk"
P = ParamSpec("P")
Page = Callable[..., HttpResponse]


class KioskRequest(DoorRequest):
    """A request of a machine of ours."""

    device: Device


class VisitRequest(KioskRequest):
    """A request of whoever is signed in at it. `actor` stays nobody: the visit opens this door alone."""

    visitor: Actor
    visit: visits.Visit


def kiosk_page(page: Callable[Concatenate[KioskRequest, P], HttpResponse]) -> Page:
    """A page of a machine of ours; any other browser is asked to become one."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        secret = request.COOKIES.get(COOKIE, "")
        device = actions.found_by(secret, now()) if secret else None
        if device is None:
            return forgotten(request, reverse("kiosks:enrol"))
        request.device = device
        return unkept(page(request, *args, **kwargs))

    behind.door = "public"  # type: ignore[attr-defined]
    return behind


def visit_page(page: Callable[Concatenate[VisitRequest, P], HttpResponse]) -> Page:
    """A page of somebody signed in at a machine; once the visit is over, its beginning."""

    @wraps(page)
    def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = visits.current(request, request.device, now())
        if visit is None:
            to = request.resolver_match.kwargs.get("to") or _door_of(request.path)
            return HttpResponseRedirect(f"{reverse('kiosks:sign_in')}?{urlencode({'to': to})}")
        request.visit, request.visitor = visit, visit.actor
        with acting_as(visit.actor, Plans.KEPT):
            return page(request, *args, **kwargs)

    return kiosk_page(behind)  # type: ignore[arg-type]  # mypy reads the wrapped page's request, not Any


def forgotten(request: DoorRequest, to: str) -> HttpResponse:
    """A browser that is no machine of ours, or no more: it keeps nothing of having been one."""
    visits.end(request)
    response = HttpResponseRedirect(to)
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
    return unkept(response)


def unkept(response: HttpResponse) -> HttpResponse:
    """No page of this door is kept, by the browser neither: who goes back asks again, and is nobody."""
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _door_of(path: str) -> str:
    """Which of the three choices an address belongs to."""
    part = path.removeprefix(reverse("kiosks:start")).partition("/")[0]
    return part if part in ("ask", "look", "rate") else "menu"
