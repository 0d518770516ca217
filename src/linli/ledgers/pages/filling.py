"""The list of ledgers, one with all its areas, and one area with its form and its history."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.areas.models import Area
from linli.areas.queries import names_of, path_names
from linli.areas.rules import ancestors_of, is_code
from linli.base.attachments import open_stored
from linli.base.clock import local_day, now
from linli.base.languages import in_a_row
from linli.cases.attachments import keep_uploads
from linli.ledgers import actions, figures, queries
from linli.ledgers.forms import FillForm, TakeBackForm, begins_with
from linli.ledgers.models import DEFINE, FILL, PUBLISH, READ, Evidence, Ledger, Line, StateChoices
from linli.ledgers.pages.shared import draft_of, ledger_of
from linli.ledgers.rules import SpecFault
from linli.organizations.models import OrganizationType
from linli.web.components import Choice
from linli.web.forms import onward, refusals_shown_on, show

ON_A_PAGE = 50
MINE = "mine"


@staff_page(READ)
@require_safe
def ledgers(request: StaffRequest) -> HttpResponse:
    """What my unit has to fill, the ledgers of my areas, and drafts."""
    actor, today = request.actor, local_day(now())
    seen = list(Ledger.objects.visible_to(actor).select_related("current", "area", "filled_by"))
    in_use = [each for each in seen if each.is_in_use]
    stood = queries.tallies(dict.fromkeys(in_use, actor.sight), today) if actor.sight else []
    mine = queries.mine(actor, today)
    own = {each.ledger.pk: each.areas for each in mine}  # who sees what they fill, and no more, is told of it once
    broken = {each.pk for each in in_use} - queries.specs_of(in_use).keys()
    return show(
        request,
        "ledgers/ledgers.html",
        mine=mine,
        fills=may(actor, FILL) and bool(actor.units),
        stood=[each for each in stood if each.areas and own.get(each.ledger.pk) != each.areas],
        drafts=[each for each in seen if each.current_id is None],
        ended=[each for each in seen if each.ended_at],
        broken=[each for each in in_use if each.pk in broken],
        may_define=may(actor, DEFINE),
        at=now(),
    )


@staff_page(READ)
@require_safe
def opened(request: StaffRequest, ledger: UUID) -> HttpResponse:
    """Where a message leads: what my unit has to fill of it."""
    found = get_object_or_404(Ledger.objects.visible_to(request.actor), pk=ledger)
    return onward(request, reverse("ledgers:ledger", args=[found.key]) + f"?which={MINE}")


@staff_page(READ)
@require_safe
def ledger(request: StaffRequest, key: str) -> HttpResponse:
    """One ledger: how every area of the reader's stands, and what it asks for."""
    found = ledger_of(request, key)
    actor, today, at = request.actor, local_day(now()), now()
    area = str(found.area_id)
    context: dict[str, Any] = {
        "ledger": found,
        "where": figures.where(found),
        "draft": draft_of(found),
        "may_define": may(actor, DEFINE, area=area),
        "may_publish": may(actor, PUBLISH, area=area),
        "at": at,
    }
    try:
        context |= _asks(found, context["draft"])
    except SpecFault as fault:
        return show(request, "ledgers/ledger.html", fault=str(fault), **context)
    if not found.is_in_use:
        return show(request, "ledgers/ledger.html", **context)
    own, asked = queries.filler(actor).own(found), request.GET.get("area", "")
    which, state = request.GET.get("which", ""), request.GET.get("state", "")
    prefixes = own if which == MINE else [*actor.sight, *own]
    if asked:
        prefixes = [asked] if is_code(asked) and any(asked.startswith(each) for each in prefixes) else []
        if not prefixes:
            raise Http404
    stood = queries.areas_of(found, prefixes, today)
    counts = Counter(each.state.value for each in stood)
    shown = [each for each in stood if state in ("", each.state.value)]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    names = path_names([each.area for each in page])
    query = {name: value for name, value in (("which", which), ("area", asked)) if value}
    return show(
        request,
        "ledgers/ledger.html",
        page=page,
        rows=[(each, names.get(each.area, each.area), StateChoices(each.state.value)) for each in page],
        filters=[
            Choice(_("全部"), "?" + urlencode(query), count=len(stood), is_current=not state),
            *(
                Choice(each.label, "?" + urlencode({**query, "state": each.value}), counts[each.value], each == state)
                for each in StateChoices
            ),
        ],
        whose=_whose(which, bool(own), bool(actor.sight)),
        place=names_of([asked]).get(asked, "") if asked else "",
        up=f"?{urlencode({'area': ancestors_of(asked)[-1]})}" if asked and len(asked) > len(area) else "",
        indicator=reverse("indicators:standing", args=[found.key]) if may(actor, "indicators.read") else "",
        tables=reverse("tables:register", args=[found.key]) if may(actor, "tables.use") else "",
        **context,
    )


@staff_page(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: StaffRequest, key: str, code: str) -> HttpResponse:
    """One area: how it stands, its lines, and the form for who fills it."""
    found, place = _place(request, key, code)
    if request.method != "POST":
        return _area(request, found, place)
    if not may(request.actor, FILL):
        raise Http404
    form = FillForm(found.in_force.read, request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown_on(form):
            files = keep_uploads(form.cleaned_data["shown"] or [], field="shown")
            said = actions.Said(form.cleaned_data["day"], form.values(), form.cleaned_data["note"], files)
            actions.fill(found, code, said, by=request.actor, at=now())
            messages.success(request, _("填好了。"))
            return onward(request, reverse("ledgers:area", args=[key, code]))
    return _area(request, found, place, form=form)


@staff_page(FILL)
@require_POST
def take_back(request: StaffRequest, key: str, code: str) -> HttpResponse:
    """What was written of a day is not so."""
    found, place = _place(request, key, code)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            said = form.cleaned_data
            actions.take_back(found, code, said["day"], note=said["why"], by=request.actor, at=now())
            messages.success(request, _("作废了，前一次的记录重新有效。"))
            return onward(request, reverse("ledgers:area", args=[key, code]))
    return _area(request, found, place, taking_back=form)


@staff_page(READ)
@require_safe
def file(request: StaffRequest, key: str, code: str, evidence: UUID) -> HttpResponse:
    """A photograph in the page, a paper as a download."""
    found, place = _place(request, key, code)
    lines = Line.objects.visible_to(request.actor).filter(ledger=found, area=place)
    one = get_object_or_404(Evidence, pk=evidence, line__in=lines)
    response: HttpResponse = FileResponse(  # type: ignore[assignment]  # Django streams it as any response
        open_stored(one.key), as_attachment=not one.is_image, filename=one.name, content_type=one.content_type
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _place(request: StaffRequest, key: str, code: str) -> tuple[Ledger, Area]:
    """A ledger and an area of it that the reader sees, or fills; 404 for others."""
    found = ledger_of(request, key)
    seen = [*request.actor.sight, *queries.filler(request.actor).own(found)]
    if not found.current_id or not is_code(code) or not any(code.startswith(each) for each in seen):
        raise Http404
    if not queries.is_of(found, code, local_day(now())):
        raise Http404
    return found, get_object_or_404(Area, pk=code)


def _area(request: StaffRequest, ledger: Ledger, place: Area, **bound: forms.Form) -> HttpResponse:
    actor, at = request.actor, now()
    spec, today = ledger.in_force.read, local_day(at)
    (stood,) = queries.areas_of(ledger, [place.code], today)
    lines = queries.history(ledger, place.code, actor)
    fills = ledger.is_in_use and may(actor, FILL)
    fills = fills and any(place.code.startswith(each) for each in queries.filler(actor).may(ledger))
    last = next((line for line in lines if line.pk == stood.line), None)
    context: dict[str, Any] = {
        "form": FillForm(spec, initial={"day": today, **begins_with(spec, last.values if last else {})})
        if fills
        else None,
        "taking_back": TakeBackForm(initial={"day": last.day}, auto_id="back_%s") if fills and last else None,
        **bound,
    }
    return show(
        request,
        "ledgers/area.html",
        ledger=ledger,
        place=place,
        path=path_names([place.code]).get(place.code, place.short_name),
        spec=spec,
        stood=stood,
        state=StateChoices(stood.state.value),
        lines=[(line, _said(line)) for line in lines],
        last=last,
        back_on=_day_of(bound.get("taking_back")) or (last.day if last else today),
        at=at,
        **context,
    )


def _day_of(form: forms.Form | None) -> date | None:
    """The day that somebody wanted to take back."""
    found = form.cleaned_data.get("day") if form and form.is_bound else None
    return found if isinstance(found, date) else None


def _said(line: Line) -> list[tuple[str, Any]]:
    """Field and value in words; nothing of a version that cannot be read any more."""
    try:
        said = line.said()
    except SpecFault:
        return []
    words = {True: _("是"), False: _("否")}
    return [
        (field.label, words[value] if isinstance(value, bool) else f"{value} {field.unit}".strip())
        for field, value in said
    ]


def _asks(found: Ledger, draft: Any) -> dict[str, Any]:
    """What a ledger asks for in words: of its draft where there is one, else what holds."""
    shown = [each for each in (found.current, draft) if each]
    version = shown[-1]
    spec = version.read
    kinds = OrganizationType.objects.filter(code__in=version.kinds) if version.kinds else []
    named = {field.code: field.label for field in spec.fields}
    return {
        "spec": spec,
        "version": version,
        "fillers": version.filled_by.name if version.filled_by else in_a_row(str(kind) for kind in kinds),
        "met_label": named.get(spec.met_field, ""),
        "figure_labels": [named[code] for code in (spec.figure_field, spec.figure_of) if code],
    }


def _whose(which: str, has_own: bool, sees: bool) -> list[Choice]:
    """To choose between what is mine to fill and everything I see."""
    if not (has_own and sees):
        return []
    return [
        Choice(_("我看得到的"), "?", is_current=which != MINE),
        Choice(_("我单位要填的"), f"?which={MINE}", is_current=which == MINE),
    ]
