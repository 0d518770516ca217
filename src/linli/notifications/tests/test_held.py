"""Told at night, sent in the morning; and each attempt stands in a log without words and numbers."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from linli.accounts.models import User
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.notifications import actions, queries, wording
from linli.notifications.actions import COURIER, tell
from linli.notifications.models import Delivery, Message, State
from linli.notifications.tests import given

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def quiet_hours(settings):
    settings.LINLI_QUIET_HOURS = "22:00-07:30"


def told(reader: User | None = None, at: datetime = NIGHT) -> Message:
    with acting_as(COURIER):
        return tell(reader or given.a_resident(), "tests.happened", about=given.something(), number="N-1", at=at)


def begun(message: Message, at: datetime) -> actions.Attempt | None:
    with acting_as(COURIER):
        return actions.begin(message.pk, at=at)


def who_chose(quiet: str) -> User:
    reader = given.a_resident()
    reader.quiet = quiet
    reader.save(update_fields=["quiet"])
    return reader


def outcomes(message: Message) -> list[str]:
    with acting_as(COURIER):
        return list(Delivery.objects.filter(message=message).order_by("id").values_list("outcome", flat=True))


def test_what_is_told_at_night_waits_for_the_morning_and_can_be_read_at_once():
    message = told()
    assert (message.state, message.held_until, message.is_held) == ("queued", MORNING, True)
    assert begun(message, NIGHT + timedelta(hours=1)) is None
    assert begun(message, MORNING) is not None
    me = given.resident_actor(User.objects.get(pk=message.to_user_id))
    with acting_as(me):
        assert queries.unread_count(me) == 1


def test_what_could_not_be_sent_in_the_evening_is_not_sent_at_night():
    message = told(at=NIGHT - timedelta(hours=2))
    assert message.held_until is None
    attempt = begun(message, NIGHT - timedelta(hours=2))
    with acting_as(COURIER):
        actions.leave_open(attempt, State.QUEUED, at=NIGHT - timedelta(hours=2))
    assert begun(message, NIGHT) is None
    assert given.reread(message).is_held
    assert begun(message, MORNING) is not None


def test_what_is_urgent_goes_out_at_night(monkeypatch):
    monkeypatch.setattr(wording, "_urgent", {"tests.happened"})
    assert told().held_until is None


@pytest.mark.parametrize(("own", "until"), [("always", None), ("21:00-09:00", MORNING.replace(hour=9, minute=0))])
def test_a_persons_own_hours_count(own, until):
    assert told(who_chose(own)).held_until == until


def test_every_safety_message_and_whatever_moves_a_phone_is_urgent():
    told_at_once = {event for event in wording.known() if wording.is_urgent(event)}
    assert {event for event in wording.known() if event.startswith("accounts.")} <= told_at_once
    assert "people.phone_given" in told_at_once
    assert not any(event.startswith("cases.") for event in told_at_once)


def test_each_attempt_stands_in_the_log_with_its_end():
    message = told(at=MORNING)
    first = begun(message, MORNING)
    assert outcomes(message) == ["sending"]
    with acting_as(COURIER):
        actions.leave_open(first, State.QUEUED, at=MORNING)
    second = begun(message, MORNING)
    with acting_as(COURIER):
        actions.settle(second, State.SENT, at=MORNING)
    assert outcomes(message) == ["not_taken", "sent"]


def test_an_attempt_that_was_cut_off_is_called_unclear_by_the_next_and_says_no_more():
    message = told(at=MORNING)
    first = begun(message, MORNING)
    begun(message, MORNING)
    assert outcomes(message) == ["unclear", "sending"]
    with acting_as(COURIER):
        actions.settle(first, State.SENT, at=MORNING)
    assert outcomes(message) == ["unclear", "sending"]


def test_what_is_forgotten_goes_with_all_its_ways_and_attempts_and_by_one_job_alone():
    about, reader = given.something(), given.a_mail_reader("wang@example.com", ways="sms mail")
    with acting_as(COURIER):
        message = tell(reader, "tests.happened", about=about, number="N-1", at=MORNING)
        actions.begin(message.pk, at=MORNING)
        assert actions.forget_about(about) == 0
        assert Delivery.objects.count() == 1
    with acting_as(system_actor("archives.destroy")):
        assert actions.forget_about(about) == 2
        assert not Delivery.objects.exists()


def test_a_resident_sees_the_attempts_of_their_own_messages_and_nobody_writes_any():
    message = told(at=MORNING)
    begun(message, MORNING)
    with acting_as(given.resident_actor(User.objects.get(pk=message.to_user_id))):
        assert [each.attempts[0].outcome for each in queries.sent(Message.objects.all())] == ["sending"]
        with pytest.raises(ProgrammingError), transaction.atomic():
            Delivery.objects.create(message=message, channel="sms", began_at=NIGHT, outcome="sending")
    with acting_as(given.resident_actor(given.a_resident())):
        assert not Delivery.objects.exists()
    with acting_as(given.a_clerk(given.a_unit())):
        assert not Delivery.objects.exists()
