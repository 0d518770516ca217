"""Workbooks and text files for tests, as people make them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from linli.web.tables.cells import Cell
from linli.web.tables.columns import Column, Kind
from linli.web.tables.files import Sheet, opened
from linli.web.tables.layout import Found, find
from linli.web.tables.register import Register

COLUMNS = (
    Column("name", "名称", required=True, synonyms=("单位名称",)),
    Column("code", "编号", Kind.CODE, synonyms=("证件号码",)),
    Column("phone", "电话", Kind.PHONE, synonyms=("联系电话",)),
    Column("count", "人数", Kind.INTEGER),
    Column("since", "日期", Kind.DAY, synonyms=("成立日期",)),
    Column("kind", "类型", Kind.CHOICE, choices=lambda: {"a": "甲类", "b": "乙类"}),
    Column("used", "在用", Kind.YES_NO),
    Column("places", "区域", Kind.CODES),
)
REGISTER = Register(code="sample", name="样品", about="", columns=COLUMNS, right="tables.use")


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    formats: dict[str, str] | None = None,
    more: Sequence[str] = (),
) -> bytes:
    """An .xlsx of these rows; `merged` cells are written over them, `more` names further sheets."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("一览表")
    day = book.add_format({"num_format": (formats or {}).get("day", "yyyy-mm-dd")})
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if hasattr(cell, "year"):
                sheet.write_datetime(place, column, cell, day)
            elif cell != "":
                sheet.write(place, column, cell)
    for top, left, bottom, right, words in merged:
        sheet.merge_range(top, left, bottom, right, words)
    for name in more:
        book.add_worksheet(name).write_row(0, 0, ["别的", "东西"])
    book.close()
    return data.getvalue()


def sheet(*rows: Sequence[Cell], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    """A sheet as it has been opened: rows filled up to one length."""
    width = max(len(row) for row in rows)
    return Sheet("一览表", [[*row, *[""] * (width - len(row))] for row in rows], merged)


def found_in(data: bytes) -> Found:
    """The sample register's table in a file."""
    return find(opened(data), COLUMNS)


def lines_of(found: Found) -> list[int]:
    """The lines that were taken for rows."""
    return [row.line for row in found.rows]
