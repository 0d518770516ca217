"""表格: the registers one may bring in or take out, a file step by step, and what was done."""

import hashlib
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.tables import actions, queries
from linli.tables.files import opened
from linli.tables.forms import TEXT, ExportForm, UploadForm
from linli.tables.models import FileKind, TableImport
from linli.tables.rules import SHOWN_PROBLEMS, Stage
from linli.web.forms import onward, refusals_shown_on, show, wants_part
from linli.web.tables import writing
from linli.web.tables.register import Register, register_of
from linli.web.tables.writing import XLSX

VERB = "tables.use"


@require_safe
@staff_page(VERB)
def registers(request: StaffRequest) -> HttpResponse:
    """What one may bring in and take out."""
    found = [
        (each, queries.may_bring_in(request.actor, each), queries.may_take_out(request.actor, each))
        for each in queries.registers_of(request.actor)
    ]
    return show(request, "tables/registers.html", registers=found, lines=queries.history(request.actor)[:5])


@require_safe
@staff_page(VERB)
def history(request: StaffRequest) -> HttpResponse:
    """Who brought in and took out what."""
    return show(request, "tables/history.html", lines=queries.history(request.actor, request.GET.get("register", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def register(request: StaffRequest, code: str) -> HttpResponse:
    """One register: its columns, its template, a file to send."""
    found = _register(request, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and not queries.may_bring_in(request.actor, found):
        raise Http404
    if form.is_valid():
        with refusals_shown_on(form):
            sent = form.cleaned_data["file"]
            of = actions.upload(found, name=sent.name or "", data=sent.read(), by=request.actor, at=now())
            return onward(request, reverse("tables:import", args=[of.pk]))
    return _register_page(request, found, form=form)


@require_safe
@staff_page(VERB)
def template(request: StaffRequest, code: str) -> HttpResponse:
    """A workbook to fill in."""
    found = _register(request, code)
    if not queries.may_bring_in(request.actor, found):
        raise Http404
    return _file(f"{found.name}-{_('模板')}.xlsx", XLSX, writing.template(found))


@require_POST
@staff_page(VERB)
def export(request: StaffRequest, code: str) -> HttpResponse:
    """Rows as a file."""
    found = _register(request, code)
    if not queries.may_take_out(request.actor, found):
        raise Http404
    form = ExportForm(request.POST, register=found, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            wanted = form.cleaned_data
            out = actions.give_out(
                found,
                area=wanted["area"],
                as_text=wanted["kind"] == TEXT,
                purpose=wanted.get("purpose", ""),
                by=request.actor,
                at=now(),
            )
            return _file(out.name, out.content_type, out.data)
    return _register_page(request, found, out_form=form)


@require_safe
@staff_page(VERB)
def one_import(request: StaffRequest, pk: UUID) -> HttpResponse:
    """How a file stands: being checked, what is wrong with it, or what was written. Asked again while work goes on."""
    of = _import(request, pk)
    mark = f'"{hashlib.sha256(f"{of.pk}{of.stage}{of.changed_at.isoformat()}".encode()).hexdigest()[:32]}"'
    if wants_part(request) and request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    response = show(request, "tables/import.html", part="state", **_state(request, of))
    if wants_part(request):
        response["ETag"] = mark
    return response


@require_POST
@staff_page(VERB)
def confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Have it written."""
    return _decided(request, pk, actions.confirm)


@require_POST
@staff_page(VERB)
def cancel(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Leave it at that."""
    return _decided(request, pk, actions.cancel)


@require_safe
@staff_page(VERB)
def returned(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The file that was sent, with what is wrong written into it; for who sent it."""
    of = _import(request, pk)
    if FileKind.RETURNED not in queries.kept_kinds(of):
        raise Http404
    stem = of.file_name.rpartition(".")[0] or of.file_name
    return _file(f"{stem}-{_('问题')}.xlsx", XLSX, opened(of, FileKind.RETURNED))


def _decided(request: StaffRequest, pk: UUID, action: Any) -> HttpResponse:
    of = _import(request, pk)
    try:
        action(of, by=request.actor, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return onward(request, reverse("tables:import", args=[of.pk]))


def _register(request: StaffRequest, code: str) -> Register:
    found = register_of(code)
    if found is None or found not in queries.registers_of(request.actor):
        raise Http404
    return found


def _import(request: StaffRequest, pk: UUID) -> TableImport:
    found = queries.one_import(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _register_page(request: StaffRequest, found: Register, **forms: Any) -> HttpResponse:
    may_take_out = queries.may_take_out(request.actor, found)
    return show(
        request,
        "tables/register.html",
        register=found,
        comes_in=queries.may_bring_in(request.actor, found),
        goes_out=may_take_out,
        lines=queries.history(request.actor, found.code)[:5],
        **{
            "form": UploadForm(),
            "out_form": ExportForm(register=found, by=request.actor) if may_take_out else None,
            **forms,
        },
    )


def _state(request: StaffRequest, of: TableImport) -> dict[str, Any]:
    is_mine, register = of.by_id == request.actor.user, of.of
    kinds = queries.kept_kinds(of) if is_mine else set()
    problems = queries.problems_of(of) if FileKind.PROBLEMS in kinds else []
    titles = {column.code: column.title for column in register.columns} if register else {}
    return {
        "of": of,
        "held": of.held,
        "register": register,
        "is_mine": is_mine,
        "problems": [(problem, titles.get(problem.column, "")) for problem in problems],
        "more_problems": len(problems) >= SHOWN_PROBLEMS,
        "has_returned": FileKind.RETURNED in kinds,
        "may_confirm": is_mine and of.stage == Stage.CHECKED and not of.held.wrong and (of.held.new or of.held.changed),
        "may_cancel": is_mine and of.stage in (Stage.CHECKING, Stage.CHECKED),
    }


def _file(name: str, content_type: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
