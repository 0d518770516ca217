"""Notices as everybody reads them: of the place a visitor chose, of a resident's home, or by the code on a board."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import DoorRequest, public_page
from linli.areas.queries import path_name
from linli.base.clock import local_day, now
from linli.notices import actions, queries
from linli.notices.browser import is_new, keep_place, keep_read, place_of
from linli.notices.forms import PlaceForm
from linli.notices.rules import Channel
from linli.web.forms import onward, show


@public_page
@require_safe
def notices(request: DoorRequest) -> HttpResponse:
    """What is shown where the reader is; who has not said where is asked to choose."""
    place = "" if request.actor.is_resident else place_of(request)
    is_known = bool(place) or request.actor.is_resident
    found = queries.shown(place, local_day(now())) if is_known else []
    return _by_cookies(
        show(
            request,
            "notices/list.html",
            notices=[(notice, is_new(request, notice)) for notice in found],
            place_name=path_name(place) if place else "",
            is_known=is_known,
            at=now(),
        )
    )


@public_page
@require_safe
def notice(request: DoorRequest, notice: UUID) -> HttpResponse:
    """One notice; a withdrawn one says why. Reading it is counted by the form on the page, once a browser."""
    found = queries.open_notice(notice, local_day(now()))
    if found is None:
        raise Http404
    return _by_cookies(
        show(
            request,
            "notices/notice.html",
            notice=found,
            is_withdrawn=found.withdrawn_at is not None,
            is_counted=found.withdrawn_at is None and is_new(request, found) and not request.actor.is_staff,
            channel=channel_of(request, request.GET.get("from", "")).value,
            at=now(),
        )
    )


@public_page
@require_POST
def read(request: DoorRequest, notice: UUID) -> HttpResponse:
    """Count one reader more, unless this browser has been counted; staff are not."""
    found = queries.open_notice(notice, local_day(now()))
    if found is None:
        raise Http404
    if is_new(request, found) and not request.actor.is_staff:
        actions.count_reader(found.pk, channel_of(request, request.POST.get("channel", "")), at=now())
    response = onward(request, reverse("notices:notice", args=[found.pk]))
    if request.headers.get("HX-Request"):
        response = show(request, "notices/read.html")
    keep_read(request, response, found)
    return response


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: DoorRequest) -> HttpResponse:
    """Choose where one is, without an account; the browser remembers it."""
    form = PlaceForm(request.POST or None, initial={"community": place_of(request)})
    if form.is_valid():
        response = onward(request, reverse("notices:notices"))
        keep_place(request, response, form.cleaned_data["community"])
        return response
    return _by_cookies(show(request, "notices/place.html", form=form))


def channel_of(request: DoorRequest, told: str) -> Channel:
    """By which way the reader came: a board's code, signed in, or neither."""
    if told == Channel.BOARD.value:
        return Channel.BOARD
    return Channel.APP if request.actor.is_resident else Channel.PORTAL


def _by_cookies(response: HttpResponse) -> HttpResponse:
    """What depends on the reader's place is kept by no cache between."""
    patch_vary_headers(response, ["Cookie"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
