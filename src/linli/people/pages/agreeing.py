"""“我同意的事” in the portal: what I agreed to, until when, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.clock import local_day, now
from linli.base.refusals import Refused
from linli.people import actions, lists, register
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.models import Consent, Way
from linli.people.rules import months_later
from linli.web.forms import onward, show


@never_cache
@require_safe
@known_resident_page
def consents(request: KnownRequest) -> HttpResponse:
    """What I agreed to, and what I could agree to."""
    at = now()
    today = local_day(at)
    given = register.agreed(request.resident, today)
    standing = {each.consent.purpose for each in given if each.is_in_force}
    open_ones = [
        (each, months_later(today, each.months)) for each in lists.purposes().values() if each.code not in standing
    ]
    return show(request, "people/consents.html", given=given, open_ones=open_ones, at=at)


@require_POST
@known_resident_page
def give(request: KnownRequest, purpose: str) -> HttpResponse:
    """I agree, or go on agreeing, for the usual span."""
    at = now()
    try:
        given = actions.give_consent(request.resident, purpose=purpose, way=Way.PORTAL, by=request.actor, at=at)
        name = lists.purposes()[given.purpose].name
        messages.success(request, _("您同意了“%(name)s”。随时可以撤回。") % {"name": name})
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, reverse("people:consents"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@known_resident_page
def withdraw(request: KnownRequest, consent: UUID) -> HttpResponse:
    """I no longer agree; what goes with it is said before."""
    given = get_object_or_404(Consent.objects.visible_to(request.actor).select_related("resident"), pk=consent)
    if request.method != "POST":
        return show(request, "people/withdraw.html", **register.withdrawal_of(given))
    try:
        actions.withdraw_consent(given, by=request.actor, at=now())
        messages.success(request, _("撤回了。社区从现在起不能再用。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, reverse("people:consents"))
