"""Destroying what need not be kept: one proposes, another one decides, a job carries it out and leaves a tombstone.

What holds a case (an open remedy, callback, need of help or request about the record) holds it to the last moment.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.rights import require
from linli.archives import making, queries
from linli.archives.actions.exporting import who_asked
from linli.archives.disposing import holds
from linli.archives.models import CONFIDENTIAL, CaseFile, Proposal, ProposalState, Tombstone
from linli.archives.queries import Due
from linli.base.actor import Actor, Kind, system_actor
from linli.base.attachments import discard_stored
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import AudienceChoices, Case
from linli.notifications.actions import forget_about
from linli.reviews import actions as reviews

DESTROY = "archives.destroy"  # the job, by name: its module stands on this one
DESTROYER = system_actor(DESTROY)
WHOLE = Actor(Kind.STAFF)


@transaction.atomic
def propose(numbers: Sequence[str], *, reason: str, by: Actor, at: datetime) -> Proposal:
    """Propose to destroy these cases; each must be due and held by nothing. Somebody else decides.

    Confidential ones by themselves, by a unit that works on each of them; another one of that unit decides.
    """
    said = _said(reason, _("请写一句为什么现在销毁，审核的人会看。"))
    found = queries.due(by, at, numbers)
    wanted = [each for each in found if not each.held]
    if not wanted or len(wanted) != len(set(numbers)) or by.user is None:
        raise Conflict(
            "archives.not_due", _("选的办件里有的没有到期、还有事没办完，或者已经有人提出过。请看新的清单。")
        )
    area = _common([str(each.case.area_id) for each in wanted])
    unit = _unit(wanted, by)
    if unit is None:
        require(by, "archives.propose", area=area)
    proposal = Proposal(
        area_id=area, unit_id=unit, state=ProposalState.WAITING.value, proposed_by_id=by.user, proposed_at=at
    )
    insert(proposal)
    insert(*(_tombstone(proposal, each) for each in wanted))
    record(
        "archives.proposed", on=proposal, by=by, at=at, area=area, text={"reason": said}, cases=len(wanted),
    )  # fmt: skip
    return proposal


@transaction.atomic
def approve(proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Somebody who did not propose it agrees; a job destroys."""
    held = _waiting(proposal, by)
    _decided(held, ProposalState.APPROVED, by, at)
    record("archives.approved", on=held, by=by, at=at, area=str(held.area_id))
    app.configure_task(DESTROY).defer(proposal_id=str(held.pk))
    return held


@transaction.atomic
def refuse(proposal: Proposal, *, reason: str, by: Actor, at: datetime) -> Proposal:
    """Not now, and why: the cases stay as they are, and can be proposed again."""
    held = _waiting(proposal, by)
    said = _said(reason, _("请写明为什么不销毁，提出的人会看。"))
    _decided(held, ProposalState.REFUSED, by, at)
    with acting_as(DESTROYER):
        held.tombstones.filter(ended_at=None).update(ended_at=at, left_because=say("审核没有同意"))
    record("archives.refused", on=held, by=by, at=at, area=str(held.area_id), text={"reason": said})
    return held


def destroy(proposal_id: UUID, *, at: datetime) -> int:
    """Carry out what was agreed to, case by case; a run that is killed goes on from there. How many were destroyed."""
    count = 0
    with acting_as(DESTROYER):
        open_ones = Tombstone.objects.filter(
            proposal=proposal_id, proposal__state=ProposalState.APPROVED, ended_at__isnull=True
        )
        keys = list(open_ones.values_list("pk", flat=True))
    for key in keys:
        count += _one(key, at)
    with acting_as(DESTROYER):
        Proposal.objects.filter(pk=proposal_id, state=ProposalState.APPROVED).update(state=ProposalState.DONE)
    return count


def _one(key: UUID, at: datetime) -> bool:
    with acting_as(DESTROYER):
        stone = Tombstone.objects.select_related("proposal").select_for_update(of=("self",)).get(pk=key)
        if stone.ended_at is not None:
            return False
        case = Case.objects.select_for_update(of=("self",)).get(pk=stone.case_id)
        stone.ended_at = at
        if because := holds([case], at).get(case.pk) or _grown_confidential(stone, case):
            stone.left_because = because
            update(stone, ["ended_at", "left_because"])
            return False
        stone.content_hash = _hash(case, at)
        update(stone, ["ended_at", "content_hash"])
        _everything(case, stone, at)
    return True


def _grown_confidential(stone: Tombstone, case: Case) -> str:
    """Agreed to by who may not read it any more: since then it has been made confidential."""
    if case.audience == AudienceChoices.ORDINARY or stone.proposal.unit_id:
        return ""
    return say("后来改成了保密的，要由经办单位提出、审核")


def _unit(wanted: Sequence[Due], by: Actor) -> UUID | None:
    """The unit that decides on confidential cases; none decides on ordinary ones, whose area does."""
    confidential = [each.case for each in wanted if each.is_confidential]
    if not confidential:
        return None
    if len(confidential) < len(wanted):
        raise Refused("archives.mixed", _("保密的和一般的要分开提出。"), field="numbers")
    unit = queries.unit_on_all(confidential, by)
    if unit is None:
        raise Refused("archives.no_common_unit", _("选的保密办件不是同一个单位经办的，请分开提出。"), field="numbers")
    return unit


def _everything(case: Case, stone: Tombstone, at: datetime) -> None:
    """Words and who asked, what was said in public, messages, and files made of it."""
    made = list(CaseFile.objects.filter(case=case))
    CaseFile.objects.filter(case=case).delete()
    forget_about(case)
    reviews.let_go(case)
    cases.destroy(case, at=at, rule=stone.rule, proposal=stone.proposal_id)
    for file in made:
        if file.key:
            discard_stored(file.key)


def _hash(case: Case, at: datetime) -> str:
    """Of everything that goes, as its file would have said it: who has a copy can show that it is this one."""
    whole = making.as_data(case, who_asked(case), making.attached(case), WHOLE, at)
    said = json.dumps({**whole, "words": None}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _tombstone(proposal: Proposal, due: Due) -> Tombstone:
    case = due.case
    assert case.closed_at is not None  # noqa: S101 (narrows the type: only closed ones are due)
    return Tombstone(
        proposal=proposal,
        case=case,
        number=case.number,
        item_id=case.item_id,
        area_id=case.area_id,
        submitted_at=case.submitted_at,
        closed_at=case.closed_at,
        rule=due.rule.code,
        rule_name=due.rule.name,
        years=due.rule.years,
        due_on=due.due_on,
    )


def _waiting(proposal: Proposal, by: Actor) -> Proposal:
    """The proposal, locked, for somebody who may decide and did not propose it."""
    seen = Proposal.objects.visible_to(by).select_for_update(of=("self",))
    held: Proposal | None = seen.filter(pk=proposal.pk).first()
    if held is None:
        raise Refused("archives.not_visible", _("没有找到这份销毁清单，或者它不归您管。"))
    if held.unit_id is None:
        require(by, "archives.approve", area=str(held.area_id))
    else:
        require(by, CONFIDENTIAL, units=[held.unit_id])
    if held.proposed_by_id == by.user:
        raise Refused("archives.own_proposal", _("这是您自己提出的，要由另一个人审核。"))
    if held.state != ProposalState.WAITING:
        raise Conflict("archives.decided_already", _("这份清单已经有结果了。请刷新后再看。"))
    return held


def _decided(proposal: Proposal, state: ProposalState, by: Actor, at: datetime) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_at = state.value, by.user, at
    update(proposal, ["state", "decided_by", "decided_at"])


def _common(areas: Sequence[str]) -> str:
    """The smallest area that holds all of them: community, street, county, prefecture."""
    first = areas[0]
    return next(first[:size] for size in (12, 9, 6, 4, 2) if all(area.startswith(first[:size]) for area in areas))


def _said(value: str, what: Any) -> str:
    plain = value.strip()
    if len(plain) < 3:
        raise Refused("archives.reason_missing", what, field="reason")
    return plain[:500]
