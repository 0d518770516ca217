"""网格: those of an area with what is to be done there, and each one with its households, workers and ground."""

from collections.abc import Callable, Mapping, Sequence
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
from linli.areas import denominators
from linli.areas.models import Area, AreaShape, FigureKind, Grid
from linli.areas.numbering import level_below
from linli.areas.queries import children
from linli.areas.rules import Level, is_virtual, parent_of
from linli.areas.sizes import Setting
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.territory import actions, queries
from linli.territory.actions import NewFigure, NewGrid, NewGridPost
from linli.territory.drawing import drawing
from linli.territory.forms import (
    EndForm,
    EndGridForm,
    FigureForm,
    GridForm,
    GridsForm,
    MergeForm,
    PlaceForm,
    SplitForm,
    WorkerForm,
)
from linli.territory.models import GridPost, Part
from linli.territory.pages.deeds import Deed, offered, place, place_known, today
from linli.territory.pages.shared import asked_of, looked_at, with_query
from linli.territory.queries import GridRow, Which
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

READ, MANAGE, STAFF = "grids.read", "grids.manage", "grids.staff"
ON_A_PAGE, LAST_PAGE = 60, 200


@require_safe
@staff_page(READ)
def grids(request: StaffRequest) -> HttpResponse:
    """The grids of an area, those too large, too small, uncounted or without a full-time worker on their own."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), way := with_query("grids:grids"))
    if place.area.level >= Level.GRID:
        return onward(request, reverse("grids:grid", args=[place.code]))
    today = local_day(now())
    whole, below = queries.tallies(place.code, today)
    titles = _titles(whole)
    which = Which(asked_of(request.GET, "which", titles, Which.ALL))
    context: dict[str, Any] = {
        "place": place,
        "whole": whole,
        "which": which,
        "filters": [
            Choice(title, f"{way(place.code)}&which={key}", count, key == which)
            for key, (title, count) in titles.items()
        ],
        "below": _below(place.code, below, way),
        "page": _page(place.code, which, request.GET.get("page", ""), today),
        "is_community": place.area.level == Level.COMMUNITY,
        "may_manage": may(request.actor, MANAGE, area=place.code),
        "merge": _merge_form(place.code, request.actor) if place.area.level == Level.COMMUNITY else None,
    }
    return show(request, "territory/grids.html", **context)


def _titles(whole: queries.Tally) -> dict[str, tuple[str, int]]:
    return {
        Which.ALL.value: (_("全部"), whole.grids + whole.micro_grids),
        Which.OVER.value: (_("偏大"), whole.over),
        Which.UNDER.value: (_("偏小"), whole.under),
        Which.UNKNOWN.value: (_("没有登记"), whole.unknown),
        Which.UNSTAFFED.value: (_("没有专职网格员"), whole.unstaffed),
    }


def _below(code: str, tallies: Mapping[str, queries.Tally], way: Callable[[str], str]) -> list[tuple[str, str, Any]]:
    """The areas directly below, each with its counts; a community's grids are listed themselves."""
    if len(code) >= 12:
        return []
    areas = [area for area in children(code) if not is_virtual(area.code)]
    return [(area.short_name, way(area.code), tallies.get(area.code, queries.Tally())) for area in areas]


def _page(code: str, which: Which, asked: str, today: Any) -> Uncounted[GridRow]:
    def some(start: int, end: int) -> Sequence[GridRow]:
        return queries.listed(code, today, which, limit=end - start, offset=start)

    return Uncounted.read(some, asked, size=ON_A_PAGE, last=LAST_PAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def new(request: StaffRequest, parent: str) -> HttpResponse:
    """Open grids in a community, or micro-grids in a grid; as many as there are lines."""
    place = looked_at(request.actor, MANAGE, parent, with_query("grids:grids"))
    if place.area.level not in (Level.COMMUNITY, Level.GRID) or place.area.valid_to:
        raise Http404
    form = GridsForm(request.POST or None, initial={"counted_on": local_day(now())})
    if form.is_valid():
        with refusals_shown_on(form):
            made = actions.open_grids(_wanted(parent, form), by=request.actor, at=now())
            messages.success(
                request, _("设好了 %(count)s 个，编号从 %(first)s 起。") % {"count": len(made), "first": made[0].code}
            )
            return onward(request, _home(place.area))
    level = level_below(parent)
    return show(request, "territory/grids_new.html", form=form, place=place, is_micro=level == Level.MICRO_GRID)


def _wanted(parent: str, form: forms.Form) -> list[NewGrid]:
    facts = form.cleaned_data
    setting = Setting(facts["setting"]) if facts["setting"] else None
    return [
        NewGrid(parent, name, setting, households, facts["counted_on"], facts["source"])
        for name, households in facts["lines"]
    ]


def _home(area: Area) -> str:
    """Where a community's grids or one grid are seen."""
    if area.level == Level.COMMUNITY:
        return with_query("grids:grids")(area.code)
    return reverse("grids:grid", args=[area.code])


@require_POST
@staff_page(MANAGE)
def merge(request: StaffRequest, parent: str) -> HttpResponse:
    """Make one grid of several of a community or grid."""
    place = looked_at(request.actor, MANAGE, parent, with_query("grids:grids"))
    form = MergeForm(request.POST, grids=_mergeable(parent))
    if form.is_valid():
        with refusals_shown_on(form):
            facts = form.cleaned_data
            made = actions.merge_grids(facts["grids"], name=facts["name"], by=request.actor, at=now())
            messages.success(request, _("合并好了，新网格编号 %(code)s。") % {"code": made.code})
            return onward(request, reverse("grids:grid", args=[made.code]))
    return show(request, "territory/grids_merge.html", form=form, place=place)


def _mergeable(parent: str) -> list[tuple[str, str]]:
    return [(area.code, f"{area.name}（{area.code[len(parent) :]}）") for area in children(parent)]


def _merge_form(parent: str, actor: Actor) -> MergeForm | None:
    offered = _mergeable(parent) if may(actor, MANAGE, area=parent) else []
    return MergeForm(grids=offered) if len(offered) > 1 else None


# One grid


def _change(grid: Area, form: forms.Form, by: Actor) -> None:
    facts = {**form.cleaned_data, "setting": Setting(form.cleaned_data["setting"])}
    actions.change_grid(grid, **facts, by=by, at=now())


def _count(grid: Area, form: forms.Form, by: Actor) -> None:
    facts = form.cleaned_data
    figure = NewFigure(grid.code, FigureKind.HOUSEHOLDS, facts["day"], facts["value"], facts["source"])
    actions.enter_figures([figure], by=by, at=now())


def _staff(grid: Area, form: forms.Form, by: Actor) -> None:
    facts = form.cleaned_data
    post = NewGridPost(grid.code, facts["user"], Part(facts["part"]), facts["starts_on"])
    actions.assign_workers([post], by=by, at=now())


def _split(grid: Area, form: forms.Form, by: Actor) -> None:
    actions.split_grid(grid, names=form.cleaned_data["names"], by=by, at=now())


def _end(grid: Area, form: forms.Form, by: Actor) -> None:
    actions.end_grids([grid.code], on=form.cleaned_data["on"], by=by, at=now())


def deeds() -> dict[str, Deed]:
    """All that can be done to a grid, by its name in the address."""
    return {
        "count": Deed(MANAGE, _("登记户数"), "house", FigureForm, _count),
        "staff": Deed(STAFF, _("安排网格员"), "user-plus", WorkerForm, _staff),
        "change": Deed(MANAGE, _("改名称和类型"), "pencil", GridForm, _change),
        "place": Deed(MANAGE, _("登记位置和边界"), "map-pin", PlaceForm, place),
        "split": Deed(MANAGE, _("拆分"), "split", SplitForm, _split),
        "end": Deed(MANAGE, _("撤销网格"), "x", EndGridForm, _end),
    }


@require_safe
@staff_page(READ)
def grid(request: StaffRequest, code: str) -> HttpResponse:
    """One grid: how large, who works there, where it lies, what became of it."""
    return _show(request, _found(request.actor, code))


@require_http_methods(["GET", "POST"])
@staff_page(READ)
def do(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do something to a grid; what was typed stays where it is refused."""
    area, deed = _found(request.actor, code), deeds().get(verb)
    if deed is None or not may(request.actor, deed.right, area=code) or area.valid_to:
        raise Http404
    if request.method == "GET":
        return onward(request, f"{reverse('grids:grid', args=[code])}#{verb}")
    form = _form(verb, deed, area, request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown_on(form):
            deed.act(area, form, request.actor)
            messages.success(request, _("存好了。"))
            to = area if verb not in ("split", "end") else Area.objects.get(pk=parent_of(code))
            return onward(request, _home(to))
    return _show(request, _found(request.actor, code), {verb: form})


@require_POST
@staff_page(STAFF)
def end_worker(request: StaffRequest, code: str, post: UUID) -> HttpResponse:
    """Somebody leaves a grid."""
    found = get_object_or_404(
        GridPost, pk=post, grid=looked_at(request.actor, STAFF, code, with_query("grids:grids")).code
    )
    form = EndForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.end_worker(found, on=form.cleaned_data["on"], by=request.actor, at=now())
            messages.success(request, _("存好了。"))
            return onward(request, reverse("grids:grid", args=[code]))
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return onward(request, reverse("grids:grid", args=[code]))


def _found(actor: Actor, code: str) -> Area:
    area = looked_at(actor, READ, code, with_query("grids:grids")).area
    if area.level < Level.GRID:
        raise Http404
    return area


def _form(verb: str, deed: Deed, area: Area, *data: Any) -> forms.Form:
    initial = today()
    more: dict[str, Any] = {"auto_id": f"{verb}_%s"}
    if verb == "count":
        more["of_grid"] = True
    if verb == "staff":
        more["staff"] = queries.staff_nearby(area.code, local_day(now()))
    if verb == "change":
        facts = Grid.objects.get(pk=area.pk)
        initial |= {"name": area.name, "setting": facts.setting, "villager_groups": facts.villager_groups}
    if verb == "place":
        initial |= place_known(area)
    return deed.form(*data, initial=initial, **more)


def _show(request: StaffRequest, area: Area, wrong: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    actor, code, bound, day = request.actor, str(area.code), wrong or {}, local_day(now())
    rows = queries.listed(code, day, limit=100)
    parent = str(parent_of(code))
    posts = list(queries.posts_of(code))
    shapes = AreaShape.objects.filter(area__code__within=[parent], area__level=area.level, area__valid_to=None)
    came, went = queries.successions(code)
    context: dict[str, Any] = {
        "place": looked_at(actor, READ, code, with_query("grids:grids")),
        "area": area,
        "parent": Area.objects.get(pk=parent),
        "parent_way": _home(Area.objects.get(pk=parent)),
        "facts": Grid.objects.get(pk=code),
        "row": next((row for row in rows if row.code == code), None),
        "inner": [row for row in rows if row.code != code],
        "workers": queries.by_part(posts, day),
        "former": [post for post in posts if post.ends_on and post.ends_on <= day],
        "counts": denominators.history(code),
        "shape": AreaShape.objects.filter(pk=code).first(),
        "drawing": drawing(shapes.select_related("area"), code),
        "came_from": came,
        "went_into": went,
        "timeline": queries.timeline(code),
        "deeds": list(offered(deeds(), area, actor, bound, lambda name, deed: _form(name, deed, area))),
        "may_staff": area.valid_to is None and may(actor, STAFF, area=code),
        "may_open": area.valid_to is None and area.level == Level.GRID and may(actor, MANAGE, area=code),
        "end_form": EndForm(initial={"on": day}, auto_id=False),
        "wrong": next(iter(bound.values()), None),
        "at": now(),
    }
    return show(request, "territory/grid.html", **context)
