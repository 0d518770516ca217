"""Whether two requests speak of the same thing: by item, by place, by words. No database; nothing about who asks.

Made for a list of suggestions that a person looks at: a miss costs a second case, a false one a glance.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

ALIKE = 0.5
MOST = 3
ITEM, PLACE, WORDS = 0.35, 0.4, 0.25
NUMERALS = {character: str(number) for number, character in enumerate("零一二三四五六七八九")} | {"十": "10", "两": "2"}
T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """What is known of a request, or typed so far."""

    item: str
    place: str
    words: str


def likeness(one: Said, other: Said) -> float:
    """From 0, nothing in common, to 1; 0 where both name a house or stair and not the same one."""
    where = _places(one.place, other.place)
    if where == 0.0:
        return 0.0
    same_item, words = float(one.item == other.item), _words(one.words, other.words)
    if where is None:  # one of them does not say where
        return round(0.55 * same_item + 0.45 * words, 6)
    return round(ITEM * same_item + PLACE * where + WORDS * words, 6)


def alike(said: Said, others: Iterable[tuple[Said, T]], most: int = MOST) -> Sequence[T]:
    """The others that are likely the same thing, the likeliest first."""
    rated = [(likeness(said, other), thing) for other, thing in others]
    found = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [thing for _likeness, thing in found[:most]]


def _places(one: str, other: str) -> float | None:
    one, other = _plain(one), _plain(other)
    if not one or not other:
        return None
    numbers, others = _numbers(one), _numbers(other)
    if numbers and others:
        if any(a is not None and b is not None and a != b for a, b in zip_longest(numbers, others)):
            return 0.0
        return 1.0 if len(numbers) == len(others) else 0.7  # a house, and a stair of that house
    return max(_words(one, other), 0.05)  # words alone never say that it is somewhere else


def _words(one: str, other: str) -> float:
    first, second = _pairs(_plain(one)), _pairs(_plain(other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> frozenset[str]:
    """Two characters at a time: Chinese has no blanks between its words."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset(text)


def _numbers(text: str) -> tuple[str, ...]:
    """3 号楼 2 单元 and 三号楼二单元 are both 3, 2."""
    return tuple(re.findall(r"[0-9]+", "".join(NUMERALS.get(character, character) for character in text)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()
