"""A worker takes a request down for somebody at the window or on the phone."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.base.ids import new_id
from linli.cases import actions
from linli.cases.attachments import keep_uploads, kept_of
from linli.cases.forms import ApplicantForm, PlaceForm, SendForm
from linli.cases.models import Channel
from linli.cases.pages.portal import CommunityForm, photo_field
from linli.catalog import queries as catalog
from linli.catalog.forms import item_form
from linli.catalog.models import ServiceItem
from linli.people.actions import register as register_resident
from linli.web.forms import onward, refusals_shown_on, show


@staff_page("cases.submit_for")
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """Which item: found by the resident's own words."""
    typed = " ".join(request.GET.get("q", "").split())[:40]
    return show(
        request,
        "cases/desk/choose.html",
        typed=typed,
        found=catalog.find(typed) if typed else [],
        shelves=[] if typed else catalog.shelves(),
    )


@staff_page("cases.submit_for")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest, code: str) -> HttpResponse:
    """One form for any item: who, where, what."""
    item = ServiceItem.objects.offered().filter(pk=code).first()
    if item is None:
        raise Http404
    data, files = request.POST or None, request.FILES or None
    who, place = ApplicantForm(data), PlaceForm(data, needs_place=item.details.needs_place)
    home = next((area for area in request.actor.areas if len(area) == 12), None)
    where, asked = CommunityForm(data, initial={"area": home}), item_form(item.details)(data, files)
    send = SendForm(data, initial={"client_key": new_id()})
    if request.method == "POST" and all(form.is_valid() for form in (who, place, where, asked, send)):
        # All or nothing: a case that is refused leaves no resident registered behind.
        with refusals_shown_on(who, place, where, asked), transaction.atomic():
            kept = (
                *kept_of(send.cleaned_data["kept"], by=request.actor),
                *keep_uploads(asked.photos(), field=photo_field(asked)),
            )
            person = register_resident(
                name=who.cleaned_data["name"],
                phone=who.cleaned_data["phone"],
                home_area=where.cleaned_data["area"],
                by=request.actor,
                at=now(),
            )
            case = actions.submit_for(
                person.pk,
                actions.Request(
                    item=item,
                    area=where.cleaned_data["area"],
                    place=place.cleaned_data["place"],
                    description=str(asked.answers().get("description", "")),
                    answers=asked.answers(),
                    attachments=kept,
                    client_key=send.cleaned_data["client_key"],
                ),
                by=request.actor,
                at=now(),
                channel=Channel(who.cleaned_data["channel"]),
            )
            return onward(request, reverse("cases:desk_case", args=[case.number]))
    return show(
        request,
        "cases/desk/register.html",
        item=item.details,
        who=who,
        place=place,
        where=where,
        asked=asked,
        send=send,
    )
