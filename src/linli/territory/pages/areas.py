"""区划底数: what is known of an area on a day, what it is classed as, and what is missing below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.areas import classes, denominators
from linli.areas.denominators import Denominator
from linli.areas.models import Area, AreaFigure, AreaShape, AreaTag, FigureKind
from linli.areas.queries import children
from linli.areas.rules import Level, is_virtual
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.territory import actions, queries
from linli.territory.actions import NewFigure, NewTag
from linli.territory.drawing import drawing
from linli.territory.forms import FigureForm, PlaceForm, TagForm, UntilForm
from linli.territory.pages import deeds
from linli.territory.pages.deeds import Deed
from linli.territory.pages.shared import looked_at, widest
from linli.web.forms import onward, refusals_shown_on, show

READ, ENTER = "areas.read", "areas.enter"


@dataclass(frozen=True)
class Below:
    """An area below, with what is known of it."""

    name: str
    way: str
    figures: tuple[Denominator | None, ...]


def way(code: str) -> str:
    """The address of an area."""
    return reverse("areas_desk:area", args=[code])


@require_safe
@staff_page(READ)
def areas(request: StaffRequest) -> HttpResponse:
    """On to the widest area of one's posts."""
    return onward(request, way(widest(request.actor, READ)))


@require_safe
@staff_page(READ)
def area(request: StaffRequest, code: str) -> HttpResponse:
    """One area."""
    return _show(request, _found(request.actor, code))


def _found(actor: Actor, code: str) -> Area:
    """A division; grids have pages of their own."""
    found = looked_at(actor, READ, code, way).area
    if found.level > Level.COMMUNITY:
        raise Http404
    return found


def _enter(area: Area, form: forms.Form, by: Actor) -> None:
    facts = form.cleaned_data
    figure = NewFigure(area.code, FigureKind(facts["kind"]), facts["day"], facts["value"], facts["source"])
    actions.enter_figures([figure], by=by, at=now())


def _tag(area: Area, form: forms.Form, by: Actor) -> None:
    facts = form.cleaned_data
    actions.tag_areas([NewTag(area.code, facts["tag"], facts["since"], facts["source"])], by=by, at=now())


def _deeds(area: Area) -> dict[str, Deed]:
    """All that can be done to an area; classes and places are a community's."""
    found = {"figure": Deed(ENTER, _("登记底数"), "hash", FigureForm, _enter)}
    if area.level == Level.COMMUNITY:
        found["tag"] = Deed(ENTER, _("加标签"), "tag", TagForm, _tag)
        found["place"] = Deed("grids.manage", _("登记位置和边界"), "map-pin", PlaceForm, deeds.place)
    return found


def _form(name: str, deed: Deed, area: Area, *data: Any) -> forms.Form:
    more: dict[str, Any] = {"auto_id": f"{name}_%s", "initial": deeds.today()}
    if name == "tag":
        rows = AreaTag.objects.filter(area=area, until=None)
        more["held"] = rows.values_list("tag", flat=True)
    if name == "place":
        more["initial"] = deeds.place_known(area)
    return deed.form(*data, **more)


@require_http_methods(["GET", "POST"])
@staff_page(READ)
def do(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Enter something about an area; what was typed stays where it is refused."""
    area = _found(request.actor, code)
    deed = _deeds(area).get(verb)
    if deed is None or area.valid_to or not may(request.actor, deed.right, area=code):
        raise Http404
    if request.method == "GET":
        return onward(request, f"{way(code)}#{verb}")
    form = _form(verb, deed, area, request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown_on(form):
            deed.act(area, form, request.actor)
            messages.success(request, _("存好了。"))
            return onward(request, way(code))
    return _show(request, area, {verb: form})


@require_POST
@staff_page(ENTER)
def withdraw(request: StaffRequest, code: str, figure: UUID) -> HttpResponse:
    """Take back a wrong number."""
    area = looked_at(request.actor, ENTER, code, way).area
    actions.withdraw_figure(get_object_or_404(AreaFigure, pk=figure, area=area), by=request.actor, at=now())
    messages.success(request, _("撤掉了，改用前一个数。"))
    return onward(request, way(code))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ENTER)
def end_tag(request: StaffRequest, code: str, tag: UUID) -> HttpResponse:
    """An area no longer belongs to a class."""
    place = looked_at(request.actor, ENTER, code, way)
    row = get_object_or_404(AreaTag, pk=tag, area=place.area, until=None)
    form = UntilForm(request.POST or None, initial=deeds.today())
    if form.is_valid():
        with refusals_shown_on(form):
            actions.end_tag(row, until=form.cleaned_data["until"], by=request.actor, at=now())
            messages.success(request, _("存好了。"))
            return onward(request, way(code))
    return show(request, "territory/end_tag.html", form=form, place=place, row=row, back=way(code))


def _show(request: StaffRequest, area: Area, wrong: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    actor, code, bound, day = request.actor, str(area.code), wrong or {}, local_day(now())
    is_community = area.level == Level.COMMUNITY
    context: dict[str, Any] = {
        "place": looked_at(actor, READ, code, way),
        "area": area,
        "figures": [denominators.denominator(code, kind, day) for kind in FigureKind],
        "kinds": [kind.label for kind in FigureKind],
        "below": [] if is_community else _below(code, day),
        "history": denominators.history(code),
        "may_enter": may(actor, ENTER, area=code),
        "deeds": list(deeds.offered(_deeds(area), area, actor, bound, lambda name, deed: _form(name, deed, area))),
        "way": way(code),
        "is_community": is_community,
        "tally": queries.tallies(code, day)[0],
        "timeline": queries.timeline(code),
        "wrong": next(iter(bound.values()), None),
        "at": now(),
    }
    if is_community:
        shapes = list(AreaShape.objects.filter(area__code__within=[code], area__valid_to=None).select_related("area"))
        context |= {
            "classes": classes.of_community(code, day),
            "past_classes": [row for row in classes.history(code) if row.until and row.until <= day],
            "shape": next((shape for shape in shapes if shape.area_id == code), None),
            "drawing": drawing((shape for shape in shapes if shape.area.level <= Level.GRID), code),
        }
    return show(request, "territory/area.html", **context)


def _below(code: str, day: date) -> list[Below]:
    known = [denominators.by_children(code, kind, day) for kind in FigureKind]
    return [
        Below(area.short_name, way(area.code), tuple(found.get(area.code) for found in known))
        for area in children(code)
        if not is_virtual(area.code)
    ]
