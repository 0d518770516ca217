"""What the desk reads of reports."""

from collections.abc import Sequence

from linli.base.actor import Actor
from linli.reports.models import Draft, Issue, IssueFile

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
