"""An item that has another version by now, and proposals about others, as `catalog.actions` and its loading write them.

Written once all cases stand: those asked before the change keep the version they were asked under.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.cases.models import Case
from linli.catalog import queries, spec
from linli.catalog.arranging import Arranged
from linli.catalog.loading import differing, journal_subject, row_of
from linli.catalog.models import ARRANGEMENT, ItemVersion, Origin, Outcome, Proposal, ProposalKind, ServiceItem
from linli.demo.annals import Annals
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.draws import Draw as Chance
from linli.demo.rows import Maker

CHANGED, ADDED_STEP = "public-repair", "修好以后，拍一张照片回复您。"
TO_THE_FRONT, PLACE = "committee-certificate", 2  # what an order that waits would have on the first page
ASKED, DECIDED = timedelta(days=33), timedelta(days=31)  # before the end of the history
a_proposal = Maker(Proposal)


class Reviser:
    """Who proposes and who decides, and what of it stands in the journal."""

    def __init__(self, chronicler: Chronicler) -> None:
        workers = {worker.username: worker.actor for worker in chronicler.world.workers}
        self.keeper, self.leader = workers["guanli"], workers["shiji"]
        self.until = chronicler.until
        self.annals = Annals(chronicler.cast, Chance(chronicler.world.region.key, "proposals"), chronicler.until)
        self.proposals: list[Proposal] = []

    def propose(
        self, row: ServiceItem, kind: ProposalKind, reason: str, ago: timedelta, wanted: spec.ItemSpec | None = None
    ) -> Proposal:
        """Say what should be done with an item."""
        content = spec.to_data(wanted) if wanted else None
        return self._keep(kind, reason, ago, code=row.pk, spec=content, base_id=row.live_id)

    def propose_order(self, wanted: Arranged, reason: str, ago: timedelta) -> Proposal:
        """Say in which order items should stand."""
        return self._keep(ProposalKind.ARRANGE, reason, ago, code=ARRANGEMENT, spec=wanted.data)

    def _keep(self, kind: ProposalKind, reason: str, ago: timedelta, **about: Any) -> Proposal:
        at = self.until - ago
        found = a_proposal(
            id=self.annals.draw.id_at(at),
            kind=kind.value,
            reason=reason,
            proposed_by_id=self.keeper.user,
            proposed_at=at,
            **about,
        )
        self.proposals.append(found)
        self._enter("catalog.proposed", found, self.keeper, at, kind=kind.value)
        return found

    def decide(self, proposal: Proposal, outcome: Outcome, verb: str, ago: timedelta, note: str = "") -> datetime:
        """Another one decides; or who proposed takes it back."""
        at, by = self.until - ago, self.keeper if outcome is Outcome.WITHDRAWN else self.leader
        proposal.outcome, proposal.note = outcome.value, note
        proposal.decided_by_id, proposal.decided_at = by.user, at
        self._enter(verb, proposal, by, at)
        return at

    def _enter(self, verb: str, of: Proposal, by: Actor, at: datetime, **facts: Any) -> None:
        self.annals.enter(verb, by, at, on=journal_subject(of.code), item=of.code, proposal=of.pk, **facts)


def revise(chronicler: Chronicler) -> int:
    """Write one approved change, and proposals that wait, were refused and taken back; how many proposals."""
    one = Reviser(chronicler)
    _changed(one, ServiceItem.objects.get(pk=CHANGED))
    others = list(ServiceItem.objects.offered().exclude(pk=CHANGED).order_by("code")[:3])
    refused = one.propose(others[0], ProposalKind.RETIRE, "今年还没有人办过。（演示）", timedelta(days=20))
    note = "没有人办，先看是不是不好找；不停用。"
    one.decide(refused, Outcome.REFUSED, "catalog.proposal_refused", timedelta(days=18), note)
    mistaken = one.propose(others[1], ProposalKind.RETIRE, "和另一个事项重复。（演示）", timedelta(days=12))
    one.decide(mistaken, Outcome.WITHDRAWN, "catalog.proposal_withdrawn", timedelta(days=11))
    written = others[2].as_written
    wanted = replace(written, summary=f"{written.summary}可以请社区代办。"[:100])
    one.propose(others[2], ProposalKind.CHANGE, "好多居民不知道可以请人代办。（演示）", timedelta(days=1), wanted)
    one.propose_order(_certificates_first(), "年底来开证明的多，放到首页好找。（演示）", timedelta(hours=20))
    copy(Proposal, one.proposals)
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(one.annals.entries, now()).values()))
    return len(one.proposals)


def _certificates_first() -> Arranged:
    stands = queries.catalogue().arranged
    front = [code for code in stands.front if code != TO_THE_FRONT]
    return Arranged((*front[:PLACE], TO_THE_FRONT, *front[PLACE:]), stands.order)


def _changed(one: Reviser, row: ServiceItem) -> None:
    """A step more: the next version, which cases asked from then on keep."""
    written = row.as_written
    wanted = replace(written, steps=(*written.steps, ADDED_STEP))
    proposal = one.propose(row, ProposalKind.CHANGE, "居民想看到修好的样子。（演示）", ASKED, wanted)
    at = one.decide(proposal, Outcome.APPROVED, "catalog.item_changed", DECIDED)
    one.annals.entries[-1].fields = sorted(differing(row.spec, spec.to_data(wanted)))
    new = row_of(wanted, at, Origin.DESK)
    version = ItemVersion.objects.create(
        item=row,
        number=row.versions.count() + 1,
        spec=new.spec,
        version=new.version,
        since=at,
        origin=Origin.DESK,
    )
    new.live_id = version.pk
    new.save(force_update=True)
    Case.objects.filter(item=row, submitted_at__gte=at).update(item_version=version.pk)
