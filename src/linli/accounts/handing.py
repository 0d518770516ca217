"""What lies with a post and goes on when it ends, counted: modules above say so in their `apps.py`.

Work lies with a unit, or with an area's dispatchers, and never with a person: so nothing moves and no clock is touched
when somebody leaves. What must not happen is that nobody is left who sees it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.accounts.models import HeldPost
from linli.base.refusals import Sentence


@dataclass(frozen=True)
class Work:
    """So much of one kind, of it so much too late, and when the next of it falls due. No numbers, no names."""

    kind: Sentence
    count: int
    late: int = 0
    due_at: datetime | None = None
    must_be_seen: bool = True  # or residents wait in vain


Source = Callable[[HeldPost, datetime], Work | None]
_sources: list[Source] = []


def lies_with_posts(source: Source) -> None:
    """Ask this one too what lies with a post."""
    if source not in _sources:
        _sources.append(source)


def work_at(post: HeldPost, at: datetime) -> list[Work]:
    """All that lies with a post and is not done."""
    return [found for source in _sources if (found := source(post, at)) and found.count]


def waiting_in(work: Iterable[Work]) -> int:
    """How much of it residents wait for."""
    return sum(each.count for each in work if each.must_be_seen)
