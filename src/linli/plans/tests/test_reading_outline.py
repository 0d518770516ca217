"""Headings, tasks and 专栏 told apart, in invented text laid out as real plans are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.plans.reading import read_text

HEAD = "某州“十四五”服务规划\n\n一、主要任务\n\n（一）健全机制\n\n"


def tasks(text):
    return [(task["section"], task["number"], task["title"]) for task in read_text(HEAD + text).to_json()["tasks"]]


def actions(text):
    return [(a["box"], a["number"], a["title"]) for a in read_text(HEAD + text).to_json()["actions"]]


def targets(sentences):
    reading = read_text(f"{HEAD}专栏1 行动\n1.办事行动。{sentences}\n").to_json()
    return reading["actions"][0]["targets"]


def test_the_count_tells_where_a_box_ends_and_the_tasks_go_on():
    text = "1.甲。文。\n专栏1 行动\n1.子。文。\n2.丑。文。\n3.寅。文。\n2.乙。文。\n"
    assert tasks(text) == [("（一）", 1, "甲"), ("（一）", 2, "乙")]
    assert actions(text) == [("专栏1", 1, "子"), ("专栏1", 2, "丑"), ("专栏1", 3, "寅")]


def test_where_both_counts_go_on_two_empty_lines_end_the_box():
    text = "1.甲。文。\n2.乙。文。\n\t专栏1 行动\n\n\t1.子。文。\n2.丑。文。\n\n\n3.丙。文。\n"
    assert tasks(text)[-1] == ("（一）", 3, "丙")
    assert actions(text)[-1] == ("专栏1", 2, "丑")


def test_a_task_whose_number_was_forgotten_is_kept_without_a_number():
    text = "1.甲。文。\n\n办好乙事。具体办法，如下文。\n\n3.丙。文。\n"
    assert tasks(text) == [("（一）", 1, "甲"), ("（一）", None, "办好乙事"), ("（一）", 3, "丙")]


def test_a_number_missing_without_a_trace_is_a_problem():
    reading = read_text(f"{HEAD}1.甲。文。\n3.丙。文。\n").to_json()
    assert "任务编号从 1 跳到 3。" in [problem["message"] for problem in reading["problems"]]


def test_numbered_goals_outside_the_chapter_of_tasks_are_no_tasks():
    text = "某州服务规划\n一、总体要求\n（一）主要目标\n1.机制更优。文。\n二、重点任务\n（一）做事\n1.办好。文。\n"
    assert [task["title"] for task in read_text(text).to_json()["tasks"]] == ["办好"]


def test_a_paragraph_cut_by_a_page_break_is_one_task_with_its_units():
    text = "1. 甲事。先做这件，\n\n再做那件。（**牵头单位：**州民政局，**责任单位：**州残联、团委，各县市人民政府）\n"
    (task,) = read_text(HEAD + text).to_json()["tasks"]
    assert task["lead_units"] == ["州民政局"]
    assert task["responsible_units"] == ["州残联", "团委", "各县市人民政府"]


@pytest.mark.parametrize(
    ("words", "lead", "responsible"),
    [
        ("（牵头单位：市民政局；责任单位：市残联、市妇联）", ["市民政局"], ["市残联", "市妇联"]),
        ("（牵头部门：市民政局，配合单位：各县（市、区）人民政府）", ["市民政局"], ["各县（市、区）人民政府"]),
        ("（责任单位：市民政局、市财政局）", [], ["市民政局", "市财政局"]),
        ("(市民政局、财政局,各乡镇人民政府等按职责分工负责)", [], ["市民政局", "财政局", "各乡镇人民政府"]),
        ("（市民政局牵头，市财政局、市残联等配合）", ["市民政局"], ["市财政局", "市残联"]),
        ("（市民政局牵头，市财政局等单位按职责分工负责）", ["市民政局"], ["市财政局"]),
        ("由市民政局牵头，市财政局、市残联配合。", ["市民政局"], ["市财政局", "市残联"]),
        ("（市民政局负责）", [], ["市民政局"]),
        ("做好工作（含试点）。", [], []),
    ],
)
def test_who_leads_and_who_helps_is_read_in_every_form(words, lead, responsible):
    (task,) = read_text(f"{HEAD}1.甲。先做这件事。{words}\n").to_json()["tasks"]
    assert (task["lead_units"], task["responsible_units"]) == (lead, responsible)


def test_units_named_for_all_tasks_below_are_responsible_for_each():
    text = (
        "1.甲。文。（牵头单位：市民政局，责任单位：市残联，以下各县人民政府均为责任单位，不再列出）\n"
        "2.乙。文。（牵头单位：市民政局）\n"
    )
    found = read_text(HEAD + text).to_json()["tasks"]
    assert [task["responsible_units"] for task in found] == [["市残联", "各县人民政府"], ["各县人民政府"]]


def test_a_table_announced_and_not_in_the_file_is_missing():
    reading = read_text("某州服务规划\n一、目标\n文。\n专栏1：“十四五”主要指标\n二、任务\n").to_json()
    (problem,) = [problem for problem in reading["problems"] if problem["kind"] == "missing_table"]
    assert problem["where"] == "专栏1"
    assert reading["indicators"] == []


def test_a_heading_out_of_count_is_a_problem():
    reading = read_text("某州服务规划\n一、甲\n文。\n三、丙\n文。\n").to_json()
    assert [section["title"] for section in reading["sections"]] == ["甲", "丙"]
    assert "标题编号不连续：三、丙" in [problem["message"] for problem in reading["problems"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加快建设，到2025年，覆盖率达到100%，定期检查。", ["到2025年，覆盖率达到100%"]),
        ("所有村均设置1名信息员。", ["所有村均设置1名信息员"]),
        (
            "到2022年底，各乡均建立站，各村均建立点，并全部建立队。",
            ["到2022年底，各乡均建立站，各村均建立点，并全部建立队"],
        ),
        ("实现“15分钟健身圈”全覆盖。", ["实现“15分钟健身圈”全覆盖"]),
        ("未通宽带村动态清零，实现80%的村通5G。", ["未通宽带村动态清零", "实现80%的村通5G"]),
        ("推进“一区一警”“15分钟”建设，培育一批组织。", []),
        ("第130次会议通过，建成后截至2020年覆盖率达60%。", []),
        ("2025年召开3次会议。面向60岁老人。", []),
    ],
)
def test_a_figure_is_a_target_only_where_the_text_promises_it(text, expected):
    assert targets(text) == expected


def test_a_line_of_formatting_marks_alone_is_no_paragraph():
    assert tasks("1.甲。文，\n**\n\ufeff\n2.乙。文。\n") == [("（一）", 1, "甲"), ("（一）", 2, "乙")]


PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "（十）", "1.", "2．", "3、", "专栏1", "专栏二：", "附件", "附件1", "附件：", "\t", "\n", "\n\n",
     "\r\n", "指标", "2025年目标值", "2020年", "属性", "牵头单位", "责任单位：", "具体工作内容", "序号", "任务", "。", "，",
     "≥", "10%", "23．6", "1,2", "——", "“", "”", "（", "）", "$\\geq 5$", "**", "达到", "全覆盖", "每年", "二〇二二年十三月四十日",
     "2022年2月30日", "政办〔2022〕1号", "规划", "的通知", "甲乙", "A 1", "\u3000", "\ufeff", "\x0c", "等"]
)  # fmt: skip


@given(text=st.lists(PIECES, max_size=60).map("".join))
def test_no_text_breaks_the_reader_and_every_span_cuts_the_file(text):
    reading = read_text(text).to_json()
    json.dumps(reading)
    parts = ("indicators", "sections", "tasks", "actions", "ledger_rows", "problems")
    for item in (item for part in parts for item in reading[part]):
        if item["span"] is not None:
            start, end = item["span"]
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip()


@given(text=st.text(max_size=200))
def test_text_that_is_no_plan_gives_no_indicator_and_says_so(text):
    reading = read_text(text).to_json()
    assert reading["indicators"] == reading["ledger_rows"] == []
    assert reading["problems"]


def test_an_attachment_announced_and_not_in_the_file_is_missing():
    reading = read_text(f"{HEAD}1.甲。文。\n\n附件：重点任务分工清单\n").to_json()
    (problem,) = [problem for problem in reading["problems"] if problem["kind"] == "missing_table"]
    assert (problem["where"], problem["message"]) == ("附件", "文件里没有这个附件：附件：重点任务分工清单")


@pytest.mark.parametrize("mark", ["一、", "（一）", "1."])
def test_parts_and_clauses_number_a_plan_as_well(mark):
    text = (
        "某市“十四五”规划\n目录\n第一章 总体要求……1\n第二章 主要任务……3\n\n第一章 总体要求\n第一节 发展目标\n"
        f"到2025年，覆盖率达到80%。\n第二章 主要任务\n第一节 做事\n{mark}甲事。文。\n第三章 保障措施\n文。\n"
    )
    reading = read_text(text).to_json()
    assert [(each["number"], each["title"], each["level"]) for each in reading["sections"]] == [
        ("第一章", "总体要求", 1),
        ("第一节", "发展目标", 2),
        ("第二章", "主要任务", 1),
        ("第一节", "做事", 2),
        ("第三章", "保障措施", 1),
    ]
    assert [(task["section"], task["number"], task["title"]) for task in reading["tasks"]] == [("第一节", 1, "甲事")]
    assert [each["target"] for each in reading["indicators"]] == [80]


def test_where_nothing_is_numbered_below_the_sections_are_the_tasks():
    text = "某县方案\n一、工作目标\n文。\n二、重点任务\n（一）甲事。文。（牵头单位：县民政局）\n（二）乙事。文。\n三、保障措施\n"
    found = read_text(text).to_json()["tasks"]
    assert [(task["section"], task["number"], task["title"], task["lead_units"]) for task in found] == [
        ("二、", 1, "甲事", ["县民政局"]),
        ("二、", 2, "乙事", []),
    ]


def test_tasks_may_stand_right_below_their_chapter():
    text = "某县方案\n一、工作目标\n文。\n二、重点任务\n1.甲事。文。\n2.乙事。文。\n三、保障措施\n1.组织。文。\n"
    found = read_text(text).to_json()["tasks"]
    assert [(task["section"], task["title"]) for task in found] == [("二、", "甲事"), ("二、", "乙事")]


def test_marks_alone_on_their_line_take_the_title_below():
    text = "某市规划\n第一章\n重点任务\n第一节\n做事\n一、甲。文。\n专栏1\n养老服务行动\n（1）子行动。文。\n（2）丑行动。文。\n"
    reading = read_text(text).to_json()
    assert [section["title"] for section in reading["sections"]] == ["重点任务", "做事"]
    assert [(each["box_title"], each["number"], each["title"]) for each in reading["actions"]] == [
        ("养老服务行动", 1, "子行动"),
        ("养老服务行动", 2, "丑行动"),
    ]


def test_actions_without_numbers_are_known_by_what_they_are_called():
    text = "1.甲。文。\n专栏1 服务行动\n社区养老工程。建成10个站点。\n社区托育行动。文。\n2.乙。文。\n"
    assert actions(text) == [("专栏1", None, "社区养老工程"), ("专栏1", None, "社区托育行动")]
    assert [task[2] for task in tasks(text)] == ["甲", "乙"]
