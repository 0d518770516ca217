"""The worker's pages: the queue, and a case with what can be done to it."""

from typing import Any
from uuid import UUID

from django import forms
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
from linli.cases.forms import RevealForm, SeenForm, seen_of
from linli.cases.models import AudienceChoices, Case, CaseQuerySet, StageChoices
from linli.cases.pages.bulk import acts_of
from linli.cases.pages.joining import part_moves, shown_parts
from linli.cases.pages.moves import Move, moves
from linli.cases.pages.shared import found, send_file, shown
from linli.cases.pages.today import SOON, Filter, work_of
from linli.cases.pages.views import views_of
from linli.cases.rules import Verb
from linli.web.components import Uncounted
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.offers import offered as offered_elsewhere
from linli.web.words import asked

ROWS, LAST_PAGE, NEIGHBOURS = 100, 100, 30


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
        **views_of(request),
        acts=acts_of(request.actor),
        choosing="choose" in request.GET,
        choose=_with(request, "choose", "1"),
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


def _with(request: HttpRequest, name: str, value: str) -> str:
    """The same list asked for with one thing more."""
    query = request.GET.copy()
    query[name] = value
    return f"?{query.urlencode()}"


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
    if "fill" in request.POST and move.offers_answers:
        return _show(request, case, {verb: _filled(request, move, case)})
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


def _filled(request: StaffRequest, move: Move, case: Case) -> SeenForm:
    """What was typed, and after it the words of the answer that was chosen."""
    found = next((one for one in queries.answers_for(case, request.actor) if str(one.pk) == request.POST["fill"]), None)
    if found is None:
        raise Http404
    typed = request.POST.get("reply", "").strip()
    words = f"{typed}\n{found.words}" if typed else found.words
    initial = {"seen": case.version, "reply": words, "template": found.pk}
    return move.form(initial=initial, auto_id=f"{move.verb.value}_%s")


def _is_asked(verb: Verb, case: Case, *, may_let_go: bool) -> bool:
    """Supervision is answered while it waits, and not doubled meanwhile; a merge is undone while it is the last."""
    if verb is Verb.UNMERGE:
        return may_let_go
    if verb is Verb.ANSWER:
        return case.supervised_at is not None
    return verb is not Verb.SUPERVISE or (case.supervised_at is None and case.unit_id is not None)


def _may(actor: Actor, move: Move, case: Case) -> bool:
    area, units = move.held(case)
    return any(may(actor, right, area=area, units=units) for right in (move.right, move.also) if right)


def _show(
    request: StaffRequest,
    case: Case,
    wrong: dict[str, forms.Form] | None = None,
    wrong_part: tuple[UUID, str, forms.Form] | None = None,
    **more: Any,
) -> HttpResponse:
    standing, actor, bound = case.standing, request.actor, wrong or {}
    common = shown(case, actor)
    at = common["at"]
    units = [case.unit_id] if case.unit_id else []
    allowed = [
        {"name": name, "title": move.title, "icon": move.icon, "form": bound.get(name) or _form(move, case),
         "is_open": name in bound, "offered": move.offers_answers}
        for name, move in moves().items()
        if rules.offers(standing, move.verb, at)
        and _is_asked(move.verb, case, may_let_go=common["may_let_go"])
        and _may(actor, move, case)
    ]  # fmt: skip
    offered = {move["name"] for move in allowed}
    answers = queries.answers_for(case, actor) if any(move["offered"] for move in allowed) else []
    joint = shown_parts(common["parts"], case, actor, wrong_part)
    lost = [form for name, form in bound.items() if name not in offered]
    if wrong_part and not any(move["is_open"] for one in joint for move in one["moves"]):
        lost.append(wrong_part[2])
    context = {
        "moves": [move for move in allowed if getattr(move["form"], "has_choice", True)],
        "offered_answers": answers,
        "shown_name": queries.shown_name(case),
        "may_reveal": bool(mine := case.units_of(actor)) and may(actor, "cases.reveal", units=mine),
        "reveal_form": RevealForm(),
        "may_raise": case.audience == AudienceChoices.ORDINARY
        and standing.stage in rules.OPEN
        and may(actor, "cases.raise_audience", area=case.area_id, units=units),
        "seen": SeenForm(initial={"seen": case.version}),
        "neighbours": queries.first_listed(work_of(actor), "due_at", NEIGHBOURS),
        "wrong": next(iter(bound.values()), wrong_part[2] if wrong_part else None),
        "joint": joint,
        "unsaved": [line for form in lost for line in typed_into(form)],
        "elsewhere": offered_elsewhere("cases.case", actor, case),
    }
    return show(request, "cases/desk/case.html", **common, **{**context, **more})


def typed_into(form: forms.Form) -> list[tuple[str, str]]:
    """Labels and words of a form that can no longer be sent, so that nobody has to type them again elsewhere."""
    return [(str(field.label), str(field.value())) for field in form.visible_fields() if form.data.get(field.html_name)]


@staff_page("cases.read")
@require_http_methods(["GET", "POST"])
def part(request: StaffRequest, number: str, part: UUID, verb: str) -> HttpResponse:
    """Do something to the part of a unit that was called in."""
    case, move = found(number, request.actor), part_moves().get(verb)
    if move is None:
        raise Http404
    page = f"{reverse('cases:desk_case', args=[number])}#joint"
    if request.method == "GET":
        return onward(request, page)
    form = move.form(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            move.act(case, part, form, request.actor)
            return onward(request, page)
    return _show(request, found(number, request.actor), wrong_part=(part, verb, form))


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
