"""吹哨报到: a unit called in has a part with a clock of its own, and the case waits for it."""

from datetime import timedelta

import pytest

from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions, queries
from linli.cases.models import Case, CasePart
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WATCHER = system_actor("cases.watch_deadlines")


class Joint:
    """A community's case, and a department of another place that is called in to it."""

    def __init__(self):
        self.committee, self.housing = given.a_unit(), given.a_unit("housing", area=given.OTHER_COUNTY)
        self.clerk = given.a_clerk(self.committee)
        self.expert = given.a_clerk(self.housing, role="handler")
        self.resident = given.a_resident()
        self.case = given.an_accepted_case(self.clerk, self.resident)

    def called(self, days=1, at=MONDAY_9AM + HOUR, **more):
        task = "请看一看是不是房屋质量的问题。"
        return do(actions.call_in, self.case, unit=self.housing, task=task, days=days, by=self.clerk, at=at, **more)

    def stands(self):
        with acting_as(WATCHER):
            return Case.objects.get(pk=self.case.pk)


def test_the_unit_called_in_sees_the_case_and_its_part_wherever_it_stands():
    joint = Joint()
    with acting_as(joint.expert):
        assert not Case.objects.exists()
    part = joint.called()
    with acting_as(joint.expert):
        assert CasePart.objects.get() == part
        assert Case.objects.get() == joint.case
        assert Message.objects.get(event="cases.called_in").to_organization_id == joint.housing.pk
    with acting_as(given.a_clerk(given.a_unit("housing", area=given.OTHER_COUNTY), role="handler")):
        assert not CasePart.objects.exists()


def test_a_part_has_a_clock_of_its_own_and_never_falls_due_behind_the_case():
    joint = Joint()
    assert joint.called(days=1).due_at.astimezone(MONDAY_9AM.tzinfo).day == 24
    do(actions.release_part, joint.case, _only(joint), reason="自己能办", by=joint.clerk, at=MONDAY_9AM + HOUR)
    assert joint.called(days=20).due_at == joint.case.due_at


def _only(joint):
    with acting_as(WATCHER):
        return CasePart.objects.get(case=joint.case, ended_at=None).pk


def test_the_case_is_resolved_only_when_each_part_is_done():
    joint = Joint()
    part = joint.called()
    with refused("cases.parts_open"):
        do(actions.resolve, joint.case, reply="修好了。", by=joint.clerk, at=MONDAY_9AM + 2 * HOUR)
    do(actions.take_up_part, joint.case, part.pk, by=joint.expert, at=MONDAY_9AM + 2 * HOUR)
    done = do(
        actions.finish_part, joint.case, part.pk, reply="墙体没有问题。", by=joint.expert, at=MONDAY_9AM + 3 * HOUR
    )
    assert (done.state, done.case.open_parts) == ("done", 0)
    with acting_as(joint.clerk):
        assert Message.objects.filter(event="cases.part_done", to_organization=joint.committee).count() == 1
    assert do(actions.resolve, joint.case, reply="修好了。", by=joint.clerk, at=MONDAY_9AM + 4 * HOUR).resolved_at


def test_or_released_with_a_reason_by_who_leads():
    joint = Joint()
    part = joint.called()
    with refused("cases.reason_missing"):
        do(actions.release_part, joint.case, part.pk, reason=" ", by=joint.clerk, at=MONDAY_9AM + HOUR)
    with refused("accounts.no_right"):
        do(actions.release_part, joint.case, part.pk, reason="不想办", by=joint.expert, at=MONDAY_9AM + HOUR)
    released = do(actions.release_part, joint.case, part.pk, reason="自己能办", by=joint.clerk, at=MONDAY_9AM + HOUR)
    assert (released.state, joint.stands().open_parts) == ("released", 0)
    with acting_as(joint.expert):
        assert Message.objects.filter(event="cases.part_released").count() == 1


def test_a_part_is_done_by_the_unit_it_is_of_and_ends_once():
    joint = Joint()
    part = joint.called()
    with refused("accounts.no_right"):
        do(actions.finish_part, joint.case, part.pk, reply="替它办了。", by=joint.clerk, at=MONDAY_9AM + HOUR)
    do(actions.finish_part, joint.case, part.pk, reply="墙体没有问题。", by=joint.expert, at=MONDAY_9AM + HOUR)
    with refused("cases.part_changed"):
        do(actions.finish_part, joint.case, part.pk, reply="墙体没有问题。", by=joint.expert, at=MONDAY_9AM + HOUR)
    assert joint.stands().open_parts == 0


def test_one_is_called_in_for_something_once_at_a_time_and_not_by_oneself():
    joint = Joint()
    joint.called()
    with refused("cases.called_already"):
        joint.called()
    with refused("cases.task_missing"):
        do(actions.call_in, joint.case, unit=joint.housing, task=" ", by=joint.clerk, at=MONDAY_9AM)
    with refused("cases.calls_itself"):
        do(actions.call_in, joint.case, unit=joint.committee, task="一起办", by=joint.clerk, at=MONDAY_9AM)
    with refused("cases.part_days"):
        do(actions.call_in, joint.case, unit=joint.housing, task="一起办", days=21, by=joint.clerk, at=MONDAY_9AM)


def test_a_late_part_is_told_to_the_unit_and_to_who_leads_once():
    joint = Joint()
    part = joint.called()
    assert do(actions.watch_parts, by=WATCHER, at=part.due_at - HOUR) == 0
    assert [do(actions.watch_parts, by=WATCHER, at=part.due_at + HOUR) for _again in range(2)] == [1, 0]
    with acting_as(WATCHER):
        told = Message.objects.filter(event="cases.part_late").values_list("to_organization", flat=True)
        assert set(told) == {joint.committee.pk, joint.housing.pk}


def test_withdrawing_releases_every_part_and_the_resident_reads_who_was_called_in():
    joint = Joint()
    joint.called()
    with acting_as(joint.resident):
        assert CasePart.objects.get().unit == joint.housing
    do(actions.withdraw, joint.case, by=joint.resident, at=MONDAY_9AM + 2 * HOUR)
    with acting_as(WATCHER):
        assert CasePart.objects.get().state == "released"


def test_the_journal_alone_gives_back_how_many_parts_are_open():
    joint = Joint()
    part = joint.called()
    for step in range(2):
        with acting_as(WATCHER):
            assert standing_of(entries(on=joint.case)) == joint.stands().standing
            assert joint.stands().open_parts == 1 - step
        if not step:
            do(actions.finish_part, joint.case, part.pk, reply="墙体没有问题。", by=joint.expert, at=MONDAY_9AM + HOUR)


def test_a_unit_that_did_its_part_never_asks_the_resident_how_it_went():
    joint = Joint()
    part = joint.called()
    with acting_as(joint.expert):
        assert not queries.has_handled(joint.case, joint.expert)
    do(
        actions.finish_part,
        joint.case,
        part.pk,
        reply="不是房屋质量的问题。",
        by=joint.expert,
        at=MONDAY_9AM + 2 * HOUR,
    )
    with acting_as(joint.expert):
        assert queries.has_handled(joint.case, joint.expert)
