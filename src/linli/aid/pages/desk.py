"""The unit's pages: what is ours and what we are asked to take on, one need with what can be done, writing one down."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.aid import actions, queries
from linli.aid.actions.looking import Opened
from linli.aid.actions.writing import clock
from linli.aid.forms import LookForm, NewNeedForm
from linli.aid.kinds import limits
from linli.aid.models import Need, NeedQuerySet, SourceChoices, units_reading
from linli.aid.pages.moves import moves_of
from linli.aid.rules import Stage, tell_due
from linli.base.clock import now
from linli.cases import queries as cases
from linli.cases.models import Case
from linli.people.models import Resident
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

READ, FIND, HANDLE = "aid.read", "aid.find", "aid.handle"
ROWS, LAST_PAGE = 50, 100
STAGES = (Stage.FOUND, Stage.REPORTED, Stage.ACCEPTED, Stage.SERVED, Stage.CLOSED)


@staff_page(READ)
@require_safe
def needs(request: StaffRequest) -> HttpResponse:
    """What is open with my units, what falls due first. What has ended stands on no list."""
    which, at = request.GET.get("which", "turn"), now()
    lists = {
        "turn": _("轮到我们"),
        "asked": _("等我们接收"),
        "ours": _("我们负责的"),
        "given": _("等别的单位接收"),
        "late": _("超期的"),
    }
    if which not in lists:
        raise Http404

    def some(start: int, end: int) -> list[Need]:
        found = _narrowed(Need.objects.visible_to(request.actor).unended(), which, units_reading(request.actor))
        return list(queries.listed(found).order_by("due_at", "pk")[start:end])

    page = Uncounted.read(some, request.GET.get("page", ""), size=ROWS, last=LAST_PAGE)
    return show(
        request,
        "aid/needs.html",
        page=page,
        names=queries.shown_names(page),
        filters=[Choice(title, f"?which={name}", is_current=name == which) for name, title in lists.items()],
        which=which,
        at=at,
    )


def _narrowed(found: NeedQuerySet, which: str, units: list[UUID]) -> NeedQuerySet:
    match which:
        case "turn":
            return found.awaiting(units)
        case "asked":
            return found.filter(offered_to__in=units)
        case "given":
            return found.filter(unit__in=units, offered_to__isnull=False)
        case "late":
            return found.filter(due_at__lt=now())
    return found.filter(unit__in=units)


@never_cache
@staff_page(FIND)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write down that somebody needs help: by itself, of a case, or of a record of the register."""
    case, resident = _case_of(request), _resident_of(request)
    home = next((area for area in request.actor.areas if len(area) == 12), "")
    first: dict[str, Any] = {"area": home, "source": SourceChoices.CASE if case else SourceChoices.VISIT}
    first |= {"place": case.place} if case else {}
    form = NewNeedForm(request.POST or None, by=request.actor, case=case, resident=resident, initial=first)
    if form.is_valid():
        with refusals_shown_on(form):
            made = actions.find(form.new(), by=request.actor, at=now())
            messages.success(request, _("登记好了，编号 %(number)s。") % {"number": made.number})
            return onward(request, reverse("aid:need", args=[made.number]))
    name = queries.name_of_person(case.resident_id if case else resident.pk if resident else None)
    return show(request, "aid/new.html", form=form, case=case, name=name, limits=limits())


def _case_of(request: StaffRequest) -> Case | None:
    """The case it came up in, in the hands of the actor's unit; 404 for any other."""
    number = asked(request, "case")
    if not number:
        return None
    case = cases.numbered(number, request.actor)
    if case is None or not case.units_of(request.actor):
        raise Http404
    return case


def _resident_of(request: StaffRequest) -> Resident | None:
    """The record it was begun at; 404 for one that the actor does not read."""
    try:
        wanted = UUID(request.GET["resident"]) if request.GET.get("resident") else None
    except ValueError as fault:
        raise Http404 from fault
    if wanted is None:
        return None
    found = Resident.objects.visible_to(request.actor).standing().filter(pk=wanted).first()
    if found is None:
        raise Http404
    return found


@staff_page(READ)
@require_safe
def need(request: StaffRequest, number: str) -> HttpResponse:
    """One need: where it stands, whose turn it is, what can be done; its words are opened for a purpose."""
    return _show(request, _found(request, number))


@never_cache
@staff_page(READ)
@require_POST
def look(request: StaffRequest, number: str) -> HttpResponse:
    """Name, phone and words, once; the person reads who looked."""
    found, form, opened = _found(request, number), LookForm(request.POST), None
    if form.is_valid():
        with refusals_shown_on(form):
            opened = actions.look(found, purpose=form.cleaned_data["purpose"], by=request.actor, at=now())
    response = _show(request, found, opened=opened, look_form=form)
    response["Cache-Control"] = "no-store"
    return response


@staff_page(HANDLE)
@require_http_methods(["GET", "POST"])
def do(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """Do something to a need; what was typed stays when it is refused."""
    found = _found(request, number)
    move = moves_of(found, request.actor).get(verb)
    if move is None:
        raise Http404
    address = reverse("aid:need", args=[number])
    if request.method == "GET":
        return onward(request, f"{address}#{verb}")
    form = move.fill(found, request.actor, verb, request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            move.do(found, form, request.actor, now())
            messages.success(request, _("已经记下。"))
            still = Need.objects.visible_to(request.actor).filter(pk=found.pk).exists()
            return onward(request, address if still else reverse("aid:needs"))
    return _show(request, _found(request, number), bound={verb: form})


def _found(request: StaffRequest, number: str) -> Need:
    found = queries.found_by_number(number, request.actor)
    if found is None:
        raise Http404
    return found


def _show(
    request: StaffRequest,
    found: Need,
    *,
    bound: dict[str, forms.Form] | None = None,
    opened: Opened | None = None,
    look_form: LookForm | None = None,
) -> HttpResponse:
    actor, at, wrong = request.actor, now(), bound or {}
    moves = [
        {"name": verb, "move": move, "form": wrong.get(verb) or move.fill(found, actor, verb), "is_open": verb in wrong}
        for verb, move in moves_of(found, actor).items()
    ]
    context: dict[str, Any] = {
        "need": found,
        "at": at,
        "name": queries.name_of_person(found.resident_id),
        "moves": moves,
        "wrong": next(iter(wrong.values()), None),
        "stages": [_("发现"), _("报告"), _("接收"), _("帮助"), _("结束")],
        "stage_number": STAGES.index(Stage(found.stage)) + (1 if found.closed_at else 0),
        "opened": opened,
        "look_form": look_form or LookForm(),
        "timeline": opened.lines if opened else queries.timeline(found, actor),
        "case": cases.numbered(found.case.number, actor) if found.case_id and found.case else None,
        "tell_by": tell_due(found.found_at, clock(at)) if found.resident_id and found.told_at is None else None,
    }
    return show(request, "aid/need.html", **context)
