"""An invented plan, written out as plans are and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.plans.reading import read_text

NAMES = st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=8)
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from([None, 0, 12, 65, 99.5]),
        st.integers(min_value=0, max_value=100_000),
        st.sampled_from(["%", "人", "平方米", "个"]),
        st.sampled_from([("", "="), ("≥", ">="), ("不低于", ">="), (">", ">"), ("≤", "<=")]),
        st.sampled_from(["预期性", "约束性"]),
    ),
    min_size=1,
    max_size=8,
)


def written(rows, break_after):
    """A table of indicators, one cell a line, the header again after every page break."""
    header = "\t指   标\n\t2020年\n基期值\n\t2025年\n目标值\n\t指标\n属性\n"
    text = f"某市服务规划\n一、发展目标\n\n主要指标\n\n{header}\n"
    for number, (name, baseline, target, unit, (sign, _), attribute) in enumerate(rows):
        if number == break_after:
            text += f"\n{header}\n"
        before = "——" if baseline is None else f"{baseline}{unit}"
        text += f"\t{name[:1]}\n{name[1:]}\n\t{before}\n\t{sign}{target}{unit}\n\t{attribute}\n\n"
    return text + "\n二、重点任务\n（一）做事\n1.办好。办好事情。\n"


@given(rows=ROWS, break_after=st.integers(min_value=1, max_value=8))
def test_an_invented_table_reads_back_across_page_breaks(rows, break_after):
    text = written(rows, break_after)
    indicators = read_text(text).to_json()["indicators"]
    assert len(indicators) == len(rows)
    for indicator, (name, baseline, target, unit, (sign, comparator), attribute) in zip(indicators, rows, strict=True):
        assert (indicator["name"], indicator["baseline"], indicator["target"]) == (name, baseline, target)
        assert (indicator["unit"], indicator["comparator"], indicator["attribute"]) == (unit, comparator, attribute)
        assert (indicator["year"], indicator["source"], indicator["section"]) == (2025, "table", "一、发展目标")
        assert text[slice(*indicator["span"])] == indicator["raw"] == f"{sign}{target}{unit}"


def plan_with_table(*rows, header=("指标", "2020年", "2025年", "属性")):
    lines = ["某市服务规划", "一、目标", "主要指标", "", *(f"\t{title}" for title in header), ""]
    for row in rows:
        lines += [*(f"\t{cell}" for cell in row), ""]
    return read_text("\n".join(lines)).to_json()


def messages(reading):
    return [problem["message"] for problem in reading["problems"] if problem["span"]]


def test_the_later_year_is_the_target_where_no_column_says_target():
    (indicator,) = plan_with_table(["站点覆盖率", "60%", "90%", "预期性"])["indicators"]
    assert (indicator["baseline"], indicator["target"], indicator["year"]) == (60, 90, 2025)


def test_the_unit_may_stand_in_a_column_of_its_own():
    header = ("指标名称", "单位", "2020年现状值", "2025年目标值", "指标属性")
    (indicator,) = plan_with_table(["工作者", "人", "12", "≥18", "约束性"], header=header)["indicators"]
    assert (indicator["unit"], indicator["baseline"], indicator["target"]) == ("人", 12, 18)
    assert (indicator["comparator"], indicator["attribute"]) == (">=", "约束性")


@pytest.mark.parametrize("cell", ["约30%左右", "3万多人", "见附件2", "50%、60%", "20 25%"])
def test_a_target_that_is_not_a_plain_quantity_is_a_problem_with_its_place(cell):
    reading = plan_with_table(["站点覆盖率", "——", cell, "预期性"])
    (indicator,) = reading["indicators"]
    assert (indicator["target"], indicator["comparator"], indicator["raw"]) == (None, None, cell)
    assert messages(reading) == [f"“站点覆盖率”的目标值读不懂：{cell}"]


def test_an_empty_target_is_a_problem():
    assert messages(plan_with_table(["站点覆盖率", "——", "", "预期性"])) == ["“站点覆盖率”的目标值读不懂：空白"]


def test_words_without_a_figure_are_a_qualitative_target_and_no_problem():
    reading = plan_with_table(["服务水平", "——", "持续提高", "预期性"])
    assert reading["indicators"][0]["target"] is None
    assert messages(reading) == []


def test_a_range_is_two_numbers():
    (indicator,) = plan_with_table(["全科医生", "——", "2—3名", "预期性"])["indicators"]
    assert (indicator["target"], indicator["comparator"], indicator["unit"]) == ([2, 3], "range", "名")


def test_a_baseline_in_another_unit_is_a_problem_and_no_figure():
    reading = plan_with_table(["服务面积", "60%", "30平方米", "预期性"])
    assert reading["indicators"][0]["baseline"] is None
    assert messages(reading) == ["“服务面积”的基期值与目标值不能直接比较：60%"]


def test_a_row_whose_cells_do_not_fit_the_header_is_a_problem_and_no_indicator():
    reading = plan_with_table(["站点覆盖率", "60%", "90%", "预期性"], ["面积", "30平方米", "预期性"])
    assert [indicator["name"] for indicator in reading["indicators"]] == ["站点覆盖率"]
    assert messages(reading) == ["指标表里有一行的格子对不上表头：面积、30平方米、预期性"]


def test_a_table_of_another_kind_is_named_and_left_out():
    reading = plan_with_table(["甲村", "1"], header=("村名", "户数"))
    assert reading["indicators"] == reading["ledger_rows"] == []
    assert messages(reading) == ["有一张表不知道是什么表，没有读取：村名、户数"]


def test_an_indicator_written_twice_is_named_and_kept():
    row = ["站点覆盖率", "60%", "90%", "预期性"]
    reading = plan_with_table(row, row)
    assert len(reading["indicators"]) == 2
    assert messages(reading) == ["“站点覆盖率”在表里写了两次，都是“90%”。"]


def test_an_indicator_with_two_targets_contradicts_itself():
    reading = plan_with_table(["站点覆盖率", "60%", "90%", "预期性"], ["站点覆盖率", "60%", "95%", "预期性"])
    (problem,) = [problem for problem in reading["problems"] if problem["kind"] == "contradiction"]
    assert problem["message"] == "“站点覆盖率”在表里写了两次，一处为“90%”，另一处为“95%”。"
    assert problem["where"] == "一、目标"


def test_titles_in_two_rows_are_put_together():
    reading = plan_with_table(
        ["指标", "2020年", "2025年", "属性"],
        ["站点覆盖率", "60%", "90%", "预期性"],
        header=("指标", "指标值", "指标值", "属性"),
    )
    assert [(each["baseline"], each["target"]) for each in reading["indicators"]] == [(60, 90)]


def test_a_table_of_what_has_been_gives_no_targets():
    text = "某市“十四五”规划\n一、发展基础\n| 指标 | 2015年 | 2020年 |\n| 覆盖率 | 65% | 80% |\n二、重点任务\n文。\n"
    assert read_text(text).to_json()["indicators"] == []


def test_half_a_row_of_a_table_held_apart_by_spaces_is_a_problem():
    rows = "指标    2020年   2025年   属性\n站点覆盖率   60%   90%   预期性\n站点面积   预期性\n"
    reading = read_text(f"某市规划\n一、目标\n{rows}二、任务\n文。\n").to_json()
    assert len(reading["indicators"]) == 1
    assert messages(reading) == ["指标表里有一行的格子对不上表头：站点面积、预期性"]


def test_a_row_of_a_box_may_take_several_lines():
    table = (
        "┌────┬────┬────┐\n│指标│2020年│2025年│\n│    │基期值│目标值│\n├────┼────┼────┤\n"
        "│站点│ 60%│90% │\n│覆盖率│    │    │\n├────┼────┼────┤\n│面积│—│5亩│\n└────┴────┴────┘\n"
    )
    reading = read_text(f"某市规划\n一、目标\n{table}二、任务\n文。\n").to_json()
    assert [(each["name"], each["target"]) for each in reading["indicators"]] == [("站点覆盖率", 90), ("面积", 5)]


LEDGER = ("主题", "任务", "序号", "具体工作内容", "牵头单位", "责任单位", "工作目标")


def test_a_ledger_out_of_count_is_read_and_the_gap_named():
    rows = [
        ("甲", "乙", "1", "做一件事。", "市民政局", "", "推进"),
        ("", "", "3", "再做一件。", "市财政局", "市残联等", "推进"),
    ]
    reading = plan_with_table(*rows, header=LEDGER)
    assert [(row["number"], row["theme"], row["lead_units"]) for row in reading["ledger_rows"]] == [
        (1, "甲", ["市民政局"]),
        (3, "甲", ["市财政局"]),
    ]
    assert [row["responsible_units"] for row in reading["ledger_rows"]] == [[], ["市残联"]]
    assert messages(reading) == ["序号是 3，按顺序应是 2。"]


def test_a_new_theme_does_not_inherit_the_old_themes_task():
    rows = [("甲", "乙", "1", "做事。", "市民政局", "", ""), ("丙", "", "2", "做事。", "市民政局", "", "")]
    assert [row["task"] for row in plan_with_table(*rows, header=LEDGER)["ledger_rows"]] == ["乙", ""]


def test_a_ledger_row_cut_by_a_page_break_is_put_together():
    rows = [("甲", "乙", "1", "做一件", "市民政局", "", "推进"), ("", "", "", "事情。", "", "", "")]
    reading = plan_with_table(*rows, header=LEDGER)
    assert [row["text"] for row in reading["ledger_rows"]] == ["做一件事情。"]
    assert messages(reading) == []


def test_a_rest_without_a_cut_sentence_above_is_a_problem_and_no_row():
    rows = [("甲", "乙", "1", "做一件。", "市民政局", "", "推进"), ("", "", "", "事情。", "", "", "")]
    reading = plan_with_table(*rows, header=LEDGER)
    assert len(reading["ledger_rows"]) == 1
    assert messages(reading) == ["有一行的格子对不上表头，没有读取：事情。"]


def test_a_text_that_stops_in_mid_sentence_is_kept_and_named():
    reading = plan_with_table(("甲", "乙", "1", "开展互助交流活", "市民政局", "", "推进"), header=LEDGER)
    assert [row["text"] for row in reading["ledger_rows"]] == ["开展互助交流活"]
    assert messages(reading) == ["文字在“互助交流活”处断开。"]


def test_a_ledger_may_name_the_responsible_alone():
    header = ("序号", "重点任务", "责任单位", "完成时限")
    (row,) = plan_with_table(("1", "建设站点。", "市民政局、市财政局", "2025年"), header=header)["ledger_rows"]
    assert (row["text"], row["responsible_units"], row["goal"]) == ("建设站点。", ["市民政局", "市财政局"], "2025年")


def test_a_row_without_the_cell_that_was_merged_down_is_put_under_its_titles():
    header = ("重点项目", "序号", "工作任务", "工作要求", "牵头单位", "责任人", "责任单位")
    rows = (
        "一、社会力\t1\t甲行\t做甲事。\t市民政局\t分管领导\t市残联\n\n量行动\t\t动\t\t\t\n"
        "\t2\t乙行动\t做乙事。\t市民政局\t市妇联\n3\t丙行动\t做丙\t市财政局\t分管领导\t市残联\n\t\t\t事。\t\t\t\n"
        "二、服务\t4\t丁行动\t做丁事。\t市民政局\t分管领导市工会\n"
    )
    titles = "\t".join(header)
    text = f"某市规划\n一、重点任务\n（一）做事\n1.办好。文。\n附件\n清单\n{titles}\n{rows}"
    reading = read_text(text).to_json()
    assert [(row["theme"], row["task"], row["text"], row["responsible_units"]) for row in reading["ledger_rows"]] == [
        ("一、社会力量行动", "甲行动", "做甲事。", ["市残联"]),
        ("一、社会力量行动", "乙行动", "做乙事。", ["市妇联"]),
        ("一、社会力量行动", "丙行动", "做丙事。", ["市残联"]),
        ("二、服务", "丁行动", "做丁事。", ["市工会"]),
    ]
    assert reading["problems"] == []


@pytest.mark.parametrize(
    ("cell", "target", "unit", "comparator"),
    [("80%（含）以上", 80, "%", ">="), ("累计[500]人次", 500, "人次", "="), ("≥30（平方米）", 30, "平方米", ">=")],
)
def test_cells_say_their_quantity_in_many_ways(cell, target, unit, comparator):
    (read,) = plan_with_table(["站点", "——", cell, "预期性"])["indicators"]
    assert (read["target"], read["unit"], read["comparator"]) == (target, unit, comparator)


def test_a_baseline_may_say_its_year():
    (read,) = plan_with_table(["站点面积", "23.6平方米（2019年）", "30平方米", "预期性"])["indicators"]
    assert read["baseline"] == 23.6
