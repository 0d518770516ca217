"""Rows of a ledger whose columns the extraction of its text broke, put under their titles again.

A column merged down leaves its cell out, so a row has fewer cells than titles; a cell cut by a page break goes on in
the row below; a merged cell may stick to its neighbour. The row's number says where the columns stand. What still
does not fit is left to a person.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linli.plans.reading.lines import Row
from linli.plans.reading.numerals import chinese_integer, narrowed
from linli.plans.reading.passages import NOTHING, Passage, joined
from linli.plans.reading.tables import Table

_ENDS = "。；;！!？?…"
_MARKED = re.compile("[（(]?([一二三四五六七八九十]+)(?:[）)]|[、.．])")


@dataclass(slots=True)
class Aligned:
    """A row with a cell under every title; `theme` counts the themes of the table."""

    cells: list[Passage]
    line: int
    theme: int | None = None

    @property
    def row(self) -> Row:
        """The same as a row of a table."""
        return Row(tuple(self.cells), self.line)


@dataclass(slots=True)
class Themes:
    """The themes as they come, whole or cut: 二、新 and 时代新社区 are one, told over again after a page break."""

    numbers: list[int | None] = field(default_factory=list)
    tellings: list[list[Passage]] = field(default_factory=list)

    def take(self, part: Passage) -> int:
        """The theme a cell of the first column belongs to."""
        match = _MARKED.match(part.text)
        number = chinese_integer(match.group(1)) if match else None
        if self.numbers and number is None and self.numbers[-1] is not None:
            self.tellings[-1][-1] = joined([self.tellings[-1][-1], part])
        elif self.numbers and number is not None and number == self.numbers[-1]:
            self.tellings[-1].append(part)
        else:
            self.numbers.append(number)
            self.tellings.append([part])
        return len(self.numbers) - 1

    def text(self, theme: int) -> Passage:
        """The theme in its fullest telling."""
        return max(self.tellings[theme], key=len)


def aligned(table: Table, columns: Mapping[str, int | None]) -> tuple[list[Row], list[Row]]:
    """The table's rows with a cell under every title, and those whose cells cannot be told apart."""
    walk = _Walk(table, columns)
    broken = [row for row in table.rows if not walk.take(row)]
    return walk.finished(), broken


class _Walk:
    """Goes down the table; knows the last number, the open row and the themes so far."""

    def __init__(self, table: Table, columns: Mapping[str, int | None]) -> None:
        self.width = len(table.header.cells)
        self.columns = columns
        self.rows: list[Aligned] = []
        self.themes = Themes()
        read = {at for at in columns.values() if at is not None}
        self.unread = [at for at in range(self.width) if at not in read]
        self.known = self._known_values(table.rows)
        self.last = 0

    def take(self, row: Row) -> bool:
        """Whether the row was read, as one of its own or as the rest of the one above."""
        cells = self._under_titles(row)
        if cells is None or self._is_rest(cells):
            return self._join(row if cells is None else Row(tuple(cells), row.line))
        if not (self._units(cells) or self._of(cells, "number")):
            return False
        self.last = _whole(self._of(cells, "number")) or self.last + 1
        self.rows.append(Aligned(cells, row.line))
        self._take_theme(self._of(cells, "theme"))
        return True

    def finished(self) -> list[Row]:
        """The rows, each theme written out where it first stands."""
        at = self.columns.get("theme")
        for one in self.rows:
            if at is not None and one.theme is not None:
                one.cells[at] = self.themes.text(one.theme)
        return [one.row for one in self.rows]

    def _of(self, cells: Sequence[Passage], name: str) -> Passage:
        at = self.columns.get(name)
        return NOTHING if at is None else cells[at]

    def _units(self, cells: Sequence[Passage]) -> Passage:
        """Who leads; in a ledger without such a column, who is responsible."""
        return self._of(cells, "lead" if self.columns.get("lead") is not None else "responsible")

    def _under_titles(self, row: Row) -> list[Passage] | None:
        """The row's cells, one for each title; None where they are too few to tell by the number."""
        if len(row.cells) == self.width:
            return list(row.cells)
        number = self.columns.get("number")
        at = self._number_at(row)
        if number is None or at is None or len(row.cells) > self.width:
            return None
        rest = list(row.cells[at + 1 :])
        lacking = [column for column in self.unread if column > number]
        if len(rest) == self.width - number - 1:
            lacking = []
        elif len(rest) + len(lacking) != self.width - number - 1:
            return None
        cells = [NOTHING] * (number - at) + list(row.cells[: at + 1]) + rest
        for column in lacking:
            cells.insert(column, NOTHING)
            self._unstick(cells, column)
        return cells

    def _number_at(self, row: Row) -> int | None:
        """Where the row's number stands: the next one after the last."""
        number = self.columns.get("number") or 0
        return next((at for at, cell in enumerate(row.cells[: number + 1]) if _whole(cell) == self.last + 1), None)

    def _known_values(self, rows: Sequence[Row]) -> dict[int, set[str]]:
        whole = [row for row in rows if len(row.cells) == self.width]
        return {at: {row.cells[at].text for row in whole if row.cells[at]} for at in self.unread}

    def _unstick(self, cells: list[Passage], column: int) -> None:
        """A merged cell that stuck to the one behind it, known from the other rows, goes back where it belongs."""
        if column + 1 >= len(cells):
            return
        for value in self.known[column]:
            if cells[column + 1].text.startswith(value):
                stuck = cells[column + 1]
                cells[column], cells[column + 1] = stuck[: len(value)], stuck[len(value) :]
                return

    def _is_rest(self, cells: Sequence[Passage]) -> bool:
        """Whether a full row only goes on with the one above: it has neither number nor lead, or the text was cut."""
        if not self.rows or self._of(cells, "number"):
            return False
        if not self._units(cells):
            return True
        return self.columns.get("number") is not None and self._is_cut()

    def _is_cut(self) -> bool:
        """Whether the text of the last row stops in mid-sentence."""
        text = self._of(self.rows[-1].cells, "text").text if self.rows else ""
        return bool(text) and text[-1] not in _ENDS

    def _join(self, row: Row) -> bool:
        """The cells below are added to those above, where the text above was cut or only titles go on."""
        parts = [(self._column_of(at, cell, row), cell) for at, cell in enumerate(row.cells) if cell]
        text = self.columns.get("text")
        if not self.rows or not parts or len(row.cells) > self.width:
            return False
        if any(at is None or (at == text and not self._is_cut()) for at, _ in parts):
            return False
        for at, cell in parts:
            if at == self.columns.get("theme"):
                self._take_theme(cell)
            elif at is not None:
                self.rows[-1].cells[at] = joined([self.rows[-1].cells[at], cell])
        return True

    def _column_of(self, at: int, cell: Passage, row: Row) -> int | None:
        """Under which title a part of a cell belongs; in a row that lacks cells, a sentence belongs to the text."""
        is_sentence = cell.text[-1] in _ENDS
        if len(row.cells) < self.width and is_sentence and self._is_cut():
            return self.columns.get("text")
        return at if len(row.cells) == self.width or not is_sentence else None

    def _take_theme(self, part: Passage) -> None:
        if part:
            self.rows[-1].theme = self.themes.take(part)


def _whole(cell: Passage) -> int | None:
    digits = narrowed(cell.text)
    return int(digits) if digits.isdecimal() and digits.isascii() else None
