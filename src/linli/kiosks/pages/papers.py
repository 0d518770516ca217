"""The paper for a machine: on one's own page, and at the window for who asks for it there."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.actor import Actor
from linli.base.clock import now
from linli.kiosks import actions, queries
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.models import Resident
from linli.web.forms import onward, show


@require_http_methods(["GET", "HEAD", "POST"])
@known_resident_page
def mine(request: KnownRequest) -> HttpResponse:
    """A resident's own paper."""
    if request.method == "POST":
        return _done(request, request.resident, request.actor, reverse("kiosk_pass:mine"), "kiosks/paper.html")
    paper, uses = queries.pass_of(request.resident, now()), queries.uses_of(request.resident)
    return show(request, "kiosks/my_pass.html", paper=paper, uses=uses, at=now())


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(queries.GIVE)
def theirs(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The paper of a resident who stands at the window."""
    found = Resident.objects.visible_to(request.actor).select_related("user").filter(pk=resident).first()
    if found is None:
        raise Http404
    here = reverse("kiosks_desk:pass", args=[resident])
    if request.method == "POST":
        return _done(request, found, request.actor, here, "kiosks/desk/paper.html")
    return show(request, "kiosks/desk/pass.html", resident=found, paper=queries.pass_of(found, now()), at=now())


def _done(request: HttpRequest, resident: Resident, by: Actor, here: str, template: str) -> HttpResponse:
    """Given, and shown on this answer alone; or ended."""
    if request.POST.get("do") == "end":
        actions.end_pass(resident, by=by, at=now())
        messages.success(request, _("作废了。那张纸条再也打不开。"))
        return onward(request, here)
    given = actions.give_pass(resident, by=by, at=now())
    picture = segno.make(given.code.replace(" ", ""), error="m", micro=False).svg_data_uri(scale=6, border=2)
    response = show(request, template, code=given.code, picture=picture, paper=given.paper, at=now(), back=here)
    response.headers["Cache-Control"] = "no-store, private"
    return response
