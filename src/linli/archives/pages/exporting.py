"""A case's whole file: asked for, waited for, fetched as PDF or as ZIP with every attachment."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import DoorRequest, ResidentRequest, StaffRequest, resident_page, staff_page
from linli.accounts.rights import may
from linli.archives import actions, making, queries
from linli.archives.forms import PurposeForm
from linli.archives.models import CaseFile
from linli.base.clock import now
from linli.cases import queries as cases
from linli.cases.models import Case
from linli.web.forms import onward, refusals_shown_on, show

EXPORT = "cases.reveal"
KINDS = {"pdf": "application/pdf", "zip": "application/zip"}


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: ResidentRequest, number: str) -> HttpResponse:
    """The file of one's own case."""
    case = _case(request, number)
    if request.method == "POST":
        actions.ask(case, by=request.actor, at=now())
        return onward(request, reverse("archives:own", args=[number]))
    return _show(request, "archives/own.html", case)


@staff_page(EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: StaffRequest, number: str) -> HttpResponse:
    """The file of a case in the hands of one's unit, for a purpose that the resident will read."""
    case = _case(request, number)
    mine = case.units_of(request.actor)
    if not mine or not may(request.actor, EXPORT, units=mine):
        raise Http404
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.ask(case, purpose=form.cleaned_data["purpose"], by=request.actor, at=now())
            return onward(request, reverse("archives_desk:file", args=[number]))
    return _show(request, "archives/desk/file.html", case, form=form)


@resident_page
@require_safe
def fetch_own(request: ResidentRequest, number: str, file: UUID, kind: str) -> HttpResponse:
    """A finished file of one's own."""
    return _send(request, number, file, kind)


@staff_page(EXPORT)
@require_safe
def fetch(request: StaffRequest, number: str, file: UUID, kind: str) -> HttpResponse:
    """A finished file, for who asked for it."""
    return _send(request, number, file, kind)


def _case(request: DoorRequest, number: str) -> Case:
    case = cases.numbered(number, request.actor)
    if case is None:
        raise Http404
    return case


def _show(request: DoorRequest, template: str, case: Case, **more: Any) -> HttpResponse:
    files = queries.files_of(case, request.actor)
    waiting = any(file.made_at is None and file.failed_at is None for file in files)
    return show(request, template, case=case, files=files, is_waiting=waiting, at=now(), **more)


def _send(request: DoorRequest, number: str, file: UUID, kind: str) -> HttpResponse:
    case = _case(request, number)
    found = CaseFile.objects.visible_to(request.actor).filter(pk=file, case=case).exclude(key="").first()
    if found is None or kind not in KINDS:
        raise Http404
    archive = actions.fetch(found, by=request.actor)
    response = HttpResponse(making.pdf_of(archive) if kind == "pdf" else archive, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{case.number}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
