"""What a plan wants done is put right by a person, and its names of units are found in the register."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.organizations.models import Organization
from linli.plans import actions, queries, rules
from linli.plans.models import ItemKind, PlanItem
from linli.plans.queries import How
from linli.plans.rules import ItemValues
from linli.plans.tests.test_confirming import NOON, an_administrator, plan, someone, steps  # noqa: F401 (fixtures)
from tests.refusing import refused

ROW = ItemValues(
    "二、重点任务", 1, "办事", "实现每万名城镇常住人口拥有社区工作者大于25人。", ("市民政局",), ("市妇联",), ""
)
QUOTE = "社区工作者大于25人"


@pytest.fixture
def row(plan, someone):  # noqa: F811
    return actions.add_item(plan, ItemKind.ROW, ROW, quote=QUOTE, note="漏了", by=someone, at=NOON)


def a_unit(name, short=None, area="1311"):
    return Organization.objects.create(name=name, short_name=short or name, area_id=area, type_id="civil_affairs")


def test_what_was_read_is_set_out_once(plan):  # noqa: F811
    assert actions.items.fill(plan) == 1
    assert actions.items.fill(plan) == 0
    (task,) = plan.items.all()
    assert (task.kind, task.title, task.heading) == ("task", "办事", "（一）")


def test_a_row_is_added_with_words_that_stand_in_the_plan(plan, row, someone):  # noqa: F811
    assert plan.text[row.span_start : row.span_end] == QUOTE
    with refused("plans.not_in_text"):
        actions.add_item(plan, ItemKind.ROW, ROW, quote="没有这句话的", note="漏了", by=someone, at=NOON)


def test_a_correction_says_what_was_before(plan, row, someone):  # noqa: F811
    actions.correct_item(row, replace(ROW, lead_units=("市残联",)), note="看错了", by=someone, at=NOON)
    newest = plan.revisions.first()
    assert [(str(change.label), change.before, change.after) for change in newest.changes] == [
        ("牵头单位", "市民政局", "市残联")
    ]
    with refused("plans.nothing_changed"):
        actions.correct_item(row, row.values(), note="看过", by=someone, at=NOON)


def test_a_row_is_split_merged_again_and_removed(plan, row, someone):  # noqa: F811
    again = actions.split_item(row, by=someone, at=NOON)
    actions.correct_item(again, replace(ROW, responsible_units=("市体育局",)), note="另一件", by=someone, at=NOON)
    kept = actions.merge_items(again, row, note="是一件事", by=someone, at=NOON)
    assert kept.responsible_units == ["市妇联", "市体育局"]
    actions.remove_item(kept, note="不是任务", by=someone, at=NOON)
    assert not PlanItem.objects.filter(plan=plan).exists()
    assert sorted(kind for kind, _name, _note in steps(plan)) == ["added", "corrected", "merged", "removed", "split"]


def test_a_row_is_merged_with_one_of_its_kind_alone(plan, row, someone):  # noqa: F811
    task = actions.add_item(plan, ItemKind.TASK, ROW, quote=QUOTE, note="漏了", by=someone, at=NOON)
    for other in (task, row):
        with refused("plans.not_alike"):
            actions.merge_items(row, other, note="一样", by=someone, at=NOON)


def test_a_published_plan_and_somebody_elses_stay(plan, row, someone):  # noqa: F811
    stranger = an_administrator(area="5323")
    with refused("accounts.no_right"):
        actions.remove_item(row, note="不要", by=stranger, at=NOON)
    actions.settle(plan, 1, note="以目标为准", by=someone, at=NOON)
    actions.publish(plan, by=someone, at=NOON)
    with refused("plans.published_already"):
        actions.remove_item(row, note="不要", by=someone, at=NOON)


def test_a_name_is_known_exactly_by_another_spelling_or_by_a_persons_word(plan, row, someone):  # noqa: F811
    exact = a_unit("市妇联")
    (unknown, known) = queries.named_units(plan)
    assert (unknown.name, unknown.how, known.unit, known.how) == ("市民政局", How.UNKNOWN, exact, How.EXACT)
    alike = a_unit("衡水市民政局")
    assert queries.register_of(plan, ["市民政局"]) == {"市民政局": (How.ALIAS, alike)}
    other = a_unit("民政事务中心", area="131102")
    actions.decide_unit(plan, "市民政局", other, by=someone, at=NOON)
    assert queries.register_of(plan, ["市民政局"]) == {"市民政局": (How.PERSON, other)}
    actions.decide_unit(plan, "市民政局", None, by=someone, at=NOON)
    assert [step.kind for step in plan.revisions.all()[:2]] == ["matched", "matched"]
    assert queries.register_of(plan, ["市民政局"])["市民政局"][0] is How.ALIAS


def test_a_unit_of_another_region_is_no_answer(plan, row, someone):  # noqa: F811
    with refused("plans.unit_elsewhere"):
        actions.decide_unit(plan, "市民政局", Organization(name="州民政局", area_id="5323"), by=someone, at=NOON)


@pytest.mark.parametrize(
    ("name", "key"),
    [("市发展改革委", "发展改革委"), ("衡水市发展和改革委员会", "发展改革委"), ("衡水市妇联（演示）", "妇联"), ("团市委", "团市委"),
     ("市场", "市场")],
)  # fmt: skip
def test_the_key_of_a_unit_leaves_out_what_everybody_writes_otherwise(name, key):
    assert rules.key_of_unit(name, "衡水市") == key


def test_a_name_two_units_share_is_nobodys():
    assert rules.matched("民政局", "衡水市", {"衡水市民政局": 1, "市民政局": 2}) is None
    assert rules.matched("民政局", "衡水市", {"衡水市民政局": 1, "市民政局": 1}) == (1, False)


WORDS = st.text("一二三四", max_size=3)
ITEMS = st.builds(
    ItemValues, WORDS, st.none() | st.integers(1, 9), WORDS, WORDS, st.lists(WORDS, unique=True).map(tuple),
    st.lists(WORDS, unique=True).map(tuple), WORDS,
)  # fmt: skip


@given(ITEMS, ITEMS)
def test_merging_loses_no_word_and_no_unit(one, other):
    both = one.merged(other)
    assert {*both.lead_units} == {*one.lead_units, *other.lead_units}
    assert len(both.responsible_units) == len({*one.responsible_units, *other.responsible_units})
    assert one.text in both.text
    assert other.text in both.text
    assert both.merged(other).lead_units == both.lead_units
