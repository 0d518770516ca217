"""What may stand in a record, for any input."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.identity import check_digit, is_valid_identity_number
from linli.base.refusals import Refused
from linli.people import rules
from tests.refusing import refused

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def said(rule, *typed):
    """What a rule makes of it, and what it refuses: code and field."""
    try:
        return rule(*typed), None
    except Refused as refusal:
        return None, (refusal.code, refusal.field)


@given(st.text())
def test_a_name_is_one_line_or_refused(typed):
    name, refusal = said(rules.name_typed, typed)
    line = " ".join(typed.split())
    assert name == (line if 0 < len(line) <= 40 else None)
    assert refusal == (None if name else ("people.name_missing", "name"))


@given(st.text(alphabet="0123456789Xx- 　０１９Ｘ", max_size=24))
def test_an_identity_number_comes_out_whole_or_not_at_all(typed):
    number, refusal = said(rules.identity_typed, typed)
    assert refusal in (None, ("people.identity_wrong", "identity"))
    assert number in (None, "") or (is_valid_identity_number(number) and number == number.upper())


@given(DAYS, st.integers(0, 999), st.sampled_from(["{}", " {} ", "{:.6} {:}"]))
def test_a_right_number_is_taken_however_it_is_typed(born, serial, shape):
    first = f"110105{born:%Y%m%d}{serial:03d}"
    number = first + check_digit(first)
    typed = shape.format(number) if shape != "{:.6} {:}" else f"{number[:6]} {number[6:14]}-{number[14:].lower()}"
    assert rules.identity_typed(typed) == number


@given(DAYS, st.integers(1, 60))
def test_months_later_is_the_day_before_the_same_day_of_a_later_month(day, months):
    last = rules.months_later(day, months)
    assert day <= last + timedelta(days=1)
    following = last + timedelta(days=1)
    assert (following.year * 12 + following.month) - (day.year * 12 + day.month) == months
    assert following.day <= day.day


@given(DAYS, st.integers(-40, 2000), st.integers(1, 48))
def test_a_consent_ends_between_its_first_day_and_the_longest_its_purpose_allows(begins, length, longest):
    ends = begins + timedelta(days=length)
    is_right = begins <= ends <= rules.months_later(begins, longest)
    _nothing, refusal = said(rules.span_of_consent, begins, ends, longest)
    assert is_right == (refusal is None)
    assert is_right or refusal[1] == "ends_on"


@given(DAYS, DAYS | st.none(), DAYS)
def test_nobody_moves_tomorrow_or_leaves_before_coming(since, until, today):
    is_right = since <= today and (until is None or since <= until <= today)
    _nothing, refusal = said(rules.span_of_stay, since, until, today)
    assert is_right == (refusal is None)


@pytest.mark.parametrize("count", [-1, 100])
def test_a_household_has_a_number_of_people_that_can_be(count):
    with refused("people.member_count_wrong"):
        rules.members_typed(count)


@pytest.mark.parametrize("address", ["", "  ", "楼" * 101])
def test_a_household_has_a_door(address):
    with refused("people.address_missing"):
        rules.address_typed(address)
