"""Two records of one person become one, and can be taken apart again exactly."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given as told
from hypothesis import strategies as st

from linli.accounts.models import PhoneCode, Session, User
from linli.accounts.phones import phone_of, user_of_phone
from linli.accounts.rights import Role
from linli.accounts.rules import CodePurpose
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COUNTY, MONDAY_9AM, OTHER_COMMUNITY, a_code_read_out, a_unit
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.notifications.models import Message
from linli.people import actions, queries, rules
from linli.people.identities import identity_of
from linli.people.models import (
    AskedField,
    Consent,
    Contact,
    ContactKind,
    HouseholdMember,
    Merge,
    RecordRequest,
    Resident,
    Way,
)
from linli.people.tests.given import a_household, a_resident, a_resident_without_phone, an_identity, do, merged
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(days=3)
TABLES = (Resident, Consent, Contact, HouseholdMember, RecordRequest, Message)


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


def merge(kept, gone, by, at=MONDAY_9AM):
    return merged(kept, gone, by, at)


def undo(done, by, at=LATER, **said):
    return do(actions.undo_merge, done, **said, by=by, at=at)


def me(resident):
    return staff.as_actor(resident.user)


def picture():
    """Every row of every table a merge may touch but what it tells; ciphertexts are bound to their row and made anew."""
    with acting_as(staff.SYSTEM):
        rows = {
            model: [
                {name: value for name, value in row.items() if name != "identity_cipher"}
                for row in model.objects.order_by("pk").values()
                if row.get("event") not in ("people.records_merged", "people.records_parted")
            ]
            for model in TABLES
        }
        numbers = {each.pk: identity_of(each) for each in Resident.objects.all()}
    users = list(User.objects.order_by("pk").values("pk", "phone_hash", "phone_cipher", "is_active", "stands_for"))
    return rows, numbers, users


def a_full_record(clerk, household=None, **more):
    """A resident with a consent, a contact, a household, a request and a message."""
    resident = a_resident(**more)
    do(actions.give_consent, resident, purpose="family_contact", way=Way.PORTAL, by=me(resident), at=MONDAY_9AM)
    do(
        actions.add_contact, resident, kind=ContactKind.EMERGENCY, relation="child", name="李大山",
        phone="19911110000", by=clerk, at=MONDAY_9AM,
    )  # fmt: skip
    home = household or a_household()
    do(actions.join_household, home, resident, relation="child", since=MONDAY_9AM.date(), by=clerk, at=MONDAY_9AM)
    do(actions.ask_correction, resident, field=AskedField.NAME, words="写错了", by=me(resident), at=MONDAY_9AM)
    with acting_as(staff.SYSTEM):
        tell(resident.user, "people.moved_in", about=resident, number="", at=MONDAY_9AM)
    return resident


def test_everything_points_to_the_record_that_stays(clerk):
    kept, gone = a_resident(), a_full_record(clerk, identity=an_identity())
    number = identity_of(gone)
    merge(kept, gone, clerk)
    with acting_as(staff.SYSTEM):
        for model in (Consent, Contact, HouseholdMember, RecordRequest):
            assert list(model.objects.values_list("resident", flat=True)) == [kept.pk], model
        told_before = Message.objects.filter(to_organization=None).exclude(event="people.records_merged")
        assert set(told_before.values_list("to_user", flat=True)) == {kept.pk}
        stays, went = Resident.objects.get(pk=kept.pk), Resident.objects.get(pk=gone.pk)
    assert (identity_of(stays), went.identity_hash, went.merged_into_id) == (number, None, kept.pk)


def test_undoing_restores_exactly_what_was(clerk):
    household = a_household()
    kept = a_full_record(clerk, household, identity="")
    gone = a_full_record(clerk, identity=an_identity())
    before = picture()
    done = merge(kept, gone, clerk)
    assert picture() != before
    undo(done, clerk)
    assert picture() == before


def test_what_came_after_the_merge_stays_with_the_record_that_was_kept(clerk):
    kept, gone = a_resident(), a_resident()
    done = merge(kept, gone, clerk)
    do(actions.give_consent, kept, purpose="care_visit", way=Way.PORTAL, by=me(kept), at=LATER)
    undo(done, clerk)
    with acting_as(staff.SYSTEM):
        assert Consent.objects.get().resident_id == kept.pk


def test_either_phone_opens_the_record_that_stays_and_whoever_was_signed_in_signs_in_anew(clerk):
    first, second = staff.a_phone(), staff.a_phone()
    kept, gone = a_resident(phone=first), a_resident(phone=second)
    staff.signed_in(Client(), gone.user)
    done = merge(kept, gone, clerk)
    assert user_of_phone(first) == user_of_phone(second) == kept.user
    assert not Session.objects.filter(user=gone.user).exists()
    undo(done, clerk)
    assert user_of_phone(second) == gone.user


def test_records_merged_into_the_one_that_goes_follow_it(clerk):
    phone = staff.a_phone()
    third, second, first = a_resident(), a_resident(), a_resident(phone=phone)
    merge(second, first, clerk)
    done = merge(third, second, clerk)
    assert user_of_phone(phone) == third.user
    undo(done, clerk)
    assert user_of_phone(phone) == second.user


def test_both_histories_say_it_and_the_resident_reads_both(clerk):
    kept, gone = a_resident(), a_resident()
    do(actions.look_up, gone, purpose="核实住址", by=clerk, at=MONDAY_9AM)
    done = merge(kept, gone, clerk)
    with acting_as(me(kept)):
        assert [entry.verb for entry in entries(on=kept)] == ["people.merged"]
        assert [entry.verb for entry in entries(on=gone)] == ["people.revealed", "people.merged_away"]
        assert entries(on=kept)[0].text["reason"] == "同一个人登记了两次"
        assert [look.purpose for look in queries.who_looked(kept)] == ["核实住址"]
    undo(done, clerk)
    with acting_as(me(kept)):
        assert [entry.verb for entry in entries(on=kept)][-1] == "people.merge_undone"
        assert entries(on=gone) == []
    with acting_as(me(gone)):
        assert [entry.verb for entry in entries(on=gone)][-1] == "people.merge_undone"


def test_a_merge_is_undone_once_and_within_thirty_days(clerk):
    done = merge(a_resident(), a_resident(), clerk)
    with refused("people.merge_too_old"):
        undo(done, clerk, MONDAY_9AM + timedelta(days=31))
    undo(done, clerk, MONDAY_9AM + timedelta(days=30))
    with refused("people.merge_undone"):
        undo(done, clerk)


def test_a_merged_record_is_neither_changed_nor_merged_again(clerk):
    kept, gone = a_resident(), a_resident()
    merge(kept, gone, clerk)
    with refused("people.not_visible"):
        merge(a_resident(), gone, clerk)
    with refused("people.not_visible"):
        do(actions.correct, gone, name="别人", by=clerk, at=MONDAY_9AM)


def test_two_people_are_not_merged(clerk):
    with refused("people.two_people"):
        merge(a_resident(identity=an_identity()), a_resident(identity=an_identity()), clerk)
    alone = a_resident()
    with refused("people.merge_with_itself"):
        merge(alone, alone, clerk)
    with refused("people.reason_missing"):
        do(actions.merge, alone, a_resident(), reason=" ", by=clerk, at=MONDAY_9AM)


# The attack: somebody's record is merged into that of an accomplice, who reads everything


def test_the_record_of_another_person_is_not_merged_whatever_a_clerk_says(clerk):
    with refused("people.two_names"):
        merge(a_resident("李四"), a_resident("王秀英"), clerk)
    same_but_for_a_blank = merge(a_resident("王秀英"), a_resident("王 秀英"), clerk)
    assert same_but_for_a_blank.undone_at is None


def test_nobody_s_phone_opens_another_record_without_their_knowing(clerk):
    accomplice, victim = a_resident(), a_resident()
    facts = {"reason": "同一个人登记了两次", "by": clerk, "at": MONDAY_9AM}
    with refused("people.code_missing"):
        do(actions.merge, accomplice, victim, **facts)
    mine = a_code_read_out(phone_of(accomplice.user), CodePurpose.MERGE, victim.pk)
    with refused("people.code_missing"):
        do(actions.merge, accomplice, victim, codes={accomplice.pk: mine}, **facts)
    with refused("accounts.code_expired"):
        do(actions.merge, accomplice, victim, codes={accomplice.pk: mine, victim.pk: mine}, **facts)
    with acting_as(staff.SYSTEM):
        assert not Merge.objects.exists()
    theirs = a_code_read_out(phone_of(victim.user), CodePurpose.MERGE, accomplice.pk)
    do(actions.merge, accomplice, victim, codes={accomplice.pk: mine, victim.pk: theirs}, **facts)


def test_a_code_for_one_merge_is_none_for_another(clerk):
    first, second, third = a_resident(), a_resident_without_phone(), a_resident_without_phone()
    code = a_code_read_out(phone_of(first.user), CodePurpose.MERGE, second.pk)
    with refused("accounts.code_expired"):
        do(actions.merge, first, third, reason="同一个人", codes={first.pk: code}, by=clerk, at=MONDAY_9AM)


def test_each_phone_is_sent_a_code_and_both_are_told(clerk):
    kept, gone = a_resident(), a_resident()
    for each, other in ((kept, gone), (gone, kept)):
        do(actions.ask_merge_code, each, other, by=clerk, at=MONDAY_9AM)
    assert PhoneCode.objects.filter(purpose=CodePurpose.MERGE).count() == 2
    done = merge(kept, gone, clerk, MONDAY_9AM + timedelta(seconds=1))
    assert events_to(kept) == events_to(gone) == ["people.records_merged"]
    undo(done, clerk)
    assert events_to(kept) == events_to(gone) == ["people.records_merged", "people.records_parted"]
    with refused("people.no_phone"):
        do(actions.ask_merge_code, a_resident_without_phone(), kept, by=clerk, at=MONDAY_9AM)


def events_to(resident):
    with acting_as(staff.SYSTEM):
        return list(Message.objects.filter(to_user=resident.user).order_by("id").values_list("event", flat=True))


def test_a_record_whose_phone_is_being_changed_waits(clerk):
    kept, gone = a_resident(), a_resident()
    do(actions.release_phone, gone, reason="号码停机了", by=clerk, at=MONDAY_9AM)
    with refused("people.phone_in_between"):
        merge(kept, gone, clerk)


# What came since


def test_a_number_that_was_corrected_since_stays_where_it_was_corrected(clerk):
    kept, gone, right = a_resident(), a_resident(identity=an_identity()), an_identity()
    done = merge(kept, gone, clerk)
    do(actions.correct, kept, identity=right, by=clerk, at=LATER)
    undo(done, clerk)
    with acting_as(staff.SYSTEM):
        numbers = [identity_of(Resident.objects.get(pk=each.pk)) for each in (kept, gone)]
    assert numbers == [right, ""]


def test_the_record_with_a_phone_is_the_one_that_stays(clerk):
    with refused("people.keep_the_one_with_phone"):
        merge(a_resident_without_phone(), a_resident(), clerk)


def test_a_record_somebody_asked_to_delete_is_answered_first(clerk):
    kept, gone = a_resident(), a_resident()
    do(actions.ask_deletion, gone, by=me(gone), at=MONDAY_9AM)
    with refused("people.deletion_asked"):
        merge(kept, gone, clerk)


def test_only_who_keeps_the_register_of_both_merges(clerk):
    with refused("people.not_visible"):
        merge(a_resident(), a_resident(area=OTHER_COMMUNITY), clerk)
    done = merge(a_resident(), a_resident(), clerk)
    stranger = staff.an_actor(area=OTHER_COMMUNITY, unit=a_unit(area=OTHER_COMMUNITY))
    with refused("people.not_visible"):
        undo(done, stranger)
    with acting_as(stranger):
        assert not Merge.objects.exists()
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DISPATCHER, Role.HANDLER):
        with refused("people.not_visible"):
            merge(a_resident(), a_resident(), staff.an_actor(role, COUNTY, a_unit()))


def test_merging_a_contact_with_whom_they_are_a_contact_of_leaves_nobody_their_own_contact(clerk):
    elder, phone = a_full_record(clerk), staff.a_phone()
    son = a_resident("李大山", phone=phone)
    do(
        actions.add_contact, elder, kind=ContactKind.EMERGENCY, relation="child", name="李大山", phone=phone,
        by=clerk, at=MONDAY_9AM,
    )  # fmt: skip
    do(actions.correct, son, name=elder.name, by=clerk, at=MONDAY_9AM)
    before = picture()
    undo(merge(elder, son, clerk), clerk)
    assert picture() == before


@told(
    st.booleans(),
    st.tuples(*[st.sampled_from(["王秀英", "王 秀英", "李四"])] * 2),
    st.tuples(st.none() | st.sampled_from("ab"), st.none() | st.sampled_from("ab")),
    st.tuples(st.booleans(), st.booleans()),
)
def test_records_may_be_merged_where_something_says_they_are_one_person_and_nothing_that_they_are_two(
    is_same, names, identities, phones
):
    has_both, is_one_name = all(identities), rules.spelled(names[0]) == rules.spelled(names[1])
    is_one = identities[0] == identities[1] if has_both else is_one_name
    fits = not is_same and is_one and (phones[0] or not phones[1])
    try:
        rules.may_merge(is_same=is_same, names=names, identities=identities, phones=phones)
    except Refused:
        assert not fits
    else:
        assert fits


def test_after_a_merge_the_phone_shown_is_that_of_the_record_that_stays(clerk):
    first = staff.a_phone()
    kept = a_resident(phone=first)
    merge(kept, a_resident(), clerk)
    assert phone_of(User.objects.get(pk=kept.pk)) == first
