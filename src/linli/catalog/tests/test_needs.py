"""Words of need and milestones: the shipped files fit the shipped items, a spoilt file is refused with its place."""

import pytest

from linli.catalog import milestones
from linli.catalog.needs import Needs, needs, read
from linli.catalog.reading import SpecError
from linli.catalog.tests.items import shipped

CODES = {item.code for item in shipped()}


def test_every_item_of_the_words_of_need_is_shipped():
    assert needs().words.keys() <= CODES


def test_every_item_of_a_milestone_is_shipped():
    assert {code for each in milestones.known().values() for part in each.parts for code in part.items} <= CODES


def test_a_word_stands_for_its_group_the_longest_first():
    words = Needs((("老人", "老年人", "老"), ("吃饭", "用餐")))
    assert words.in_one_word("老年人用餐") == "老人吃饭"
    assert Needs().in_one_word("老年人用餐") == "老年人用餐"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("生二胎", "birth"),
        ("老人过世", "farewell"),
        ("nv", ""),
        ("shanghukou", "birth"),
        ("爷爷瘫痪", "losing-strength"),
        ("退休", "retiring"),
        ("路灯不亮", ""),
    ],
)
def test_a_milestone_is_found_by_its_words_and_not_by_others(typed, meant):
    assert [each.code for each in milestones.found(typed)][:1] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[same]]\nwords = ["一"]', "same[1].words 应是至少 2 条文字的列表"),
        ('[[same]]\nwords = ["一", "二"]\n[[same]]\nwords = ["二", "三"]', "“二”写了两次"),
        ('[[item]]\ncode = "A"\nwords = ["二"]', "item[1].code 只能用小写字母"),
        ("[[items]]", "items 不认识"),
        ("= ", "不是正确的 TOML"),
    ],
)
def test_a_spoilt_file_says_where(tmp_path, text, said):
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"words\.toml") as refused:
        read(tmp_path / "words.toml")
    assert said in str(refused.value)


def test_a_milestone_that_is_written_twice_is_refused(tmp_path):
    one = '[[milestone]]\ncode = "a"\ntitle = "甲"\nshort = "甲"\nicon = "baby"\nsummary = "甲"\nwords = ["一", "二", "三"]'
    part = '\n[[milestone.part]]\ntitle = "乙"\nitems = ["x"]\n'
    (tmp_path / "m.toml").write_text((one + part) * 2, encoding="utf-8")
    with pytest.raises(SpecError, match="重复的 code"):
        milestones.read(tmp_path / "m.toml")
