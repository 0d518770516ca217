"""What came to a merged record since: modules above say what whoever undoes the merge must tell apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.people.models import Merge


@dataclass(frozen=True)
class Since:
    """Something asked under a merged record, as far as the actor sees it: whose was it?"""

    key: UUID
    title: str
    at: datetime


Came = Callable[[Merge], list[Since]]

_came: list[Came] = []


def ask_whose(came: Came) -> None:
    """Let a module name what came to a merged record; registered in its `apps.py`."""
    if came not in _came:
        _came.append(came)


def came_since(done: Merge) -> list[Since]:
    """Everything to be told apart before a merge is undone, the oldest first."""
    return sorted((each for came in _came for each in came(done)), key=lambda each: each.at)
