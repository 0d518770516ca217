"""From text to paragraphs and table rows, each with its place.

A table reaches a text file with one cell a line, led by a tab, an empty line after each row; with one row a line, its
cells parted by tabs; or drawn with characters (`drawn`). A table of contents is left out. Paragraphs cut by a page
break are put together again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from linli.plans.reading.drawn import DrawnRow, drawn_table
from linli.plans.reading.passages import Passage, Span, clean, joined

_MARKER = re.compile(
    r"第[一二三四五六七八九十\d]+[章篇节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、]|专栏|附件|——"
)
_CONTENTS = re.compile(r".*?(?:\.{3,}|…{1,}|·{3,}|—{3,})\s*[\dⅠⅡⅢⅣIVX]{1,3}\s*")
_CONTENTS_TITLE = re.compile(r"\s*目\s*[录次]\s*")
_LEADS_TO_PAGE = re.compile(r"\s*\S.*?[\t ]+\d{1,3}\s*")
_ENDS = "。；;！？!?：:）)”》…"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `gap` is how many empty lines stand before it, `line` the line it starts on."""

    passage: Passage
    line: int
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Passage, ...]
    line: int


Block: TypeAlias = "Paragraph | Row"


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    start: int
    end: int
    text: str

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    @property
    def opens_cell(self) -> bool:
        return self.text.startswith("\t") and "\t" not in self.text[1:].rstrip("\t")

    @property
    def is_whole_row(self) -> bool:
        return "\t" in self.text.strip() and not self.opens_cell

    @property
    def is_rest_of_row(self) -> bool:
        """Whether one cell alone stands under its title, as where a page break cut a row."""
        return not self.is_empty and self.text.count("\t") > 1 and "\t" not in self.text.strip("\t")


def blocks_of(text: str) -> list[Block]:
    """Every paragraph and table row of the text, in order."""
    return list(_mended(_raw_blocks(text)))


def _lines(text: str) -> Iterator[_Line]:
    """The lines; CRLF counts as one end of line."""
    start, number = 0, 1
    for part in re.split(r"(\r\n|[\n\r\f\v\u2028\u2029])", text):
        if part in {"\n", "\r", "\r\n", "\f", "\v", "\u2028", "\u2029"}:
            number += 1
        else:
            yield _Line(number, start, start + len(part), part)
        start += len(part)


def _raw_blocks(text: str) -> Iterator[Block]:
    lines = list(_without_contents(list(_lines(text))))
    texts = [line.text for line in lines]
    cells: list[list[_Line]] = []
    gap = skip = 0
    in_rows = False
    for at, line in enumerate(lines):
        if at < skip:
            continue
        taken, rows = drawn_table(texts, at)
        in_rows = line.is_whole_row or (in_rows and (line.is_empty or line.is_rest_of_row))
        if line.is_empty and "\t" not in line.text:
            yield from _row_of_cells(text, cells, gap)
            gap = gap + 1 if not cells else 1
            cells = []
        elif rows:
            yield from _row_of_cells(text, cells, gap)
            yield from (_drawn_row(text, lines, row) for row in rows)
            cells, gap, skip = [], 0, at + taken
        elif line.opens_cell:
            cells.append([line])
        elif in_rows and not line.is_empty:
            yield from _row_of_cells(text, cells, gap)
            cells = []
            yield _whole_row(text, line)
            gap = 0
        elif cells:
            cells[-1].append(line)
        elif passage := clean(text, line.start, line.end):
            yield Paragraph(passage, line.number, gap)
            gap = 0
    yield from _row_of_cells(text, cells, gap)


def _without_contents(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines without a table of contents: headings that lead to a page."""
    is_inside = False
    for line in lines:
        if _CONTENTS_TITLE.fullmatch(line.text):
            is_inside = True
        elif not (line.is_empty and is_inside):
            is_inside = is_inside and bool(_LEADS_TO_PAGE.fullmatch(line.text) or _CONTENTS.fullmatch(line.text))
            if not is_inside and not _CONTENTS.fullmatch(line.text):
                yield line


def _drawn_row(text: str, lines: Sequence[_Line], row: DrawnRow) -> Row:
    """A drawn row as a row: each cell's pieces in one passage."""
    cells = (
        joined(clean(text, lines[at].start + start, lines[at].start + end) for at, start, end in cell)
        for cell in row.cells
    )
    return Row(tuple(cells), lines[row.first].number)


def _row_of_cells(text: str, cells: list[list[_Line]], gap: int) -> Iterator[Block]:
    """A row collected cell by cell. A frame of one cell is no table: its lines are paragraphs in a box."""
    if len(cells) == 1:
        for line in cells[0]:
            if passage := clean(text, line.start, line.end):
                yield Paragraph(passage, line.number, gap)
                gap = 0
    elif cells:
        yield Row(tuple(clean(text, cell[0].start, cell[-1].end) for cell in cells), cells[0][0].number)


def _whole_row(text: str, line: _Line) -> Row:
    cells, start = [], line.start
    for part in line.text.split("\t"):
        cells.append(clean(text, start, start + len(part)))
        start += len(part) + 1
    return Row(tuple(cells), line.number)


def _mended(blocks: Iterable[Block]) -> Iterator[Block]:
    """Paragraphs cut in mid-sentence, as by a page break, in one piece."""
    open_parts: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and open_parts and _goes_on(open_parts, block):
            open_parts.append(block)
            continue
        yield from _one_piece(open_parts)
        open_parts = [block] if isinstance(block, Paragraph) else []
        if isinstance(block, Row):
            yield block
    yield from _one_piece(open_parts)


def _goes_on(parts: Sequence[Paragraph], after: Paragraph) -> bool:
    """Whether a paragraph stops in mid-sentence: it has sentences, no closing mark, and no heading follows."""
    has_sentences = any(mark in parts[0].passage.text for mark in "。，")
    return has_sentences and parts[-1].passage[-1] not in _ENDS and not _MARKER.match(after.passage.text)


def _one_piece(parts: Sequence[Paragraph]) -> Iterator[Paragraph]:
    if parts:
        yield Paragraph(joined(part.passage for part in parts), parts[0].line, parts[0].gap)


def spanning(*passages: Passage) -> Span | None:
    """From the first to the last place any of the passages stands at."""
    spans = [passage.span for passage in passages if passage.span]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None
