"""Workbooks and text files that we write: templates to fill in, files handed back with what is wrong, exports.

Text columns are text cells, so that no digit is lost. Nothing that was typed becomes a formula: in a workbook it is
written as words and marked so, in a text file a sign in front keeps programs from taking it for one.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _

from linli.base.languages import in_a_row, spoken
from linli.base.refusals import Sentence
from linli.web.tables.cells import Cell, shown
from linli.web.tables.columns import Column, Kind
from linli.web.tables.files import guarded
from linli.web.tables.layout import EXAMPLE, EXPLANATION, OF_ITS_OWN, Found, plain
from linli.web.tables.register import Register
from linli.web.tables.staging import LINE, Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TEXT_FORMAT = 49  # "@" by the number every program knows
FORMULA_LIKE = ("=", "+", "-", "@")
PREPARED_ROWS = 2000  # lines of a template that carry lists to choose from
LONGEST_LIST = 255  # of a list within the cell's rule; a longer one lies on a sheet of its own
SAID = {"font_name": "Microsoft YaHei", "font_size": 11}
NUMBER_COLUMN, PROBLEM = OF_ITS_OWN


class Book:
    """A workbook being written, with its few looks."""

    def __init__(self) -> None:
        import xlsxwriter  # a twentieth of a second of every start, and few write workbooks

        self.bytes = BytesIO()
        self.book = xlsxwriter.Workbook(self.bytes, {"in_memory": True, "strings_to_urls": False})
        look = self.book.add_format
        self.text = look({**SAID, "num_format": TEXT_FORMAT})
        self.words = look({**SAID, "num_format": TEXT_FORMAT, "quote_prefix": True})
        self.day = look({**SAID, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = look({**SAID, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.number = look(SAID)
        self.heading = look(
            {**SAID, "bold": True, "bg_color": "#E3F2EF", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.note = look(
            {
                **SAID,
                "font_color": "#465650",
                "italic": True,
                "text_wrap": True,
                "valign": "top",
                "num_format": TEXT_FORMAT,
            }
        )
        self.wrong = look({**SAID, "bg_color": "#FDEBE9", "font_color": "#8A1911", "num_format": TEXT_FORMAT})
        self.said = look({**SAID, "font_color": "#8A1911", "text_wrap": True, "num_format": TEXT_FORMAT})

    def put(self, sheet: Any, row: int, column: int, cell: Any, look: Any = None) -> None:
        """One cell as what it is; words are never a formula."""
        if isinstance(cell, bool):
            sheet.write_string(row, column, shown(cell), look or self.text)
        elif isinstance(cell, int | float | Decimal):
            sheet.write_number(row, column, cell, look or self.number)
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), look or self.moment)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, look or self.day)
        elif isinstance(cell, time):
            sheet.write_string(row, column, shown(cell), look or self.text)
        elif cell:
            sheet.write_string(row, column, cell, look or (self.words if cell[:1] in FORMULA_LIKE else self.text))
        elif look:
            sheet.write_blank(row, column, None, look)

    def finished(self) -> bytes:
        """The file."""
        self.book.close()
        return self.bytes.getvalue()


def template(register: Register) -> bytes:
    """A workbook to fill in: headings with remarks, lists to choose from, and an example that is not read."""
    book = Book()
    sheet = book.book.add_worksheet(_("填写"))
    columns = register.read_columns
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 30)
    sheet.set_row(1, 60)
    sheet.set_column(0, 0, 16)
    for row, words, look in (
        (0, str(NUMBER_COLUMN), book.heading),
        (1, str(EXPLANATION), book.note),
        (2, str(EXAMPLE), book.note),
    ):
        book.put(sheet, row, 0, words, look)
    lists = _Lists(book)
    for place, column in enumerate(columns, 1):
        sheet.set_column(place, place, column.width, book.text if column.is_text else book.number)
        book.put(sheet, 0, place, f"{column.title}{'*' if column.required else ''}", book.heading)
        remark = _remark(column)
        book.put(sheet, 1, place, remark, book.note)
        sheet.write_comment(0, place, remark, {"x_scale": 2})
        book.put(sheet, 2, place, str(column.example), book.note)
        _offer_choices(sheet, place, column, lists)
    _explain(book, register)
    return book.finished()


def returned(found: Found, problems: Iterable[Problem]) -> bytes:
    """The file as it came, line for line, with what is wrong in a last column and the wrong cells coloured."""
    book = Book()
    sheet = book.book.add_worksheet((found.sheet.name or _("表"))[:31])
    said: dict[int, list[str]] = {}
    marked: set[tuple[int, int]] = set()
    for problem in problems:
        said.setdefault(problem.line, []).append(problem.sentence)
        if problem.column != LINE and problem.column in found.places:
            marked.add((problem.line - 1, found.places[problem.column]))
    old = _column_of_problems(found)
    end = max((len(row) for row in found.sheet.rows), default=0) if old is None else old
    for place, row in enumerate(found.sheet.rows):
        for column, cell in enumerate(row):
            if column != old and (cell != "" or (place, column) in marked):
                book.put(sheet, place, column, cell, book.wrong if (place, column) in marked else None)
        if place + 1 in said:
            book.put(sheet, place, end, "".join(dict.fromkeys(said[place + 1])), book.said)
    book.put(sheet, found.heading - 1, end, str(PROBLEM), book.heading)
    sheet.freeze_panes(found.heading, 0)
    sheet.set_column(0, max(end - 1, 0), 16)
    sheet.set_column(end, end, 60)
    return book.finished()


def export(register: Register, rows: Iterable[Sequence[Any]], *, in_clear: bool) -> bytes:
    """A workbook of the register as it stands; what was written can be brought in again."""
    book = Book()
    sheet = book.book.add_worksheet(str(register.name)[:31])
    columns = given(register, in_clear=in_clear)
    outs = outputs(register, in_clear=in_clear)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, book.text if column.is_text else book.number)
        book.put(sheet, 0, place, str(column.title), book.heading)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(out(row) for out in outs):
            book.put(sheet, line, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, max(len(columns) - 1, 0))
    return book.finished()


def export_text(register: Register, rows: Iterable[Sequence[Any]], *, in_clear: bool) -> bytes:
    """The same as a text file, in UTF-8 with the mark by which Excel knows it."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([str(column.title) for column in given(register, in_clear=in_clear)])
    outs = outputs(register, in_clear=in_clear)
    for row in rows:
        cells = (out(row) for out in outs)
        writer.writerow([cell if isinstance(cell, int | Decimal) else guarded(_as_words(cell)) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def given(register: Register, *, in_clear: bool) -> list[Column]:
    """The columns of a file that is given out."""
    return [column for column in register.columns if column.is_given(in_clear=in_clear)]


def outputs(register: Register, *, in_clear: bool) -> list[Callable[[Sequence[Any]], Any]]:
    """For each column that is given out, its cell of a row, which has a value for every column of the register."""

    def output(place: int, column: Column) -> Callable[[Sequence[Any]], Any]:
        titles = dict(column.choices()) if column.kind is Kind.CHOICE else {}
        return lambda row: column.out(row[place], titles, in_clear=in_clear)

    places = enumerate(register.columns)
    return [output(place, column) for place, column in places if column.is_given(in_clear=in_clear)]


def _as_words(cell: Cell) -> str:
    return cell if isinstance(cell, str) else shown(cell)


def _column_of_problems(found: Found) -> int | None:
    """Where an earlier return has written its problems: they are written over."""
    heading, said = found.sheet.rows[found.heading - 1], {plain(words) for words in spoken(PROBLEM)}
    return next((place for place, cell in enumerate(heading) if isinstance(cell, str) and plain(cell) in said), None)


def _remark(column: Column) -> str:
    parts = [_("必填。") if column.required else _("可以不填。")]
    if column.note:
        parts.append(str(column.note))
    elif column.kind is Kind.CHOICE:
        parts.append(_("从列表里选。"))
    elif column.kind is Kind.YES_NO:
        parts.append(_("填“是”或“否”。"))
    elif column.kind is Kind.DAY:
        parts.append(_("写成 2026-11-22 这样。"))
    return "".join(parts)


class _Lists:
    """Lists to choose from that are too long for a cell's rule: a hidden sheet, one list a column."""

    def __init__(self, book: Book) -> None:
        self.book, self.count = book, 0
        self.sheet: Any = None

    def source(self, titles: Sequence[str]) -> Any:
        """What a cell's rule names as its list."""
        from xlsxwriter.utility import xl_col_to_name  # as above

        if len(",".join(titles)) <= LONGEST_LIST and not any("," in title for title in titles):
            return list(titles)
        if self.sheet is None:
            self.sheet = self.book.book.add_worksheet(_("选项"))
            self.sheet.hide()
        column, self.count = self.count, self.count + 1
        for row, title in enumerate(titles):
            self.sheet.write_string(row, column, title)
        letter = xl_col_to_name(column)
        return f"='{self.sheet.name}'!${letter}$1:${letter}${len(titles)}"


def _offer_choices(sheet: Any, place: int, column: Column, lists: _Lists) -> None:
    titles: Mapping[str, Sentence] = column.choices() if column.kind is Kind.CHOICE else {}
    offered = [_("是"), _("否")] if column.kind is Kind.YES_NO else [str(title) for title in titles.values()]
    if offered:
        rule = {
            "validate": "list",
            "source": lists.source(offered),
            "error_title": str(column.title),
            "error_message": _("请从列表里选一个。"),
        }
        sheet.data_validation(3, place, PREPARED_ROWS, place, rule)


def _explain(book: Book, register: Register) -> None:
    """A second sheet that says of every column what belongs into it."""
    sheet = book.book.add_worksheet(_("怎么填"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 70)
    lines = [
        _("第一行是列名，请不要改。前三行以外，一行一条，从第四行开始填。"),
        _("编号、电话这些列已经是文本格式，直接填就行，前面的 0 不会丢。"),
        _("填好以后在“表格”页上传。上传先核对，告诉您哪里要改，确认以后才会保存。"),
        _("已经有的会按列名更新；空着的格不改原来的内容。"),
    ]
    for line, words in enumerate(lines):
        book.put(sheet, line, 0, words, book.text)
    for place, words in enumerate((_("列名"), _("必填"), _("怎么填"))):
        book.put(sheet, len(lines) + 1, place, words, book.heading)
    for line, column in enumerate(register.read_columns, len(lines) + 2):
        book.put(sheet, line, 0, str(column.title), book.text)
        book.put(sheet, line, 1, _("必填") if column.required else "", book.text)
        choices = in_a_row(str(title) for title in column.choices().values()) if column.kind is Kind.CHOICE else ""
        book.put(sheet, line, 2, f"{_remark(column)}{choices}", book.note)
