"""The worker's pages: today, the queue, a case with what can be done to it, registering for a resident."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.cases import actions, queries, rules
from linli.cases.attachments import keep_uploads
from linli.cases.beside import waiting_for
from linli.cases.forms import (
    AssignForm,
    CallInForm,
    ExtendForm,
    ResolveForm,
    ReturnForm,
    RevealForm,
    SeenForm,
    seen_of,
)
from linli.cases.models import AudienceChoices, Case, CaseQuerySet, StageChoices
from linli.cases.pages.shared import found, send_file, shown
from linli.cases.rules import Verb
from linli.web.components import Uncounted
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

PAGE, ROWS, LAST_PAGE = 50, 100, 100
SOON = timedelta(days=1)


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list."""

    title: str
    url: str
    count: int | None
    is_current: bool


@staff_page("cases.read")
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """What my units must do, by time left; for who works above units, what is late in the area."""
    at = now()
    which = request.GET.get("which", "mine")
    lists = {
        "mine": (_("要办的"), Q()),
        "new": (_("待受理"), Q(stage=rules.Stage.SUBMITTED.value)),
        "soon": (_("快到期"), Q(due_at__gte=at, due_at__lt=at + SOON)),
        "late": (_("已超期"), Q(due_at__lt=at)),
    }
    if which not in lists:
        raise Http404
    mine = _work_of(request.actor)
    counts = mine.aggregate(
        **{name: Count("pk", filter=narrowed or None) for name, (_title, narrowed) in lists.items()}
    )
    filters = [Filter(title, f"?which={name}", counts[name], name == which) for name, (title, _how) in lists.items()]
    rows = queries.listed(mine.filter(lists[which][1])).order_by("due_at")[:PAGE]
    waiting = waiting_for(request.actor, at) if which in ("mine", "late") else []
    beside = [each for each in waiting if which == "mine" or each.due_at < at]
    context = {"rows": rows, "filters": filters, "at": at, "which": which, "total": counts[which], "beside": beside}
    return show(request, "cases/desk/today.html", **context)


def _work_of(actor: Actor) -> CaseQuerySet:
    """Unresolved work of the actor's units; of the whole area for who has no unit."""
    cases = Case.objects.visible_to(actor).unclosed().filter(resolved_at__isnull=True)
    return cases.filter(unit__in=actor.units) if actor.units else cases


@staff_page("cases.read")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """All cases I may see, by stage, deadline and words."""
    at, words = now(), asked(request, "q")
    stage, due = request.GET.get("stage", ""), request.GET.get("due", "")
    hits = queries.search(words) if words else []
    cases = Case.objects.filter(pk__in=hits) if words else Case.objects.all()
    if stage in StageChoices.values:
        cases = cases.filter(stage=stage)
    if due == "late":
        cases = cases.overdue(at)
    elif due == "soon":
        cases = cases.due_between(at, at + SOON)
    if request.GET.get("whose") == "mine":
        cases = cases.handled_by(request.actor)
    order = ("due_at", "pk") if due in ("late", "soon") else ("-submitted_at", "-pk")
    page = _page(cases, None if words else request.actor, order, request.GET.get("page", ""))
    return show(
        request,
        "cases/desk/queue.html",
        page=page,
        at=at,
        words=words,
        most=queries.FOUND if len(hits) == queries.FOUND else None,
        filters=_stage_filters(request),
        whose=_choices(request, "whose", [("", _("辖区全部")), ("mine", _("本单位"))]),
        due_filters=_choices(request, "due", [("", _("不限期限")), ("soon", _("一天内到期")), ("late", _("已超期"))]),
    )


def _page(cases: CaseQuerySet, viewer: Actor | None, order: tuple[str, str], asked: str) -> Uncounted[Case]:
    """Of all that the viewer sees; None: these are so few, and seen, that each can be asked for."""

    def some(start: int, end: int) -> list[Case]:
        first = queries.first_seen(cases, viewer, order, end) if viewer else cases
        shown = first.order_by(*order).values("pk")[start:end]  # before what else a list shows is joined to it
        return list(queries.listed(Case.objects.filter(pk__in=shown)).order_by(*order))

    return Uncounted.read(some, asked, size=ROWS, last=LAST_PAGE)


def _stage_filters(request: HttpRequest) -> list[Filter]:
    return _choices(
        request, "stage", [("", _("全部状态")), *((value, str(label)) for value, label in StageChoices.choices)]
    )


def _choices(request: HttpRequest, name: str, options: list[tuple[str, str]]) -> list[Filter]:
    now_chosen = request.GET.get(name, "")
    made = []
    for value, title in options:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop(name, None)
        if value:
            query[name] = value
        made.append(Filter(title, f"?{query.urlencode()}", None, value == now_chosen))
    return made


@dataclass(frozen=True)
class Move:
    """One thing a worker can do to a case: its form and what it does."""

    verb: Verb
    right: str
    title: Any
    form: Callable[..., SeenForm]
    act: Callable[..., Any]
    icon: str
    needs_case: bool = False


def _assign(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.assign(case, to=form.cleaned_data["to"], by=by, at=now(), seen=seen_of(form))


def _call_in(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.call_in(case, unit=form.cleaned_data["unit"], by=by, at=now(), seen=seen_of(form))


def _give_back(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.give_back(case, reason=form.cleaned_data["reason"], by=by, at=now(), seen=seen_of(form))


def _extend(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    return actions.extend(case, days=data["days"], reason=data["reason"], by=by, at=now(), seen=seen_of(form))


def _resolve(case: Case, form: forms.Form, by: Actor) -> Case:
    kept = keep_uploads(form.cleaned_data["photos"] or [], field="photos")
    return actions.resolve(case, reply=form.cleaned_data["reply"], photos=kept, by=by, at=now(), seen=seen_of(form))


def _accept(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.accept(case, by=by, at=now(), seen=seen_of(form))


def moves() -> dict[str, Move]:
    """All that can be done at the desk, by its name in the address."""
    return {
        "accept": Move(Verb.ACCEPT, "cases.accept", _("受理"), SeenForm, _accept, "check"),
        "resolve": Move(Verb.RESOLVE, "cases.resolve", _("办结并回复"), ResolveForm, _resolve, "circle-check"),
        "assign": Move(Verb.ASSIGN, "cases.assign", _("派给单位"), AssignForm, _assign, "send", needs_case=True),
        "call-in": Move(Verb.CALL_IN, "cases.call_in", _("请单位会办"), CallInForm, _call_in, "users", needs_case=True),
        "return": Move(Verb.RETURN, "cases.return", _("退回"), ReturnForm, _give_back, "undo-2"),
        "extend": Move(Verb.EXTEND, "cases.extend", _("延期"), ExtendForm, _extend, "clock"),
    }


@staff_page("cases.read")
@require_safe
def case_page(request: StaffRequest, number: str) -> HttpResponse:
    """One case, with what can be done to it now."""
    return _show(request, found(number, request.actor))


@staff_page("cases.read")
@require_http_methods(["GET", "POST"])
def do(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """Do something to a case; what was typed stays when it is refused."""
    case, move = found(number, request.actor), moves().get(verb)
    if move is None:
        raise Http404
    if request.method == "GET":
        return onward(request, f"{reverse('cases:desk_case', args=[number])}#{verb}")
    form = _form(move, case, request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown_on(form):
            move.act(case, form, request.actor)
            return onward(request, reverse("cases:desk_case", args=[number]))
    case = found(number, request.actor)
    form.look_again(case.version)
    return _show(request, case, {verb: form})


def _form(move: Move, case: Case, *data: Any) -> SeenForm:
    more = {"case": case} if move.needs_case else {}
    return move.form(*data, initial={"seen": case.version}, auto_id=f"{move.verb.value}_%s", **more)


def _show(request: StaffRequest, case: Case, wrong: dict[str, forms.Form] | None = None, **more: Any) -> HttpResponse:
    stage, actor, bound = rules.Stage(case.stage), request.actor, wrong or {}
    units = [case.unit_id] if case.unit_id else []
    allowed = [
        {"name": name, "title": move.title, "icon": move.icon, "form": bound.get(name) or _form(move, case),
         "is_open": name in bound}
        for name, move in moves().items()
        if rules.can(stage, move.verb) and may(actor, move.right, area=case.area_id, units=units)
    ]  # fmt: skip
    offered = {move["name"] for move in allowed}
    context = {
        "moves": allowed,
        "shown_name": queries.shown_name(case),
        "may_reveal": bool(mine := case.units_of(actor)) and may(actor, "cases.reveal", units=mine),
        "reveal_form": RevealForm(),
        "may_raise": case.audience == AudienceChoices.ORDINARY
        and stage in rules.OPEN
        and may(actor, "cases.raise_audience", area=case.area_id, units=units),
        "seen": SeenForm(initial={"seen": case.version}),
        "neighbours": queries.listed(_work_of(actor)).order_by("due_at")[:30],
        "wrong": next(iter(bound.values()), None),
        "unsaved": [line for name, form in bound.items() if name not in offered for line in typed_into(form)],
    }
    return show(request, "cases/desk/case.html", **shown(case, actor), **{**context, **more})


def typed_into(form: forms.Form) -> list[tuple[str, str]]:
    """Labels and words of a form that can no longer be sent, so that nobody has to type them again elsewhere."""
    return [(str(field.label), str(field.value())) for field in form.visible_fields() if form.data.get(field.html_name)]


@staff_page("cases.reveal")
@require_POST
def reveal(request: StaffRequest, number: str) -> HttpResponse:
    """Name and phone, once, for a purpose that the resident will read."""
    case, form = found(number, request.actor), RevealForm(request.POST)
    revealed = None
    if form.is_valid():
        with refusals_shown_on(form):
            revealed = actions.reveal(case, purpose=form.cleaned_data["purpose"], by=request.actor, at=now())
    response = _show(request, case, reveal_form=form, revealed=revealed)
    response["Cache-Control"] = "no-store"
    return response


@staff_page("cases.raise_audience")
@require_POST
def make_confidential(request: StaffRequest, number: str) -> HttpResponse:
    """From now on only the units on it see the case."""
    case, form = found(number, request.actor), SeenForm(request.POST)
    if not form.is_valid():
        raise Refused("cases.form_incomplete", _("请回到这件事的页面，再点一次。"))
    actions.raise_audience(case, by=request.actor, at=now(), seen=seen_of(form))
    return onward(request, reverse("cases:desk_case", args=[number]))


@staff_page("cases.reveal")
@require_POST
def open_to_resident(request: StaffRequest, number: str) -> HttpResponse:
    """The unit has made sure who has the new phone."""
    case, form = found(number, request.actor), SeenForm(request.POST)
    if not form.is_valid():
        raise Refused("cases.form_incomplete", _("请回到这件事的页面，再点一次。"))
    actions.open_to_resident(case, by=request.actor, at=now(), seen=seen_of(form))
    return onward(request, reverse("cases:desk_case", args=[number]))


@staff_page("cases.read")
@require_safe
def file(request: StaffRequest, number: str, file: UUID) -> HttpResponse:
    """A photo or paper of a case."""
    return send_file(found(number, request.actor), file)
