"""What can be done with an item at the desk: one person proposes, another one decides. Both stand in the journal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.region import root
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.catalog import queries, spec
from linli.catalog.arranging import Arranged
from linli.catalog.loading import add_versions, differing, journal_subject, row_of
from linli.catalog.models import ARRANGEMENT, Arrangement, Origin, Outcome, Proposal, ProposalKind, ServiceItem
from linli.catalog.reading import SpecError

TAKEN_ADDRESSES = frozenset({"new", "proposals", "online", ARRANGEMENT})
MOST_ON_FRONT = 12
SHORTEST_REASON = 4
DONE = {
    ProposalKind.ADMIT: "catalog.item_added",
    ProposalKind.CHANGE: "catalog.item_changed",
    ProposalKind.RETIRE: "catalog.item_retired",
    ProposalKind.RESTORE: "catalog.item_restored",
    ProposalKind.ARRANGE: "catalog.arranged",
}


@transaction.atomic
def propose_item(item: spec.ItemSpec, *, reason: str, by: Actor, at: datetime) -> Proposal:
    """Propose a new item, or another content of one in use; nothing changes until another person approves."""
    row = ServiceItem.objects.filter(pk=item.code).first()
    check_whole(item)
    if row is None:
        if item.code in TAKEN_ADDRESSES:
            raise Refused("catalog.code_taken", _("这个代码系统自己要用，请换一个。"), field="code")
        return _propose(item.code, ProposalKind.ADMIT, spec.to_data(item), None, reason=reason, by=by, at=at)
    if not row.is_active:
        raise Refused("catalog.retired", _("这个事项已经停用。请先恢复，再修改。"))
    if not differing(row.spec, spec.to_data(item)):
        raise Refused("catalog.nothing_changed", _("和现在的内容一样，没有要审核的。"))
    return _propose(item.code, ProposalKind.CHANGE, spec.to_data(item), row, reason=reason, by=by, at=at)


@transaction.atomic
def propose_standing(item: ServiceItem, *, reason: str, by: Actor, at: datetime) -> Proposal:
    """Propose to retire an item in use, or to offer a retired one again."""
    kind = ProposalKind.RETIRE if item.is_active else ProposalKind.RESTORE
    return _propose(item.pk, kind, None, item, reason=reason, by=by, at=at)


@transaction.atomic
def propose_order(wanted: Arranged, *, reason: str, by: Actor, at: datetime) -> Proposal:
    """Propose in which order items stand and which of them on the first page, of those offered now."""
    known = queries.catalogue()
    if not set(wanted.front) | set(wanted.order) <= known.items.keys():
        raise Refused("catalog.not_offered", _("有的事项刚刚停用。请打开“次序和首页”重新排。"))
    if not 0 < len(wanted.front) <= MOST_ON_FRONT:
        said = _("首页上要有事项，最多 %(most)s 个。请加上或拿下几个。") % {"most": MOST_ON_FRONT}
        raise Refused("catalog.front_page_full", said)
    if wanted == known.arranged:
        raise Refused("catalog.nothing_changed", _("和现在的内容一样，没有要审核的。"))
    return _propose(ARRANGEMENT, ProposalKind.ARRANGE, wanted.data, None, reason=reason, by=by, at=at)


@transaction.atomic
def approve(proposal: Proposal, *, note: str = "", by: Actor, at: datetime) -> Proposal:
    """Let it be so from now on: another version, a new item, one that is no longer offered or offered again."""
    proposal = _decidable(proposal, by)
    row = ServiceItem.objects.select_for_update().filter(pk=proposal.code).first()
    if (row.live_id if row else None) != proposal.base_id:
        raise Conflict("catalog.moved_on", _("提出以后，这个事项已经变了。请不通过这一份，照现在的内容重新提。"))
    fields = _apply(proposal, row, at)
    _decide(proposal, Outcome.APPROVED, note, by=by, at=at)
    record(
        DONE[ProposalKind(proposal.kind)],
        on=journal_subject(proposal.code), by=by, at=at, fields=fields, item=proposal.code, proposal=proposal.pk,
    )  # fmt: skip
    return proposal


@transaction.atomic
def refuse(proposal: Proposal, *, note: str, by: Actor, at: datetime) -> Proposal:
    """Leave the item as it is, and say why."""
    proposal = _decidable(proposal, by)
    if not note.strip():
        raise Refused("catalog.say_why", _("不通过，请写明为什么。"), field="note")
    _decide(proposal, Outcome.REFUSED, note, by=by, at=at)
    record(
        "catalog.proposal_refused",
        on=journal_subject(proposal.code), by=by, at=at, item=proposal.code, proposal=proposal.pk,
    )  # fmt: skip
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Take back what oneself has proposed."""
    proposal = _waiting(proposal)
    if proposal.proposed_by_id != by.user:
        raise Refused("catalog.not_yours", _("这一份不是您提的，只有提出人能撤回。"))
    _decide(proposal, Outcome.WITHDRAWN, "", by=by, at=at)
    record(
        "catalog.proposal_withdrawn",
        on=journal_subject(proposal.code), by=by, at=at, item=proposal.code, proposal=proposal.pk,
    )  # fmt: skip
    return proposal


def check_whole(item: spec.ItemSpec) -> None:
    """Refuse what would not fit beside the other items: their names, and questions whose answers are used again."""
    others = [row.as_written for row in ServiceItem.objects.offered().exclude(pk=item.code)]
    try:
        spec.check_beside(item, others, where=item.code)
    except SpecError as error:
        raise Refused("catalog.beside_others", str(error)) from error


def _propose(
    code: str,
    kind: ProposalKind,
    content: dict[str, Any] | None,
    row: ServiceItem | None,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    require(by, "catalog.propose")
    if by.user is None:
        raise Refused("catalog.not_a_person", _("要由一个人提出。请登录工作台再提。"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("catalog.reason_missing", _("请写明为什么，让审核的人看得明白。"), field="reason")
    if Proposal.objects.filter(code=code, outcome=Outcome.WAITING).exists():
        raise Conflict("catalog.already_proposed", _("这个事项已经有一份在等审核。请先等它有结果，或请提出人撤回。"))
    proposal = Proposal(
        code=code,
        kind=kind,
        spec=content,
        base_id=row.live_id if row else None,
        reason=reason.strip(),
        proposed_by_id=by.user,
        proposed_at=at,
    )
    proposal.save(force_insert=True)
    record("catalog.proposed", on=journal_subject(code), by=by, at=at, item=code, kind=kind, proposal=proposal.pk)
    return proposal


def _waiting(proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.outcome != Outcome.WAITING:
        raise Conflict("catalog.already_decided", _("这一份已经有结果了，请看最新的。"))
    return proposal


def _decidable(proposal: Proposal, by: Actor) -> Proposal:
    """For who holds the whole region, since the catalogue is everybody's there; and has not proposed it."""
    require(by, "catalog.approve", area=root())
    proposal = _waiting(proposal)
    if proposal.proposed_by_id == by.user:
        raise Refused("catalog.own_proposal", _("自己提的，要由另一个人审核。"))
    return proposal


def _decide(proposal: Proposal, outcome: Outcome, note: str, *, by: Actor, at: datetime) -> None:
    proposal.outcome, proposal.note = outcome, note.strip()
    proposal.decided_by_id, proposal.decided_at = by.user, at
    proposal.save(update_fields=["outcome", "note", "decided_by", "decided_at"])


def _apply(proposal: Proposal, row: ServiceItem | None, at: datetime) -> tuple[str, ...]:
    """Write it, and name the fields in which the item changed."""
    if proposal.kind == ProposalKind.ARRANGE:
        Arrangement.objects.create(**(proposal.spec or {}), since=at, origin=Origin.DESK)
        return ()
    if proposal.spec is not None:
        item = spec.parse_item(proposal.spec, where=proposal.code)
        check_whole(item)
        fields = differing(row.spec, proposal.spec) if row else ()
        wanted = row_of(item, at, Origin.DESK)
        if row is not None:
            wanted.live_id = row.live_id
        wanted.save(force_insert=row is None, force_update=row is not None)
        add_versions([wanted], at=at, origin=Origin.DESK)
        return fields
    if row is not None:
        row.is_active, row.origin, row.loaded_at = proposal.kind == ProposalKind.RESTORE, Origin.DESK, at
        row.save(update_fields=["is_active", "origin", "loaded_at"])
    return ()
