"""A person puts a plan right: each step with its reason, nothing lost, nothing published that contradicts itself."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from linli.accounts.models import User, UserKind
from linli.accounts.rights import post_of
from linli.base.actor import Actor, Kind
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.plans import actions, rules
from linli.plans.models import Plan, PlanStatus, PlanTarget
from linli.plans.reading import read_text
from linli.plans.rules import TargetValues
from tests.refusing import refused

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
TEXT = """某市“十四五”规划
一、工作目标
每万名城镇常住人口拥有社区工作者不低于25人，覆盖率达到80%。
二、重点任务
（一）做事
1.办事。实现每万名城镇常住人口拥有社区工作者大于25人。
"""
VALUES = TargetValues("工作者", None, ">=", Decimal(25), None, "人", "", 2025)


def an_administrator(area="1311"):
    user = User.objects.create(kind=UserKind.STAFF, username=str(new_id()), name="李主任")
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of("administrator", area, None),))


@pytest.fixture
def someone(db):
    administrator = an_administrator()
    with acting_as(administrator):
        yield administrator


@pytest.fixture
def plan(someone):
    reading = read_text(TEXT).to_json()
    found = Plan.objects.create(
        area_id="1311", title="某市规划", text=TEXT, text_hash="1" * 64, reading=reading, loaded_at=NOON
    )
    for order, each in enumerate(reading["indicators"][:2], 1):
        start, end = each["span"]
        PlanTarget.objects.create(
            plan=found, order=order, name=each["name"], low=each["target"], comparator=each["comparator"],
            unit_of_measure=each["unit"], raw=each["raw"], span_start=start, span_end=end,
        )  # fmt: skip
    return found


def steps(plan):
    return [(step.kind, step.name, step.note) for step in plan.revisions.order_by("made_at", "id")]


def test_a_correction_keeps_the_words_and_says_what_was_before(plan, someone):
    target = plan.targets.first()
    values = replace(target.values(), comparator=">")
    actions.correct(target, values, note="以正文为准", by=someone, at=NOON)
    target.refresh_from_db()
    assert (target.comparator, target.raw) == (">", "每万名城镇常住人口拥有社区工作者不低于25人")
    (step,) = plan.revisions.all()
    assert (step.kind, step.note, step.made_by.name) == ("corrected", "以正文为准", "李主任")
    assert [(change.before, change.after) for change in step.changes] == [(">=", ">")]


def test_a_correction_that_changes_nothing_is_refused(plan, someone):
    target = plan.targets.first()
    with refused("plans.nothing_changed"):
        actions.correct(target, target.values(), note="看过", by=someone, at=NOON)


def test_a_figure_is_added_with_words_that_stand_in_the_plan(plan, someone):
    target = actions.add(plan, VALUES, quote="社区工作者大于 25人", note="漏了", by=someone, at=NOON)
    assert plan.text[target.span_start : target.span_end] == "社区工作者大于25人"
    with refused("plans.not_in_text"):
        actions.add(plan, VALUES, quote="社区工作者不少于30人", note="漏了", by=someone, at=NOON)


def test_a_row_is_split_into_two_of_the_same_words(plan, someone):
    target = plan.targets.first()
    again = actions.split(target, by=someone, at=NOON)
    assert (again.order, again.raw, again.values()) == (3, target.raw, target.values())


def test_a_removed_row_stands_in_the_history_and_the_last_one_stays(plan, someone):
    first, second = plan.targets.all()
    actions.remove(first, note="并到第 2 行", by=someone, at=NOON)
    assert steps(plan) == [("removed", first.name, "并到第 2 行")]
    with refused("plans.last_target"):
        actions.remove(second, note="不要了", by=someone, at=NOON)


def test_a_plan_that_contradicts_itself_is_published_when_somebody_wrote_what_holds(plan, someone):
    with refused("plans.unsettled"):
        actions.publish(plan, by=someone, at=NOON)
    actions.settle(plan, 1, note="以目标为准", by=someone, at=NOON)
    assert actions.publish(plan, by=someone, at=NOON).status == PlanStatus.PUBLISHED


def test_a_published_plan_is_changed_after_it_was_opened_again(plan, someone):
    actions.settle(plan, 1, note="以目标为准", by=someone, at=NOON)
    actions.publish(plan, by=someone, at=NOON)
    target = plan.targets.first()
    with refused("plans.published_already"):
        actions.correct(target, VALUES, note="改", by=someone, at=NOON)
    actions.reopen(plan, by=someone, at=NOON)
    actions.correct(target, VALUES, note="改", by=someone, at=NOON)
    assert actions.publish(plan, by=someone, at=NOON).status == PlanStatus.PUBLISHED
    kinds = [kind for kind, _name, _note in steps(plan)]
    assert kinds == ["settled", "published", "reopened", "corrected", "published"]


def test_somebody_of_another_area_changes_nothing(plan):
    stranger = an_administrator(area="5323")
    with acting_as(stranger), refused("accounts.no_right"):
        actions.correct(plan.targets.first(), VALUES, note="改", by=stranger, at=NOON)


@pytest.mark.parametrize(
    ("low", "high", "comparator", "whole"),
    [(2, 3, "range", True), (3, 2, "range", False), (2, None, "range", False), (2, 3, ">=", False), (2, None, ">=", True),
     (None, None, "", True)],
)  # fmt: skip
def test_the_numbers_fit_what_is_asked_of_them(low, high, comparator, whole):
    assert rules.is_whole(replace(VALUES, low=low, high=high, comparator=comparator)) is whole


@pytest.mark.parametrize(
    ("quote", "found"), [("拥有社区工作者 不低于25人", True), ("拥有", False), ("没有这句", False)]
)
def test_a_quotation_is_found_whatever_its_spaces(quote, found):
    assert bool(rules.place_of(quote, TEXT)) is found
