"""A docx file as text: paragraphs with the numbers Word counts for them, tables with a cell between bars.

Text that was struck out is left out, text in frames is read where the frame stands. A frame or table of one column,
as round a 专栏, is paragraphs.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError, _Element

from linli.plans.reading.numerals import in_chinese

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LARGEST_CONTENT = 200 * 1024 * 1024
"""Bytes a file may take unpacked; more is no document somebody wrote."""


class NoWordFile(Exception):
    """The file is no readable docx."""


def text_of_word(data: bytes) -> str:
    """The document's text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_CONTENT:
                raise NoWordFile
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise NoWordFile from error
    numbering = _Numbering(document)
    return "\n".join(_lines(document, numbering))


def _lines(document: Word, numbering: "_Numbering") -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from _paragraph(block._p, numbering)
        else:
            yield ""
            yield from _table(block, numbering)
            # Two empty lines, as a frame leaves in a text: what comes now stands outside a 专栏.
            yield from ("", "")


def _paragraph(element: _Element, numbering: "_Numbering") -> Iterator[str]:
    """The paragraph's line, then those of the frames that hang on it."""
    text = _text(element)
    yield f"{numbering.label_of(element) if text.strip() else ''}{text}"
    for frame in element.iter(qn("w:txbxContent")):
        # Word writes a frame twice, once for readers of old.
        if not any(above.tag == _FALLBACK for above in frame.iterancestors()):
            for inner in frame.iter(qn("w:p")):
                yield from _paragraph(inner, numbering)


def _text(element: _Element) -> str:
    """The paragraph's own words, without those of frames in it; what was struck out has another tag."""
    parts = element.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
    own = (part for part in parts if next(part.iterancestors(qn("w:p"))) is element)
    return "".join(part.text or "" if part.tag == qn("w:t") else " " for part in own)


def _table(table: Table, numbering: "_Numbering") -> Iterator[str]:
    rows = [_cells(row.cells, row.grid_cols_before, row.grid_cols_after) for row in table.rows]
    if max((len([cell for cell in row if cell is not None]) for row in rows), default=0) <= 1:
        for row in rows:
            for cell in row:
                for paragraph in cell.paragraphs if cell is not None else []:
                    yield from _paragraph(paragraph._p, numbering)
        return
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cells(cells: Sequence[_Cell], before: int, after: int) -> list[_Cell | None]:
    """The row's cells; one merged over several columns stands in the first, one merged down in every row."""
    found: list[_Cell | None] = [None] * before
    for cell in cells:
        is_again = found and found[-1] is not None and found[-1]._tc is cell._tc
        found.append(None if is_again else cell)
    return [*found, *([None] * after)]


def _cell(cell: _Cell | None) -> str:
    if cell is None:
        return ""
    words = "".join(part.text or "" for part in cell._tc.iter(qn("w:t")))
    return words.replace("|", "/").replace("\n", "")


@dataclass(slots=True)
class _Numbering:
    """Counts what Word counts: 一、, （一）, 1. stand in no paragraph's text when Word numbers it."""

    document: Word
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label_of(self, element: _Element) -> str:
        """The label in front of a paragraph; empty where it has none or one of pictures and bullets."""
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is None:
            return ""
        which, depth = number.find(qn("w:numId")), number.find(qn("w:ilvl"))
        if which is None:
            return ""
        kind, level = which.get(qn("w:val")), int(depth.get(qn("w:val")) if depth is not None else 0)
        written = self._level(kind, level)
        return self._counted(kind, level, written) if written is not None else ""

    def _level(self, kind: str, level: int) -> _Element | None:
        try:
            root = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # how python-docx says that a document numbers nothing
            return None
        found = root.xpath(f"w:num[@w:numId='{int(kind)}']/w:abstractNumId/@w:val")
        levels = root.xpath(f"w:abstractNum[@w:abstractNumId='{found[0]}']/w:lvl[@w:ilvl='{level}']") if found else []
        return levels[0] if levels else None

    def _counted(self, kind: str, level: int, written: _Element) -> str:
        start = written.find(qn("w:start"))
        first = int(start.get(qn("w:val"))) if start is not None else 1
        self.counts[kind, level] = self.counts.get((kind, level), first - 1) + 1
        for deeper in [key for key in self.counts if key[0] == kind and key[1] > level]:
            del self.counts[deeper]
        style, words = written.find(qn("w:numFmt")), written.find(qn("w:lvlText"))
        pattern = words.get(qn("w:val")) if words is not None else ""
        number = _written(self.counts[kind, level], style.get(qn("w:val")) if style is not None else "decimal")
        return pattern.replace(f"%{level + 1}", number) if number and "%" in pattern else ""


def _written(number: int, style: str) -> str:
    if style.startswith(("chinese", "ideograph", "japaneseCounting", "taiwanese")):
        return in_chinese(number)
    return str(number) if style.startswith("decimal") else ""
