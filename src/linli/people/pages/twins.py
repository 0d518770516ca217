"""One person, two records: found, held side by side, merged, and taken apart again. And which phone opens a record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.people import actions, register
from linli.people.forms import MergeForm, OtherRecordForm, PhoneGivenForm, PhoneReleasedForm
from linli.people.models import Merge, Resident
from linli.people.pages.residents import found
from linli.web.forms import onward, refusals_shown_on, show


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("other")
@staff_page("people.merge")
def other(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Which other record is meant; then both side by side."""
    record = found(request, resident)
    form = OtherRecordForm(request.POST or None, by=request.actor)
    if form.is_valid():
        twin: Resident = form.cleaned_data["other"]
        if twin.pk != record.pk:
            return _beside(request, record, twin)
        form.add_error("other", _("这是同一份档案。请填另一份的手机号或身份证号。"))
    return show(request, "people/desk/twin.html", form=form, row=register.rows([record])[0])


@require_POST
@staff_page("people.merge")
def merge(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Both are one person: one record stays."""
    record = found(request, resident)
    named = _uuid(request.POST.get("other", ""))
    if named is None:  # no page of ours sends this: look for the other record first
        return onward(request, reverse("residents:other", args=[resident]))
    twin = found(request, named)
    form = _merge_form(record, twin, request.POST)
    if form.is_valid():
        kept, gone = (record, twin) if form.cleaned_data["keep"] == str(record.pk) else (twin, record)
        with refusals_shown_on(form):
            actions.merge(kept, gone, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("合并好了。30 天以内可以撤销。"))
            return onward(request, reverse("residents:resident", args=[kept.pk]))
    return _beside(request, record, twin, form)


@require_POST
@staff_page("people.merge")
def undo(request: StaffRequest, merge: UUID) -> HttpResponse:
    """They were two people after all."""
    done = get_object_or_404(Merge.objects.visible_to(request.actor).select_related("kept"), pk=merge)
    actions.undo_merge(done, by=request.actor, at=now())
    messages.success(request, _("撤销了，两份档案各归各的。"))
    return onward(request, reverse("residents:resident", args=[done.kept_id]))


@never_cache
@require_safe
@staff_page("people.change")
def phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Which phone opens this record: give one, or take it back."""
    return _phone_page(request, found(request, resident))


@require_POST
@sensitive_post_parameters("phone")
@staff_page("people.change")
def give_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The resident is here with their phone."""
    record, form = found(request, resident), PhoneGivenForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.give_phone(record, phone=form.cleaned_data["phone"], by=request.actor, at=now())
            messages.success(request, _("登记好了。居民用这个号码就能登录。"))
            return onward(request, reverse("residents:resident", args=[resident]))
    return _phone_page(request, record, given_form=form)


@require_POST
@staff_page("people.change")
def release_phone(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The number is somebody else's now."""
    record, form = found(request, resident), PhoneReleasedForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.release_phone(record, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("收回了。新主人登录，看不到这份档案。"))
            return onward(request, reverse("residents:resident", args=[resident]))
    return _phone_page(request, record, released_form=form)


def _phone_page(request: StaffRequest, record: Resident, **bound: Any) -> HttpResponse:
    forms = {"given_form": PhoneGivenForm(), "released_form": PhoneReleasedForm()}
    return show(request, "people/desk/phone.html", row=register.rows([record])[0], **{**forms, **bound})


def _beside(request: StaffRequest, record: Resident, twin: Resident, form: MergeForm | None = None) -> HttpResponse:
    rows = register.rows([record, twin])
    form = form or _merge_form(record, twin)
    return show(request, "people/desk/merge.html", rows=rows, row=rows[0], form=form)


def _merge_form(record: Resident, twin: Resident, sent: Any = None) -> MergeForm:
    """The record with a phone is proposed to stay; of two, the older one."""
    first, second = register.rows([record, twin])
    stays = min((first, second), key=lambda row: (not row.phone, row.registered_at))
    titles = {first.id: _("第一份"), second.id: _("第二份")}
    choices = [(str(row.id), f"{titles[row.id]} {row.name} {row.phone}".strip()) for row in (first, second)]
    return MergeForm(sent, choices=choices, initial={"other": twin.pk, "keep": str(stays.id)})


def _uuid(typed: str) -> UUID | None:
    """An id, or nothing where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
