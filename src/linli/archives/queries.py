"""What pages read of archives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.accounts.rights import may, posts_with
from linli.archives.disposing import holds
from linli.archives.models import CONFIDENTIAL, CaseFile, Hold, Proposal, ProposalState, Tombstone, units_with
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.cases.models import AudienceChoices, Case, CaseParty, CaseQuerySet
from linli.cases.retention import Rule, later, rule_for, rules
from linli.catalog.models import ServiceItem
from linli.web.navigation import Link

SHOWN = 3
LISTED = 100


@dataclass(frozen=True)
class Due:
    """A case whose keeping time is over, by which rule and since when; `held` says why it has to stay."""

    case: Case
    rule: Rule
    due_on: date
    held: str

    @property
    def is_confidential(self) -> bool:
        """Whether a unit on it decides alone."""
        return self.case.audience == AudienceChoices.CONFIDENTIAL


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are somebody's archive; for `base.sweeping`, which sees all."""
    return set(CaseFile.objects.filter(key__in=keys).values_list("key", flat=True))


def files_of(case: Case, viewer: Actor) -> list[CaseFile]:
    """The files of a case that the viewer has asked for and that are still there, the newest first."""
    return list(CaseFile.objects.visible_to(viewer).filter(case=case).order_by("-asked_at")[:SHOWN])


def due(actor: Actor, at: datetime, numbers: Sequence[str] | None = None) -> list[Due]:
    """Cases that need not be kept any more; the oldest first. Those in a proposal already are left out.

    Ordinary ones where the actor's posts keep archives, confidential ones that a unit of the actor's works on: to
    everybody else there are none. `numbers` asks for these alone.
    """
    cases = Case.objects.visible_to(actor).filter(
        Q(area__within=_areas(actor), audience=AudienceChoices.ORDINARY) | _confidential_of(units_with(actor))
    )
    if numbers is not None:
        cases = cases.filter(number__in=list(numbers))
    waiting = Tombstone.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    over = cases.filter(_over(local_day(at)), ~Exists(waiting), destroyed_at__isnull=True)
    found = list(_listed(over).order_by("submitted_at", "pk")[:LISTED])
    held = holds(found, at)
    return [_due(case, held.get(case.pk, "")) for case in found]


def held(actor: Actor, at: datetime) -> list[Hold]:
    """What is held back by hand, where the actor's posts keep archives; what runs out first comes first."""
    areas = _areas(actor)
    running = Hold.objects.visible_to(actor).running(local_day(at)).filter(case__area__within=areas)
    return list(running.select_related("case", "case__area", "held_by").order_by("until", "pk")[:LISTED])


def hold_of(case: Case, at: datetime) -> Hold | None:
    """What holds a case back, if anything."""
    return Hold.objects.running(local_day(at)).filter(case=case).select_related("held_by").first()


def offered_at_case(actor: Actor, case: Case) -> list[Link]:
    """Holding it back, on the page of a case that is over."""
    if case.closed_at is None or case.destroyed_at or not may(actor, "archives.hold", area=case.area_id):
        return []
    return [Link(gettext_lazy("留着不销毁"), reverse("archives_desk:hold", args=[case.number]), "archive-restore")]


def rule_of(case: Case) -> Rule:
    """How long a case is kept, and why."""
    return rule_for(case.item_id, case.item.details.kind, case.audience)


def unit_on_all(cases: Sequence[Case], actor: Actor) -> UUID | None:
    """A unit of the actor's that works on each of these confidential cases, if there is one."""
    units = units_with(actor)
    parties = CaseParty.objects.filter(case__in=cases, unit__in=units).values_list("case_id", "unit_id")
    on = {*parties, *((case.pk, case.unit_id) for case in cases)}
    return next((unit for unit in units if all((case.pk, unit) in on for case in cases)), None)


def _areas(actor: Actor) -> list[str]:
    """Where the actor's posts keep archives; of a unit's handler none, whose post shows no area."""
    return sorted({post.area for post in posts_with(actor, "archives.read") if post.sees_area})


def _confidential_of(units: Sequence[UUID]) -> Q:
    on_it = Exists(CaseParty.objects.filter(case=OuterRef("pk"), unit__in=units))
    return Q(Q(unit__in=units) | on_it, audience=AudienceChoices.CONFIDENTIAL)


def _listed(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("item", "area").defer("description", "answers")


def _due(case: Case, held: str) -> Due:
    rule = rule_of(case)
    assert case.closed_at is not None  # noqa: S101 (narrows the type: only closed ones are over)
    return Due(case, rule, rule.until(case.closed_at), held)


def _over(today: date) -> Q:
    """Closed longer ago than the rule of the case's item and audience says."""
    asked = Q(pk__in=[])
    items = list(ServiceItem.objects.all())
    for rule in rules():
        last = datetime.combine(later(today, -rule.years) + timedelta(days=1), time.min, SHANGHAI)
        for audience in AudienceChoices.values:
            codes = [item.pk for item in items if rule_for(item.pk, item.details.kind, audience) == rule]
            if codes:
                asked |= Q(item__in=codes, audience=audience, closed_at__lt=last, submitted_at__lt=last)
    return asked


def proposals(actor: Actor) -> list[Proposal]:
    """Those of the actor's areas: first what waits for a decision, then the newest."""
    seen = Proposal.objects.visible_to(actor).select_related("proposed_by", "decided_by", "area", "unit")
    waiting = list(seen.filter(state=ProposalState.WAITING).order_by("proposed_at")[:LISTED])
    return [*waiting, *seen.exclude(state=ProposalState.WAITING).order_by("-proposed_at")[:LISTED]]


def may_decide(proposal: Proposal, actor: Actor) -> bool:
    """Whether it is the actor's to decide: by area, or on confidential cases of their unit. Never on one's own."""
    if proposal.state != ProposalState.WAITING or proposal.proposed_by_id == actor.user:
        return False
    if proposal.unit_id:
        return may(actor, CONFIDENTIAL, units=[proposal.unit_id])
    return may(actor, "archives.approve", area=str(proposal.area_id))


def may_propose(actor: Actor) -> bool:
    """Whether there is anything the actor may propose at all."""
    return may(actor, "archives.propose") or may(actor, CONFIDENTIAL)


def tombstones(proposal: Proposal) -> list[Tombstone]:
    """The cases of a proposal, and what became of each."""
    return list(proposal.tombstones.select_related("item", "area").order_by("closed_at", "pk"))
