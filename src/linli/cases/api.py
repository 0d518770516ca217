"""Cases for programs: what the pages do, by the same actions. What the caller may not see does not exist (404)."""

import re
from collections.abc import Callable
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router, Status
from pydantic import WithJsonSchema

from linli.accounts.rights import may, require
from linli.api.faults import Fault
from linli.api.paging import Cursor, Limit, paged
from linli.api.problems import Forbidden, Invalid, Problem
from linli.api.tokens import ApiRequest
from linli.base.clock import now
from linli.base.ids import id_of_moment
from linli.base.models import JournalEntry
from linli.cases import actions, queries, rules
from linli.cases.forms import units_for
from linli.cases.models import Case, CaseQuerySet
from linli.cases.sending import submitted
from linli.cases.shapes import (
    Answering,
    Assigning,
    CallingIn,
    CaseMade,
    CaseRow,
    Cases,
    CaseShown,
    Deciding,
    Extending,
    Filters,
    NewCase,
    Noting,
    PartDone,
    PartReleased,
    Pausing,
    Rated,
    Reasoned,
    Resolving,
    Seen,
    Units,
    Urging,
    made_of,
    row_of,
    shown,
    unit_of,
)
from linli.organizations.models import Organization
from linli.organizations.queries import unit_with_type

router = Router(tags=["办件"])

NUMBER = "[0-9]{6}-[0-9]{8}-[0-9]{4,6}"
Number = Annotated[str, Path(), WithJsonSchema({"type": "string", "pattern": f"^{NUMBER}$", "description": "办件编号"})]
CHANGED = {200: CaseRow, 403: Problem, 404: Problem, 409: Problem}
UNSEEN = Seen()
NO_WORDS = Urging()
Order = Literal["-submitted_at", "due_at"]


@router.get(
    "",
    response={200: Cases, 403: Problem},
    summary="列出办件",
    description="看得到的办件：居民看自己的，工作人员看辖区的和本单位经办的。往后翻用 next，不给总数。",
)
def list_cases(
    request: ApiRequest,
    filters: Annotated[Filters, Query()],
    order: Annotated[Order, Query("-submitted_at", description="-submitted_at 新的在前；due_at 先到期的在前")],
    cursor: Cursor,
    limit: Limit,
) -> Cases:
    """One page of what the caller sees."""
    if request.actor.is_staff:
        require(request.actor, "cases.read")
    rows, following = paged(
        _narrowed(Case.objects.all(), filters),
        by=order,
        cursor=cursor,
        limit=limit,
        first=lambda cases, by, count: queries.listed(queries.first_seen(cases, request.actor, by, count)),
    )
    at = now()
    return Cases(items=[row_of(case, at) for case in rows], next=following)


@router.post(
    "",
    response={201: CaseMade, 200: CaseMade, 403: Problem, 409: Problem},
    summary="提交办件",
    description="居民为自己提交；工作人员替居民登记（写 resident），或者不留姓名（nameless，回答里有查询码）。"
    "同一个 client_key 再发一次，回答 200 和第一次的那件。照片现在还不能经接口提交。",
)
def submit(request: ApiRequest, body: NewCase, response: HttpResponse) -> Status[CaseMade]:
    """A new case, or the one sent before under the same key."""
    at = now()
    case, is_new, code = submitted(body, by=request.actor, at=at)
    if not is_new:
        case = queries.listed(Case.objects.filter(pk=case.pk)).first() or case
    response["Location"] = f"{request.path}/{case.number}"
    return Status(201 if is_new else 200, made_of(case, code, at))


@router.get(
    "/{number}",
    response={200: CaseShown, 404: Problem},
    summary="看一件办件",
    description="含经过、回答和经办单位。姓名只显示一部分，电话不给；要看全，请在页面上写明用途。",
)
def read_case(request: ApiRequest, number: Number) -> CaseShown:
    """One case with its history."""
    return shown(_found(number, request, whole=True), request.actor, now())


@router.get(
    "/{number}/units",
    response={200: Units, 403: Problem, 404: Problem},
    summary="可以派给谁",
    description="服务这个地方、可以办件的单位，不含现在承办的；供派件和请单位会办选用。",
)
def list_units(request: ApiRequest, number: Number) -> Units:
    """Who may take a case."""
    case = _found(number, request)
    if not request.actor.is_staff:
        raise Forbidden("cases.staff_only", _("这是工作人员办件用的。"))
    return Units(items=[unit_of(unit) for unit in units_for(case)])


@router.post("/{number}/accept", response=CHANGED, summary="受理", description="待受理的办件；居民会收到消息。")
def accept(request: ApiRequest, number: Number, body: Seen = UNSEEN) -> CaseRow:
    """Take it up."""
    return _changed(request, number, lambda case: actions.accept(case, by=request.actor, at=now(), seen=body.seen))


@router.post("/{number}/assign", response=CHANGED, summary="派给单位", description="期限不变；原单位仍能看到。")
def assign(request: ApiRequest, number: Number, body: Assigning) -> CaseRow:
    """Hand it to the unit that will do it."""

    def act(case: Case) -> Case:
        return actions.assign(case, to=_unit(body.to, "to"), by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/call-in", response=CHANGED, summary="请单位会办", description="被请的单位从此看得到这件。")
def call_in(request: ApiRequest, number: Number, body: CallingIn) -> CaseRow:
    """Ask another unit to help."""

    def act(case: Case) -> Case:
        unit, by = _unit(body.unit, "unit"), request.actor
        return actions.call_in(case, unit=unit, task=body.task, days=body.days, by=by, at=now(), seen=body.seen).case

    return _changed(request, number, act)


@router.post("/{number}/parts/{part}/take-up", response=CHANGED, summary="接手会办", description="被请的单位用。")
def take_up_part(request: ApiRequest, number: Number, part: UUID) -> CaseRow:
    """The unit called in begins."""
    return _changed(request, number, lambda case: actions.take_up_part(case, part, by=request.actor, at=now()).case)


@router.post(
    "/{number}/parts/{part}/done",
    response=CHANGED,
    summary="会办的一份办好了",
    description="被请的单位用，写明做了什么。",
)
def finish_part(request: ApiRequest, number: Number, part: UUID, body: PartDone) -> CaseRow:
    """The unit called in is done."""

    def act(case: Case) -> Case:
        return actions.finish_part(case, part, reply=body.reply, by=request.actor, at=now()).case

    return _changed(request, number, act)


@router.post(
    "/{number}/parts/{part}/release", response=CHANGED, summary="不再请它会办", description="主办单位用，写明原因。"
)
def release_part(request: ApiRequest, number: Number, part: UUID, body: PartReleased) -> CaseRow:
    """The unit is not needed any more."""

    def act(case: Case) -> Case:
        return actions.release_part(case, part, reason=body.reason, by=request.actor, at=now()).case

    return _changed(request, number, act)


@router.post(
    "/{number}/return",
    response=CHANGED,
    summary="退回",
    description="写明原因，请上一级决定由谁办；决定以前还由原单位负责，期限不变。",
)
def give_back(request: ApiRequest, number: Number, body: Reasoned) -> CaseRow:
    """Not ours."""

    def act(case: Case) -> Case:
        return actions.give_back(case, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post(
    "/{number}/decide", response=CHANGED, summary="决定由谁办", description="退回的办件；上一级用，决定了不能再退。"
)
def decide(request: ApiRequest, number: Number, body: Deciding) -> CaseRow:
    """Who does it after all."""

    def act(case: Case) -> Case:
        unit = _unit(body.to, "to")
        return actions.decide(case, to=unit, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/extend", response=CHANGED, summary="延期", description="到期之前、最多两次；居民会看到原因。")
def extend(request: ApiRequest, number: Number, body: Extending) -> CaseRow:
    """A later deadline."""

    def act(case: Case) -> Case:
        return actions.extend(case, days=body.days, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/pause", response=CHANGED, summary="暂停计时", description="原因在名单里选；居民会收到消息。")
def pause(request: ApiRequest, number: Number, body: Pausing) -> CaseRow:
    """The clock stands still."""

    def act(case: Case) -> Case:
        by, at = request.actor, now()
        return actions.pause(case, kind=body.kind, days=body.days, reason=body.reason, by=by, at=at, seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/resume", response=CHANGED, summary="恢复计时", description="剩下的时间接着算。")
def resume(request: ApiRequest, number: Number, body: Seen = UNSEEN) -> CaseRow:
    """And runs on."""
    return _changed(request, number, lambda case: actions.resume(case, by=request.actor, at=now(), seen=body.seen))


@router.post(
    "/{number}/supervise", response=CHANGED, summary="督办", description="督办领导和分派员用，承办单位要答复。"
)
def supervise(request: ApiRequest, number: Number, body: Reasoned) -> CaseRow:
    """The unit has to answer."""

    def act(case: Case) -> Case:
        return actions.supervise(case, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/answer-supervision", response=CHANGED, summary="答复督办", description="承办单位用。")
def answer_supervision(request: ApiRequest, number: Number, body: Answering) -> CaseRow:
    """How it stands."""

    def act(case: Case) -> Case:
        return actions.answer_supervision(case, reply=body.reply, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/notes", response=CHANGED, summary="写内部备注", description="在经过里，只有工作人员看得到。")
def note(request: ApiRequest, number: Number, body: Noting) -> CaseRow:
    """A word among staff."""
    return _changed(request, number, lambda case: actions.note(case, words=body.words, by=request.actor, at=now()))


@router.post("/{number}/urge", response=CHANGED, summary="催办", description="只限申请人本人，一天一次。")
def urge(request: ApiRequest, number: Number, body: Urging = NO_WORDS) -> CaseRow:
    """It takes long."""

    def act(case: Case) -> Case:
        return actions.urge(case, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _answered(request, number, act)


@router.post("/{number}/resolve", response=CHANGED, summary="办结并回复", description="计时停下，请居民确认。")
def resolve(request: ApiRequest, number: Number, body: Resolving) -> CaseRow:
    """Done, says the unit."""

    def act(case: Case) -> Case:
        return actions.resolve(case, reply=body.reply, by=request.actor, at=now(), seen=body.seen)

    return _changed(request, number, act)


@router.post("/{number}/confirm", response=CHANGED, summary="确认办好了", description="只有申请人本人可以。")
def confirm(request: ApiRequest, number: Number, body: Seen = UNSEEN) -> CaseRow:
    """Done, says the resident."""
    return _answered(request, number, lambda case: actions.confirm(case, by=request.actor, at=now(), seen=body.seen))


@router.post("/{number}/reopen", response=CHANGED, summary="要求重办", description="办结后 7 天内，只限申请人本人。")
def reopen(request: ApiRequest, number: Number, body: Reasoned) -> CaseRow:
    """Not done, says the resident."""

    def act(case: Case) -> Case:
        return actions.reopen(case, reason=body.reason, by=request.actor, at=now(), seen=body.seen)

    return _answered(request, number, act)


@router.post("/{number}/rate", response=CHANGED, summary="评价", description="五级，一件一次；评价也就是确认办好了。")
def rate(request: ApiRequest, number: Number, body: Rated) -> CaseRow:
    """How good it was."""

    def act(case: Case) -> Case:
        return actions.rate(case, level=body.level, comment=body.comment, by=request.actor, at=now(), seen=body.seen)

    return _answered(request, number, act)


@router.post("/{number}/withdraw", response=CHANGED, summary="撤回", description="还没办好时，只有申请人本人可以。")
def withdraw(request: ApiRequest, number: Number, body: Seen = UNSEEN) -> CaseRow:
    """No longer wanted."""
    return _answered(request, number, lambda case: actions.withdraw(case, by=request.actor, at=now(), seen=body.seen))


def _found(number: str, request: ApiRequest, *, whole: bool = False) -> Case:
    """The case within the caller's sight, with the names a row shows; else 404."""
    if not re.fullmatch(NUMBER, number) or (request.actor.is_staff and not may(request.actor, "cases.read")):
        raise Http404
    case = queries.numbered(number, request.actor, whole=whole)
    if case is None:
        raise Http404
    if whole:
        prefetch_related_objects([case], "attachments")
    return case


def _changed(request: ApiRequest, number: str, act: Callable[[Case], Case]) -> CaseRow:
    """Find, act, answer with what the case is now."""
    before = _found(number, request)
    after = act(before)
    after.item, after.area, after.resident = before.item, before.area, before.resident  # no step changes these
    if after.unit_id == before.unit_id:
        after.unit = before.unit
    return row_of(after, now())


def _answered(request: ApiRequest, number: str, act: Callable[[Case], Case]) -> CaseRow:
    """As above, for what only the resident may say."""

    def by_resident(case: Case) -> Case:
        if not request.actor.is_resident:
            raise Forbidden("cases.resident_only", _("只有申请人本人可以这样回答。"))
        return act(case)

    return _changed(request, number, by_resident)


def _unit(key: UUID, field: str) -> Organization:
    unit = unit_with_type(key)
    if unit is None:
        raise Invalid([Fault(field=field, code="unknown", detail=str(_("没有这个单位。")))])
    return unit


def _narrowed(cases: CaseQuerySet, filters: Filters) -> CaseQuerySet:
    if filters.stage:
        cases = cases.filter(stage__in=[stage.value for stage in filters.stage])
        if rules.OPEN.issuperset(filters.stage):
            cases = cases.unclosed()  # says the same once more, in the words of the index
    if filters.due_before:
        cases = cases.overdue(filters.due_before)
    if filters.area:
        cases = cases.filter(area__within=[filters.area])
    if filters.unit:
        cases = cases.filter(unit=filters.unit)
    if filters.updated_since:
        # An entry's id begins with the moment it was written: its unique index finds the latest ones.
        since = id_of_moment(int(filters.updated_since.timestamp() * 1000), 0)
        entries = JournalEntry.objects.filter(id__gte=since, subject_kind="cases.case")
        cases = cases.filter(pk__in=entries.values("subject_id"))
    return cases
