"""The register at the desk: find, enter, read one record, look something up, put it right."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import local_day, now
from linli.people import actions, asking, register
from linli.people.forms import (
    ContactForm,
    CorrectForm,
    EnrolForm,
    FindForm,
    LookForm,
    PaperConsentForm,
    PurposeForm,
)
from linli.people.history import history
from linli.people.models import Consent, Contact, Merge, RecordRequest, RequestState, Resident, areas_read
from linli.people.rules import UNDONE_WITHIN
from linli.web.components import Uncounted
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.offers import offered
from linli.web.words import asked

ROWS, LAST_PAGE = 50, 200
ON_RECORD = ("people.change", "people.reveal", "people.merge", "people.households")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("q")
@staff_page("people.read")
def residents(request: StaffRequest) -> HttpResponse:
    """The register of one's area, page by page; what is looked for is sent by POST and stands in no address."""
    form, area = FindForm(request.POST or None), asked(request, "area")
    listed, is_search = register.residents(request.actor, area), False
    if form.is_valid():
        with refusals_shown_on(form):
            listed = actions.search(form.cleaned_data["q"], by=request.actor, at=now())
            is_search = True
    page = page_of(listed, "" if is_search else request.GET.get("page", ""))
    return show(
        request,
        "people/desk/residents.html",
        form=form,
        page=page,
        rows=register.rows(page),
        is_search=is_search,
        area=area,
        communities=register.communities(request.actor),
        may_register=may(request.actor, "people.register"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name", "phone", "identity")
@staff_page("people.register")
def new(request: StaffRequest) -> HttpResponse:
    """Put somebody on the register."""
    form = EnrolForm(request.POST or None, initial={"home_area": _community_of(request)})
    if form.is_valid():
        with refusals_shown_on(form):
            enrolled = actions.enrol(**form.cleaned_data, by=request.actor, at=now())
            said = _("登记好了。") if enrolled.is_new else _("这位居民以前登记过，已经转到这里的名册，并告诉了本人。")
            messages.success(request, said)
            return onward(request, _address(enrolled.resident.pk) if _is_read(request, enrolled.resident) else "/desk/")
    return show(request, "people/desk/new.html", form=form)


@never_cache
@require_http_methods(["GET", "HEAD"])
@staff_page("people.read")
def resident(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One record, masked, with what hangs on it and what has happened to it."""
    return shown(request, found(request, resident))


@require_POST
@staff_page("people.reveal")
def reveal(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Name and phone or number, once, for a purpose that the resident will read."""
    record, form, revealed = found(request, resident), LookForm(request.POST), None
    if form.is_valid():
        with refusals_shown_on(form):
            purpose = form.cleaned_data["purpose"]
            revealed = actions.look_up(record, purpose=purpose, shown=form.shown, by=request.actor, at=now())
    return _unkept(shown(request, record, look_form=form, revealed=revealed))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name", "identity")
@staff_page("people.change")
def correct(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Put a record right; nothing that stands in it is shown, so what stays is left empty."""
    record = found(request, resident)
    form = CorrectForm(request.POST or None, initial={"home_area": record.home_area_id})
    if form.is_valid():
        with refusals_shown_on(form):
            actions.correct(record, **form.wanted(), by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, _address(resident) if _is_read(request, record) else reverse("residents:residents"))
    return show(request, "people/desk/correct.html", form=form, row=register.rows([record])[0])


@require_POST
@staff_page("people.change")
def consent(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Note a consent that was signed on paper."""
    record, form = found(request, resident), PaperConsentForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.give_consent(record, **form.given(), by=request.actor, at=now())
            messages.success(request, _("同意登记好了，已经告诉居民。居民随时可以撤回。"))
            return onward(request, _address(resident))
    return shown(request, record, consent_form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("people.change")
def withdraw(request: StaffRequest, consent: UUID) -> HttpResponse:
    """The resident has come and no longer agrees; what goes with it is said before."""
    given = get_object_or_404(Consent.objects.visible_to(request.actor).select_related("resident"), pk=consent)
    if request.method != "POST":
        row = register.rows([found(request, given.resident_id)])[0]
        return show(request, "people/desk/withdraw.html", row=row, **register.withdrawal_of(given))
    actions.withdraw_consent(given, by=request.actor, at=now())
    messages.success(request, _("撤回了，已经告诉居民。靠这项同意登记的联系人，姓名和电话已经销毁。"))
    return onward(request, _address(given.resident_id))


@require_POST
@sensitive_post_parameters("name", "phone")
@staff_page("people.change")
def contact(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Note a guardian, a carer or somebody to call."""
    record, form = found(request, resident), ContactForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.add_contact(record, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("联系人登记好了。"))
            return onward(request, _address(resident))
    return shown(request, record, contact_form=form)


@require_POST
@staff_page("people.change")
def end_contact(request: StaffRequest, contact: UUID) -> HttpResponse:
    """Take a contact off."""
    named = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("resident"), pk=contact)
    actions.end_contact(named, by=request.actor, at=now())
    messages.success(request, _("联系人取消了，姓名和电话已经销毁。"))
    return onward(request, _address(named.resident_id))


@require_POST
@staff_page("people.reveal")
def reveal_contact(request: StaffRequest, contact: UUID) -> HttpResponse:
    """Name and phone of a contact, once, for a purpose."""
    named = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("resident"), pk=contact)
    record, form, revealed = found(request, named.resident_id), PurposeForm(request.POST), None
    if form.is_valid():
        with refusals_shown_on(form):
            purpose = form.cleaned_data["purpose"]
            revealed = actions.look_up_contact(named, purpose=purpose, by=request.actor, at=now())
    return _unkept(shown(request, record, purpose_form=form, revealed_contact=revealed, asked_contact=named.pk))


def found(request: StaffRequest, resident: UUID) -> Resident:
    """A record on the register of the actor's areas; anything else does not exist."""
    return get_object_or_404(register.residents(request.actor), pk=resident)


def shown(request: StaffRequest, record: Resident, **bound: Any) -> HttpResponse:
    """The page of one record; `bound` are forms that came back wrong, and what was revealed."""
    at = now()
    today = local_day(at)
    waiting = RecordRequest.objects.visible_to(request.actor).filter(resident=record, state=RequestState.OPEN)
    rights = {verb.split(".")[1]: may(request.actor, verb, area=record.home_area_id) for verb in ON_RECORD}
    context = {
        "row": register.rows([record])[0],
        "may": rights,
        "elsewhere": offered("people.resident", request.actor, record),
        "look_form": LookForm(),
        "consent_form": PaperConsentForm(),
        "contact_form": ContactForm(),
        "consents": register.agreed(record, today),
        "contacts": [_Line(each, _purpose_form(each, bound)) for each in register.called(record, today)],
        "belongs": register.household_of(record),
        "asked": [
            (each.number, _("有一个申请等着答复：%(title)s") % {"title": asking.told(each).title}) for each in waiting
        ],
        "merges": Merge.objects.filter(kept=record, undone_at=None, merged_at__gt=at - UNDONE_WITHIN),
        "history": history(record, request.actor),
        "at": at,
    }
    return show(request, "people/desk/resident.html", **{**context, **bound})


@dataclass(frozen=True)
class _Line:
    """One contact with the form that asks why to look them up."""

    called: register.Called
    form: PurposeForm


def _purpose_form(called: register.Called, bound: dict[str, Any]) -> PurposeForm:
    if bound.get("asked_contact") == called.contact.pk:
        return bound["purpose_form"]  # type: ignore[no-any-return]  # what came back wrong
    return PurposeForm(auto_id=f"purpose_{called.contact.pk}_%s")


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _address(resident: UUID) -> str:
    return reverse("residents:resident", args=[resident])


def _is_read(request: StaffRequest, record: Resident) -> bool:
    """Whether the actor may go on to the record: who registers without keeping a register may not."""
    return Resident.objects.visible_to(request.actor).filter(pk=record.pk).exists()


def _community_of(request: StaffRequest) -> str | None:
    return next((area for area in areas_read(request.actor) if len(area) == 12), None)


def page_of(listed: Any, asked: str) -> Uncounted[Any]:
    """The page of a list that the address asks for."""
    return Uncounted.read(lambda start, end: list(listed[start:end]), asked, size=ROWS, last=LAST_PAGE)
