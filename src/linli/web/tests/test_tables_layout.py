"""The table is found in a sheet as a person finds it, and what was passed over is said."""

import pytest

from linli.web.tables.layout import find
from linli.web.tests.sheets import COLUMNS, found_in, lines_of, sheet, workbook
from tests.refusing import refused

HEAD = ["名称", "编号", "电话"]


def test_titles_and_blank_lines_above_are_passed_over():
    found = find([sheet(["桃城区单位一览表"], [], ["填报单位：民政局"], HEAD, [], ["甲", "1", "2"])], COLUMNS)
    assert (found.heading, lines_of(found)) == (4, [6])
    assert str(found.ignored[0]) == "第 1、3 行是标题，没有读。"


@pytest.mark.parametrize(
    "heading",
    [
        ["名称*", "编 号", "联系\n电话"],
        ["单位名称（必填）", "编号：", "电话[座机]"],
        ["＊名称", "编号", "联系电话"],
    ],
)
def test_a_heading_is_known_by_its_words_whatever_is_around_them(heading):
    assert set(find([sheet(heading, ["甲", "1", "2"])], COLUMNS).places) == {"name", "code", "phone"}


def test_a_heading_of_two_merged_lines_is_read_as_one():
    rows = [["单位信息", "", ""], ["序号", "名称", "联系方式", ""], ["", "", "电话", "编号"], [1, "甲", "0318-1", "A1"]]
    data = workbook(
        rows, merged=[(0, 0, 0, 3, "单位信息"), (1, 0, 2, 0, "序号"), (1, 1, 2, 1, "名称"), (1, 2, 1, 3, "联系方式")]
    )
    found = found_in(data)
    assert found.places == {"name": 1, "phone": 2, "code": 3}
    assert lines_of(found) == [4]


def test_the_same_heading_in_a_text_file_is_read_too():
    found = found_in("序号,名称,联系方式,\n,,电话,编号\n1,甲,0318-1,A1\n".encode("gbk"))
    assert found.places == {"name": 1, "phone": 2, "code": 3}
    assert lines_of(found) == [3]


def test_totals_signatures_examples_and_repeated_headings_are_no_rows():
    rows = [
        HEAD, ["例（这一行不会读）", "x", "y"], ["甲", "1", ""], [], HEAD, ["乙", "2", ""],
        ["", "合 计", 2], ["", "填表人：王某"], ["", "审核：李某"],
    ]  # fmt: skip
    found = find([sheet(*rows)], COLUMNS)
    assert lines_of(found) == [3, 6]
    assert [str(each) for each in found.ignored] == [
        "第 2 行是说明和例子，没有读。", "第 5 行又是表头，没有读。", "第 7 行是合计，没有读。", "第 8、9 行是表尾的说明，没有读。",
    ]  # fmt: skip


def test_a_unit_whose_name_only_begins_like_a_total_is_a_row():
    assert lines_of(find([sheet(HEAD, ["合计核算中心", "1", ""], ["示例路社区", "2", ""])], COLUMNS)) == [2, 3]


def test_a_cell_merged_over_several_lines_holds_for_each_of_them():
    data = workbook([["名称", "类型"], ["甲", "甲类"], ["乙", ""], ["丙", ""]], merged=[(1, 1, 3, 1, "甲类")])
    assert [row.cells["kind"] for row in found_in(data).rows] == ["甲类"] * 3


def test_what_is_not_used_is_named():
    data = workbook([["名称", "编号", "备注", "序号", "问题"], ["甲", "1", "x", 1, "旧的"]], more=["附表"])
    notes = found_in(data).notes
    assert "备注" in notes[0]
    assert "序号" not in notes[0]


def test_missing_columns_are_named_and_a_sheet_without_a_heading_is_said_to_have_none():
    with refused("tables.columns_missing"):
        find([sheet(["编号", "电话"], ["1", "2"])], COLUMNS)
    with refused("tables.no_heading"):
        find([sheet(["甲", "乙"], ["1", "2"])], COLUMNS)
    with refused("tables.no_rows"):
        find([sheet(HEAD, [])], COLUMNS)


def test_the_sheet_with_the_table_is_found_among_others():
    found = find([sheet(["说明"], ["请看下一张"]), sheet(HEAD, ["甲", "1", ""])], COLUMNS)
    assert lines_of(found) == [2]
