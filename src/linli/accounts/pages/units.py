"""管理: the units of one's areas. The pages lie here, since the right to them does; the module is `organizations`."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions
from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.forms import UnitForm
from linli.accounts.rights import may
from linli.base.clock import now
from linli.organizations import queries
from linli.organizations.models import Organization
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

VERB = "organizations.manage"
ON_A_PAGE = 50


@require_safe
@staff_page(VERB)
def units(request: StaffRequest) -> HttpResponse:
    """Units of one's areas, to be found by name and kind."""
    text, kind = asked(request, "q"), asked(request, "type")
    found = queries.found(text, within=request.actor.areas, type=kind)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "accounts/units.html", page=page, text=text, kind=kind, kinds=queries.types())


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def new(request: StaffRequest) -> HttpResponse:
    """Set up a unit."""
    form = UnitForm(request.POST or None, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            unit = actions.create_unit(**form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("“%(name)s”建好了。") % {"name": unit.name})
            return onward(request, reverse("organizations:unit", args=[unit.pk]))
    return show(request, "accounts/unit_new.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def unit(request: StaffRequest, unit: UUID) -> HttpResponse:
    """Correct a unit and say which areas it serves."""
    organization = get_object_or_404(Organization.objects.select_related("type", "area"), pk=unit)
    if not may(request.actor, VERB, area=organization.area_id):
        raise Http404
    form = UnitForm(request.POST or None, by=request.actor, unit=organization, initial=_stands(organization))
    if form.is_valid():
        facts = dict(form.cleaned_data)
        serving = facts.pop("serving")
        with refusals_shown_on(form):
            actions.change_unit_and_serving(organization, serving=serving, **facts, by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, reverse("organizations:unit", args=[organization.pk]))
    return show(request, "accounts/unit.html", form=form, unit=organization)


def _stands(unit: Organization) -> dict[str, object]:
    values = {field: getattr(unit, field) for field in ("name", "short_name", "phone", "address", "is_active")}
    return {**values, "serving": "\n".join(queries.serving_codes(unit))}
