"""Figures promised in sentences: which are, how much, how many a day, and where the plan contradicts itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.plans.reading import read_text


def plan(text, chapter="二、重点任务", section="（一）做事"):
    return read_text(f"某市服务规划\n一、开头\n文。\n{chapter}\n{section}\n{text}\n").to_json()


def figures(text, **place):
    return [(each["target"], each["unit"], each["comparator"]) for each in plan(text, **place)["indicators"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("站点面积不低于600平方米。", (600, "平方米", ">=")),
        ("每百户面积达到30平方米以上，方便居民。", (30, "平方米", ">=")),
        ("开放时间一般不少于每天8小时。", (8, "小时/天", ">=")),
        ("开展24小时线上服务。", (24, "小时/天", "=")),
        ("力争每年创建10个示范村。", (10, "个/年", "=")),
        ("每年对书记轮训一遍。", (1, "遍/年", "=")),
        ("每万名居民拥有2—3名医生。", ([2, 3], "名", "range")),
        ("100户以上村庄100％完成建设。", (100, "%", "=")),
        ("完成1.5万户家庭改造。", (15000, "户", "=")),
        ("到2025年，新建中心40所。", (40, "所", "=")),
        ("法律服务社区全覆盖。", (100, "%", "=")),
        ("未通宽带村动态清零。", (0, "个", "=")),
        ("拥有工作者$\\geq 18$人。", (18, "人", ">=")),
        ("每个村至少设立一名儿童主任。", (1, "名", ">=")),
        ("每个网格配备一名专职网格员。", (1, "名", "=")),
        ("覆盖率达到九成以上。", (90, "%", ">=")),
        ("百分之八十以上的社区有站点。", (80, "%", ">=")),
        ("志愿者人数翻一番。", (2, "倍", "=")),
        ("按每户0.3平方米标准配建用房。", (0.3, "平方米", "=")),
        ("社区按300户—500户标准划分网格。", ([300, 500], "户", "range")),
        ("登记率提高5个百分点。", (5, "个百分点", "=")),
        ("月收入不低于上年度平均工资。", (None, None, ">=")),
    ],
)
def test_a_promised_figure_is_read_with_unit_and_comparator(text, expected):
    assert figures(f"1.办事。{text}") == [expected]


@pytest.mark.parametrize(
    "text",
    ["面向60岁以上老人服务。", "经第130次会议通过。", "建设5G网络。", "落实“五个好”要求。", "截至2020年，覆盖率达到60%。",
     "118个乡镇开展服务。", "依据某政发〔2022〕34号。", "定期轮训一遍。", "打造15分钟生活圈。", "培育一批组织。",
     "发挥一个支部、三个中心作用。", "打造一个品牌。", "推广“一村一辅警”。", "目前覆盖率达到60%。",
     "尚未实现全覆盖。", "巩固全覆盖成果。", "推动在职党员到社区报到全覆盖。",
     "1个网格设立1个党支部。", "报酬按负责人补贴标准的80%执行。", "按照“示范培训20%，普遍培训80%”比例，做好培训。", "每村配备一至两名社工。"],
)  # fmt: skip
def test_a_number_that_promises_nothing_is_no_indicator(text):
    assert figures(f"1.办事。{text}") == []


@pytest.mark.parametrize("chapter", ["二、发展状况", "二、规划背景", "二、“十三五”成就"])
def test_what_has_been_is_never_a_target(chapter):
    assert figures("覆盖率达到60%以上，满意度达99.9%。", chapter=chapter) == []
    assert figures("覆盖率达到60%以上。", section="（一）发展基础") == []


def test_a_year_before_the_plan_begins_makes_a_fact_and_no_target():
    text = "某市“十四五”规划\n一、重点任务\n（一）做事\n1.办事。2020年覆盖率达到60%，到2025年达到80%。\n"
    assert [(each["year"], each["target"]) for each in read_text(text).to_json()["indicators"]] == [(2025, 80)]


def test_each_of_several_listed_figures_is_an_indicator_of_its_own():
    read = plan("1.办事。力争每个社区拥有不少于10个组织、每个村拥有不少于5个组织。")["indicators"]
    assert [(each["name"], each["target"]) for each in read] == [("每个社区拥有组织", 10), ("每个村拥有组织", 5)]


@pytest.mark.parametrize(
    ("text", "baseline", "target"),
    [
        ("覆盖率由2020年的65%提高到80%。", 65, 80),
        ("面积从23.6平方米提升至30平方米以上。", 23.6, 30),
        ("覆盖率由百分之六十提高到百分之九十。", 60, 90),
    ],
)
def test_what_a_promise_starts_from_is_its_baseline(text, baseline, target):
    (read,) = plan(f"1.办事。{text}")["indicators"]
    assert (read["baseline"], read["target"]) == (baseline, target)


def test_what_a_clause_goes_on_counting_is_promised_too():
    read = plan("1.办事。到2025年，新建运动场160个，健身步道500公里。")["indicators"]
    assert [(each["target"], each["unit"], each["year"]) for each in read] == [(160, "个", 2025), (500, "公里", 2025)]


def test_figures_that_cannot_be_told_apart_are_a_problem_and_no_indicator():
    reading = plan("1.办事。甲达到30%乙达到40%。")
    assert reading["indicators"] == []
    assert [problem["where"] for problem in reading["problems"]] == ["二、（一）1"]


def test_the_year_a_goal_opens_with_holds_for_the_whole_paragraph():
    read = plan("到2025年末，服务更好。覆盖率达到80%。面积不低于5平方米。", section="（一）发展目标")["indicators"]
    assert [each["year"] for each in read] == [2025, 2025]


def test_outside_the_goals_a_year_holds_to_the_end_of_its_sentence():
    read = plan("1.办事。到2024年，甲率达到80%，乙率达到90%。丙率达到70%。")["indicators"]
    assert [each["year"] for each in read] == [2024, 2024, None]


def test_a_numbered_goal_is_a_list_and_a_numbered_item_of_a_box_a_box():
    assert [i["source"] for i in plan("1.更好。覆盖率达到80%。", chapter="二、总体要求")["indicators"]] == ["list"]
    assert [i["source"] for i in plan("专栏1 行动\n1.更好。覆盖率达到80%。")["indicators"]] == ["box"]


def test_the_same_number_asked_for_more_strictly_elsewhere_is_a_contradiction():
    goals = "二、工作目标\n每万名城镇常住人口拥有社区工作者不低于25人。\n三、重点任务"
    reading = plan("1.办事。实现每万名城镇常住人口拥有社区工作者大于25人。", chapter=goals)
    assert [problem["kind"] for problem in reading["problems"]] == ["contradiction"]


def test_figures_of_two_years_do_not_contradict():
    goals = "二、工作目标\n到2025年，每万名城镇常住人口拥有社区工作者不低于25人。\n三、重点任务"
    reading = plan("1.办事。到2023年，每万名城镇常住人口拥有社区工作者不低于18人。", chapter=goals)
    assert reading["problems"] == []


def test_a_bare_figure_and_one_with_at_least_do_not_contradict():
    goals = "二、工作目标\n每万名城镇常住人口拥有社区工作者25人。\n三、重点任务"
    reading = plan("1.办事。每万名城镇常住人口拥有社区工作者不少于25人。", chapter=goals)
    assert reading["problems"] == []


WORDS = st.sampled_from([("不低于", ">="), ("不超过", "<="), ("大于", ">"), ("达到", "="), ("≥", ">=")])


@given(number=st.integers(1, 9999), word=WORDS, unit=st.sampled_from(["%", "人", "平方米", "个"]))
def test_an_invented_promise_reads_back(number, word, unit):
    text, comparator = word
    (indicator,) = plan(f"1.办事。推动工作，服务站点指数{text}{number}{unit}，方便居民。")["indicators"]
    assert (indicator["target"], indicator["unit"], indicator["comparator"]) == (number, unit, comparator)
    assert (indicator["name"], indicator["raw"]) == ("服务站点指数", f"服务站点指数{text}{number}{unit}")
