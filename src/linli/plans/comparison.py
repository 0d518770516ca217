"""Two plans side by side: which targets mean the same, and what only one of them has. Plain Python."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Figure:
    """A target as one plan says it, in words; `measure` is the indicator that counts it, empty where none does."""

    name: str
    measure: str
    wanted: str
    stood: str
    year: int | None
    attribute: str
    tier: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: what both say, or what one of them does."""

    one: Figure | None
    other: Figure | None

    @property
    def is_common(self) -> bool:
        """Whether both have it."""
        return self.one is not None and self.other is not None

    @property
    def differs(self) -> bool:
        """Whether both have it and want something else."""
        return bool(self.one and self.other and self.one.wanted != self.other.wanted)


Key: TypeAlias = tuple[str, ...]
# By what two targets are one row, the surest first; an empty key matches nothing.
KEYS: tuple[Callable[[Figure], Key], ...] = (
    lambda each: (each.measure, each.name) if each.measure else (),
    lambda each: (each.measure, each.tier) if each.measure else (),
    lambda each: (each.measure,) if each.measure else (),
    lambda each: (each.name,),
)


def pairs(one: Sequence[Figure], other: Sequence[Figure]) -> list[Pair]:
    """What both have, in the order of the first; then what only the first has; then what only the other has."""
    found: dict[int, int] = {}
    for key in KEYS:
        found |= _matched(one, other, key, found)
    common = [Pair(one[at], other[to]) for at, to in sorted(found.items())]
    alone = [Pair(each, None) for at, each in enumerate(one) if at not in found]
    taken = set(found.values())
    return [*common, *alone, *(Pair(None, each) for to, each in enumerate(other) if to not in taken)]


def _matched(
    one: Sequence[Figure], other: Sequence[Figure], key: Callable[[Figure], Key], found: dict[int, int]
) -> dict[int, int]:
    """Those without a partner that have the same key, in their order: place in the one → place in the other."""
    free: defaultdict[Key, list[int]] = defaultdict(list)
    for to, each in enumerate(other):
        if to not in found.values():
            free[key(each)].append(to)
    more: dict[int, int] = {}
    for at, each in enumerate(one):
        if at not in found and (said := key(each)) and free[said]:
            more[at] = free[said].pop(0)
    return more
