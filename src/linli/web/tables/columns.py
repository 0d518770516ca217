"""A column of a register: what it is called, what stands in it, how it is read and given out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from linli.base.clock import SHANGHAI
from linli.base.encryption import mask_name, mask_phone
from linli.base.refusals import Sentence
from linli.web.tables import cells
from linli.web.tables.cells import Cell, Wrong


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    CODE = "code"
    PHONE = "phone"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CODES = "codes"  # several in one cell


READERS: Mapping[Kind, Callable[[Cell], Any]] = {
    Kind.TEXT: cells.text,
    Kind.CODE: cells.code,
    Kind.PHONE: cells.phone,
    Kind.INTEGER: cells.integer,
    Kind.NUMBER: cells.number,
    Kind.DAY: cells.day,
    Kind.YES_NO: cells.yes_or_no,
    Kind.CODES: cells.several,
}
STORED: Mapping[Kind, str] = {
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "numeric",
    Kind.DAY: "date",
    Kind.YES_NO: "boolean",
    Kind.CODES: "text[]",
}
NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER})

Lookup = Callable[[Collection[str], Sequence[str]], Mapping[str, str | Wrong]]
"""What written words stand for: all of a column's at once, within the areas of who brings them in."""


class Masked(StrEnum):
    """How a personal value is shown to who may not read it."""

    NAME = "name"
    PHONE = "phone"
    WITHHELD = "withheld"  # not at all: a file shows of everybody at once what is left of a value


MASKS: Mapping[Masked, Callable[[str], str]] = {
    Masked.NAME: mask_name,
    Masked.PHONE: mask_phone,
}


def _no_choices() -> Mapping[str, Sentence]:
    return {}


@dataclass(frozen=True)
class Column:
    """One column. `title` is its heading, `synonyms` what others call it, `choices` its list (code to title)."""

    code: str
    title: Sentence
    kind: Kind = Kind.TEXT
    required: bool = False
    in_heading: bool = False  # the column must be there, though its cells may be blank
    synonyms: tuple[str, ...] = ()
    note: Sentence = ""
    example: Sentence = ""
    longest: int = 200
    width: int = 14
    choices: Callable[[], Mapping[str, Sentence]] = _no_choices
    lookup: Lookup | None = None
    masked: Masked | None = None
    is_read: bool = True  # False: given out only, ignored when it comes back
    is_apart: bool = False  # never written into a table as it stands: the register's check is given it beside
    least: int | None = None
    most: int | None = None

    def prepared(self) -> Callable[[Cell], Any]:
        """A reader for many cells of this column: lists of choices are asked for once."""
        reader = cells.one_of(self.choices()) if self.kind is Kind.CHOICE else READERS[self.kind]

        def read(cell: Cell) -> Any:
            if cells.is_blank(cell):
                return Wrong(_("没有填%(title)s。") % {"title": self.title}) if self.required else None
            found = reader(cell)
            return self._within_limits(found)

        return read

    def is_given(self, *, in_clear: bool) -> bool:
        """Whether a file that is given out has this column."""
        return in_clear or self.masked is not Masked.WITHHELD

    @property
    def is_text(self) -> bool:
        """Whether the cells of a spreadsheet must be text, so that no digit is lost and no zero in front."""
        return self.kind not in NUMERIC

    @property
    def stored(self) -> str:
        """The type of the column in the temporary table."""
        return STORED.get(self.kind, "text")

    def out(self, value: Any, titles: Mapping[str, Sentence], *, in_clear: bool) -> Any:
        """A value as it is given out: choices by their titles, personal values masked unless they may be read."""
        if value is None or value == "":
            return ""
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(SHANGHAI)
        if self.masked and not in_clear:
            return MASKS[self.masked](str(value))
        if self.kind is Kind.CHOICE:
            return str(titles.get(value, value))
        if self.kind is Kind.YES_NO:
            return _("是") if value else _("否")
        return "、".join(value) if self.kind is Kind.CODES else value

    def _within_limits(self, found: Any) -> Any:
        if isinstance(found, Wrong):
            return found
        if isinstance(found, str) and len(found) > self.longest:
            facts = {"title": self.title, "most": self.longest, "count": len(found)}
            return Wrong(_("%(title)s最多 %(most)s 个字，这里有 %(count)s 个。") % facts)
        if self.kind in NUMERIC:
            if self.least is not None and found < self.least:
                return Wrong(_("%(title)s不能小于 %(least)s。") % {"title": self.title, "least": self.least})
            if self.most is not None and found > self.most:
                return Wrong(_("%(title)s不能大于 %(most)s。") % {"title": self.title, "most": self.most})
        return found
