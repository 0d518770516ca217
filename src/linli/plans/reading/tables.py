"""Tables put together from their rows: header, rows, and which column is which. Page breaks repeat the header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.plans.reading.lines import Row
from linli.plans.reading.outline import Piece, Place
from linli.plans.reading.passages import NOTHING, Passage


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
    header = rows[0]
    titles = [cell.text for cell in header.cells]
    return Table(caption, place, header, tuple(row for row in rows[1:] if [cell.text for cell in row.cells] != titles))


def column(titles: Sequence[str], words: Sequence[str]) -> int | None:
    """The one column whose title has one of the words; None where none or several have it."""
    found = [at for at, title in enumerate(titles) if any(word in title for word in words)]
    return found[0] if len(found) == 1 else None


def cell(row: Row, columns: Mapping[str, int | None], name: str) -> Passage:
    """The row's cell in the named column; empty where the table has no such column."""
    at = columns.get(name)
    return NOTHING if at is None else row.cells[at]
