"""Numbers, comparators and units, for every way of writing them that we know."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.plans.reading.numerals import chinese_integer, leading_number
from linli.plans.reading.quantities import AFTER, BEFORE, Comparator, read_quantity

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
NUMBERS = st.decimals(min_value=0, max_value=999999, places=1).map(
    lambda value: value.to_integral_value() if value == value.to_integral_value() else value
)
UNITS = st.sampled_from(["", "%", "平方米", "人", "名", "个", "户", "小时", "平方米/百户"])


def in_chinese(number):
    """The usual way to write a number below 100,000,000 in characters."""
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    if number >= 10_000:
        rest = number % 10_000
        zero = "零" if 0 < rest < 1000 else ""
        return in_chinese(number // 10_000) + "万" + zero + (in_chinese(rest) if rest else "")
    text = ""
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        text += digits[digit] + places[place] if digit else "零" if text and not text.endswith("零") else ""
    return text.rstrip("零") or "零"


@given(number=NUMBERS, wide=st.booleans())
def test_a_number_reads_back_in_narrow_and_wide_digits(number, wide):
    written = str(number).translate(WIDE) if wide else str(number)
    assert leading_number(f"{written}人") == (number, "人")


@given(number=st.integers(min_value=0, max_value=99_999_999))
def test_a_chinese_numeral_reads_back(number):
    assert chinese_integer(in_chinese(number)) == number


@given(number=st.integers(min_value=10, max_value=19))
def test_ten_to_nineteen_are_read_without_a_leading_one(number):
    assert chinese_integer(in_chinese(number).removeprefix("一")) == number


@pytest.mark.parametrize(
    "numeral", ["", "万", "百", "十百", "二三", "一百二", "一百零", "零五十", "千百", "二十十", "一二三"]
)
def test_a_numeral_that_is_not_well_formed_is_not_read(numeral):
    assert chinese_integer(numeral) is None


@pytest.mark.parametrize(
    ("written", "value"), [("二〇二五", 2025), ("两", 2), ("一千零五十", 1050), ("三万零二", 30002), ("二十", 20)]
)
def test_numerals_as_they_stand_in_plans(written, value):
    assert chinese_integer(written) == value


@given(number=NUMBERS, unit=UNITS, word=st.sampled_from(sorted(BEFORE)))
def test_a_comparator_in_front_is_read_with_number_and_unit(number, unit, word):
    quantity = read_quantity(f"{word}{number}{unit}")
    assert (quantity.low, quantity.high, quantity.unit, quantity.comparator) == (
        number,
        None,
        unit or None,
        BEFORE[word],
    )


@given(number=NUMBERS, unit=UNITS, word=st.sampled_from(sorted(AFTER)))
def test_a_comparator_behind_is_read_with_number_and_unit(number, unit, word):
    quantity = read_quantity(f"达到{number}{unit}{word}")
    assert (quantity.low, quantity.unit, quantity.comparator) == (number, unit or None, AFTER[word])


@given(number=NUMBERS, unit=UNITS)
def test_a_bare_figure_is_met_by_reaching_it(number, unit):
    quantity = read_quantity(f"{number}{unit}")
    assert (quantity.low, quantity.unit, quantity.comparator) == (number, unit or None, Comparator.EXACTLY)


@given(low=NUMBERS, high=NUMBERS, dash=st.sampled_from(["—", "-", "~", "～", "至", "－"]), twice=st.booleans())
def test_a_range_is_read_when_it_rises_and_not_otherwise(low, high, dash, twice):
    quantity = read_quantity(f"{low}{'户' if twice else ''}{dash}{high}户")
    if low < high:
        assert (quantity.low, quantity.high, quantity.unit) == (low, high, "户")
        assert quantity.comparator is Comparator.RANGE
    else:
        assert quantity is None


@pytest.mark.parametrize(
    ("written", "value", "unit", "comparator"),
    [
        ("23．6平方米", "23.6", "平方米", "="),
        ("＞30平方米", "30", "平方米", ">"),
        ("百分之八十", "80", "%", "="),
        ("九成以上", "90", "%", ">="),
        ("1.5万户", "15000", "户", "="),
        ("1,200个", "1200", "个", "="),
        ("十八人", "18", "人", "="),
        ("100％", "100", "%", "="),
        ("30㎡以上", "30", "平方米", ">="),
        ("30平米", "30", "平方米", "="),
        ("[500]", "500", None, "="),
        ("〔1.2万〕人", "12000", "人", "="),
        ("翻一番", "2", "倍", "="),
        ("不低于（含）30", None, None, None),
    ],
)
def test_quantities_as_they_stand_in_plans(written, value, unit, comparator):
    quantity = read_quantity(written)
    read = (
        (str(quantity.low.normalize().__format__("f")), quantity.unit, quantity.comparator) if quantity else (None,) * 3
    )
    assert read == (value, unit, comparator)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "——",
        "3万多人",
        "约30%",
        "30左右",
        "2.5.1",
        "≥30以下",
        "1 2人",
        "持续提高",
        "年均增长5%",
        "5—",
        "30%和40%",
        "10%、20%",
    ],
)
def test_what_is_no_plain_quantity_is_not_read_as_one(written):
    assert read_quantity(written) is None


@given(text=st.text(alphabet="0123456789.,%≥—至万十百两成人分之 以上", max_size=12))
def test_no_writing_of_numbers_breaks_the_reader(text):
    quantity = read_quantity(text)
    assert quantity is None or (quantity.low >= 0 and quantity.low.is_finite() and isinstance(quantity.low, Decimal))
