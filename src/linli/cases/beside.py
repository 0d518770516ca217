"""What modules above put beside the cases of 今天: work of their own that waits for who looks.

Named in their `apps.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linli.base.actor import Actor
from linli.base.refusals import Sentence


@dataclass(frozen=True)
class Waiting:
    """Something to do that is no case of its own: where, what kind, until when; what never falls due stands last."""

    title: str
    url: str
    kind: Sentence
    due_at: datetime | None


Source = Callable[[Actor, datetime], list[Waiting]]
_sources: list[Source] = []


def on_today(source: Source) -> None:
    """Ask this one too; it answers with what waits for the actor, what falls due first."""
    if source not in _sources:
        _sources.append(source)


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """All of it, what falls due first."""
    found = [each for source in _sources for each in source(actor, at)]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or at))
