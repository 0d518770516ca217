"""Search: real words, slips, pinyin and initials find the item meant; the same words always in the same order."""

from functools import cache

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.catalog.needs import Needs, needs
from linli.catalog.plainly import plain
from linli.catalog.search import LONGEST, Index
from linli.catalog.telling import in_readers_words
from linli.catalog.tests.items import an_item, shipped


@cache
def index() -> Index:
    return Index(shipped(), needs=needs())


def first(text: str) -> str:
    found = index().find(text)
    return found[0].item.code if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("老人吃饭没人做", "elder-meals"),
        ("路灯不亮", "public-repair"),
        ("灯坏", "public-repair"),
        ("村里路灯坏了", "public-repair"),
        ("我要投诉物业", "property-complaint"),
        ("低保", "living-allowance"),
        ("孩子放学没人接", "after-school-care"),
        ("老公打人", "family-violence-shelter"),
        ("不想活了", "counselling"),
        ("邻居太吵", "mediation"),
        ("小区垃圾没人清", "environment-report"),
        ("养老金认证", "assisted-application"),
        ("给老人洗澡", "elder-home-help"),
        ("打官司", "legal-aid"),
        ("轮椅", "assistive-devices"),
        ("别的事，我来说", "other-request"),
    ],
)
def test_what_people_say_finds_what_they_mean(typed, meant):
    assert first(typed) == meant


def test_a_broken_pipe_may_be_at_home_or_in_the_stairs_and_both_are_offered_first():
    assert {found.item.code for found in index().find("水管坏了")[:2]} == {"home-repair", "public-repair"}


@pytest.mark.parametrize(("typed", "meant"), [("zc", "elder-meals"), ("db", "living-allowance"), ("zgz", "job-help")])
def test_initials_find(typed, meant):
    assert first(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhucan", "elder-meals"),
        ("ZHU CAN", "elder-meals"),
        ("zucan", "elder-meals"),
        ("dibao", "living-allowance"),
        ("gongzuo", "job-help"),
        ("lunyi", "assistive-devices"),
    ],
)
def test_pinyin_finds_with_its_usual_mix_ups(typed, meant):
    assert first(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("路登不亮", "public-repair"),  # sounds alike
        ("投拆物业", "property-complaint"),  # looks alike
        ("法律援肋", "legal-aid"),
        ("垃圾没清", "environment-report"),  # one left out
        ("家家庭医生", "family-doctor"),  # one doubled
        ("老饭卓", "elder-meals"),
    ],
)
def test_one_wrong_character_still_finds(typed, meant):
    assert first(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lrc", "elder-meals"),  # initials of a word of need
        ("zhushi", "elder-meals"),
        ("laorenchifanmeirenzuo", "elder-meals"),  # a whole line of pinyin
        ("lao ren chi fan mei ren zuo", "elder-meals"),
        ("老人chifan", "elder-meals"),  # half in characters
        ("falvyaunzhu", "legal-aid"),  # two letters changed about
        ("falvyuanzu", "legal-aid"),
    ],
)
def test_letters_in_a_longer_line_mixed_or_with_a_slip_still_find(typed, meant):
    assert first(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("奶奶吃饭没人做", "elder-meals"),
        ("爷爷瘫痪在家没人照顾", "elder-day-care"),
        ("楼道黑灯瞎火", "public-repair"),
        ("老公打我", "family-violence-shelter"),
        ("媳妇打我", "family-violence-shelter"),
        ("娃放学无人接", "after-school-care"),
        ("下岗了想学门手艺", "job-help"),
        ("老板不给工钱", "wage-arrears"),
        ("家里遭了火", "hardship-help"),
        ("物管不管事", "property-complaint"),
        ("有什么补贴能领", "policy-question"),
        ("老爷子起不了床要人洗澡", "elder-home-help"),
    ],
)
def test_words_that_say_the_same_find_the_same(typed, meant):
    assert first(typed) == meant


def test_what_was_really_said_comes_before_what_says_the_same():
    twins = [
        an_item(code="a", keywords=["老人", "甲", "乙"], name="一", plain_name="一一"),
        an_item(code="b", keywords=["爷爷", "丙", "丁"], name="二", plain_name="二二"),
    ]
    found = Index(twins, needs=Needs((("老人", "爷爷"),))).find("爷爷")
    assert [each.item.code for each in found] == ["b", "a"]


@pytest.mark.parametrize("typed", ["", "   ", "？！", "今天天气", "qqqqqq", "😀"])
def test_nothing_meant_finds_nothing(typed):
    assert index().find(typed) == []


def test_width_case_spaces_and_punctuation_do_not_matter():
    assert plain("ＺＣ 助，餐！") == "zc助餐"
    assert index().find("助 餐") == index().find("助餐")


def test_the_limit_is_kept_and_the_best_stay():
    assert index().find("老人", limit=3) == index().find("老人")[:3]


def test_equal_answers_stand_in_the_order_of_their_codes():
    twins = [an_item(code=code, name=f"名{code}", plain_name=f"说{code}") for code in ("b", "a")]
    assert [found.item.code for found in Index(twins).find("路灯")] == ["a", "b"]


def test_an_exact_name_comes_before_words_that_only_hold_it():
    twins = [
        an_item(code="a", keywords=["修路灯杆", "甲", "乙"], name="一", plain_name="一一"),
        an_item(code="b", keywords=["路灯", "丙", "丁"], name="二", plain_name="二二"),
    ]
    assert [found.item.code for found in Index(twins).find("路灯")] == ["b", "a"]


@settings(deadline=None)  # the first one makes the index
@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered_and_the_same_again(text):
    found = index().find(text, limit=5)
    assert len(found) <= 5
    assert found == index().find(text, limit=5)
    assert found == index().find(text[: LONGEST * 10], limit=5)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_no_item_is_found_only_by_its_code():
    for item in shipped():
        assert item in [found.item for found in index().find(item.plain_name)[:1]], item.code
        assert item in [found.item for found in index().find(item.name)[:2]], item.code


@cache
def english() -> Index:
    with translation.override("en"):
        return Index([in_readers_words(item) for item in shipped()], shipped())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("street lamp broken", "public-repair"),
        ("the light on the stairs is out", "public-repair"),
        ("nobody cooks for my grandmother", "elder-meals"),
        ("I need a wheelchair", "assistive-devices"),
        ("lawyers", "legal-aid"),
        ("quarrel with my neighbour", "mediation"),
        ("my husband hits me", "family-violence-shelter"),
        ("family doctor", "family-doctor"),
        ("路灯不亮", "public-repair"),
        ("zhucan", "elder-meals"),
    ],
)
def test_english_words_find_the_item_and_chinese_ones_still_do(typed, meant):
    assert english().find(typed)[0].item.code == meant


def test_little_english_words_find_nothing():
    assert english().find("how can you get me the") == []


def test_an_item_in_english_keeps_what_decides():
    for item in shipped():
        with translation.override("en"):
            told = in_readers_words(item)
        assert (told.code, told.handled_by, told.limit, told.basis) == (
            item.code,
            item.handled_by,
            item.limit,
            item.basis,
        )
        assert [field.name for field in told.form] == [field.name for field in item.form]
        assert [choice.value for field in told.form for choice in field.choices] == [
            choice.value for field in item.form for choice in field.choices
        ]
