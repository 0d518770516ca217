"""What stands before the first chapter, in invented text."""

import pytest

from linli.plans.reading import read_text

NOTICE = """某市人民政府办公室
关于印发某市服务体系建设
“十四五”规划的通知
某政办字〔2022〕7号
各县区人民政府：
《某市服务体系建设“十四五”规划》已经同意，依据省政办发〔2021〕56号，现予印发。
某市人民政府办公室
2022年5月10日
（此件公开发布）
某市服务体系建设
“十四五”规划
"""


def header(text):
    return read_text(f"{text}\n一、目标\n文。\n").to_json()


def test_the_notice_and_the_plan_have_each_their_title():
    read = header(NOTICE)
    assert read["notice_title"] == "某市人民政府办公室关于印发某市服务体系建设“十四五”规划的通知"
    assert read["title"] == "某市服务体系建设“十四五”规划"


def test_only_a_number_alone_on_its_line_is_the_plans_own():
    assert header(NOTICE)["document_number"] == "某政办字〔2022〕7号"
    assert header(NOTICE.replace("某政办字〔2022〕7号\n", ""))["document_number"] is None


def test_who_signed_stands_over_the_date():
    assert header(NOTICE)["issuer"] == "某市人民政府办公室"
    assert header(NOTICE)["date"] == "2022-05-10"


@pytest.mark.parametrize("written", ["二〇二二年五月十日", "2022 年 5 月 10 日", "２０２２年５月１０日"])
def test_the_date_is_read_in_every_writing(written):
    assert header(NOTICE.replace("2022年5月10日", written))["date"] == "2022-05-10"


def test_a_day_that_does_not_exist_is_a_problem_and_no_date():
    read = header(NOTICE.replace("5月10日", "2月30日"))
    assert read["date"] is None
    assert "落款日期不是一个真实的日期：2022年2月30日" in [problem["message"] for problem in read["problems"]]


def test_a_plan_without_a_notice_has_a_title_and_nothing_invented():
    read = header("某县服务规划\n\n为建设服务体系，制定本规划。\n")
    assert (read["title"], read["region"]) == ("某县服务规划", "某县")
    assert [read[key] for key in ("notice_title", "issuer", "document_number", "date", "period")] == [None] * 5


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("某某省某某市某某区社区服务规划", "某某区"),
        ("某某回族自治区“十四五”规划", "某某回族自治区"),
        ("某某州直“十四五”规划", "某某州直"),
        ("城乡社区服务体系规划", None),
    ],
)
def test_the_region_is_the_smallest_area_in_front_of_the_title(title, region):
    assert header(title)["region"] == region


def test_the_period_is_the_stated_one_or_that_of_the_five_year_plan():
    assert header("某市“十四五”规划")["period"] == "2021-2025"
    assert header("某市“十五五”规划")["period"] == "2026-2030"
    assert header("某市规划\n规划期为2022年至2024年。")["period"] == "2022-2024"


def test_two_periods_that_differ_are_a_contradiction():
    read = header("某市“十四五”规划\n规划期为2022年至2024年。")
    assert [problem["kind"] for problem in read["problems"] if problem["where"] == "开头"] == ["contradiction"]


def test_what_a_web_site_says_above_the_document_is_taken_for_what_it_is():
    read = header(
        "索引号：1311-2022-1\n发文字号：某政办字〔2022〕7号\n成文日期：2022年5月10日\n某市关于印发某市服务规划的通知\n"
        "各县区人民政府：\n现予印发。\n某市服务规划\n"
    )
    assert (read["document_number"], read["date"]) == ("某政办字〔2022〕7号", "2022-05-10")
    assert (read["title"], read["notice_title"]) == ("某市服务规划", "某市关于印发某市服务规划的通知")


def test_years_behind_the_title_are_its_period():
    read = header("某省服务规划\n（2021—2025年）")
    assert (read["title"], read["period"]) == ("某省服务规划（2021—2025年）", "2021-2025")


def test_a_number_in_brackets_on_its_own_line_is_the_plans_own():
    assert (
        header(NOTICE.replace("某政办字〔2022〕7号", "（某政办字〔2022〕7号）"))["document_number"]
        == "某政办字〔2022〕7号"
    )
