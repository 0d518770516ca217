"""Several ways of one message: each has its own state, one is read, and staff are written to only if they want it."""

from datetime import timedelta

import pytest

from linli.accounts.boxes import MAIL as BOX
from linli.accounts.models import HeldPost, User
from linli.base import events
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.notifications import actions, queries
from linli.notifications.actions import COURIER, FORWARDER
from linli.notifications.models import Message, State
from linli.notifications.tests import given

pytestmark = pytest.mark.django_db
MAIL = "wang@example.com"


@pytest.fixture
def undelivered(monkeypatch):
    """Messages that no way has brought."""
    found = []
    monkeypatch.setitem(events._handlers, "notifications.undelivered", [lambda **facts: found.append(facts["message"])])
    return found


def both_ways():
    with acting_as(COURIER):
        return Message.objects.of_the_same(given.told(given.a_mail_reader(MAIL, ways="sms mail"))).in_bulk().values()


def settle(message, state):
    with acting_as(COURIER):
        actions.settle(actions.begin(message.pk, at=now()), state, at=now())


def test_when_one_of_two_ways_brings_it_nobody_is_called(undelivered):
    sms, mail = both_ways()
    settle(sms, State.FAILED)
    assert undelivered == []
    settle(mail, State.SENT)
    assert undelivered == []


def test_when_no_way_brings_it_the_last_one_to_end_says_so_once(undelivered):
    sms, mail = both_ways()
    settle(mail, State.UNKNOWN)
    settle(sms, State.FAILED)
    assert [each.pk for each in undelivered] == [sms.pk]


def test_the_reader_finds_one_message_and_counts_one():
    sms, _mail = both_ways()
    me = given.resident_actor(User.objects.get(pk=sms.to_user_id))
    with acting_as(me):
        assert queries.counts(me) == queries.Counts(all=1, unread=1)
        assert queries.unread_count(me) == 1


def a_reader(unit, role="community_worker", ways="mail") -> User:
    user = User(kind="staff", username=f"{role}{unit.pk}", name="王芳", ways=ways)
    BOX.put(user, MAIL)
    user.save(force_insert=True)
    HeldPost.objects.create(
        user=user, role=role, area_id=given.AREA, organization=unit, starts_at=now() - timedelta(days=1)
    )
    return user


def forward() -> int:
    with acting_as(FORWARDER):
        return actions.forward(at=now())


def test_what_a_unit_is_told_is_carried_once_to_those_of_its_staff_who_want_mail():
    unit, other = given.a_unit(), given.a_unit()
    reader = a_reader(unit)
    message = given.told(unit)
    given.told(other)
    assert (forward(), forward()) == (1, 0)
    with acting_as(COURIER):
        [letter] = Message.objects.filter(carries=message)
    assert (letter.to_user_id, letter.channel, letter.state) == (reader.pk, "mail", "queued")


def test_what_somebody_has_read_at_the_desk_needs_no_letter():
    unit = given.a_unit()
    a_reader(unit)
    given.told(unit)
    clerk = given.a_clerk(unit)
    with acting_as(clerk):
        actions.mark_read(clerk, at=now())
    assert forward() == 0


@pytest.mark.parametrize(("role", "ways"), [("administrator", "mail"), ("community_worker", ""), ("handler", "app")])
def test_who_may_not_read_it_at_the_desk_or_did_not_ask_gets_no_letter(role, ways):
    unit = given.a_unit()
    a_reader(unit, role, ways)
    given.told(unit)
    assert forward() == 0


def test_where_mail_is_off_nothing_is_carried(settings):
    settings.LINLI_MAIL = "off"
    unit = given.a_unit()
    a_reader(unit)
    given.told(unit)
    assert forward() == 0
    assert given.told(given.a_mail_reader(MAIL)).channel == "app"


def test_staff_told_something_themselves_find_it_at_the_desk_and_in_their_box():
    message = given.told(a_reader(given.a_unit()))
    with acting_as(COURIER):
        ways = Message.objects.of_the_same(message).order_by("channel").values_list("channel", "state")
        assert list(ways) == [("desk", "sent"), ("mail", "queued")]
