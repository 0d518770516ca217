"""A report in Word, as official documents are set (GB/T 9704): 28 characters a line, 22 lines a page.

Fonts are named as offices have them (仿宋_GB2312, 黑体, 方正小标宋简体); a computer without them is told to take Noto.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from linli.reports.laying_out import Grid, in_lines, parts
from linli.reports.templating import Shows

BODY, BLACK, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
INSTEAD = {BODY: "Noto Serif CJK SC", BLACK: "Noto Sans CJK SC", TITLE: "Noto Serif CJK SC"}
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # millimetres
WIDTH = Mm(210 - 28 - 26)
LINE = Pt(29)  # 225 mm by 22
LINE_TWIPS, NARROWER = "580", "-860"  # 1/20 pt; 1/4096 pt a character, so that 28 go into 156 mm


def document(content: Mapping[str, Any], sha256: str, pictures: Mapping[Shows, bytes]) -> bytes:
    """The file, with pictures (PNG) by what they show."""
    paper = Document()
    _sheet(paper)
    for line in in_lines(content["title"]):
        _line(paper, line, TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, content["number"], BODY, 16, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(paper, content["opening"])
    for part in parts(content):
        heading = paper.add_heading(level=1)
        _look(heading.add_run(part.heading), BLACK, 16)
        _spaced(heading, indent=True)
        for line in part.words:
            _paragraph(paper, line)
        for grid in part.tables:
            _table(paper, grid)
        for shows in part.pictures:
            paper.add_picture(BytesIO(pictures[shows]), width=WIDTH)
        for line in part.notes:
            _paragraph(paper, line)
    for line in ("", content["area_name"], content["issued_on_words"]):
        _line(paper, line, BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(paper, f"内容校验（SHA-256）：{sha256}", BODY, 9, WD_ALIGN_PARAGRAPH.LEFT)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _sheet(paper: Any) -> None:
    """A4 with the margins and the grid of official documents, and page numbers."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.footer_distance = Mm(28)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", LINE_TWIPS), ("charSpace", NARROWER)):
        grid.set(qn(f"w:{name}"), value)
    _numbered(section)
    _instead(paper)


def _numbered(section: Any) -> None:
    """— 1 — at the foot."""
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _look(line.add_run("— "), BODY, 14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)
    _look(line.add_run(" —"), BODY, 14)


def _instead(paper: Any) -> None:
    """Say in the list of fonts which to take where one of ours is not installed."""
    told = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in INSTEAD.items()
    )
    for relation in paper.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            part = relation.target_part
            part._blob = part.blob.replace(b"</w:fonts>", f"{told}</w:fonts>".encode())


def _line(paper: Any, said: str, font: str, size: float, where: Any) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = where
    _look(paragraph.add_run(said), font, size)
    _spaced(paragraph)


def _paragraph(paper: Any, said: str) -> None:
    if not said:
        return
    paragraph = paper.add_paragraph()
    _look(paragraph.add_run(said), BODY, 16)
    _spaced(paragraph, indent=True)


def _table(paper: Any, grid: Grid) -> None:
    _line(paper, grid.title, BLACK, 12, WD_ALIGN_PARAGRAPH.CENTER)
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=len(grid.heads))
    table.style = "Table Grid"
    table.autofit = False
    shares = [WIDTH * width // sum(grid.widths) for width in grid.widths]
    _row(table.rows[0].cells, grid.heads, shares, BLACK)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in grid.rows:
        _row(table.add_row().cells, row, shares, BODY)


def _row(cells: Sequence[Any], row: Sequence[str], shares: Sequence[int], font: str) -> None:
    """Texts in columns of their widths, in lines of their own height and not of the sheet's grid."""
    for cell, said, width in zip(cells, row, shares, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        _look(paragraph.add_run(said), font, 10.5)
        free = OxmlElement("w:snapToGrid")
        free.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().append(free)


def _look(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run.font.bold = False
    run.font.color.rgb = None
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("eastAsia", "ascii", "hAnsi"):
        fonts.set(qn(f"w:{script}"), font)
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), "000000")
    run._element.get_or_add_rPr().append(colour)


def _spaced(paragraph: Any, *, indent: bool = False) -> None:
    """Lines of the grid; the first one begins two characters in."""
    looks = paragraph.paragraph_format
    looks.space_before = looks.space_after = Pt(0)
    looks.line_spacing = LINE
    if indent:
        inset = paragraph._p.get_or_add_pPr().get_or_add_ind()
        inset.set(qn("w:firstLineChars"), "200")
        inset.set(qn("w:firstLine"), "632")
