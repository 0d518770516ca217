"""The classes an area may belong to: a file, since plans name others from place to place."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from linli.areas.filed import Entry, entries
from linli.areas.rules import Kind
from linli.base.languages import once_a_language, translated


@dataclass(frozen=True)
class Tag:
    """One class. Of a `group` an area has one at a time; `default` holds where none of the group is registered.

    With `figure` it is never registered: it follows from a number that is at least `at_least`.
    """

    code: str
    name: str
    hint: str
    source: str
    group: str = ""
    default: str = ""
    figure: str = ""
    at_least: int = 0

    @property
    def is_registered(self) -> bool:
        """Whether a person says so; otherwise a figure does."""
        return not self.figure


@once_a_language
def tags() -> dict[str, Tag]:
    """The classes of this installation, by code, in the file's order and the reader's language."""
    return read(Path(settings.DATA) / "areas" / "tags.toml")


def group_of(code: str) -> list[str]:
    """The classes that exclude this one, itself included."""
    group = tags()[code].group
    return [each.code for each in tags().values() if each.group == group] if group else [code]


def read(file: Path) -> dict[str, Tag]:
    """The classes of a file; FileFault where one is wrong or named twice."""
    found: dict[str, Tag] = {}
    for entry in entries(file, "tag"):
        tag = _tag(entry)
        if tag.code in found or not re.fullmatch(r"[a-z][a-z_]{1,39}", tag.code):
            raise entry.fault("code")
        found[tag.code] = tag
    return found


def _tag(entry: Entry) -> Tag:
    tag = Tag(
        code=entry.text("code"),
        name=translated(entry.text("name")),
        hint=translated(entry.text("hint")),
        source=entry.text("source"),
        group=entry.text("group", optional=True),
        default=entry.text("default", optional=True),
        figure=entry.text("figure", optional=True),
        at_least=entry.number("at_least") or 0,
    )
    if tag.default not in ("", *Kind) or (tag.default and not tag.group):
        raise entry.fault("default")
    if bool(tag.figure) != bool(tag.at_least) or (tag.figure and tag.group):
        raise entry.fault("figure、at_least")
    entry.done()
    return tag
