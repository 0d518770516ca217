"""For whom a policy is: all conditions hold, what was not answered stays open, nothing that fits is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.policies import rules
from linli.policies.rules import Fit
from tests.refusing import refused

MONDAY = date(2026, 11, 23)
QUESTIONS = st.sampled_from(["age", "income", "situation"])
VALUES = st.sampled_from(["a", "b", "c"])
CONDITIONS = st.dictionaries(QUESTIONS, st.lists(VALUES, min_size=1, unique=True), max_size=3)
ANSWERS = st.dictionaries(QUESTIONS, st.lists(VALUES, unique=True), max_size=3)


def test_a_policy_without_conditions_is_for_everybody():
    assert rules.match({}, {"age": ["a"]}).fit is Fit.SUITS


def test_all_conditions_must_hold_each_by_any_of_its_answers():
    for_whom = {"age": ["over_60", "over_80"], "income": ["low"]}
    assert rules.match(for_whom, {"age": ["over_80"], "income": ["low"]}).fit is Fit.SUITS
    assert rules.match(for_whom, {"age": ["over_80"], "income": ["enough"]}).fit is Fit.NOT
    assert rules.match(for_whom, {"age": ["adult"]}).fit is Fit.NOT
    found = rules.match(for_whom, {"age": ["over_60"]})
    assert (found.fit, found.open_questions) == (Fit.PERHAPS, ("income",))


@given(CONDITIONS, ANSWERS, QUESTIONS, st.lists(VALUES, min_size=1))
def test_answering_more_never_brings_back_what_did_not_fit_nor_opens_what_was_settled(for_whom, answers, more, said):
    before, after = rules.match(for_whom, answers), rules.match(for_whom, {more: said, **answers})
    if before.fit is Fit.NOT:
        assert after.fit is Fit.NOT
    if before.fit is Fit.SUITS:
        assert after.fit is Fit.SUITS
    assert set(after.open_questions) <= set(before.open_questions)


@given(CONDITIONS, ANSWERS)
def test_what_fits_has_no_open_question_and_what_may_has_one(for_whom, answers):
    found = rules.match(for_whom, answers)
    assert (found.fit is Fit.PERHAPS) == bool(found.open_questions)


@pytest.mark.parametrize(
    ("document", "quote", "code"), [(" ", "原话", "policies.no_source"), ("文件", "", "policies.no_quote")]
)
def test_no_policy_without_a_source(document, quote, code):
    with refused(code):
        rules.check_source(document, quote)


@pytest.mark.parametrize(
    ("issued", "ends", "code"),
    [
        (date(2026, 11, 24), None, "policies.not_issued_yet"),
        (date(2026, 11, 20), date(2026, 11, 19), "policies.ends_before_issued"),
    ],
)
def test_days_that_cannot_be_are_refused(issued, ends, code):
    with refused(code):
        rules.check_days(issued, ends, today=MONDAY)


@pytest.mark.parametrize("for_whom", [{"colour": ["red"]}, {"age": ["green"]}, {"age": []}])
def test_only_what_is_asked_can_be_a_condition(for_whom):
    with refused("policies.unknown_condition"):
        rules.check_conditions(for_whom, {"age": {"adult"}})


def test_a_retirement_says_why_once():
    assert rules.check_retirement(" 文件\n废止了 ", is_retired=False) == "文件 废止了"
    with refused("policies.reason_missing"):
        rules.check_retirement("无", is_retired=False)
    with refused("policies.retired_already"):
        rules.check_retirement("文件废止了", is_retired=True)
