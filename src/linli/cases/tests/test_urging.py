"""Who asked urges, who stands above supervises, staff write notes; what is among staff no resident reads."""

from datetime import timedelta

import pytest

from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions, queries
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Desk:
    def __init__(self):
        self.unit, self.resident = given.a_unit(), given.a_resident()
        self.clerk = given.a_clerk(self.unit)
        self.supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
        self.case = given.an_accepted_case(self.clerk, self.resident)


def test_who_asked_urges_once_a_day_and_the_unit_is_told():
    desk = Desk()
    do(actions.urge, desk.case, reason="还没有人来", by=desk.resident, at=MONDAY_9AM + HOUR)
    with refused("cases.urged_today"):
        do(actions.urge, desk.case, by=desk.resident, at=MONDAY_9AM + 2 * HOUR)
    assert do(actions.urge, desk.case, by=desk.resident, at=MONDAY_9AM + DAY).urged_at == MONDAY_9AM + DAY
    with acting_as(desk.clerk):
        assert Message.objects.filter(event="cases.urged", to_organization=desk.unit).count() == 2


def test_what_is_done_is_not_urged():
    desk = Desk()
    done = do(actions.resolve, desk.case, reply="换了灯泡。", by=desk.clerk, at=MONDAY_9AM + HOUR)
    with refused("cases.wrong_stage"):
        do(actions.urge, done, by=desk.resident, at=MONDAY_9AM + 2 * HOUR)


def test_who_stands_above_asks_and_the_unit_answers_within_a_working_day():
    desk = Desk()
    with refused("accounts.no_right"):
        do(actions.supervise, desk.case, reason="怎么还没办", by=desk.clerk, at=MONDAY_9AM + HOUR)
    asked = do(actions.supervise, desk.case, reason="请说说办到哪一步", by=desk.supervisor, at=MONDAY_9AM + HOUR)
    assert asked.supervision_due_at.astimezone(MONDAY_9AM.tzinfo).day == 24
    with refused("cases.supervised_already"):
        do(actions.supervise, desk.case, reason="请说说办到哪一步", by=desk.supervisor, at=MONDAY_9AM + HOUR)
    answered = do(actions.answer_supervision, desk.case, reply="明天上门", by=desk.clerk, at=MONDAY_9AM + 2 * HOUR)
    assert answered.supervised_at is None
    with refused("cases.not_supervised"):
        do(actions.answer_supervision, desk.case, reply="明天上门", by=desk.clerk, at=MONDAY_9AM + 2 * HOUR)
    with acting_as(system_actor("tests")):
        assert standing_of(entries(on=desk.case)) == answered.standing


def test_notes_and_supervision_are_read_by_staff_and_by_no_resident_in_the_database_itself():
    desk = Desk()
    do(actions.note, desk.case, words="上午没有人接电话", by=desk.clerk, at=MONDAY_9AM + HOUR)
    do(actions.supervise, desk.case, reason="请说说办到哪一步", by=desk.supervisor, at=MONDAY_9AM + HOUR)
    do(actions.answer_supervision, desk.case, reply="明天上门", by=desk.clerk, at=MONDAY_9AM + 2 * HOUR)
    among_staff = ["cases.noted", "cases.supervised", "cases.supervision_answered"]
    with acting_as(desk.supervisor):
        assert JournalEntry.objects.filter(verb__in=among_staff).count() == 3
        said = [line.said for line in queries.timeline(desk.case, desk.supervisor)]
    assert {"上午没有人接电话", "请说说办到哪一步", "明天上门"} <= set(said)
    with acting_as(desk.resident):
        assert not JournalEntry.objects.filter(verb__in=among_staff).exists()
        assert JournalEntry.objects.filter(verb="cases.accepted").exists()
        shown = [line.said for line in queries.timeline(desk.case, desk.resident)]
    assert not {"上午没有人接电话", "请说说办到哪一步", "明天上门"} & set(shown)


def test_who_does_not_see_a_case_writes_no_note_to_it():
    desk = Desk()
    stranger = given.a_clerk(given.a_unit(area=given.OTHER_COMMUNITY))
    with refused("cases.not_visible"):
        do(actions.note, desk.case, words="路过", by=stranger, at=MONDAY_9AM + HOUR)


def test_a_withdrawn_case_needs_no_answer():
    desk = Desk()
    do(actions.supervise, desk.case, reason="请说说办到哪一步", by=desk.supervisor, at=MONDAY_9AM + HOUR)
    assert do(actions.withdraw, desk.case, by=desk.resident, at=MONDAY_9AM + 2 * HOUR).supervised_at is None
