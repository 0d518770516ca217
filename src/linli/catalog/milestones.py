"""Milestones of a life (a child is born, somebody dies): what there is to do then, in its order, each leading to items.

Data of `data/finding/milestones.toml`. The shelves of `choices.LifeEvent` say where an item stands; a milestone gathers
from many shelves. A code no item has is no fault: an installation may offer fewer items, and shows the others.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from linli.base.languages import SOURCE, active, once_a_language, translated
from linli.catalog.needs import needs
from linli.catalog.reading import SpecError, Table
from linli.catalog.search import Phrasebook, Told

MEANT = 105  # a whole word in common; what is less is said of items, not of a whole milestone
MOST = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One step, with a sentence that matters and the items that do it, by code."""

    title: str
    hint: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """What happens in a life, in the reader's words, and its steps."""

    code: str
    title: str
    short: str
    icon: str
    summary: str
    words: tuple[str, ...]
    parts: tuple[Part, ...]


@once_a_language
def known() -> Mapping[str, Milestone]:
    """Every milestone by code, in the file's order and the reader's language."""
    found = {each.code: each for each in read(Path(settings.DATA) / "finding" / "milestones.toml")}
    return found if active() == SOURCE else {code: retold(each, translated) for code, each in found.items()}


def found(text: str) -> list[Milestone]:
    """Those that are meant by what was typed."""
    return [known()[code] for code, score in _book().find(text)[:MOST] if score >= MEANT]


@once_a_language
def _book() -> Phrasebook[str]:
    return Phrasebook({code: [Told((each.title, each.short), each.words)] for code, each in known().items()}, needs())


def retold(milestone: Milestone, say: Callable[[str], str]) -> Milestone:
    """The milestone with every text a resident reads said anew; words are searched for, not read, and stay."""
    named = {name: say(getattr(milestone, name)) for name in ("title", "short", "summary")}
    parts = tuple(Part(say(part.title), say(part.hint), part.items) for part in milestone.parts)
    return replace(milestone, parts=parts, **named)  # type: ignore[arg-type]  # all of them are texts


def read(path: Path) -> list[Milestone]:
    """The milestones of a file, or SpecError with what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SpecError(f"{path.name}：文件读不出来，不是正确的 TOML（{error}）。") from error
    table = Table(data, where=path.name, item="")
    found = [_milestone(each) for each in table.tables("milestone", least=1)]
    table.nothing_else()
    if len({each.code for each in found}) != len(found):
        table.fault("milestone", "里有重复的 code")
    return found


def _milestone(table: Table) -> Milestone:
    found = Milestone(
        code=table.code("code"),
        title=table.text("title", 24),
        short=table.text("short", 6),
        icon=table.code("icon"),
        summary=table.text("summary", 60),
        words=table.texts("words", 20, least=3),
        parts=tuple(_part(each) for each in table.tables("part", least=1)),
    )
    table.nothing_else()
    return found


def _part(table: Table) -> Part:
    found = Part(table.text("title", 24), table.text("hint", 80, default=""), table.texts("items", 40, least=1))
    table.nothing_else()
    return found
