"""Who sees which message: asked with `.all()`, since `visible_to` would hide a missing policy."""

import pytest
from django.db import ProgrammingError, transaction

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import NoScope, acting_as
from linli.notifications import queries
from linli.notifications.actions import COURIER, mark_read
from linli.notifications.models import Message
from linli.notifications.tests import given

pytestmark = pytest.mark.django_db


def seen_by(actor) -> set[object]:
    with acting_as(actor):
        everything = {message.pk for message in Message.objects.all()}
        assert everything == {message.pk for message in Message.objects.visible_to(actor)}
    return everything


def test_a_unit_sees_what_it_was_told_and_another_sees_nothing():
    unit, other = given.a_unit(), given.a_unit()
    message = given.told(unit)
    assert seen_by(given.a_clerk(unit)) == {message.pk}
    assert seen_by(given.a_clerk(other)) == set()
    assert seen_by(given.a_clerk()) == set()


def test_a_resident_sees_their_own_and_neither_another_resident_nor_a_unit_sees_it():
    resident, other = given.a_resident(), given.a_resident()
    message = given.told(resident)
    assert seen_by(given.resident_actor(resident)) == {message.pk}
    assert seen_by(given.resident_actor(other)) == set()
    assert seen_by(given.a_clerk(given.a_unit())) == set()


def test_nobody_touches_messages_without_acting():
    with pytest.raises(NoScope):
        list(Message.objects.all())


def test_only_ones_own_messages_can_be_marked_as_read():
    resident, other = given.a_resident(), given.a_resident()
    message = given.told(resident)
    with acting_as(given.resident_actor(other)):
        assert mark_read(given.resident_actor(other), at=now(), message=message.pk) == 0
        assert Message.objects.filter(pk=message.pk).update(read_at=now()) == 0
    me = given.resident_actor(resident)
    with acting_as(me):
        assert queries.unread_count(me) == 1
        assert mark_read(me, at=now()) == 1
        assert queries.unread_count(me) == 0


def test_a_message_is_never_deleted_but_with_the_case_it_is_about():
    """By the job that destroys cases alone: another job finds none that it may delete, and people are refused."""
    unit = given.a_unit()
    given.told(unit)
    with acting_as(COURIER):
        assert Message.objects.all().delete()[0] == 0
        assert Message.objects.count() == 1
    with acting_as(given.a_clerk(unit)), pytest.raises(ProgrammingError), transaction.atomic():
        Message.objects.all().delete()
    with acting_as(system_actor("archives.destroy")):
        assert Message.objects.all().delete()[0] == 1
