"""A file is what its bytes say; a hostile one is told so and does no harm."""

import re
import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from linli.web.tables import files
from linli.web.tables.files import opened
from linli.web.tests.sheets import workbook
from tests.refusing import refused

ROWS = "名称,电话\n甲单位,0318-1\n乙单位,\n"
MEGABYTE = 1024 * 1024
READ = [["名称", "电话"], ["甲单位", "0318-1"], ["乙单位", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_each_encoding_it_is_saved_in_here(encoding):
    assert opened(ROWS.encode(encoding))[0].rows == READ


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_the_sign_between_the_cells_is_found(separator):
    assert opened(ROWS.replace(",", separator).encode())[0].rows == READ


def test_commas_within_quotes_and_a_line_that_names_its_separator_are_understood():
    assert opened('sep=;\r\n名称;电话\r\n"甲;乙";1,2\r\n'.encode())[0].rows == [["名称", "电话"], ["甲;乙", "1,2"]]


def test_a_workbook_gives_its_cells_as_what_they_are():
    rows = opened(
        workbook(
            [["名称", 3, 3.5, True, date(2026, 1, 5), datetime(2026, 1, 5, 9, 30)]], formats={"day": "yyyy-mm-dd hh:mm"}
        )
    )[0].rows
    assert rows == [["名称", 3.0, 3.5, True, date(2026, 1, 5), datetime(2026, 1, 5, 9, 30)]]


def test_the_value_of_a_formula_is_taken():
    data = BytesIO()
    import xlsxwriter

    book = xlsxwriter.Workbook(data)
    book.add_worksheet().write_formula(0, 0, "=1+1", value=2)
    book.close()
    assert opened(data.getvalue())[0].rows == [[2.0]]


@pytest.mark.parametrize("data", [b"", b"   \n", b"\x00" * 100])
def test_an_empty_file_is_said_to_be_empty(data):
    with refused("tables.file_empty"):
        opened(data)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 not really",
        workbook([["名称"]])[:-200],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
        b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 30,
        b"MZ\x90\x00\x03\x00\x00\x00" * 30,
    ],
    ids=["a broken archive", "half a workbook", "a broken old workbook", "a picture", "a program"],
)
def test_what_is_no_table_is_refused_with_what_to_do(data):
    with refused("tables.file_unreadable"):
        opened(data)


def test_a_page_called_a_table_is_named_as_what_it_is():
    with refused("tables.file_is_a_page"):
        opened("<html><table><tr><td>名称</td></tr></table></html>".encode("gbk"))


def packed(*parts: tuple[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return data.getvalue()


def test_an_archive_that_unpacks_to_far_more_than_a_table_needs_is_refused_before_it_is_unpacked():
    bomb = packed(("xl/worksheets/sheet1.xml", b" " * (files.MOST_UNPACKED + 1)))
    assert len(bomb) < 1_000_000
    with refused("tables.file_too_large"):
        opened(bomb)


def test_one_cell_in_the_farthest_corner_does_not_fill_the_memory():
    """Two cells span seventeen thousand million: the reader's process ends, ours goes on."""
    plain = workbook([["名称", "电话"]])
    source = zipfile.ZipFile(BytesIO(plain))
    parts = []
    for name in source.namelist():
        content = source.read(name)
        if name.endswith("sheet1.xml"):
            content = content.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        parts.append((name, content))
    with refused("tables.file_too_large"):
        opened(packed(*parts))


def test_a_file_beyond_the_limit_is_not_looked_at():
    with refused("tables.file_too_large"):
        opened(b"a" * (files.LARGEST + 1))
    with refused("tables.file_too_large"):
        opened(b"a,b\n" * (files.MOST_ROWS + 200))


def test_more_columns_than_any_table_has_are_refused():
    with refused("tables.too_many_columns"):
        opened((",".join("甲" * 300) + "\n").encode())


def peak_of(action) -> int:
    """The most memory that was held meanwhile, in bytes."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def refused_as_too_large(data: bytes) -> None:
    with refused("tables.file_too_large"):
        opened(data)


def test_a_long_line_over_many_short_ones_is_not_filled_up_to_its_length():
    """A hundred thousand lines, each as long as the longest, would be 10¹¹ cells of one megabyte of file."""
    blank = b"," * 1_000_000 + b"\n" + b"\n" * (files.MOST_ROWS - 1)
    assert peak_of(lambda: opened(blank)) < 200 * MEGABYTE
    filled = b",".join([b"x"] * 1_000_000) + b"\n" * files.MOST_ROWS
    with refused("tables.too_many_columns"):
        opened(filled)
    assert peak_of(lambda: refused_as_too_large(b",".join([b"x"] * 150) + b"\n" * files.MOST_ROWS)) < 200 * MEGABYTE


def said_in_every_cell(words: str, rows: int) -> bytes:
    """A workbook that holds the words once and names them in each of its cells."""
    source = zipfile.ZipFile(BytesIO(workbook([["名称"]])))
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, rows + 1))
    parts = []
    for name in source.namelist():
        content = source.read(name)
        if name.endswith("sheet1.xml"):
            content = re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>".encode(), content)
        if name.endswith("sharedStrings.xml"):
            content = content.replace("名称".encode(), words.encode())
        parts.append((name, content))
    return packed(*parts)


@pytest.mark.parametrize("word", ["甲", "x"])
def test_a_long_word_said_in_every_cell_is_refused_before_it_reaches_us(word):
    """Forty kilobytes of file are 384 million characters, and 2.4 GB of them as JSON."""
    data = said_in_every_cell(word * 32_000, 12_000)
    assert len(data) < 200_000
    assert peak_of(lambda: refused_as_too_large(data)) < 500 * MEGABYTE


def test_as_many_characters_as_a_large_table_has_are_read():
    [sheet] = opened(said_in_every_cell("甲乙丙" * 100, 20_000))
    assert (len(sheet.rows), sheet.rows[-1]) == (20_000, ["甲乙丙" * 100])


def test_no_more_is_taken_from_the_reader_than_it_may_say(monkeypatch):
    monkeypatch.setattr(files, "MOST_TOLD", 100_000)
    refused_as_too_large(said_in_every_cell("甲乙丙" * 100, 1_000))


def test_a_reader_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0)
    refused_as_too_large(said_in_every_cell("甲乙丙" * 100, 20_000))


def test_cells_merged_over_and_over_down_to_the_last_row_a_program_knows_are_refused():
    source = zipfile.ZipFile(BytesIO(workbook([["名称"]] * 5000)))
    parts = {name: source.read(name) for name in source.namelist()}
    ranges = b"".join(b'<mergeCell ref="A1:A%d"/>' % (1_048_576 - number) for number in range(5000))
    merged = b"</sheetData><mergeCells>" + ranges + b"</mergeCells>"
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", merged)
    refused_as_too_large(packed(*parts.items()))


def test_a_cell_that_says_fault_is_a_cell_and_a_sheet_may_begin_anywhere():
    assert opened(workbook([["", "", ""], ["", "", "fault"]]))[0].rows == [["", "", ""], ["", "", "fault"]]
