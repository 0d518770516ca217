"""组织: the register of an area's organisations, each one with its history, and the kinds there are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions
from linli.accounts.actions.units import REGISTER, VERB, keeps
from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.areas.queries import children, path_names
from linli.areas.rules import LENGTHS, Level, is_virtual
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.organizations import completeness, queries
from linli.organizations.contacts import contact_of
from linli.organizations.models import Organization, OrganizationType
from linli.territory.pages.shared import looked_at, widest, with_query
from linli.territory.queries import unit_timeline
from linli.territory.unit_forms import ContactForm, PurposeForm, TypeForm, UnitForm
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

READ, ADD_TYPE = "organizations.read", "organizations.add_type"
ON_A_PAGE = 50
COMMUNITY = LENGTHS[Level.COMMUNITY - 1]


@require_safe
@staff_page(READ)
def organizations(request: StaffRequest) -> HttpResponse:
    """Organisations of an area, to be found by name and kind."""
    place = looked_at(
        request.actor, READ, request.GET.get("area", ""), way := with_query("organizations:organizations")
    )
    text, kind, state = asked(request, "q"), asked(request, "type"), asked(request, "state")
    found = queries.found(text, within=[place.code], type=kind)
    if state != "all":
        found = found.filter(is_active=state != "ended")
    below = children(place.code) if len(place.code) < COMMUNITY else []
    return show(
        request,
        "territory/organizations.html",
        place=place,
        page=Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        text=text,
        kind=kind,
        state=state,
        states=[("", _("在用的")), ("ended", _("停用的")), ("all", _("全部"))],
        kinds=queries.types(),
        below=[(area.short_name, way(area.code), area.code) for area in below if not is_virtual(area.code)],
        may_add=_may_add(request.actor),
    )


def _may_add(actor: Actor) -> bool:
    return may(actor, VERB) or may(actor, REGISTER)


def _kept_areas(actor: Actor) -> list[str]:
    """Where somebody keeps organisations."""
    posts = (*posts_with(actor, VERB), *posts_with(actor, REGISTER))
    return sorted({post.area for post in posts})


def _offered_kinds(actor: Actor) -> list[OrganizationType]:
    return [kind for kind in queries.types() if may(actor, VERB) or kind.level == "community"]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def new(request: StaffRequest) -> HttpResponse:
    """Set up an organisation."""
    if not _may_add(request.actor):
        raise Http404
    begun = {"type": asked(request, "type"), "area": asked(request, "area")}
    form = UnitForm(
        request.POST or None,
        within=_kept_areas(request.actor),
        kinds=_offered_kinds(request.actor),
        initial=begun,
    )
    if form.is_valid():
        with refusals_shown_on(form):
            unit = actions.create_unit(**form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("“%(name)s”建好了。") % {"name": unit.name})
            return onward(request, reverse("organizations:unit", args=[unit.pk]))
    return show(request, "territory/unit_new.html", form=form)


@never_cache
@require_safe
@staff_page(READ)
def unit(request: StaffRequest, unit: UUID) -> HttpResponse:
    """One organisation: what it is, where, whom it serves, whom to ask for, what was changed."""
    return _show(request, _found(request.actor, unit))


def _found(actor: Actor, pk: UUID) -> Organization:
    found = get_object_or_404(Organization.objects.select_related("type", "area"), pk=pk)
    if not may(actor, READ, area=found.area_id):
        raise Http404
    return found


def _kept(actor: Actor, pk: UUID) -> Organization:
    found = _found(actor, pk)
    if not keeps(actor, found.area_id, found.type):
        raise Http404
    return found


def _show(request: StaffRequest, found: Organization, **more: Any) -> HttpResponse:
    actor, contact = request.actor, contact_of(found)
    served = queries.serving_codes(found)
    names = path_names([*served, found.area_id])
    context: dict[str, Any] = {
        "unit": found,
        "where": names[found.area_id],
        "served": [(code, names[code]) for code in served],
        "contact": contact.masked if contact else None,
        "purpose_form": PurposeForm(auto_id="purpose_%s"),
        "timeline": unit_timeline(found),
        "may_change": keeps(actor, found.area_id, found.type),
        "may_staff": may(actor, "accounts.manage_posts", area=found.area_id),
        "at": now(),
    }
    return show(request, "territory/unit.html", **{**context, **more})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def change(request: StaffRequest, unit: UUID) -> HttpResponse:
    """Correct an organisation, say which areas it serves, or put it out of use."""
    found = _kept(request.actor, unit)
    within = _kept_areas(request.actor)
    form = UnitForm(request.POST or None, within=within, unit=found, initial=_stands(found))
    if form.is_valid():
        facts = dict(form.cleaned_data)
        serving = facts.pop("serving")
        with refusals_shown_on(form):
            actions.change_unit_and_serving(found, serving=serving, **facts, by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, reverse("organizations:unit", args=[found.pk]))
    return show(request, "territory/unit_change.html", form=form, unit=found)


def _stands(unit: Organization) -> dict[str, object]:
    values = {field: getattr(unit, field) for field in ("name", "short_name", "phone", "address", "is_active")}
    return {**values, "serving": "\n".join(queries.serving_codes(unit))}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def contact(request: StaffRequest, unit: UUID) -> HttpResponse:
    """Say whom to ask for; what is known is not shown, so both are written anew."""
    found = _kept(request.actor, unit)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.set_contact(found, form.contact, by=request.actor, at=now())
            messages.success(request, _("存好了。"))
            return onward(request, reverse("organizations:unit", args=[found.pk]))
    return show(request, "territory/unit_contact.html", form=form, unit=found)


@require_POST
@staff_page(READ)
def reveal(request: StaffRequest, unit: UUID) -> HttpResponse:
    """Read whom to ask for, once, for a purpose that is written down."""
    found, form, revealed = _found(request.actor, unit), PurposeForm(request.POST, auto_id="purpose_%s"), None
    if form.is_valid():
        with refusals_shown_on(form):
            purpose = form.cleaned_data["purpose"]
            revealed = actions.reveal_contact(found, purpose=purpose, by=request.actor, at=now())
    response = _show(request, found, purpose_form=form, revealed=revealed)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@staff_page(READ)
def types(request: StaffRequest) -> HttpResponse:
    """The kinds there are, and of those that stand in communities how many communities have one."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), with_query("organizations:types"))
    kinds = queries.types()
    covered = completeness.coverage(place.code, [kind for kind in kinds if kind.level == "community"], local_day(now()))
    counts = queries.counts_by_type([place.code])
    rows = [(kind, counts.get(kind.pk, 0), covered.get(kind.pk)) for kind in kinds]
    may_add = may(request.actor, ADD_TYPE)
    return show(request, "territory/types.html", place=place, rows=rows, may_add=may_add)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ADD_TYPE)
def new_type(request: StaffRequest) -> HttpResponse:
    """Add a kind; its coverage is counted at once."""
    form = TypeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            kind = actions.add_type(**form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("加好了“%(name)s”，覆盖率已经开始算。") % {"name": kind.name})
            area = widest(request.actor, READ)
            if kind.level != "community":
                return onward(request, with_query("organizations:types")(area))
            way = with_query("organizations:completeness")(area)
            return onward(request, f"{way}&set={completeness.BY_TYPE}{kind.pk}")
    return show(request, "territory/type_new.html", form=form)
