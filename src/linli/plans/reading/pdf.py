"""The text layer of a PDF: pages parted by form feeds, lines put together to paragraphs, tables between bars.

A page that is a picture has no text: it is named in the text, so that the reader can say so; a file of pictures alone
is refused. Page numbers and lines that stand on every page are left out.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from linli.plans.reading.markers import PICTURE_PAGE

MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"[-–—－·\s第]*\d{1,3}[-–—－·\s页]*")
_FEWEST_CHARACTERS = 5
_OFTEN = 3


class NoPdf(Exception):
    """The file is no readable PDF."""


class Locked(Exception):
    """The PDF wants a password."""


class OnlyPictures(Exception):
    """The PDF has no text layer: it was scanned."""


class TooManyPages(Exception):
    """The PDF is a book, no plan."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its words and where they stand."""

    text: str
    left: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class _Page:
    lines: tuple[_Line | str, ...]
    """Lines of text, and rows of tables as they are written out."""
    width: float
    is_picture: bool


def text_of_pdf(data: bytes) -> str:
    """The text of all pages, a form feed between them."""
    pages = _pages(data)
    if not any(page.lines for page in pages):
        raise OnlyPictures
    again = _on_every_page(pages)
    margins = _margins(pages)
    texts = []
    for number, page in enumerate(pages, 1):
        lines = [line for line in page.lines if isinstance(line, str) or not _is_left_out(line, again)]
        picture = [PICTURE_PAGE % number] if page.is_picture else []
        texts.append("\n".join([*_paragraphs(lines, margins), *picture]))
    return "\f".join(texts)


def _pages(data: bytes) -> list[_Page]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise TooManyPages
            return [_page(page) for page in document.pages]
    except PDFPasswordIncorrect as error:
        raise Locked from error
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise Locked from error
        raise NoPdf from error
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError, IndexError, AttributeError) as error:
        # What the library meets inside a broken file; none of it is ours.
        raise NoPdf from error


def _page(page: Any) -> _Page:
    tables = [table for table in page.find_tables() if table.rows]
    outside = page
    for table in tables:
        outside = outside.outside_bbox(_within(table.bbox, page.bbox), strict=False)
    placed: list[tuple[float, list[_Line | str]]] = [(line.top, [line]) for line in _lines(outside)]
    placed += [(table.bbox[1], list(_written(table))) for table in tables]
    lines = [line for _, group in sorted(placed, key=lambda one: one[0]) for line in group]
    characters = sum(len(line if isinstance(line, str) else line.text) for line in lines)
    is_picture = characters < _FEWEST_CHARACTERS and bool(page.images)
    page.close()
    return _Page(() if is_picture else tuple(lines), float(page.width), is_picture)


def _within(box: Sequence[float], page: Sequence[float]) -> tuple[float, ...]:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _lines(page: Any) -> Iterator[_Line]:
    for line in page.extract_text_lines(return_chars=True, x_tolerance=2, y_tolerance=4):
        chars = line["chars"]
        size = max(float(char["size"]) for char in chars)
        if text := line["text"].strip():
            yield _Line(text, float(line["x0"]), float(line["x1"]), float(line["top"]), size)


def _written(table: Any) -> Iterator[_Line | str]:
    """A table's rows between bars; a frame of one column as the paragraphs in it."""
    rows = [["" if cell is None else cell for cell in row] for row in table.extract()]
    if max((sum(1 for cell in row if cell.strip()) for row in rows), default=0) <= 1:
        for row in rows:
            yield from (line for cell in row for line in _framed(cell))
        # Two empty lines, as a frame leaves in a text: what comes now stands outside a 专栏.
        yield from ("", "")
        return
    for row in rows:
        yield f"| {' | '.join(re.sub(r'[|｜]', '/', cell).replace(chr(10), '') for cell in row)} |"


def _framed(cell: str) -> Iterator[str]:
    """The paragraphs of a frame: a line that stops at a stop or is short ends one."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    widest = max((len(line) for line in lines), default=0)
    words = ""
    for line in lines:
        words += line
        if len(line) < widest - 2 or (line.endswith(("。", "；", "：")) and len(line) < widest):
            yield words
            words = ""
    if words:
        yield words


def _on_every_page(pages: Sequence[_Page]) -> set[str]:
    """What stands first or last on most pages: the running head."""
    texts = [[line.text for line in page.lines if isinstance(line, _Line)] for page in pages]
    edges = Counter(text for each in texts for text in {*each[:1], *each[-1:]})
    return {text for text, count in edges.items() if count >= _OFTEN and count * 2 > len(pages)}


def _is_left_out(line: _Line, again: set[str]) -> bool:
    return line.text in again or bool(_PAGE_NUMBER.fullmatch(line.text))


def _margins(pages: Sequence[_Page]) -> tuple[float, float]:
    """Where lines begin and end when they fill the page."""
    lines = [line for page in pages for line in page.lines if isinstance(line, _Line)]
    return min((line.left for line in lines), default=0.0), max((line.right for line in lines), default=0.0)


def _paragraphs(lines: Sequence[_Line | str], margins: tuple[float, float]) -> Iterator[str]:
    """Lines that fill the page go on in the next one, unless that is indented."""
    words = ""
    for line, after in pairwise([*lines, None]):
        if isinstance(line, str):
            yield line
        elif line is not None:
            words += line.text
            if not (isinstance(after, _Line) and _goes_on(line, after, margins)):
                yield words
                words = ""


def _goes_on(line: _Line, after: _Line, margins: tuple[float, float]) -> bool:
    left, right = margins
    is_full, is_indented = line.right > right - 2 * line.size, after.left > left + line.size
    return is_full and not is_indented and abs(line.size - after.size) < 1
