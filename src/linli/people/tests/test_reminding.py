"""An answer that falls due, one that is late, and a deletion whose day came while something needed the record."""

from datetime import timedelta

import pytest

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COUNTY, MONDAY_9AM, STREET, a_unit
from linli.base.clock import local_day
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.notifications.wording import address_of, text_of
from linli.people import actions
from linli.people.models import AskedField, RecordRequest, RequestState
from linli.people.tests.given import a_resident, do

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
THREE_WEEKS = 21 * DAY  # fifteen working days in China, when no holiday falls among them
A_WEEK = 7 * DAY


@pytest.fixture
def committee():
    return a_unit()


@pytest.fixture
def clerk(committee):
    return staff.an_actor(unit=committee)


@pytest.fixture
def owner():
    return a_resident()


def me(resident):
    return staff.as_actor(resident.user)


def ask(resident):
    facts = {"field": AskedField.NAME, "words": "写错了一个字", "by": me(resident), "at": MONDAY_9AM}
    return do(actions.ask_correction, resident, **facts)


def a_scheduled_deletion(resident, clerk):
    request = do(actions.ask_deletion, resident, by=me(resident), at=MONDAY_9AM)
    return do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)


def by_the_job(action, at):
    with acting_as(staff.SYSTEM):
        return action(by=staff.SYSTEM, at=at)


def watch(at):
    return by_the_job(actions.watch_requests, at)


def told(**to):
    with acting_as(staff.SYSTEM):
        return list(Message.objects.filter(**to).order_by("id"))


def events(**to):
    return [message.event for message in told(**to)]


def test_the_desk_is_reminded_two_working_days_before_and_once(clerk, committee, owner):
    request = ask(owner)
    assert watch(request.due_at - 7 * DAY) == (0, 0)
    assert watch(request.due_at - 2 * DAY) == (1, 0)
    assert watch(request.due_at - DAY) == (0, 0)
    assert events(to_organization=committee) == ["people.request_made", "people.request_due_soon"]


def test_a_late_answer_reaches_the_desk_and_the_nearest_supervisor_once(clerk, committee, owner):
    far = staff.a_staff_user(Role.SUPERVISOR, COUNTY)
    near = staff.a_staff_user(Role.SUPERVISOR, STREET)
    request = ask(owner)
    assert watch(request.due_at + DAY) == (0, 1)
    assert watch(request.due_at + 2 * DAY) == (0, 0)
    assert events(to_organization=committee) == ["people.request_made", "people.request_overdue"]
    [message] = told(to_user=near)
    assert (message.event, message.number) == ("people.request_unanswered", request.number)
    assert address_of(message, is_staff=True) == "", "the request itself is not the supervisor's to read"
    assert owner.name not in text_of(message)
    assert events(to_user=far) == []


def test_the_resident_reads_that_somebody_was_reminded(clerk, owner):
    request = ask(owner)
    watch(request.due_at - DAY)
    watch(request.due_at + DAY)
    with acting_as(me(owner)):
        verbs = [entry.verb for entry in entries(on=owner)]
    assert verbs == ["people.request_made", "people.request_due_soon", "people.request_overdue"]


def test_what_is_answered_or_taken_back_reminds_nobody(clerk, committee, owner):
    answered, taken_back = ask(owner), ask(other := a_resident("李大山"))
    do(actions.refuse_request, answered, reason="和证件一致", by=clerk, at=MONDAY_9AM)
    do(actions.withdraw_request, taken_back, by=me(other), at=MONDAY_9AM)
    assert watch(MONDAY_9AM + 2 * THREE_WEEKS) == (0, 0)


def test_without_units_and_supervisors_a_late_answer_is_no_fault(owner):
    assert watch(ask(owner).due_at + DAY) == (0, 1)


def test_a_deletion_that_had_to_wait_gets_another_day_and_the_resident_is_told_first(clerk, owner, monkeypatch):
    request = a_scheduled_deletion(owner, clerk)
    day = MONDAY_9AM + A_WEEK
    monkeypatch.setattr("linli.people.keeping._reasons", [lambda _resident: "还有 1 件诉求没有办结"])
    assert by_the_job(actions.carry_out_deletions, day) == 0
    assert by_the_job(actions.postpone_deletions, day) == 1
    monkeypatch.setattr("linli.people.keeping._reasons", [])
    assert by_the_job(actions.carry_out_deletions, day + 6 * DAY) == 0, "not before the day that was told"
    put_off = told(to_user=owner.user)[-1]
    assert (put_off.event, put_off.facts["day"]) == (
        "people.deletion_postponed",
        {"day": local_day(day + A_WEEK).isoformat()},
    )
    assert by_the_job(actions.carry_out_deletions, day + A_WEEK) == 1
    with acting_as(staff.SYSTEM):
        assert RecordRequest.objects.get(pk=request.pk).state == RequestState.DONE


def test_a_deletion_that_was_put_off_can_still_be_taken_back(clerk, owner):
    request = a_scheduled_deletion(owner, clerk)
    assert by_the_job(actions.postpone_deletions, MONDAY_9AM + A_WEEK) == 1
    do(actions.withdraw_request, request, by=me(owner), at=MONDAY_9AM + 8 * DAY)
    assert by_the_job(actions.carry_out_deletions, MONDAY_9AM + 30 * DAY) == 0
    assert User.objects.get(pk=owner.pk).is_active


def test_before_its_day_a_deletion_keeps_it(clerk, owner):
    a_scheduled_deletion(owner, clerk)
    assert by_the_job(actions.postpone_deletions, MONDAY_9AM + 6 * DAY) == 0
