"""Tables put together from their rows: header, rows, and which column is which. Page breaks repeat the header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.plans.reading.lines import Row
from linli.plans.reading.numerals import narrowed
from linli.plans.reading.outline import Piece, Place
from linli.plans.reading.passages import NOTHING, Passage, joined

_SUBTITLE = re.compile(r"[(（]?(?:20\d\d年?)?[底末]?(?:目标|基期|基准|现状|基础|实际|规划|完成|单位|属性)?值?[)）]?")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that follow one another, the first of them the header; `caption` is the paragraph before."""

    caption: Passage
    place: Place
    header: Row
    rows: tuple[Row, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The column titles."""
        return tuple(cell.text for cell in self.header.cells)

    @property
    def whole_rows(self) -> list[Row]:
        """The rows with as many cells as there are columns."""
        return [row for row in self.rows if len(row.cells) == len(self.header.cells)]

    @property
    def broken_rows(self) -> list[Row]:
        """The rows whose cells cannot be told apart."""
        return [row for row in self.rows if len(row.cells) != len(self.header.cells)]


def tables_of(pieces: Sequence[Piece]) -> list[Table]:
    """Every table of the plan, in order."""
    tables: list[Table] = []
    caption, rows = NOTHING, list[Row]()
    place = Place()
    for piece in pieces:
        if isinstance(piece.block, Row):
            rows.append(piece.block)
            place = piece.place
            continue
        if rows:
            tables.append(_table(caption, place, rows))
            rows = []
        caption = piece.block.passage
    if rows:
        tables.append(_table(caption, place, rows))
    return tables


def _table(caption: Passage, place: Place, rows: Sequence[Row]) -> Table:
    header, rest = rows[0], rows[1:]
    while rest and _is_second_header(header, rest[0]):
        header, rest = _both(header, rest[0]), rest[1:]
    titles = {tuple(cell.text for cell in row.cells) for row in (header, rows[0])}
    return Table(
        caption, place, header, tuple(row for row in rest if tuple(cell.text for cell in row.cells) not in titles)
    )


def _is_second_header(header: Row, row: Row) -> bool:
    """Whether a row says more of the titles: 目标值 above, 2020年 and 2025年 below."""
    if len(row.cells) != len(header.cells):
        return False
    new = [low.text for high, low in zip(header.cells, row.cells, strict=True) if low and low.text != high.text]
    return bool(new) and all(_SUBTITLE.fullmatch(narrowed(text)) for text in new)


def _both(header: Row, row: Row) -> Row:
    pairs = zip(header.cells, row.cells, strict=True)
    return Row(tuple(high if high.text == low.text else joined([high, low]) for high, low in pairs), header.line)


def column(titles: Sequence[str], words: Sequence[str]) -> int | None:
    """The one column whose title has one of the words; None where none or several have it."""
    found = [at for at, title in enumerate(titles) if any(word in title for word in words)]
    return found[0] if len(found) == 1 else None


def cell(row: Row, columns: Mapping[str, int | None], name: str) -> Passage:
    """The row's cell in the named column; empty where the table has no such column."""
    at = columns.get(name)
    return NOTHING if at is None else row.cells[at]
