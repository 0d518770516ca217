"""运行情况: the machine's condition in words, and messages somebody has to see to, without anybody's name."""

import pytest
from django.urls import reverse

from linli.areas.region import root
from linli.base.actor import Actor, Kind, Post, system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.journal import entries
from linli.base.refusals import Conflict
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.notifications import actions
from linli.notifications.models import Delivery, Message
from linli.people.models import RecordRequest
from linli.project.operation.undelivered import is_in_reach, undelivered
from tests import world
from tests.refusing import refused

READER = system_actor("tests")


@pytest.fixture(autouse=True)
def nothing_stays(house):
    """The world is everybody's: what a test writes is taken back."""
    with world.undone():
        yield


def read(message) -> Message:
    with acting_as(READER):
        return Message.objects.get(pk=message)


def changed(message, **values) -> None:
    with acting_as(READER):
        Message.objects.filter(pk=message).update(**values)


def page(house, person: str = "administrator") -> str:
    return house.client(person).get(reverse("operation")).content.decode()


def test_it_says_how_each_part_does(house):
    shown = page(house)

    assert "没有在运行" in shown  # no worker in a test
    assert "还没有备份过" in shown
    assert "没有发成 1 条" in shown


def test_the_log_counts_every_way_and_names_nobody(house):
    with acting_as(actions.COURIER):
        attempt = actions.begin(house.messages["failed"], at=now())
        assert attempt is None  # it is settled: nothing is left to try
        failed = Message.objects.get(pk=house.messages["failed"])
        moment = {"began_at": now(), "ended_at": now()}
        Delivery.objects.create(message=failed, channel="sms", outcome="failed", **moment)

    everything = house.client("administrator").get(reverse("deliveries")).content.decode()
    unclear = house.client("administrator").get(reverse("deliveries") + "?outcome=unclear").content.decode()

    assert house.cases["resolved"].number in everything
    assert house.cases["resolved"].number not in unclear
    for word in ("王秀英", "王＊英", "1990", house.cases["resolved"].title):
        assert word not in everything


@pytest.mark.parametrize(
    ("outcomes", "is_silent"),
    [
        (("not_taken", "unclear", "not_taken"), True),
        (("not_taken", "sent", "not_taken"), False),
        (("unclear", "failed", "unclear"), False),
        (("not_taken", "not_taken"), False),
    ],
)
def test_a_way_that_answers_no_more_is_named(house, outcomes, is_silent):
    with acting_as(actions.COURIER):
        for outcome in outcomes:
            moment = {"began_at": now(), "ended_at": now()}
            Delivery.objects.create(message_id=house.messages["failed"], channel="wecom", outcome=outcome, **moment)

    assert ("企业微信现在发不出去" in page(house)) == is_silent


def test_what_may_not_have_arrived_is_listed_without_names_and_phones(house):
    shown = page(house)

    assert house.cases["resolved"].number in shown
    assert "没有发成" in shown
    for word in ("王秀英", "王＊英", "1990", house.cases["resolved"].title):
        assert word not in shown


def test_a_confidential_case_has_no_number_there(house):
    changed(house.messages["failed"], about_id=house.cases["secret"].pk, number=house.cases["secret"].number)

    shown = page(house)

    assert house.cases["secret"].number not in shown
    assert "保密或与办件无关" in shown


def test_an_administrator_of_another_county_sees_none_of_it(house):
    shown = page(house, "stranger")

    assert house.cases["resolved"].number not in shown
    assert undelivered(house.actors["stranger"]) == []


@pytest.mark.parametrize(
    ("event", "kind", "about"),
    [
        ("people.moved_in", "people.resident", lambda house: house.people["owner"]),
        (
            "people.request_made",
            "people.recordrequest",
            lambda house: RecordRequest.objects.get(number=house.request).pk,
        ),
        ("people.consent_ending", "people.consent", lambda house: house.people["consent"]),
        ("people.moved_in", "people.unheard_of", lambda house: house.people["owner"]),
    ],
    ids=["a resident", "a request", "a consent", "something without an area"],
)
def test_a_warning_about_ones_record_is_silenced_by_no_other_county(house, event, kind, about):
    """Somebody brings a record to their county; the message that says so must stay where it is looked after."""
    message = house.messages["failed"]
    with acting_as(READER):
        subject = about(house)
    changed(message, event=event, about_kind=kind, about_id=subject, number="")
    for person, is_theirs in (("administrator", kind != "people.unheard_of"), ("stranger", False)):
        listed = {each.message.pk for each in undelivered(house.actors[person])}
        assert (message in listed, is_in_reach(house.actors[person], message)) == (is_theirs, is_theirs)
    answer = house.client("stranger").post(reverse("note_message", kwargs={"message": message}))
    assert (answer.status_code, read(message).noted_at) == (404, None)


def test_what_is_about_no_area_is_for_whoever_looks_after_all_of_it(house):
    message = house.messages["failed"]
    changed(message, about_kind="people.unheard_of", number="")
    everywhere = Actor(Kind.STAFF, user=new_id(), posts=(Post("administrator", root(), None),))
    assert is_in_reach(everywhere, message)


def test_a_failed_message_goes_back_into_the_outbox(house):
    message = house.messages["failed"]

    given.do(actions.send_again, message, by=house.actors["administrator"], at=given.MONDAY_9AM)

    found = read(message)
    assert (found.state, found.attempts, found.settled_at) == ("queued", 0, None)
    with acting_as(READER):
        assert "notifications.sent_again" in [entry.verb for entry in entries(on=found)]


def test_of_an_unsure_message_the_gateway_is_asked_first(house):
    message = house.messages["failed"]
    changed(message, state="unknown")
    given.do(actions.send_again, message, by=house.actors["administrator"], at=given.MONDAY_9AM)

    with acting_as(READER):
        attempt = actions.begin(message, at=given.MONDAY_9AM)
    assert attempt.may_have_gone_out


def test_somebody_told_in_another_way_is_off_the_list_and_the_outcome_stays(house):
    message, administrator = house.messages["failed"], house.actors["administrator"]
    given.do(actions.note, message, by=administrator, at=given.MONDAY_9AM)

    assert message not in {each.message.pk for each in undelivered(administrator)}
    assert read(message).state == "failed"


def test_what_somebody_else_has_settled_is_a_conflict(house):
    message, administrator = house.messages["failed"], house.actors["administrator"]
    given.do(actions.note, message, by=administrator, at=given.MONDAY_9AM)

    with pytest.raises(Conflict):
        given.do(actions.send_again, message, by=administrator, at=given.MONDAY_9AM)


@pytest.mark.parametrize("person", ["worker", "supervisor", "street"])
def test_nobody_else_touches_the_outbox(house, person):
    with refused("accounts.no_right"):
        given.do(actions.send_again, house.messages["failed"], by=house.actors[person], at=given.MONDAY_9AM)


def test_the_buttons_do_what_they_say(house):
    client, message = house.client("administrator"), house.messages["failed"]

    answer = client.post(reverse("note_message", kwargs={"message": message}), follow=True)

    assert "用别的办法告诉了" in answer.content.decode()
    assert read(message).noted_at is not None
