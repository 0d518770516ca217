"""Two matters in one request: the second becomes a case of its own, of the same resident, asked for as long ago."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.inserting import insert
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.cases import routing, rules
from linli.cases.actions.intake import Request, next_number, title_of
from linli.cases.actions.writing import (
    add_party,
    attach,
    locked,
    one_sentence,
    require_on,
    tell_resident,
    tell_unit,
    write,
)
from linli.cases.attachments import Kept
from linli.cases.models import AudienceChoices, Case, PartyRole


@transaction.atomic
def split(
    case: Case,
    request: Request,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    with_photos: bool = False,
) -> Case:
    """Make the second matter a case of its own; the first keeps its clock. Each names the other in its journal."""
    first = locked(case, by, seen)
    require_on(first, by, "cases.split")
    rules.check_move(rules.Stage(first.stage), rules.Verb.SPLIT)
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么拆开，居民会看到。"))
    if first.resident_id is None:
        raise Refused("cases.split_nameless", _("这件事没有留姓名，拆出来的没法告诉本人。请替居民另登记一件。"))
    one_sentence(request.description, "cases.matter_missing", "description", _("请写明另一件是什么事。"), least=2)
    if request.item.details.needs_place and not request.place.strip():
        raise Refused("cases.place_missing", _("请写明地点，比如“3 号楼 2 单元楼道”。"), field="place")
    photos = _photos(first) if with_photos else ()
    second = _second(first, replace(request, area=first.area_id, attachments=photos), by=by, at=at)
    record("cases.split_off", on=second, by=by, at=at, area=second.area_id, text={"reason": said}, other=first.number)
    write(
        first, first.standing, "cases.split", by=by, at=at, text={"reason": said}, other=second.number,
        unit=second.unit_id,
    )  # fmt: skip
    tell_unit(second, "cases.submitted", at)
    tell_resident(second, "cases.split_off", at)
    emit("cases.changed", case=second, days={local_day(second.due_at)})
    return second


def _second(first: Case, request: Request, *, by: Actor, at: datetime) -> Case:
    """Asked for when the first was; never less confidential than that."""
    spec, asked_at = request.item.details, first.submitted_at
    standing = rules.split(first.standing, at, spec.accept_limit, spec.limit, calendar())
    received = routing.first_receiver(spec, request.area, {}, at)
    secret = first.audience == AudienceChoices.CONFIDENTIAL
    case = Case(
        number=next_number(request.area, at),
        item=request.item,
        item_version_id=request.item.live_id,
        area_id=request.area,
        grid_id=first.grid_id,
        resident_id=first.resident_id,
        unit_id=received.unit,
        title=title_of(request),
        description=request.description.strip(),
        place=request.place.strip(),
        audience=AudienceChoices.CONFIDENTIAL if secret else AudienceChoices(spec.audience.value),
        channel=first.channel,
        submitted_by_id=by.user,
        withheld_at=first.withheld_at,
    )
    case.take(standing)
    insert(case)
    if by.units:
        add_party(case, by.units[0], PartyRole.SUBMITTER, at)
    if case.unit_id:
        add_party(case, case.unit_id, PartyRole.LEAD, at)
    attach(case, request.attachments, of_result=False, at=asked_at)
    counted = rules.submit(asked_at, spec.accept_limit, spec.limit, calendar()).due_at == case.due_at
    more: dict[str, Any] = {"rule": received.rule} if received.rule else {}
    if case.grid_id:
        more["grid"] = case.grid_id
    if counted:  # else the deadline was put off, and no limit counts to it
        more["limit"] = f"{spec.limit.amount} {spec.limit.unit}"
    record(
        "cases.submitted", on=case, by=by, at=asked_at, area=case.area_id, channel=case.channel, item=case.item_id,
        unit=case.unit_id, due=case.due_at, accept_due=case.accept_due_at, stage=case.stage,
        calendar=calendar().version, split_from=first.number, **more,
    )  # fmt: skip
    return case


def _photos(case: Case) -> tuple[Kept, ...]:
    """What was sent with the request; the same files, on both."""
    return tuple(
        Kept(one.key, one.name, one.content_type, one.size) for one in case.attachments.filter(of_result=False)
    )
