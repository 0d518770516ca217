"""What is told is kept with what is done: both stand or neither."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.base.clock import SHANGHAI, now
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.notifications import wording as words
from linli.notifications.actions import COURIER, tell
from linli.notifications.models import Message
from linli.notifications.tests import given
from linli.notifications.wording import text_of


def jobs_for(message: Message) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver' AND args->>'message_id' = %s::text",
            [str(message.pk)],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def reads(monkeypatch):
    """Word an event for this test alone."""
    monkeypatch.setattr(words, "_sentences", dict(words._sentences))
    return words.wording


@pytest.mark.django_db
def test_a_resident_is_told_by_an_sms_that_waits_with_its_job_in_two_statements():
    resident = given.a_resident()
    with acting_as(COURIER):
        with CaptureQueriesContext(connection) as asked:
            message = tell(resident, "tests.happened", about=given.something(), number="N-1", at=now())
        assert len(asked) == 2
        kept = Message.objects.get(pk=message.pk)
    assert (kept.channel, kept.state, kept.settled_at) == ("sms", "queued", None)
    assert jobs_for(message) == 1


@pytest.mark.django_db
def test_a_unit_is_told_at_the_desk_at_once_and_nothing_is_sent():
    message = given.told(given.a_unit())
    kept = given.reread(message)
    assert (kept.channel, kept.state, kept.settled_at) == ("desk", "sent", kept.created_at)
    assert jobs_for(message) == 0


@pytest.mark.django_db
def test_a_resident_whose_phone_is_not_kept_finds_it_in_the_portal_only():
    resident = given.a_resident()
    resident.phone_cipher = ""
    message = given.told(resident)
    assert (message.channel, message.state, jobs_for(message)) == ("app", "sent", 0)


def test_an_action_rolled_back_takes_message_and_job_with_it(own_database):
    resident = given.a_resident()
    with acting_as(COURIER):
        message = tell(resident, "tests.happened", about=given.something(), number="N-1", at=now())
        assert jobs_for(message) == 1
        transaction.set_rollback(True)
    assert jobs_for(message) == 0
    with acting_as(COURIER):
        assert not Message.objects.filter(pk=message.pk).exists()


@pytest.mark.django_db
def test_a_resident_may_tell_a_unit_though_the_message_is_then_not_theirs_to_see():
    resident, unit = given.a_resident(), given.a_unit()
    with acting_as(given.resident_actor(resident)):
        message = tell(unit, "tests.happened", about=given.something(), number="N-1", at=now())
        assert not Message.objects.filter(pk=message.pk).exists()
    assert given.reread(message).to_organization_id == unit.pk


@pytest.mark.django_db
def test_a_message_is_to_exactly_one():
    with pytest.raises(IntegrityError, match="message_to_exactly_one"), acting_as(COURIER):
        Message(
            event="tests.happened",
            about_kind="tests.thing",
            about_id=new_id(),
            number="N-1",
            channel="desk",
            state="sent",
            created_at=now(),
            settled_at=now(),
        ).save(force_insert=True)


@pytest.mark.django_db
def test_words_a_person_wrote_are_refused_as_a_fact():
    with pytest.raises(TypeError, match="reason"):
        given.told(given.a_unit(), reason="他家漏水，姓王")


@pytest.mark.django_db
def test_a_sentence_that_lacks_a_fact_fails_where_it_is_told(reads):
    reads("tests.happened", "编号 %(number)s 请在 %(due)s 前办理。")
    with pytest.raises(KeyError, match="due"):
        given.told(given.a_unit())


@pytest.mark.django_db
def test_facts_read_as_people_say_them(reads):
    reads("tests.happened", "%(number)s 已交 %(unit)s，%(due)s 前答复，第 %(round)s 次，自 %(since)s。")
    due = datetime(2027, 3, 5, 9, 30, tzinfo=UTC).astimezone(SHANGHAI)
    message = given.told(given.a_unit(), unit=given.a_unit("河西街道"), due=due, round=2, since=due.date())
    message.created_at = due
    assert text_of(message) == "131102-20261122-0001 已交 河西街道，3月5日 周五 17:30 前答复，第 2 次，自 3月5日 周五。"


@pytest.mark.django_db
def test_an_event_nobody_worded_says_that_there_is_something_new():
    assert text_of(given.told(given.a_unit())) == "编号 131102-20261122-0001 有新进展，请登录“邻里”查看。"


def test_an_event_has_one_wording(reads):
    reads("tests.happened", "甲 %(number)s")
    reads("tests.happened", "甲 %(number)s")
    with pytest.raises(ValueError, match=r"tests\.happened"):
        reads("tests.happened", "乙 %(number)s")
