"""A request comes in: located, numbered, given its deadlines, routed, journalled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.inserting import insert
from linli.base.journal import record
from linli.base.prepared import Prepared
from linli.base.refusals import Conflict, Refused
from linli.cases import routing, rules
from linli.cases.actions import locating
from linli.cases.actions.writing import add_party, attach, tell_resident, tell_unit
from linli.cases.attachments import Kept
from linli.cases.codes import Ticket
from linli.cases.models import AudienceChoices, Case, CaseCode, Channel, ConsentWay, PartyRole
from linli.catalog.models import ServiceItem


@dataclass(frozen=True)
class Request:
    """What somebody asks for, checked at the edge: texts trimmed, answers valid for the item's form."""

    item: ServiceItem
    area: str
    title: str = ""  # empty: the first words of the description
    description: str = ""
    place: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Kept, ...] = ()
    client_key: UUID | None = None
    reused: tuple[str, ...] = ()  # names of the questions whose answer was taken over from an earlier request


SENT_TWICE = ("case_sent_once", "cases_case_pkey")
_sent = Prepared(lambda sender, key: Case.objects.filter(submitted_by=sender, client_key=key)[:1])


def submit(request: Request, *, by: Actor, at: datetime, channel: Channel = Channel.PORTAL) -> Case:
    """A resident asks for themselves. Sending the same `client_key` again answers with the first case."""
    if not by.is_resident or by.resident is None:
        raise Refused("cases.not_a_resident", _("请先登录，再提交。"))
    return register(request, resident=by.resident, by=by, at=at, channel=channel)


def submit_for(
    resident: UUID,
    request: Request,
    *,
    by: Actor,
    at: datetime,
    channel: Channel,
    consent: ConsentWay | None = None,
) -> Case:
    """A worker asks for a resident, who is told, reads how they are said to have agreed, and rates it."""
    require(by, "cases.submit_for", area=request.area)
    return register(request, resident=resident, by=by, at=at, channel=channel, consent=consent)


def register(
    request: Request,
    *,
    resident: UUID | None,
    by: Actor,
    at: datetime,
    channel: Channel,
    consent: ConsentWay | None = None,
    ticket: Ticket | None = None,
) -> Case:
    """One case for one key, also where it is sent twice at the same moment: the second waits, and gets the first.

    A request without a name has no resident and a ticket. For the verbs of intake alone.
    """
    if by.user is None and by.asked is None:
        raise Refused("cases.not_a_person", _("请先登录，再提交。"))
    if first := _first(request, by):
        return first
    try:
        return _new(request, resident=resident, by=by, at=at, channel=channel, consent=consent, ticket=ticket)
    except IntegrityError as error:
        if not any(name in str(error) for name in SENT_TWICE):
            raise
    if first := _first(request, by):
        return first
    raise Conflict("cases.sent_already", _("这件事已经提交过，但您现在看不到它。"))


@transaction.atomic
def _new(
    request: Request,
    *,
    resident: UUID | None,
    by: Actor,
    at: datetime,
    channel: Channel,
    consent: ConsentWay | None,
    ticket: Ticket | None,
) -> Case:
    spec = request.item.details
    if spec.needs_place and not request.place.strip():
        raise Refused("cases.place_missing", _("请写明地点，比如“3 号楼 2 单元楼道”。"), field="place")
    standing = rules.submit(at, spec.accept_limit, spec.limit, calendar())
    received = routing.first_receiver(spec, request.area, request.answers, at)
    case = Case(
        number=next_number(request.area, at),
        item=request.item,
        item_version_id=request.item.live_id,
        area_id=request.area,
        grid_id=locating.grid_of(by, request.area, at) if channel is Channel.GRID else None,
        resident_id=resident,
        unit_id=received.unit,
        title=title_of(request),
        description=request.description.strip(),
        place=request.place.strip(),
        answers=dict(request.answers),
        audience=AudienceChoices(spec.audience.value),
        channel=channel,
        submitted_by_id=by.user,
        client_key=request.client_key,
        facts_reused=len(request.reused),
        **({"pk": ticket.case} if ticket else {}),
    )
    case.take(standing)
    insert(case)
    if ticket:
        insert(CaseCode(case=case, code_hash=make_password(ticket.code)))
    if by.units:
        add_party(case, by.units[0], PartyRole.SUBMITTER, at)
    if case.unit_id:
        add_party(case, case.unit_id, PartyRole.LEAD, at)
    attach(case, request.attachments, of_result=False, at=at)
    more: dict[str, Any] = {"reused": list(request.reused)} if request.reused else {}
    if consent is not None:
        more["consent"] = consent
    if received.rule:
        more["rule"] = received.rule
    if case.grid_id:
        more["grid"] = case.grid_id
    record(
        "cases.submitted", on=case, by=by, at=at, area=case.area_id, channel=channel, item=case.item_id,
        unit=case.unit_id, due=case.due_at, accept_due=case.accept_due_at, stage=case.stage,
        limit=f"{spec.limit.amount} {spec.limit.unit}", calendar=calendar().version, **more,
    )  # fmt: skip
    tell_unit(case, "cases.submitted", at)
    if by.is_staff:
        tell_resident(case, "cases.submitted_for_you", at)
    emit("cases.changed", case=case, days={local_day(case.due_at)})
    return case


def _first(request: Request, by: Actor) -> Case | None:
    """What was sent before: under the sender's key, or with the ticket of who has no name."""
    if by.asked is not None:
        return Case.objects.visible_to(by).first()
    return sent_before(request.client_key, by)


def sent_before(key: UUID | None, by: Actor) -> Case | None:
    """The case that somebody sent under this key, as far as they may see it; none without a key."""
    return _sent.first(by.user, key) if key else None


def next_number(area: str, at: datetime) -> str:
    """`131102-20261122-0012`: the county, the day in China, and the next value of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_serial')")
        return number_of(area, at, cursor.fetchone()[0])


def number_of(area: str, at: datetime, serial: int) -> str:
    """How a number is written."""
    return f"{area[:6]}-{local_day(at):%Y%m%d}-{serial:04d}"


def title_of(request: Request) -> str:
    """What lists show: the title given, else the description's first clause, else what the item is called."""
    first = re.split(r"[，。；！？\n,;!?]|\. ", request.description.strip(), maxsplit=1)[0]
    title = request.title.strip() or first or request.item.short_name
    return title[: 48 if title.isascii() else 24]  # a letter is half as wide as a character
