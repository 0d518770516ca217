"""The shipped policies: every one with a source and an item that exists; a spoilt file is refused with its place."""

import pytest

from linli.catalog.reading import SpecError
from linli.catalog.tests.items import DATA, shipped
from linli.policies import reading, rules
from linli.policies.rules import Fit

FOLDER = DATA / "policies"
PLANS = {
    "衡水市城乡社区服务体系建设“十四五”规划": DATA / "regions" / "hengshui" / "plan.txt",
}
POLICIES = reading.read_folder(FOLDER)


def test_every_policy_leads_to_a_shipped_item():
    assert {policy.item for policy in POLICIES} <= {item.code for item in shipped()}


def test_every_condition_can_be_met_by_somebody():
    for policy in POLICIES:
        answers = {code: wanted[:1] for code, wanted in policy.for_whom.items()}
        assert rules.match(policy.for_whom, answers).fit is Fit.SUITS


def test_a_quotation_of_a_plan_that_ships_stands_in_it_word_for_word():
    quoted = [policy for policy in POLICIES if policy.document in PLANS]
    assert quoted
    for policy in quoted:
        assert policy.quote in PLANS[policy.document].read_text(encoding="utf-8"), policy.code


def test_questions_are_few_and_all_of_them_decide_something():
    asked = reading.questions()
    assert len(asked) <= 5
    assert {code for policy in POLICIES for code in policy.for_whom} == {question.code for question in asked}


ONE = """
[[policy]]
code = "a"
title = "甲"
summary = "甲"
who = "甲"
issuer = "甲"
document = "甲"
quote = "甲"
words = ["甲"]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + 'for_whom = { age = ["green"] }', "里的 green 不是"),
        (ONE + 'issued_on = "昨天"', "应写成 2026-11-22"),
        (ONE.replace('quote = "甲"', ""), "quote 没有写"),
        (ONE + "price = 1", "price 不认识"),
        (ONE + ONE, "代码重复：a"),
        ("= ", "不是正确的 TOML"),
    ],
)
def test_a_spoilt_file_says_where(tmp_path, text, said):
    (tmp_path / "questions.toml").write_text((FOLDER / "questions.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        reading.read_folder(tmp_path)
    assert said in str(refused.value)
