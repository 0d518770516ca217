"""The desk's pages of the ledger: lists of the year, one list, one task with what can be done to it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.base.attachments import open_stored
from linli.base.clock import local_day, now
from linli.cases.attachments import keep_uploads
from linli.tasks import actions, queries, sheets, showing
from linli.tasks.forms import AnswerForm, MakeForm, ReportForm, SuperviseForm, TaskForm, filled
from linli.tasks.models import Evidence, LightChoices, Task, TaskList
from linli.web.components import Choice
from linli.web.forms import onward, refusals_shown_on, show

ANSWER_WITHIN = timedelta(days=7)


@staff_page("tasks.read")
@require_safe
def lists(request: StaffRequest) -> HttpResponse:
    """What my unit has to do, and the lists of my areas."""
    return _lists(request)


@staff_page("tasks.manage")
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """A draft of the year's list from a published plan."""
    form = _make_form(request, request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            plan, year = form.cleaned_data["plan"], form.cleaned_data["year"]
            made = actions.make(plan, year, by=request.actor, at=now())
            return onward(request, reverse("tasks:tasks", args=[made.pk]))
    return _lists(request, form)


@staff_page("tasks.read")
@require_safe
def tasks(request: StaffRequest, tasks: UUID) -> HttpResponse:
    """One list: each task with who leads, until when and its light."""
    found, today = _list(request, tasks), local_day(now())
    rows = [(each, each.light_on(today)) for each in _tasks(request, found)]
    wanted = request.GET.get("light", "")
    counts = Counter(light for _task, light in rows)
    manages = may(request.actor, "tasks.manage", area=found.area_id)
    return show(
        request,
        "tasks/tasks.html",
        list=found,
        rows=[(each, light) for each, light in rows if wanted in ("", light)],
        filters=[
            Choice(_("全部"), "?", count=len(rows), is_current=not wanted),
            *(
                Choice(light.label, f"?light={light.value}", count=counts[light], is_current=wanted == light)
                for light in LightChoices
            ),
        ],
        without=set() if found.sent_at else queries.without_lead(found, [each for each, _light in rows]),
        manages=manages,
        may_send=manages and found.sent_at is None,
        at=now(),
    )


@staff_page("tasks.manage")
@require_POST
def send(request: StaffRequest, tasks: UUID) -> HttpResponse:
    """To all units on the list."""
    found = _list(request, tasks)
    actions.send(found, by=request.actor, at=now())
    messages.success(request, _("下达了，各单位都收到了消息。"))
    return onward(request, reverse("tasks:tasks", args=[tasks]))


@staff_page("tasks.read")
@require_safe
def excel(request: StaffRequest, tasks: UUID) -> HttpResponse:
    """The list as a workbook."""
    from linli.web.tables.writing import XLSX  # loads what writes workbooks, needed rarely

    return _file(request, tasks, sheets.workbook, XLSX, "xlsx")


@staff_page("tasks.read")
@require_safe
def word(request: StaffRequest, tasks: UUID) -> HttpResponse:
    """The list as a document."""
    return _file(request, tasks, sheets.document, sheets.WORD, "docx")


@staff_page("tasks.read")
@require_safe
def task(request: StaffRequest, task: UUID) -> HttpResponse:
    """One task: the words, the units, what was reported, what was asked and answered."""
    return _shown(request, _task(request, task))


@staff_page("tasks.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, task: UUID) -> HttpResponse:
    """What is to be done, by whom and until when."""
    found = _task(request, task)
    form = TaskForm(request.POST or None, initial=filled(found))
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change(found, form.wanted(), by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, reverse("tasks:task", args=[task]))
    return show(request, "tasks/change.html", task=found, form=form)


@staff_page("tasks.manage")
@require_POST
def drop(request: StaffRequest, task: UUID) -> HttpResponse:
    """Not of this year."""
    found = _task(request, task)
    actions.drop(found, by=request.actor, at=now())
    return onward(request, reverse("tasks:tasks", args=[found.ledger_id]))


@staff_page("tasks.report")
@require_POST
def report(request: StaffRequest, task: UUID) -> HttpResponse:
    """How far it is, with what shows it."""
    found, form = _task(request, task), ReportForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown_on(form):
            told = dict(form.cleaned_data)
            told["files"] = keep_uploads(told.pop("shown") or [], field="shown")
            actions.report(found, actions.Said(**told), by=request.actor, at=now())
            messages.success(request, _("报上去了。"))
            return onward(request, reverse("tasks:task", args=[task]))
    return _shown(request, found, report_form=form)


@staff_page("tasks.manage")
@require_POST
def supervise(request: StaffRequest, task: UUID) -> HttpResponse:
    """Ask who leads."""
    return _sent(request, task, "supervise_form", SuperviseForm(request.POST), actions.supervise)


@staff_page("tasks.report")
@require_POST
def answer(request: StaffRequest, task: UUID) -> HttpResponse:
    """Who leads says why."""
    return _sent(request, task, "answer_form", AnswerForm(request.POST), actions.answer)


@staff_page("tasks.read")
@require_safe
def file(request: StaffRequest, task: UUID, evidence: UUID) -> HttpResponse:
    """A photograph in the page, a paper as a download."""
    found = _task(request, task)
    one = get_object_or_404(Evidence.objects.exclude(key=""), pk=evidence, report__task=found)
    response: HttpResponse = FileResponse(  # type: ignore[assignment]  # Django streams it as any response
        open_stored(one.key), as_attachment=not one.is_image, filename=one.name, content_type=one.content_type
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _sent(request: StaffRequest, task: UUID, name: str, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    found = _task(request, task)
    if form.is_valid():
        with refusals_shown_on(form):
            action(found, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("发出去了。"))
            return onward(request, reverse("tasks:task", args=[task]))
    return _shown(request, found, **{name: form})


def _make_form(request: StaffRequest, data: Any = None) -> MakeForm:
    areas = sorted({post.area for post in posts_with(request.actor, "tasks.manage")})
    return MakeForm(areas, data, initial={"year": local_day(now()).year})


def _lists(request: StaffRequest, form: MakeForm | None = None) -> HttpResponse:
    actor, at = request.actor, now()
    today = local_day(at)
    return show(
        request,
        "tasks/lists.html",
        mine=[(each, each.light_on(today)) for each in queries.mine(actor)] if actor.units else [],
        reports=may(actor, "tasks.report"),
        lists=queries.lists_for(actor, today),
        form=form or (_make_form(request) if may(actor, "tasks.manage") else None),
        at=at,
    )


def _list(request: StaffRequest, tasks: UUID) -> TaskList:
    found = TaskList.objects.visible_to(request.actor).select_related("plan__area", "area")
    return get_object_or_404(found.defer("plan__text", "plan__reading"), pk=tasks)


def _tasks(request: StaffRequest, of: TaskList) -> list[Task]:
    return list(queries.with_units(Task.objects.visible_to(request.actor).filter(ledger=of)))


def _task(request: StaffRequest, task: UUID) -> Task:
    found = Task.objects.visible_to(request.actor).select_related("ledger__plan", "ledger__area")
    return get_object_or_404(found.defer("ledger__plan__text", "ledger__plan__reading"), pk=task)


def _file(
    request: StaffRequest, tasks: UUID, written: Callable[..., bytes], content_type: str, ending: str
) -> HttpResponse:
    found = _list(request, tasks)
    data = written(found, _tasks(request, found), local_day(now()))
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="tasks-{found.area_id}-{found.year}.{ending}"'
    return response


def _shown(request: StaffRequest, found: Task, **bound: forms.Form) -> HttpResponse:
    actor, at = request.actor, now()
    today = local_day(at)
    units = list(found.units.select_related("unit"))
    own = {each.unit_id for each in units} & set(actor.units)
    leads = {each.unit_id for each in units if each.is_lead} & set(actor.units)
    is_open = found.ledger.sent_at is not None and found.done_at is None
    manages = may(actor, "tasks.manage", area=found.area_id)
    works = may(actor, "tasks.report", units=own)
    reports = queries.reports_of(found)
    context: dict[str, Any] = {
        "task": found,
        "units": units,
        "light": found.light_on(today) if found.ledger.sent_at else None,
        "at": at,
        "reports": [
            (each, [(one, showing.way(one, found.area_id, actor)) for one in each.evidence.all()]) for each in reports
        ],
        "supervisions": found.supervisions.select_related("asked_by", "answered_by"),
        "may_change": manages and not found.done_at,
        "may_drop": manages and found.ledger.sent_at is None,
        "report_form": ReportForm(initial={"percent": found.percent}) if is_open and own and works else None,
        "answer_form": AnswerForm(auto_id="answer_%s") if leads and found.answer_due_on and works else None,
        "supervise_form": SuperviseForm(auto_id="ask_%s", initial={"due_on": today + ANSWER_WITHIN})
        if manages and is_open and not found.answer_due_on
        else None,
        **bound,
    }
    return show(request, "tasks/task.html", **context)
