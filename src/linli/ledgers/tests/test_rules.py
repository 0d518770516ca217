"""What a definition may be, which line counts on a day, when somebody is reminded."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.base.clock import SHANGHAI
from linli.ledgers import rules
from linli.ledgers.rules import Field, FieldKind, Figure, Met, Spec, SpecFault, State
from tests.refusing import refused

LIT = Field("f1", "通了没有", FieldKind.YES_NO)
HOMES = Field("f2", "户数", FieldKind.WHOLE, required=False, unit="户")
LONG = Field("f3", "管网长度", FieldKind.NUMBER, required=False, unit="公里")
SPEC = Spec((LIT, HOMES, LONG), met=Met.YES, met_field="f1")


@dataclass(frozen=True)
class L:
    day: date
    written_at: datetime
    is_void: bool = False
    is_met: bool = True
    valid_until: date | None = None


FIRST = datetime(2026, 1, 1, tzinfo=SHANGHAI)
LINES = some.lists(
    some.tuples(some.integers(0, 20), some.booleans(), some.booleans(), some.none() | some.integers(0, 40)), max_size=12
)


def lines_of(told):
    made = []
    for place, (day, void, met, until) in enumerate(told):
        on = date(2026, 1, 1) + timedelta(days=day)
        last = None if until is None else date(2026, 1, 1) + timedelta(days=until)
        made.append(L(on, FIRST + timedelta(hours=place), void, met and not void, last))
    return made


@drawn(LINES, some.integers(0, 45))
def test_what_counts_on_a_day_is_the_newest_day_s_last_word(told, ahead):
    lines, day = lines_of(told), date(2026, 1, 1) + timedelta(days=ahead)
    found = rules.held(lines, day)
    last_words = {}
    for line in lines:
        if line.day <= day:
            last_words[line.day] = line
    standing = [line for line in last_words.values() if not line.is_void]
    if not standing:
        assert found is None
        return
    assert found in standing
    assert all(found.day >= line.day for line in standing)
    assert rules.counts(found, day) == (found.is_met and (found.valid_until is None or found.valid_until >= day))


@drawn(LINES, some.integers(0, 45), some.randoms())
def test_it_does_not_matter_in_which_order_lines_are_read(told, ahead, chance):
    lines, day = lines_of(told), date(2026, 1, 1) + timedelta(days=ahead)
    mixed = list(lines)
    chance.shuffle(mixed)
    assert rules.held(mixed, day) == rules.held(lines, day)


@drawn(LINES, some.integers(0, 45))
def test_what_is_written_for_later_days_changes_no_earlier_one(told, ahead):
    lines, day = lines_of(told), date(2026, 1, 1) + timedelta(days=ahead)
    later = L(day + timedelta(days=1), FIRST + timedelta(days=99))
    assert rules.held([*lines, later], day) == rules.held(lines, day)


@drawn(LINES, some.integers(0, 20))
def test_a_day_taken_back_is_as_if_nothing_had_been_written_of_it(told, ahead):
    lines, day = lines_of(told), date(2026, 1, 1) + timedelta(days=ahead)
    void = L(day, FIRST + timedelta(days=99), is_void=True, is_met=False)
    without = [line for line in lines if line.day != day]
    assert rules.held([*lines, void], day) == rules.held(without, day)


@pytest.mark.parametrize(
    ("met", "until", "due", "expected"),
    [
        (None, None, None, State.MISSING),
        (None, None, date(2026, 6, 1), State.MISSING),
        (None, None, date(2026, 5, 31), State.OVERDUE),
        (True, None, date(2026, 5, 31), State.MET),
        (False, None, None, State.UNMET),
        (True, date(2026, 5, 31), None, State.OVERDUE),
        (True, date(2026, 6, 1), None, State.RENEW),
        (True, date(2026, 7, 1), None, State.MET),
    ],
)
def test_how_an_area_stands(met, until, due, expected):
    assert rules.state(met, until, due, date(2026, 6, 1)) is expected


@pytest.mark.parametrize("label", ["村民姓名", "身份证号", "联 系 电 话", "民族", "宗教信仰", "户主", "姓\u3000名"])
def test_a_field_that_names_a_person_is_refused(label):
    with pytest.raises(SpecFault, match="不登记任何人"):
        rules.checked(replace(SPEC, fields=(replace(LIT, label=label),)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": ()},
        {"fields": (LIT, replace(HOMES, code="f1"))},
        {"fields": (LIT, replace(HOMES, label=LIT.label))},
        {"fields": (LIT, Field("f2", "状态", FieldKind.TEXT))},
        {"fields": (LIT, Field("f2", "进度", FieldKind.CHOICE, choices=("一种",)))},
        {"met_field": "f2"},
        {"met": Met.AT_LEAST, "met_field": "f2"},
        {"met": Met.AT_LEAST, "met_field": "f1", "met_least": Decimal(1)},
        {"renew_months": 0},
        {"figure": Figure.SUM, "figure_field": "f3"},
        {"figure": Figure.SHARE, "figure_field": "f2", "figure_of": "f2"},
        {"goals": ((2026, Decimal(101)),)},
        {"goals": ((2027, Decimal(90)), (2026, Decimal(80)))},
        {"figure": Figure.COUNT, "goals": ((2026, Decimal("1.5")),)},
    ],
)
def test_a_definition_that_cannot_be_is_refused(wrong):
    with pytest.raises(SpecFault):
        rules.checked(replace(SPEC, **wrong))


def test_a_definition_is_read_back_as_it_was_kept_and_as_strictly():
    whole = replace(
        SPEC, due_on=date(2026, 6, 30), renew_months=12, goals=((2026, Decimal("80.5")), (2027, Decimal(100)))
    )
    assert rules.spec_of(whole.as_facts()) == whole
    for spoilt in ({"shade": 1}, {"met": "never"}, {"fields": [{"code": "f1"}]}, {"goals": [["2026", "many"]]}):
        with pytest.raises(SpecFault):
            rules.spec_of({**whole.as_facts(), **spoilt})


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "ledgers.field_missing"),
        ({"f1": "是"}, "ledgers.field_wrong"),
        ({"f1": True, "f2": -1}, "ledgers.field_wrong"),
        ({"f1": True, "f2": True}, "ledgers.field_wrong"),
        ({"f1": True, "f3": Decimal("1.23456")}, "ledgers.field_wrong"),
        ({"f1": True, "f3": Decimal("NaN")}, "ledgers.field_wrong"),
    ],
)
def test_what_does_not_fit_its_field_is_refused(said, code):
    with refused(code):
        rules.kept(SPEC, said)


@pytest.mark.parametrize("words", ["13103119900101123X", "找 138 0318 1234", "138-0318-1234"])
def test_words_that_hold_a_number_of_a_person_are_refused(words):
    spec = replace(SPEC, fields=(LIT, Field("f2", "在哪里", FieldKind.TEXT)))
    with refused("ledgers.field_wrong"):
        rules.kept(spec, {"f1": True, "f2": words})


def test_what_meets_a_definition():
    number = replace(SPEC, met=Met.AT_LEAST, met_field="f3", met_least=Decimal("2.5"))
    assert [rules.meets(number, {"f3": each}) for each in ("2.4", "2.5", None)] == [False, True, False]
    assert [rules.meets(SPEC, {"f1": each}) for each in (True, False)] == [True, False]
    assert rules.meets(replace(SPEC, met=Met.EXISTS, met_field=""), {})


def test_a_line_runs_out_on_the_same_day_months_later_or_at_the_months_end():
    spec = replace(SPEC, renew_months=6)
    assert rules.runs_out(spec, date(2026, 8, 31)) == date(2027, 2, 28)
    assert rules.runs_out(spec, date(2026, 3, 15)) == date(2026, 9, 15)
    assert rules.runs_out(SPEC, date(2026, 3, 15)) is None


def test_the_goal_of_a_year_is_its_own_or_the_next_one_s_and_the_last_one_stays():
    spec = replace(SPEC, goals=((2026, Decimal(60)), (2028, Decimal(90))))
    assert [spec.goal_for(year)[0] for year in (2025, 2026, 2027, 2028, 2030)] == [2026, 2026, 2028, 2028, 2028]
    assert SPEC.goal_for(2026) is None


@pytest.mark.parametrize(
    ("today", "reminded", "expected"),
    [
        (date(2026, 5, 30), None, False),
        (date(2026, 5, 31), None, True),
        (date(2026, 6, 1), date(2026, 5, 31), False),
        (date(2026, 6, 23), date(2026, 5, 31), True),
        (date(2026, 7, 1), date(2026, 6, 23), True),
        (date(2026, 7, 20), date(2026, 7, 1), False),
        (date(2026, 7, 20), None, False),
    ],
)
def test_who_fills_is_reminded_thirty_and_seven_days_before_and_the_day_after(today, reminded, expected):
    spec = replace(SPEC, due_on=date(2026, 6, 30))
    assert rules.is_to_remind(spec, reminded, date(2026, 1, 1), today) is expected
