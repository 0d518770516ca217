"""What pages read of archives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.accounts.rights import may, posts_with
from linli.archives.disposing import holds
from linli.archives.models import CaseFile, Hold, Proposal, ProposalState, Tombstone
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.cases.models import AudienceChoices, Case, CaseQuerySet
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


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are somebody's archive; for `base.sweeping`, which sees all."""
    return set(CaseFile.objects.filter(key__in=keys).values_list("key", flat=True))


def files_of(case: Case, viewer: Actor) -> list[CaseFile]:
    """The files of a case that the viewer has asked for and that are still there, the newest first."""
    return list(CaseFile.objects.visible_to(viewer).filter(case=case).order_by("-asked_at")[:SHOWN])


def due(actor: Actor, at: datetime, numbers: Sequence[str] | None = None) -> list[Due]:
    """Ordinary cases that need not be kept any more, where the actor's posts keep archives; the oldest first.

    Those that stand in a proposal already are left out. `numbers` asks for these alone.
    """
    areas = sorted({post.area for post in posts_with(actor, "archives.read")})
    cases = Case.objects.visible_to(actor).filter(area__within=areas, audience=AudienceChoices.ORDINARY)
    if numbers is not None:
        cases = cases.filter(number__in=list(numbers))
    waiting = Tombstone.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    over = cases.filter(_over(local_day(at)), ~Exists(waiting), destroyed_at__isnull=True)
    found = list(_listed(over).order_by("submitted_at", "pk")[:LISTED])
    held = holds(found, at)
    return [_due(case, held.get(case.pk, "")) for case in found]


def held(actor: Actor, at: datetime) -> list[Hold]:
    """What is held back by hand, where the actor's posts keep archives; what runs out first comes first."""
    areas = sorted({post.area for post in posts_with(actor, "archives.read")})
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


def _listed(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("item", "area").defer("description", "answers")


def _due(case: Case, held: str) -> Due:
    rule = rule_of(case)
    assert case.closed_at is not None  # noqa: S101 (narrows the type: only closed ones are over)
    return Due(case, rule, rule.until(case.closed_at), held)


def _over(today: date) -> Q:
    """Closed longer ago than the rule of the case's item says."""
    asked = Q(pk__in=[])
    items = list(ServiceItem.objects.all())
    for rule in rules():
        codes = [
            item.pk for item in items if rule_for(item.pk, item.details.kind, AudienceChoices.ORDINARY.value) == rule
        ]
        last = datetime.combine(later(today, -rule.years) + timedelta(days=1), time.min, SHANGHAI)
        if codes:
            asked |= Q(item__in=codes, closed_at__lt=last, submitted_at__lt=last)
    return asked


def proposals(actor: Actor) -> list[Proposal]:
    """Those of the actor's areas: first what waits for a decision, then the newest."""
    seen = Proposal.objects.visible_to(actor).select_related("proposed_by", "decided_by", "area")
    waiting = list(seen.filter(state=ProposalState.WAITING).order_by("proposed_at")[:LISTED])
    return [*waiting, *seen.exclude(state=ProposalState.WAITING).order_by("-proposed_at")[:LISTED]]


def tombstones(proposal: Proposal) -> list[Tombstone]:
    """The cases of a proposal, and what became of each."""
    return list(proposal.tombstones.select_related("item", "area").order_by("closed_at", "pk"))
