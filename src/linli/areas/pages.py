"""The chooser's two answers: what a name finds, and what a position narrows to. For everybody; nothing is kept."""

import re
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.areas import choosing
from linli.areas.choosing import Offer
from linli.areas.forms import NearForm
from linli.areas.locating import locate
from linli.web.forms import show


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Communities by name inside an area; without words, what lies directly below it. For a form: as radio buttons."""
    field, given = _field(request), request.GET
    within = given.get(f"{field}_open") or given.get(f"{field}_within") or given.get("within", "")
    asked = "" if given.get(f"{field}_open") else given.get(f"{field}_q") or given.get("q", "")
    return _answer(request, choosing.offer(asked, within, given.get(field, "")))


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """The county of a position, to choose on from."""
    form = NearForm(request.GET)
    chosen = request.GET.get(_field(request), "")
    if not form.is_valid():
        unclear = replace(choosing.offer(chosen=chosen), note=_("没有收到位置。请按名称查找。"))
        return _answer(request, unclear, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    located = locate(form.cleaned_data["lon"], form.cleaned_data["lat"])
    return _answer(request, choosing.offer_near(located, chosen))


def _answer(request: HttpRequest, offer: Offer, status: int | None = None) -> HttpResponse:
    return show(request, "areas/find.html", part="found", status=status, offer=offer, field=_field(request))


def _field(request: HttpRequest) -> str:
    """The form's field the answer is for; its name comes back in the names of the radio buttons."""
    name = request.GET.get("field", "")
    return name if re.fullmatch(r"[A-Za-z][\w-]{0,60}", name, re.ASCII) else "community"
