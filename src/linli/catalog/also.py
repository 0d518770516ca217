"""What else answers a search for a service, from modules above: each registers in its `apps.py` how it answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that is no service item: of what kind, and where it is."""

    kind: str
    title: str
    note: str
    url: str
    icon: str


Asked = Callable[[str], Iterable[Answer]]
_asked: list[Asked] = []


def answers_with(asked: Asked) -> None:
    """Ask this too; registering the same twice changes nothing."""
    if asked not in _asked:
        _asked.append(asked)


def answers(text: str) -> list[Answer]:
    """What the others answer, in the order they were registered."""
    return [answer for asked in _asked for answer in asked(text)]
