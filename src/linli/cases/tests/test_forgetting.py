"""What becomes of cases when who asked is merged, taken apart again, or deleted."""

from datetime import timedelta

import pytest

from linli.accounts.phones import phone_of, user_of_phone
from linli.accounts.tests.given import as_actor
from linli.base import attachments
from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, jobs, replay
from linli.cases.attachments import keep_uploads
from linli.cases.models import Case, CaseAttachment, Rating
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.people import actions as people
from linli.people.keeping import reasons_to_keep
from linli.people.models import Resident
from linli.people.tests.given import merged
from tests.refusing import refused
from tests.world import WATCHER, a_photo

pytestmark = pytest.mark.django_db
AT = given.MONDAY_9AM
ERASER = system_actor("people.carry_out_deletions")
IN_A_WEEK = AT + timedelta(days=7)


@pytest.fixture
def unit():
    return given.a_unit("community_committee")


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


def record_of(actor):
    with acting_as(WATCHER):
        return Resident.objects.select_related("user").get(pk=actor.resident)


def stored(case):
    with acting_as(WATCHER):
        return Case.objects.get(pk=case.pk)


def a_rated_case(owner, clerk):
    case = given.a_case(owner, at=AT)
    do(actions.accept, case, by=clerk, at=AT)
    do(actions.resolve, case, reply="换了三楼的灯泡。", by=clerk, at=AT + timedelta(hours=1))
    do(actions.rate, case, level=4, comment="挺快的", by=owner, at=AT + timedelta(hours=2))
    return case


def delete(owner, clerk):
    request = do(people.ask_deletion, record_of(owner), by=owner, at=AT)
    do(people.accept_deletion, request, by=clerk, at=AT)
    with acting_as(ERASER):
        return people.carry_out_deletions(by=ERASER, at=IN_A_WEEK)


def reasons(owner, by):
    with acting_as(by):
        return [str(each) for each in reasons_to_keep(owner.resident)]


def test_an_open_case_keeps_the_record_and_the_resident_reads_how_many(unit, clerk):
    owner = given.a_resident()
    case = given.a_case(owner, at=AT)
    assert reasons(owner, owner) == ["还有 1 件诉求没有办结"]
    request = do(people.ask_deletion, record_of(owner), by=owner, at=AT)
    with refused("people.kept_for_now"):
        do(people.accept_deletion, request, by=clerk, at=AT)
    do(actions.withdraw, case, by=owner, at=AT)
    assert reasons(owner, owner) == reasons(owner, clerk) == []


def test_the_desk_reads_that_something_is_open_and_neither_what_nor_how_much(unit, clerk):
    """It may be a confidential case of another unit."""
    owner = given.a_resident()
    given.a_case(owner, at=AT)
    given.a_case(owner, at=AT)
    request = do(people.ask_deletion, record_of(owner), by=owner, at=AT)
    assert reasons(owner, clerk) == ["还有事情没有办完"]
    with pytest.raises(Refused, match=r"people\.kept_for_now: 还不能删：还有事情没有办完$"):
        do(people.accept_deletion, request, by=clerk, at=AT)


def test_a_deletion_destroys_what_was_said_and_keeps_the_course_of_the_case(unit, clerk):
    owner, neighbour = given.a_resident(), given.a_resident("李四")
    case, other = a_rated_case(owner, clerk), given.a_case(neighbour, at=AT)
    before = stored(case)
    assert delete(owner, clerk) == 1
    after = stored(case)
    assert (after.title, after.description, after.place, after.answers) == ("内容已按居民的要求删除", "", "", {})
    assert (after.stage, after.due_at, after.closed_at, after.rating) == (
        before.stage, before.due_at, before.closed_at, 4,
    )  # fmt: skip
    with acting_as(WATCHER):
        history = entries(on=case)
        assert Rating.objects.get(case=case).comment == ""
        assert not any(entry.text for entry in history)
        assert history[-1].verb == "cases.words_erased"
        assert "灯" in (stored(other).description + stored(other).title)


def test_the_course_of_the_case_can_still_be_told_from_the_journal(unit, clerk):
    owner = given.a_resident()
    case = a_rated_case(owner, clerk)
    delete(owner, clerk)
    with acting_as(WATCHER):
        assert replay.standing_of(entries(on=case)) == stored(case).standing


def test_pictures_go_unless_another_case_has_the_same_one(unit, clerk):
    owner, neighbour = given.a_resident(), given.a_resident("李四")
    with acting_as(owner):
        alone, shared = (keep_uploads([a_photo(colour=colour)], field="photo") for colour in ("teal", "red"))
    mine = given.a_case(owner, at=AT, attachments=alone + shared)
    theirs = given.a_case(neighbour, at=AT, attachments=shared)
    do(actions.withdraw, mine, by=owner, at=AT)
    delete(owner, clerk)
    jobs.discard_files([alone[0].key, shared[0].key])
    with acting_as(WATCHER):
        assert list(CaseAttachment.objects.values_list("case", "key")) == [(theirs.pk, shared[0].key)]
    attachments.open_stored(shared[0].key).close()
    with pytest.raises(FileNotFoundError):
        attachments.open_stored(alone[0].key)


def test_the_cases_of_both_records_are_one_persons_after_a_merge_and_two_peoples_after_its_undoing(unit, clerk):
    first, second = given.a_resident("王秀英"), given.a_resident("王秀英")
    mine, theirs = given.a_case(first, at=AT), given.a_case(second, at=AT)
    secret = given.a_case(second, at=AT)
    do(actions.raise_audience, secret, by=clerk, at=AT)
    done = merged(record_of(first), record_of(second), clerk, AT)
    with acting_as(first):
        assert set(Case.objects.all()) == {mine, theirs, secret}
    with acting_as(clerk):
        [entry] = entries(on=record_of(first), verbs=["people.merged"])
    assert all(str(case.pk) not in str(entry.facts) for case in (theirs, secret)), "ids of moved cases lie open"
    with acting_as(second):
        assert not Case.objects.exists()
    do(people.undo_merge, done, by=clerk, at=AT)
    with acting_as(second):
        assert set(Case.objects.all()) == {theirs, secret}
    with acting_as(first):
        assert set(Case.objects.all()) == {mine}


def test_who_takes_over_a_number_sees_none_of_the_cases_of_who_had_it(unit, clerk):
    owner = given.a_resident()
    given.a_case(owner, at=AT)
    phone = phone_of(record_of(owner).user)
    people.disown(phone, at=AT)
    newcomer = as_actor(user_of_phone(phone))
    with acting_as(newcomer):
        assert not Case.objects.exists()
    with acting_as(owner):
        assert Case.objects.count() == 1
