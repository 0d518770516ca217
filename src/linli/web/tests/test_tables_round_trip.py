"""What is given out can be brought in again and says the same; nothing that was typed becomes a formula."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.web.tables import writing
from linli.web.tables.cells import Wrong, text
from linli.web.tables.files import guarded, unguarded
from linli.web.tables.layout import Found
from linli.web.tables.staging import Problem
from linli.web.tests.sheets import COLUMNS, REGISTER, found_in, workbook

WORDS = st.text(min_size=1, max_size=30).map(text).filter(lambda words: isinstance(words, str) and words)
CODES = st.from_regex(r"[0-9A-Z]{1,18}", fullmatch=True)
ROW = st.tuples(
    WORDS.filter(lambda words: not words.startswith(("例", "填写", "【例", "[例", "示例", "样例"))),
    CODES,
    st.from_regex(r"0[0-9]{2,3}-[0-9]{7,8}|1[0-9]{10}", fullmatch=True),
    st.one_of(st.none(), st.integers(-(10**14), 10**14)),
    st.one_of(
        st.none(),
        st.dates(min_value=date(1930, 1, 1), max_value=date(2110, 1, 1)),
    ),
    st.sampled_from(["a", "b", None]),
    st.sampled_from([True, False, None]),
    st.lists(CODES, max_size=4, unique=True),
)


def read_again(data: bytes) -> list[tuple]:
    found: Found = found_in(data)
    readers = [(column.code, column.prepared()) for column in COLUMNS]
    rows = [tuple(read(row.cells[code]) for code, read in readers) for row in found.rows]
    assert not [cell for row in rows for cell in row if isinstance(cell, Wrong)]
    return rows


def meant(row: tuple) -> tuple:
    return (*row[:-1], row[-1] or None)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_what_goes_out_comes_in_again_the_same(rows):
    for write in (writing.export, writing.export_text):
        assert read_again(write(REGISTER, rows, in_clear=True)) == [meant(row) for row in rows]


@given(st.text(max_size=40))
def test_a_guard_is_taken_off_again(words):
    assert unguarded(guarded(words)) == words
    assert guarded(words)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("words", ["=1+1", '=HYPERLINK("http://evil.example","点")', "+86 138", "-1", "@SUM(A1)"])
def test_nothing_typed_becomes_a_formula(words):
    row = (words, "1", "", None, None, None, None, [])
    book = zipfile.ZipFile(BytesIO(writing.export(REGISTER, [row], in_clear=True)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert f"'{words}" in writing.export_text(REGISTER, [row], in_clear=True).decode("utf-8-sig").replace('""', '"')


def test_a_template_has_text_columns_lists_and_an_example_that_is_not_read():
    data = writing.template(REGISTER)
    book = zipfile.ZipFile(BytesIO(data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "甲类,乙类" in sheet
    assert 'numFmtId="49"' in book.read("xl/styles.xml").decode()
    with pytest.raises(Exception, match=r"tables\.no_rows"):
        found_in(data)


def test_the_returned_file_is_the_sent_one_line_for_line_with_a_column_of_problems():
    found = found_in(workbook([["一览表"], [], ["名称", "编号"], ["甲", 1.1e17], ["乙", "2"]]))
    back = writing.returned(found, [Problem(4, "code", "后几位丢了。"), Problem(4, "", "整行不对。")])
    again = found_in(back)
    assert again.heading == 3
    assert [row.line for row in again.rows] == [4, 5]
    sheet = again.sheet.rows
    assert (sheet[0][0], sheet[2][2], sheet[3][2]) == ("一览表", "问题", "后几位丢了。整行不对。")


def test_a_returned_file_sent_again_gets_its_problems_written_anew():
    found = found_in(workbook([["名称", "编号", "问题"], ["甲", "1", "旧的问题"], ["乙", "2", ""]]))
    again = found_in(writing.returned(found, [Problem(3, "code", "新的问题")]))
    assert [row[2] for row in again.sheet.rows] == ["问题", "", "新的问题"]
    assert len(again.sheet.rows[0]) == 3
