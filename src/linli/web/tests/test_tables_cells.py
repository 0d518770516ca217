"""A cell is read the way a person reads it; what cannot be read is said in a sentence."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.web.tables import cells
from linli.web.tables.cells import Wrong
from linli.web.words import is_readable


def wide(words: str) -> str:
    """The same with full-width digits and letters."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in words)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (131102001045.0, "131102001045"),
        ("131102001045.0", "131102001045"),
        (" １３１１０２ ", "131102"),
        ("1311 0200 1045", "131102001045"),
        ("131102\u200b", "131102"),
        (3.0, "3"),
        ("11010519491231002x", "11010519491231002x"),
        (0, "0"),
    ],
)
def test_a_code_is_its_digits_however_a_spreadsheet_shows_them(cell, meant):
    assert cells.code(cell) == meant


@pytest.mark.parametrize("cell", [1.1010519491231e17, 110105194912310016, -1e20])
@pytest.mark.parametrize("reader", [cells.text, cells.code, cells.phone, cells.integer, cells.number, cells.several])
def test_a_number_of_more_than_fifteen_digits_is_refused_since_its_last_ones_are_lost(cell, reader):
    assert "15 位" in reader(cell).sentence


@pytest.mark.parametrize("cell", ["1.10105E+17", "1.31E+11", "1e17"])
def test_digits_cut_by_a_text_export_are_refused(cell):
    assert isinstance(cells.code(cell), Wrong)
    assert isinstance(cells.phone(cell), Wrong)


@pytest.mark.parametrize("cell", ["1.5E", "E17", "A1", "1A", "10E5栋", "3E12", "0E0"])
def test_a_name_that_only_looks_like_such_a_number_stays(cell):
    assert cells.code(cell) == cell


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("0318—1234567", "0318-1234567"),
        ("０３１８－１２３", "0318-123"),
        (13812340000.0, "13812340000"),
        ("+86 138", "+86138"),
    ],
)
def test_a_telephone_number_is_what_is_dialled(cell, meant):
    assert cells.phone(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (datetime(2026, 1, 5, 9, 30), date(2026, 1, 5)),
        (date(2026, 1, 5), date(2026, 1, 5)),
        (46027.0, date(2026, 1, 5)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2026/01/05", date(2026, 1, 5)),
        ("2026.1.5", date(2026, 1, 5)),
        ("2026年1月5日", date(2026, 1, 5)),
        ("２０２６年１月５日", date(2026, 1, 5)),
        ("20260105", date(2026, 1, 5)),
        (20260105.0, date(2026, 1, 5)),
        ("2026-01-05 00:00:00", date(2026, 1, 5)),
    ],
)
def test_a_day_is_read_in_each_of_the_ways_it_is_written(cell, meant):
    assert cells.day(cell) == meant


@pytest.mark.parametrize("cell", ["2026年1月", "26-1-5", "昨天", "2026-02-30", "2026-13-01", 3.0, True])
def test_what_is_no_day_is_said_to_be_none(cell):
    assert isinstance(cells.day(cell), Wrong)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("是", True), ("√", True), (1.0, True), ("在用", True), ("否", False), ("×", False), (0, False), (True, True)],
)
def test_yes_and_no_have_many_signs(cell, meant):
    assert cells.yes_or_no(cell) is meant


@pytest.mark.parametrize(("cell", "meant"), [("1,234", 1234), ("３", 3), (3.0, 3), ("3.0", 3), ("-7", -7)])
def test_a_whole_number_is_read_with_or_without_its_nought(cell, meant):
    assert cells.integer(cell) == meant


@pytest.mark.parametrize("cell", ["三", "3.5", "", "nan", "inf", "1e400", "9" * 40, date(2026, 1, 5)])
def test_what_is_no_whole_number_is_refused(cell):
    assert isinstance(cells.integer(cell), Wrong)


def test_a_choice_is_found_by_its_title_or_its_code_and_a_wrong_one_is_answered_with_the_list():
    read = cells.one_of({"committee": "居民委员会", "firm": "物业企业"})
    assert read(" 居民 委员会") == "committee"
    assert read("FIRM") == "firm"
    assert "居民委员会、物业企业" in read("别的").sentence


def test_several_codes_in_one_cell_are_each_counted_once():
    assert cells.several("131102、１３１１０３,131102；\n131104") == ["131102", "131103", "131104"]


def test_words_nobody_can_see_are_refused_and_pasted_ones_dropped():
    assert cells.text("游\u200b园\u3000 社区 ") == "游园 社区"
    assert isinstance(cells.text("灯\u202e坏"), Wrong)


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_every_number_a_spreadsheet_keeps_is_read_exactly_as_a_number_or_as_its_digits(number):
    assert cells.integer(float(number)) == cells.integer(str(number)) == number
    assert cells.code(float(number)) == str(number)
    assert cells.integer(wide(str(number))) == number


@given(st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2))
def test_a_number_comes_back_as_it_was_written(number):
    assert cells.number(str(number)) == number
    assert cells.number(float(number)) == number.quantize(Decimal("0.01"))


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2110, 1, 1)))
def test_a_day_is_the_same_in_all_its_forms(day):
    forms = [day, datetime(day.year, day.month, day.day), float((day - cells.FIRST_DAY).days), day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", wide(f"{day.year}/{day.month}/{day.day}")]  # fmt: skip
    assert {cells.day(form) for form in forms} == {day}


@given(st.text(max_size=60))
def test_reading_words_twice_changes_nothing_more_and_leaves_nothing_unseen(words):
    once = cells.text(words)
    if isinstance(once, str):
        assert cells.text(once) == once
        assert all(is_readable(letter) or letter == "\n" for letter in once)


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times())
)
def test_no_cell_whatever_breaks_a_reader(cell):
    for read in (
        cells.text,
        cells.code,
        cells.phone,
        cells.integer,
        cells.number,
        cells.day,
        cells.yes_or_no,
        cells.several,
    ):
        read(cell)
