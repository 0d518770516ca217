"""Which phone opens a record: another one, or none, with whoever holds them taking part."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rules import CODE_LASTS
from linli.base.clock import now
from linli.base.encryption import mask_phone
from linli.base.refusals import Refused, Unavailable
from linli.people import actions, register
from linli.people.desk_forms import PhoneGivenForm, PhoneReleasedForm, SpokenCodeForm
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.models import PhoneChange, PhoneChangeState, Resident
from linli.people.numbers import number_of, speaks_for
from linli.people.pages.residents import found
from linli.web.forms import onward, refusals_shown_on, show

VERB = "people.change"


@never_cache
@require_safe
@staff_page(VERB)
def phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Which phone opens this record: give one, or take it back."""
    return _page(request, found(request, resident))


@require_POST
@sensitive_post_parameters("phone")
@staff_page(VERB)
def give_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The resident is here with another phone: it is sent a code."""
    record, form = found(request, resident), PhoneGivenForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form), sent_or_refused():
            actions.ask_phone(record, phone=form.cleaned_data["phone"], by=request.actor, at=now())
            messages.success(request, _("验证码发出去了。请居民念给您听。"))
            return onward(request, _address(resident))
    return _page(request, record, given_form=form)


@require_POST
@sensitive_post_parameters("code")
@staff_page(VERB)
def prove_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """And its holder has read it out."""
    record, form = found(request, resident), SpokenCodeForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            change = actions.prove_phone(record, code=form.cleaned_data["code"], by=request.actor, at=now())
            if change.state == PhoneChangeState.DONE:
                messages.success(request, _("登记好了。居民用这个号码就能登录。"))
                return onward(request, reverse("residents:resident", args=[resident]))
            messages.success(request, _("号码核对好了，七天以后生效。原来的号码已经收到短信。"))
            return onward(request, _address(resident))
    return _page(request, record, spoken_form=form)


@require_POST
@staff_page(VERB)
def release_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The number is somebody else's now, or lost."""
    record, form = found(request, resident), PhoneReleasedForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.release_phone(record, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("七天以后收回。这个号码已经收到短信。"))
            return onward(request, _address(resident))
    return _page(request, record, released_form=form)


@require_POST
@staff_page(VERB)
def ask_old_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The phone that opens the record is here as well: it is sent a code."""
    record = found(request, resident)
    sent = gettext_lazy("验证码发到原来的号码了。请居民念给您听。")
    return _done(request, record, sent, lambda: actions.ask_old_phone(record, by=request.actor, at=now()))


@require_POST
@sensitive_post_parameters("code")
@staff_page(VERB)
def confirm_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """And its holder has read it out: nobody has to wait."""
    record, form = found(request, resident), SpokenCodeForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.confirm_phone(record, code=form.cleaned_data["code"], by=request.actor, at=now())
            messages.success(request, _("生效了，已经告诉居民。"))
            return onward(request, reverse("residents:resident", args=[resident]))
    return _page(request, record, spoken_form=form)


@require_POST
@staff_page(VERB)
def cancel_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The desk thinks better of it."""
    record = found(request, resident)
    said = gettext_lazy("取消了。还是用原来的号码登录。")
    return _done(request, record, said, lambda: actions.cancel_phone(record, by=request.actor, at=now()))


@require_POST
@known_resident_page
def refuse_phone(request: KnownRequest) -> HttpResponse:
    """“不是我办的”: one tap."""
    try:
        actions.refuse_phone(request.resident, by=request.actor, at=now())
        messages.success(request, _("停下了，您的档案还是用原来的号码登录。已经告诉社区。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, reverse("people:me"))


@contextmanager
def sent_or_refused() -> Iterator[None]:
    """Where no message can be sent, that is a refusal: the form says so, and keeps what was typed."""
    try:
        yield
    except Unavailable as trouble:
        raise Refused("people.code_not_sent", gettext_lazy("短信现在发不出去。请过几分钟再试。")) from trouble


def _done(request: StaffRequest, record: Resident, said: Any, act: Callable[[], object]) -> HttpResponse:
    """A button: what came of it is said at the top of the page."""
    try:
        with sent_or_refused():
            act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, _address(record.pk))


def _page(request: StaffRequest, record: Resident, **bound: Any) -> HttpResponse:
    at = now()
    change = PhoneChange.objects.visible_to(request.actor).unsettled().filter(resident=record).first()
    is_waiting = change is not None and change.state == PhoneChangeState.WAITING
    is_asked = change is not None and not is_waiting and at < change.asked_at + CODE_LASTS
    is_asked = is_asked or (not is_waiting and "spoken_form" in bound)  # what was refused stands where it was typed
    context = {
        "row": register.rows([record])[0],
        "change": change,
        "is_waiting": is_waiting,
        "is_asked": is_asked,
        "number": mask_phone(number_of(change)) if change else "",
        "old": mask_phone(speaks_for(record)),
        "given_form": PhoneGivenForm(),
        "spoken_form": SpokenCodeForm(),
        "released_form": PhoneReleasedForm(),
        "at": at,
    }
    return show(request, "people/desk/phone.html", **{**context, **bound})


def _address(resident: UUID) -> str:
    return reverse("residents:phone", args=[resident])
