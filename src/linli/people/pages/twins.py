"""One person, two records: found, held side by side, merged, and taken apart again."""

from collections.abc import Sequence
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
from linli.base.clock import now
from linli.base.encryption import mask_phone
from linli.base.refusals import Refused
from linli.people import actions, register
from linli.people.desk_forms import MergeForm, OtherRecordForm, UndoForm
from linli.people.models import Merge, Resident
from linli.people.numbers import speaks_for
from linli.people.pages.phones import sent_or_refused
from linli.people.pages.residents import found
from linli.people.parting import came_since
from linli.web.forms import onward, refusals_shown_on, show

VERB = "people.merge"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("other")
@staff_page(VERB)
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
@sensitive_post_parameters()
@staff_page(VERB)
def merge(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Both are one person: one record stays."""
    record = found(request, resident)
    twin = _named(request)
    if twin is None:  # no page of ours sends this: look for the other record first
        return onward(request, reverse("residents:other", args=[resident]))
    form = _merge_form(record, twin, request.POST)
    if form.is_valid():
        kept, gone = (record, twin) if form.cleaned_data["keep"] == str(record.pk) else (twin, record)
        with refusals_shown_on(form):
            reason = form.cleaned_data["reason"]
            actions.merge(kept, gone, reason=reason, codes=form.spoken(), by=request.actor, at=now())
            messages.success(request, _("合并好了，已经告诉居民。30 天以内可以撤销。"))
            return onward(request, reverse("residents:resident", args=[kept.pk]))
    return _beside(request, record, twin, form)


@require_POST
@sensitive_post_parameters()
@staff_page(VERB)
def merge_code(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The phone of one of the two is sent a code; what was typed already stays."""
    record = found(request, resident)
    twin = _named(request)
    if twin is None:
        return onward(request, reverse("residents:other", args=[resident]))
    of, other = (record, twin) if request.POST.get("to") == str(record.pk) else (twin, record)
    try:
        with sent_or_refused():
            actions.ask_merge_code(of, other, by=request.actor, at=now())
        messages.success(request, _("验证码发出去了。请居民念给您听。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    typed = {name: request.POST[name] for name in _merge_form(record, twin).fields if name in request.POST}
    return _beside(request, record, twin, _merge_form(record, twin, initial=typed))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def undo(request: StaffRequest, merge: UUID) -> HttpResponse:
    """They were two people after all; of what was asked since, whose it is."""
    done = get_object_or_404(Merge.objects.visible_to(request.actor).select_related("kept"), pk=merge)
    seen = Resident.objects.visible_to(request.actor).select_related("user", "home_area")
    rows = register.rows([get_object_or_404(seen, pk=key) for key in (done.kept_id, done.gone_id)])
    form = UndoForm(request.POST if request.method == "POST" else None, since=came_since(done), choices=_titled(rows))
    if form.is_valid():
        with refusals_shown_on(form):
            actions.undo_merge(done, whose=form.whose(), by=request.actor, at=now())
            messages.success(request, _("撤销了，两份档案各归各的，已经告诉居民。"))
            return onward(request, reverse("residents:resident", args=[done.kept_id]))
    return show(request, "people/desk/undo.html", rows=rows, form=form, done=done, at=now())


def _named(request: StaffRequest) -> Resident | None:
    """The other record, by the id the page before has put into the form."""
    named = _uuid(request.POST.get("other", ""))
    return found(request, named) if named else None


def _beside(request: StaffRequest, record: Resident, twin: Resident, form: MergeForm | None = None) -> HttpResponse:
    rows = register.rows([record, twin])
    form = form or _merge_form(record, twin)
    return show(request, "people/desk/merge.html", rows=rows, row=rows[0], form=form, phones=_phones(record, twin))


def _phones(*records: Resident) -> list[tuple[UUID, str]]:
    """Of each record that a phone opens: the phone, masked."""
    spoken = [(each.pk, speaks_for(each)) for each in records]
    return [(key, mask_phone(phone)) for key, phone in spoken if phone]


def _merge_form(record: Resident, twin: Resident, sent: Any = None, initial: dict[str, Any] | None = None) -> MergeForm:
    """The record with a phone is proposed to stay; of two, the older one."""
    first, second = register.rows([record, twin])
    stays = min((first, second), key=lambda row: (not row.phone, row.registered_at))
    codes = {
        actions.field_of_code(key): _("%(phone)s 收到的 6 位数字") % {"phone": phone}
        for key, phone in _phones(record, twin)
    }
    proposed = {"other": twin.pk, "keep": str(stays.id), **(initial or {})}
    return MergeForm(sent, choices=_titled([first, second]), codes=codes, initial=proposed)


def _titled(rows: Sequence[register.Row]) -> list[tuple[str, str]]:
    """Two records to choose from."""
    titles = (_("第一份"), _("第二份"))
    return [(str(row.id), f"{title} {row.name} {row.phone}".strip()) for title, row in zip(titles, rows, strict=True)]


def _uuid(typed: str) -> UUID | None:
    """An id, or nothing where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
