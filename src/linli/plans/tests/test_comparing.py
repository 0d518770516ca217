"""Two plans side by side: rows by what counts them, then by name; what only one has; two editions of one plan."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.plans import actions, comparing, editions
from linli.plans.comparison import Figure, pairs
from linli.plans.tests.test_confirming import an_administrator

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
ONE = """甲市“十四五”城乡社区服务体系建设规划
一、发展目标
到2025年，每万名城镇常住人口拥有社区工作者不低于18人，法律服务覆盖率达到90%，绿道长度达到30公里。
"""
OTHER = """乙市“十四五”城乡社区服务体系建设规划
一、发展目标
到2025年，每万城镇常住人口拥有社区工作者不低于25人，绿道长度达到50公里，健身步道长度达到500公里。
"""


def figure(name, measure="", wanted="100%", tier="headline"):
    return Figure(name, measure, wanted, "", 2025, "", tier)


def told(found):
    return [(pair.one and pair.one.name, pair.other and pair.other.name) for pair in found]


def test_two_names_of_one_indicator_are_one_row_and_differ_where_they_want_something_else():
    found = pairs([figure("每万人工作者", "workers", "18 人")], [figure("每万名工作者", "workers", ">25 人")])
    assert told(found) == [("每万人工作者", "每万名工作者")]
    assert found[0].differs


def test_of_several_targets_of_one_indicator_those_of_one_name_then_of_one_weight_meet():
    one = [figure("面积", "area"), figure("新建面积", "area", tier="body"), figure("面积（专栏）", "area", tier="box")]
    other = [figure("配建面积", "area", tier="box"), figure("新建面积", "area", tier="box")]
    assert told(pairs(one, other)) == [("新建面积", "新建面积"), ("面积（专栏）", "配建面积"), ("面积", None)]


def test_what_no_indicator_counts_meets_by_name_and_the_rest_stands_alone():
    found = pairs([figure("绿道"), figure("甲有的")], [figure("乙有的"), figure("绿道")])
    assert told(found) == [("绿道", "绿道"), ("甲有的", None), (None, "乙有的")]
    assert not found[0].differs


@pytest.fixture
def someone(db):
    administrator = an_administrator()
    with acting_as(administrator):
        yield administrator


@pytest.fixture
def two(someone):
    return [published(text, someone) for text in (ONE, OTHER)]


def published(text, someone):
    plan = actions.take_in(text, area="1311", by=someone, at=NOON)
    return actions.publish(plan, by=someone, at=NOON)


def test_two_published_plans_are_compared_with_baseline_target_year_and_attribute(two):
    one, other = editions.editions()
    found = pairs(editions.figures(one), editions.figures(other))
    said = {(pair.one.name, pair.one.wanted, pair.other.wanted) for pair in found if pair.is_common}
    assert ("每万名城镇常住人口拥有社区工作者", "≥18 人", "≥25 人") in said
    assert any(pair.other is None and pair.one.name == "法律服务覆盖率" for pair in found)
    assert any(pair.one is None and "健身步道" in pair.other.name for pair in found)


def test_a_draft_is_not_compared(someone):
    actions.take_in(ONE, area="1311", by=someone, at=NOON)
    assert editions.editions() == []


def test_two_publications_of_one_plan_show_what_was_changed_between_them(two, someone):
    plan = two[0]
    actions.reopen(plan, by=someone, at=NOON)
    target = plan.targets.first()
    actions.correct(target, replace(target.values(), low=Decimal(20)), note="读错了", by=someone, at=NOON)
    actions.publish(plan, by=someone, at=NOON)
    before, after = (each for each in editions.editions() if each.plan == plan)
    assert (before.is_current, after.is_current) == (False, True)
    assert "第 1 次发布" in before.name
    changed = [pair for pair in pairs(editions.figures(before), editions.figures(after)) if pair.differs]
    assert [(pair.one.wanted, pair.other.wanted) for pair in changed] == [("≥18 人", "≥20 人")]


def test_the_workbook_has_a_line_for_each_row_and_both_names(two):
    one, other = editions.editions()
    book = CalamineWorkbook.from_filelike(BytesIO(comparing.workbook(one, other)))
    rows = book.get_sheet_by_index(0).to_python()
    assert (rows[0][2], rows[0][7]) == (one.name, other.name)
    assert len(rows) - 2 == len(pairs(editions.figures(one), editions.figures(other)))
    first = next(row for row in rows if row[2] == "每万名城镇常住人口拥有社区工作者")
    assert (first[0], first[4], first[9]) == ("两份都有", "≥18 人", "≥25 人")
