"""A confidential case is not shown to a phone its record never had, until a unit on it has made sure of who that is."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.accounts.rules import CodePurpose
from linli.accounts.tests.given import a_code_read_out, a_phone, signed_in
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import AudienceChoices, Case
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.notifications.models import Message
from linli.people import actions as people
from linli.people.models import Resident
from linli.people.parting import came_since
from linli.people.queries import who_looked
from linli.people.tests.given import merged
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.django_db
AT = given.MONDAY_9AM
LATER = AT + timedelta(days=1)


@pytest.fixture
def unit():
    return given.a_unit("community_committee")


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


def record_of(actor):
    with acting_as(WATCHER):
        return Resident.objects.select_related("user").get(pk=actor.resident)


def without_phone(actor):
    User.objects.filter(pk=actor.user).update(phone_hash=None, phone_cipher="")
    return record_of(actor)


def a_secret(owner, clerk, at=AT):
    case = given.a_case(owner, at=at)
    do(actions.raise_audience, case, by=clerk, at=at)
    return case


def gets_a_phone(record, clerk, at=LATER):
    phone = a_phone()
    do(people.ask_phone, record, phone=phone, by=clerk, at=at)
    later = at + timedelta(minutes=1)
    code = a_code_read_out(phone, CodePurpose.GIVE, record.pk, later)
    return do(people.prove_phone, record, code=code, by=clerk, at=later)


def seen_by(actor):
    with acting_as(actor):
        everything, shown = set(Case.objects.all()), set(Case.objects.visible_to(actor))
    assert everything == shown
    return shown


def test_a_first_phone_is_not_shown_what_was_confidential_before(unit, clerk):
    owner = given.a_resident()
    plain, secret = given.a_case(owner, at=AT), a_secret(owner, clerk)
    for case in (plain, secret):
        do(actions.accept, case, by=clerk, at=AT)
    do(actions.reveal, secret, purpose="约时间调解", by=clerk, at=AT)
    gets_a_phone(without_phone(owner), clerk)
    assert seen_by(owner) == {plain}
    later = a_secret(owner, clerk, LATER + timedelta(hours=1))
    assert seen_by(owner) == {plain, later}
    with acting_as(owner):
        assert who_looked(record_of_me(owner)) == []
        assert entries(on=secret) == []
        assert not Message.objects.filter(about_id=secret.pk).exists()
        assert Message.objects.filter(about_id=plain.pk).exists()
    with acting_as(WATCHER):
        assert [entry.verb for entry in entries(on=secret)][-1] == "cases.withheld"


def record_of_me(actor):
    return Resident.objects.get(pk=actor.resident)


def test_a_unit_on_the_case_opens_it_and_nobody_else_does(unit, clerk):
    owner = given.a_resident()
    secret = a_secret(owner, clerk)
    with refused("cases.not_withheld"):
        do(actions.open_to_resident, secret, by=clerk, at=AT)
    gets_a_phone(without_phone(owner), clerk)
    elsewhere = given.a_clerk(given.a_unit("subdistrict_office", area=given.STREET))
    with refused("cases.not_visible"):
        do(actions.open_to_resident, secret, by=elsewhere, at=LATER)
    with refused("accounts.no_right"):
        do(actions.open_to_resident, secret, by=owner, at=LATER)
    do(actions.open_to_resident, secret, by=clerk, at=LATER)
    assert seen_by(owner) == {secret}
    with acting_as(WATCHER):
        assert Message.objects.filter(to_user=owner.user).latest("id").event == "cases.opened_to_resident"


def test_another_phone_in_place_of_one_withholds_nothing(unit, clerk):
    owner = given.a_resident()
    secret, record = a_secret(owner, clerk), record_of(owner)
    gets_a_phone(record, clerk)
    code = a_code_read_out(phone_of(record.user), CodePurpose.PART, record.pk, LATER + timedelta(minutes=2))
    do(people.confirm_phone, record, code=code, by=clerk, at=LATER + timedelta(minutes=2))
    assert seen_by(owner) == {secret}


def test_a_merge_does_not_show_what_was_confidential_to_the_phone_of_the_other_record(unit, clerk):
    first, second = given.a_resident(), given.a_resident()
    secret, plain = a_secret(second, clerk), given.a_case(second, at=AT)
    gone = without_phone(second)
    done = merged(record_of(first), gone, clerk, AT)
    assert seen_by(first) == {plain}
    do(people.undo_merge, done, by=clerk, at=LATER)
    assert seen_by(first) == set()
    assert seen_by(second) == {plain, secret}


def test_of_each_case_asked_since_it_is_said_whose_it_is(unit, clerk):
    first, second = given.a_resident(), given.a_resident()
    old = given.a_case(first, at=AT - timedelta(days=1))
    kept, gone = record_of(first), record_of(second)
    done = merged(kept, gone, clerk, AT)
    mine, theirs = given.a_case(first, at=LATER), given.a_case(first, at=LATER)
    with acting_as(clerk):
        assert [each.key for each in came_since(done)] == [mine.pk, theirs.pk]
    for unsaid in ({}, {mine.pk: kept.pk}, {mine.pk: kept.pk, theirs.pk: clerk.user}):
        with refused("people.say_whose"):
            do(people.undo_merge, done, whose=unsaid, by=clerk, at=LATER)
    do(actions.accept, theirs, by=clerk, at=LATER)
    said = {mine.pk: kept.pk, theirs.pk: gone.pk, old.pk: gone.pk}
    do(people.undo_merge, done, whose=said, by=clerk, at=LATER)
    assert seen_by(first) == {old, mine}
    assert seen_by(second) == {theirs}
    with acting_as(second):
        assert Message.objects.filter(about_id=theirs.pk).exists()
    with acting_as(first):
        assert not Message.objects.filter(about_id=theirs.pk).exists()


def test_what_whoever_undoes_it_does_not_see_is_shown_to_neither():
    clerk = given.a_clerk(given.a_unit("property_company"))
    first, second = given.a_resident(), given.a_resident()
    done = merged(record_of(first), record_of(second), clerk, AT)
    secret = given.a_case(first, at=LATER)
    with acting_as(WATCHER):
        Case.objects.filter(pk=secret.pk).update(audience=AudienceChoices.CONFIDENTIAL)
    assert seen_by(clerk) == set()
    do(people.undo_merge, done, by=clerk, at=LATER)
    assert seen_by(first) == set()
    assert seen_by(second) == set()


def test_the_desk_says_that_it_is_withheld_and_opens_it(unit, clerk):
    owner = given.a_resident()
    secret = a_secret(owner, clerk)
    gets_a_phone(without_phone(owner), clerk)
    desk, window = (signed_in(Client(), User.objects.get(pk=each.user)) for each in (clerk, owner))
    assert window.get(f"/cases/{secret.number}/").status_code == 404
    page = f"/desk/cases/{secret.number}/"
    assert "居民现在看不到这件事" in desk.get(page).content.decode()
    with acting_as(WATCHER):
        seen = Case.objects.get(pk=secret.pk).version
    desk.post(f"{page}open/", {"seen": seen})
    assert "居民现在看不到这件事" not in desk.get(page).content.decode()
    assert window.get(f"/cases/{secret.number}/").status_code == 200
