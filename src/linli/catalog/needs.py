"""Words of need: which words say the same, and how people ask for an item beyond what its own file says.

Data of `data/finding/words.toml`: an item's file belongs to whoever describes the item, this one to whoever listens how
people ask. A code no item has is no fault here (an installation may offer fewer items); the shipped files are tested.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

from linli.catalog.plainly import plain
from linli.catalog.reading import SpecError, Table

LONGEST_WORD = 20


@dataclass(frozen=True)
class Needs:
    """Groups of words that say the same, the first standing for all; and words by the item's code."""

    same: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_one_word(self, compared: str) -> str:
        """Words as `plain` gives them, each that has a first word replaced by it; the longest at every place."""
        if not self._first_of:
            return compared
        return self._any_of.sub(lambda met: self._first_of[met[0]], compared)

    @cached_property
    def _first_of(self) -> dict[str, str]:
        return {plain(word): plain(group[0]) for group in self.same for word in group}

    @cached_property
    def _any_of(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word) for word in sorted(self._first_of, key=len, reverse=True)))


NOTHING_MORE = Needs()


@cache
def needs() -> Needs:
    """The words of this installation, read once per process."""
    return read(Path(settings.DATA) / "finding" / "words.toml")


def read(path: Path) -> Needs:
    """The words of a file, or SpecError with what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SpecError(f"{path.name}：文件读不出来，不是正确的 TOML（{error}）。") from error
    table = Table(data, where=path.name, item="")
    same = tuple(_group(each) for each in table.tables("same"))
    words = dict(_words_of_item(each) for each in table.tables("item"))
    table.nothing_else()
    seen: set[str] = set()
    for word in (plain(word) for group in same for word in group):
        if word in seen:
            table.fault("same", f"里“{word}”写了两次，一个词只能有一个意思")
        seen.add(word)
    return Needs(same, words)


def _group(table: Table) -> tuple[str, ...]:
    words = table.texts("words", LONGEST_WORD, least=2)
    table.nothing_else()
    return words


def _words_of_item(table: Table) -> tuple[str, tuple[str, ...]]:
    found = table.code("code"), table.texts("words", LONGEST_WORD, least=1)
    table.nothing_else()
    return found
