"""What the registers can say of an area on a day: each module enters what its register counts, indicators ask by name.

A source gives the statement that yields `code, value` for the areas of a subtree: one row for each area that has
something, with how much. It is read as the acting person, so what they may not see is not counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.base.actor import Actor, Shown

Given = Mapping[str, Any]


class AskedWrongly(Exception):
    """What a file asks of a source it does not know; `key` says where, the sentence why."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


@dataclass(frozen=True)
class Question:
    """One thing asked of a source.

    `statement` may use %(low)s and %(high)s (the codes of the subtree), %(day)s and %(digits)s (how long the codes are
    that it shall give); its own facts stand in it as %(own_NAME)s. `way` is where an area's figure opens to.
    """

    statement: str
    way: Callable[[str], str]
    facts: Given = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.statement)


@dataclass(frozen=True)
class Source:
    """A register that can be asked. `keys` are the parameters it takes, each of them texts or one text.

    `is_dated`: it can still be asked how things stood on a day gone by. Others know today alone.
    `is_public`: everybody of the desk reads its rows. Otherwise who does not see an area, or has no post that shows
    what it rests on (`shows`), gets no figure of it.
    """

    name: str
    keys: frozenset[str]
    ask: Callable[[Given], Question]
    is_public: bool = True
    is_dated: bool = False
    shows: Shown | None = None

    def is_open_to(self, actor: Actor, area: str) -> bool:
        """Whether somebody reads every row of an area that this counts."""
        sight = actor.sight_of(self.shows) if self.shows else actor.sight
        return self.is_public or actor.is_system or any(area.startswith(each) for each in sight)


_SOURCES: dict[str, Source] = {}


def enter(source: Source) -> None:
    """To be called while the module is made ready."""
    _SOURCES[source.name] = source


def sources() -> Mapping[str, Source]:
    """Every source there is, by name."""
    return _SOURCES
