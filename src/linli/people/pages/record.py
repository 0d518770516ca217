"""“我的资料” in the portal: everything on record about me, and asking to have it put right or deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.phones import phone_of
from linli.base.clock import local_day, now
from linli.base.encryption import mask_phone
from linli.base.refusals import Refused
from linli.people import actions, asking, register
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.forms import DeletionForm, WrongForm
from linli.people.history import history
from linli.people.identities import masked_identity
from linli.people.keeping import reasons_to_keep
from linli.people.models import AskedField, RecordRequest
from linli.web.forms import onward, refusals_shown_on, show


@never_cache
@require_safe
@known_resident_page
def record(request: KnownRequest) -> HttpResponse:
    """Every field, with a way to say that it is wrong; numbers masked, since others may look over the shoulder."""
    me, at = request.resident, now()
    belongs = register.household_of(me)
    return show(
        request,
        "people/record.html",
        resident=me,
        phone=mask_phone(phone_of(request.user)),
        identity=masked_identity(me),
        belongs=belongs,
        relation=register.relation_name(belongs.relation) if belongs else "",
        contacts=register.called(me, local_day(at)),
        stands_as=register.stands_as(me),
        history=history(me, request.actor),
        at=at,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words")
@known_resident_page
def wrong(request: KnownRequest) -> HttpResponse:
    """“这里写错了”: which field, and what is right."""
    field = request.GET.get("field", "")
    form = WrongForm(request.POST or None, initial={"field": field if field in AskedField.values else ""})
    if form.is_valid():
        with refusals_shown_on(form):
            asked = actions.ask_correction(request.resident, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("交给社区了，编号 %(number)s。有结果会告诉您。") % {"number": asked.number})
            return onward(request, reverse("people:requests"))
    return show(request, "people/wrong.html", form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@known_resident_page
def delete(request: KnownRequest) -> HttpResponse:
    """What goes, what must stay and until when; then the request."""
    form = DeletionForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            asked = actions.ask_deletion(request.resident, words=form.cleaned_data["words"], by=request.actor, at=now())
            messages.success(request, _("交给社区了，编号 %(number)s。有结果会告诉您。") % {"number": asked.number})
            return onward(request, reverse("people:requests"))
    return show(request, "people/delete.html", form=form, reasons=reasons_to_keep(request.resident.pk))


@never_cache
@require_safe
@known_resident_page
def requests(request: KnownRequest) -> HttpResponse:
    """What I asked for, and what was answered."""
    mine = RecordRequest.objects.visible_to(request.actor).filter(resident=request.resident).order_by("-asked_at")
    return show(request, "people/requests.html", asked=[asking.told(each) for each in mine[:50]], at=now())


@require_POST
@known_resident_page
def take_back(request: KnownRequest, number: str) -> HttpResponse:
    """I think better of it."""
    asked = get_object_or_404(RecordRequest.objects.visible_to(request.actor), number=number)
    try:
        actions.withdraw_request(asked, by=request.actor, at=now())
        messages.success(request, _("撤回了。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, reverse("people:requests"))
