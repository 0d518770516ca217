"""What the desk reads of reports."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from linli.base.actor import Actor
from linli.base.clock import SHANGHAI
from linli.plans.models import Plan, PlanStatus
from linli.plans.queries import in_force
from linli.reports import rules
from linli.reports.models import Draft, Issue, IssueFile
from linli.reports.rules import Days, Kind

MOST = 50  # of each on the list, the newest


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are of reports."""
    return set(IssueFile.objects.filter(key__in=keys).values_list("key", flat=True))


def drafts_for(actor: Actor) -> list[Draft]:
    """What is being written in the actor's areas, the newest first."""
    found = Draft.objects.visible_to(actor).filter(issued_at=None).select_related("area", "plan", "made_by")
    return list(found.defer("figures", "words", "plan__text", "plan__reading")[:MOST])


def issues_for(actor: Actor) -> list[Issue]:
    """What was issued in the actor's areas, the newest first."""
    found = Issue.objects.visible_to(actor).select_related("area", "plan")
    return list(found.defer("content", "plan__text", "plan__reading")[:MOST])


def due(actor: Actor, today: date, areas: Iterable[str] | None = None) -> tuple[Days, list[Plan]]:
    """The quarter gone by, and the plans in force then that have no report of it begun; of some areas, or of all."""
    quarter = rules.last_quarter(today)
    over = datetime.combine(quarter.last + rules.DAY, time(), SHANGHAI)
    found = Plan.objects.filter(status=PlanStatus.PUBLISHED, published_at__lt=over)
    if areas is not None:
        found = found.filter(area__within=list(areas))
    plans = in_force(found.select_related("area").defer("text", "reading"), quarter.last.year)
    drafts = Draft.objects.visible_to(actor).filter(kind=Kind.QUARTER.value, first=quarter.first, plan__in=plans)
    begun = set(drafts.values_list("plan", flat=True))
    return quarter, [each for each in plans if each.pk not in begun]
