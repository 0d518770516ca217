"""Chance that comes out the same every time: each thing invented has a stream of its own, named after it.

Streams of their own mean that one more unit, or one more question in a life, leaves everything else as it was.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

from linli.base.ids import id_of_moment

T = TypeVar("T")


class Draw:
    """A stream of chance."""

    def __init__(self, *name: object) -> None:
        self._random = Random("/".join(str(part) for part in name))

    def chance(self, share: float) -> bool:
        """True in so many of all draws, from 0 to 1."""
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """Anywhere in a span."""
        return self._random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        width = high - low + 1
        bits = width.bit_length()
        found = self._random.getrandbits(bits)
        while found >= width:
            found = self._random.getrandbits(bits)
        return low + found

    def small(self, mean: float) -> float:
        """Mostly less than the mean, sometimes several times it: how long things wait."""
        return self._random.expovariate(1 / mean)

    def pick(self, choices: Sequence[T]) -> T:
        """One of them, each as likely."""
        return choices[self.below(len(choices))]

    def below(self, count: int) -> int:
        """The place of one among so many."""
        return int(self._random.random() * count)

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of them, by weight."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def some(self, choices: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
        """So many by weight, any of them several times."""
        return self._random.choices(choices, weights, k=count)

    def among(self, choices: Sequence[T], summed: Sequence[float]) -> T:
        """One of them, by weights already added up: for many draws from a long list."""
        return choices[bisect(summed, self._random.random() * summed[-1], 0, len(summed) - 1)]

    def spread(self) -> float:
        """Around one: half the time between 0.7 and 1.4, seldom thrice or a third."""
        return self._random.lognormvariate(0, 0.5)

    def id_at(self, moment: datetime) -> UUID:
        """The id of a row made at a moment."""
        return id_of_moment(int(moment.timestamp() * 1000), self._random.getrandbits(74))
