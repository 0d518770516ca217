"""A file is what its bytes say; a hostile one is told so and does no harm."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from linli.web.tables import files
from linli.web.tables.files import opened
from linli.web.tests.sheets import workbook
from tests.refusing import refused

ROWS = "名称,电话\n甲单位,0318-1\n乙单位,\n"
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
