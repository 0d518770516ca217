"""Identity numbers, by the examples of GB 11643-1999 and by what people mistype."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.identity import check_digit, is_valid_identity_number

STANDARD_EXAMPLES = ["11010519491231002X", "440524188001010014"]


@pytest.mark.parametrize("number", STANDARD_EXAMPLES)
def test_the_examples_of_the_standard_are_valid(number):
    assert is_valid_identity_number(number)
    assert check_digit(number[:17]) == number[17]


def test_a_small_x_is_accepted():
    assert is_valid_identity_number("11010519491231002x")


def test_an_area_nobody_knows_is_accepted():
    assert is_valid_identity_number("00000019491231001" + check_digit("00000019491231001"))


@pytest.mark.parametrize("day", ["19490229", "19491301", "19490431", "19490000", "00000101"])
def test_a_birth_date_that_never_was_is_refused(day):
    first = f"110105{day}002"
    assert not is_valid_identity_number(first + check_digit(first))


def test_a_leap_day_is_a_birth_date():
    first = "11010520000229002"
    assert is_valid_identity_number(first + check_digit(first))


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110105491231002",
        "11010519491231002",
        "11010519491231002XX",
        "X1010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002X\n",
        " 11010519491231002X",
    ],
)
def test_what_is_not_eighteen_characters_of_the_alphabet_is_refused(number):
    assert not is_valid_identity_number(number)


def test_a_check_digit_needs_seventeen_digits():
    with pytest.raises(ValueError, match="seventeen"):
        check_digit("1101051949123100")


@given(
    st.dates().map(lambda day: f"{day.year:04d}{day:%m%d}"), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9)
)
def test_one_wrong_digit_is_always_noticed(day, sequence, place, shift):
    first = f"000000{day}{sequence:03d}"
    number = first + check_digit(first)
    assert is_valid_identity_number(number)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_valid_identity_number(wrong)
