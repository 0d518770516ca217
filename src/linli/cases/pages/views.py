"""Views of the desk's list: above it, kept from what is looked at now, and removed again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.cases import actions
from linli.cases.actions.views import narrowing
from linli.cases.forms_answers import ViewForm
from linli.cases.models import SavedView
from linli.web.forms import onward


@dataclass(frozen=True)
class Kept:
    """One view as the list shows it, in the shape of a chip."""

    id: UUID
    title: str
    url: str
    is_current: bool
    count: int | None = None


def views_of(request: StaffRequest) -> dict[str, Any]:
    """What stands above the list: one's own views and those shared in one's units, and a form for the present one."""
    actor, present = request.actor, narrowing(request.GET)
    seen = SavedView.objects.filter(Q(owner=actor.user) | Q(unit__in=actor.units)).order_by("name", "pk")
    kept = [Kept(view.pk, view.name, f"?{view.query}", view.query == present) for view in seen]
    return {
        "views": kept,
        "view": next((view for view in kept if view.is_current), None),
        "view_form": ViewForm(has_unit=bool(actor.units), initial={"query": present}, auto_id="view_%s")
        if present
        else None,
    }


@require_POST
@staff_page("cases.read")
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what is looked at under a name."""
    form = ViewForm(request.POST, has_unit=bool(request.actor.units))
    if not form.is_valid():
        raise Refused("cases.view_unnamed", _("请给它起个短名字。"), field="name")
    data = form.cleaned_data
    view = actions.keep_view(
        data["name"], data["query"], is_shared=data.get("shared", False), by=request.actor, at=now()
    )
    messages.success(request, _("存好了，以后在列表上面点“%(name)s”就行。") % {"name": view.name})
    return onward(request, f"{reverse('cases:queue')}?{view.query}")


@require_POST
@staff_page("cases.read")
def drop(request: StaffRequest, view: UUID) -> HttpResponse:
    """It stands above the list no more; no case changes."""
    found = SavedView.objects.filter(pk=view).first()
    if found is None:
        raise Http404
    actions.drop_view(found, by=request.actor)
    messages.success(request, _("删去了。办件都在。"))
    return onward(request, reverse("cases:queue"))
