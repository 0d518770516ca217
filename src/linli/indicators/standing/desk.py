"""Indicators that stand in no file but were defined at the desk: modules above give what a file would say of them.

They are asked anew each time and read by the reader of the files (`definitions`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """One definition: its id, whose goal it has (`name`, `short`) and for which region, and the keys of a file.

    `fault` says why there are none.
    """

    id: str
    name: str
    short: str
    root: str
    facts: Mapping[str, Any] | None
    fault: str = ""


Writer = Callable[[], Iterable[Written]]
_writers: list[Writer] = []


def also(writer: Writer) -> None:
    """Ask this one too; called while its module is made ready."""
    if writer not in _writers:
        _writers.append(writer)


def written() -> Iterator[Written]:
    """Everything that was defined."""
    for writer in _writers:
        yield from writer()
