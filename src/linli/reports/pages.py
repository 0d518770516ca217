"""The desk's pages of reports: the list, a draft being written, an issued one with its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.base.clock import local_day, now
from linli.reports import actions, queries, rules
from linli.reports.forms import BeginForm, WriteForm
from linli.reports.laying_out import arranged
from linli.reports.models import Draft, FormatChoices, Issue, IssueFile
from linli.reports.rules import Kind
from linli.reports.templating import template
from linli.web.forms import onward, refusal_of, refusals_shown_on, show

READ, WRITE = "reports.read", "reports.write"
TYPES = {
    FormatChoices.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FormatChoices.PDF: "application/pdf",
    FormatChoices.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@staff_page(READ)
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """What was issued in my areas, what is being written, and a new one."""
    return _reports(request)


@staff_page(WRITE)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    """A draft with the figures of today."""
    form = _begin_form(request, request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            made = actions.begin(**form.wanted(), by=request.actor, at=now())
            return onward(request, reverse("reports:draft", args=[made.pk]))
    return _reports(request, form)


@staff_page(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: StaffRequest, draft: UUID) -> HttpResponse:
    """Words for each section, beside the figures that will stand there; kept, kept with newer figures, or issued."""
    found = _draft(request, draft)
    form = WriteForm(found, template(Kind(found.kind)).sections, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            return onward(request, _kept(request, found, form))
        found.refresh_from_db(fields=["version", "title", "words"])
    return show(
        request,
        "reports/draft.html",
        draft=found,
        form=form,
        theirs=form.meets(found) if refusal_of(form) else [],
        figures=arranged(found.figures),
        at=now(),
    )


@staff_page(WRITE)
@require_POST
def drop(request: StaffRequest, draft: UUID) -> HttpResponse:
    """Not wanted."""
    actions.drop(_draft(request, draft), by=request.actor, at=now())
    return onward(request, reverse("reports:reports"))


@staff_page(READ)
@require_safe
def report(request: StaffRequest, report: UUID) -> HttpResponse:
    """An issued report: what it says, and its files."""
    found = _issued(request, report)
    files = {each.format: each for each in found.files.all()}
    return show(
        request,
        "reports/report.html",
        report=found,
        sections=[{**each, "id": f"section-{at}"} for at, each in enumerate(found.content["sections"], 1)],
        figures=arranged(found.content["figures"]),
        files=[(wanted, files.get(wanted.value)) for wanted in FormatChoices],
        made=len(files),
        is_waiting=len(files) < len(FormatChoices),
        at=now(),
    )


@staff_page(READ)
@require_safe
def fetch(request: StaffRequest, report: UUID, format: str) -> HttpResponse:
    """A file of it; that it was taken is on record."""
    found = _issued(request, report)
    file = IssueFile.objects.filter(issue=found, format=format).first()
    if file is None:
        raise Http404
    response = HttpResponse(actions.fetch(file, by=request.actor, at=now()), content_type=TYPES[FormatChoices(format)])
    name = f"report-{found.area_id}-{found.year}-{found.order}.{format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@transaction.atomic
def _kept(request: StaffRequest, draft: Draft, form: WriteForm) -> str:
    """What was typed is kept first, whatever was pressed. Where to go on."""
    told, at = form.cleaned_data, now()
    actions.write(draft, title=told["title"], words=form.words(), seen=told["seen"], by=request.actor, at=at)
    if "issue" in request.POST:
        return reverse("reports:report", args=[actions.issue(draft, by=request.actor, at=at).pk])
    if "figures" in request.POST:
        actions.read_again(draft, by=request.actor, at=at)
        messages.success(request, _("存好了，数字换成了现在的。"))
    else:
        messages.success(request, _("存好了。"))
    return reverse("reports:draft", args=[draft.pk])


def _reports(request: StaffRequest, form: BeginForm | None = None) -> HttpResponse:
    writes, at = may(request.actor, WRITE), now()
    areas = [post.area for post in posts_with(request.actor, WRITE)]
    quarter, due = queries.due(request.actor, local_day(at), areas) if writes else (None, [])
    return show(
        request,
        "reports/reports.html",
        issues=queries.issues_for(request.actor),
        drafts=queries.drafts_for(request.actor) if writes else [],
        due=due,
        quarter={"year": quarter.first.year, "number": rules.quarter_of(quarter.first)} if quarter else None,
        form=form or (_begin_form(request) if writes else None),
        at=at,
    )


def _begin_form(request: StaffRequest, data: Any = None) -> BeginForm:
    areas = sorted({post.area for post in posts_with(request.actor, WRITE)})
    last = rules.last_quarter(local_day(now())).first
    return BeginForm(areas, data, initial={"year": last.year, "quarter": rules.quarter_of(last)})


def _draft(request: StaffRequest, draft: UUID) -> Draft:
    found = Draft.objects.visible_to(request.actor).select_related("area", "plan")
    one: Draft = get_object_or_404(found.defer("plan__text", "plan__reading"), pk=draft)
    if one.issued_at is not None or not may(request.actor, WRITE, area=str(one.area_id)):
        raise Http404
    return one


def _issued(request: StaffRequest, report: UUID) -> Issue:
    found = Issue.objects.visible_to(request.actor).select_related("area", "issued_by").prefetch_related("files")
    one: Issue = get_object_or_404(found, pk=report)
    if not may(request.actor, READ, area=str(one.area_id)):
        raise Http404
    return one
