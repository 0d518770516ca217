"""“这里写错了” and “请删除”: asked by the resident, answered by the community, told either way."""

from datetime import timedelta

import pytest

from linli.accounts.models import ApiToken, Session, User
from linli.accounts.phones import phone_of, user_of_phone
from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COMMUNITY, a_unit
from linli.base.clock import local_day
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.people import actions, queries
from linli.people.identities import identity_of
from linli.people.keeping import reasons_to_keep
from linli.people.models import AskedField, Contact, ContactKind, RecordRequest, RequestState, Resident, Way
from linli.people.tests.given import a_resident, an_identity, do
from linli.people.wording import reply_of, words_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db
IN_A_WEEK = MONDAY_9AM + timedelta(days=7)


@pytest.fixture
def committee():
    return a_unit()


@pytest.fixture
def clerk(committee):
    return staff.an_actor(unit=committee)


@pytest.fixture
def owner():
    return a_resident(identity=an_identity())


def me(resident):
    return staff.as_actor(resident.user)


def ask(resident, field=AskedField.IDENTITY, words="最后一位是 X", at=MONDAY_9AM):
    return do(actions.ask_correction, resident, field=field, words=words, by=me(resident), at=at)


def ask_deletion(resident):
    return do(actions.ask_deletion, resident, by=me(resident), at=MONDAY_9AM)


def stored(row):
    with acting_as(staff.SYSTEM):
        return type(row).objects.get(pk=row.pk)


def told(user=None, unit=None):
    with acting_as(staff.SYSTEM):
        messages = Message.objects.filter(**({"to_user": user} if user else {"to_organization": unit}))
        return [message.event for message in messages.order_by("id")]


def carry_out(at):
    with acting_as(staff.SYSTEM):
        return actions.carry_out_deletions(by=staff.SYSTEM, at=at)


def test_what_is_asked_lies_encrypted_has_a_deadline_and_reaches_the_community(clerk, committee, owner):
    request = ask(owner)
    assert request.number.startswith("Z131102-20261123-")
    assert "最后一位" not in request.words_cipher
    assert words_of(request) == "最后一位是 X"
    assert local_day(request.due_at) == local_day(MONDAY_9AM + timedelta(days=21))
    assert told(unit=committee) == ["people.request_made"]
    with acting_as(me(owner)):
        assert [entry.verb for entry in entries(on=owner)] == ["people.request_made"]


def test_the_same_field_is_asked_once_at_a_time(clerk, owner):
    ask(owner)
    with refused("people.asked_already"):
        ask(owner)
    ask(owner, AskedField.PHONE, "换了新号")


def test_words_are_needed_and_only_for_oneself(owner):
    with refused("people.words_missing"):
        ask(owner, words=" ")
    with refused("people.not_yourself"):
        do(actions.ask_correction, a_resident(), field=AskedField.NAME, words="写错了", by=me(owner), at=MONDAY_9AM)
    with refused("people.not_yourself"):
        do(actions.ask_deletion, a_resident(), by=me(owner), at=MONDAY_9AM)


def test_a_correction_that_is_right_is_made_and_told(clerk, owner):
    request, number = ask(owner), an_identity()
    do(actions.accept_correction, request, value=number, by=clerk, at=MONDAY_9AM)
    assert (identity_of(stored(owner)), stored(request).state) == (number, RequestState.DONE)
    assert told(owner.user) == ["people.request_accepted"]
    with acting_as(me(owner)):
        verbs = [entry.verb for entry in entries(on=owner)]
    assert verbs == ["people.request_made", "people.request_accepted", "people.corrected"]


@pytest.mark.parametrize(
    ("field", "value", "reads"),
    [
        (AskedField.NAME, "王秀兰", lambda resident: resident.name),
        (AskedField.HOME, OTHER_COMMUNITY, lambda resident: resident.home_area_id),
    ],
)
def test_each_field_is_put_right_where_it_lies(clerk, owner, field, value, reads):
    do(actions.accept_correction, ask(owner, field), value=value, by=clerk, at=MONDAY_9AM)
    assert reads(stored(owner)) == value


def test_nobody_gives_a_phone_by_answering_a_request(clerk, owner):
    before = phone_of(owner.user)
    request = ask(owner, AskedField.PHONE, "换了新号")
    with refused("people.reply_missing"):
        do(actions.accept_correction, request, value="19977776666", by=clerk, at=MONDAY_9AM)
    do(actions.accept_correction, request, value="19977776666", reply="在手机号里办好了", by=clerk, at=MONDAY_9AM)
    assert phone_of(User.objects.get(pk=owner.pk)) == before


def test_what_lies_on_another_page_needs_a_word_about_what_was_done(clerk, owner):
    request = ask(owner, AskedField.HOUSEHOLD, "我们家住 4 口人")
    with refused("people.reply_missing"):
        do(actions.accept_correction, request, by=clerk, at=MONDAY_9AM)
    do(actions.accept_correction, request, reply="改成 4 口人了", by=clerk, at=MONDAY_9AM)
    assert reply_of(stored(request)) == "改成 4 口人了"


def test_a_wrong_value_leaves_the_request_open(clerk, owner):
    request = ask(owner)
    with refused("people.value_missing"):
        do(actions.accept_correction, request, by=clerk, at=MONDAY_9AM)
    with refused("people.identity_wrong"):
        do(actions.accept_correction, request, value="123", by=clerk, at=MONDAY_9AM)
    assert stored(request).state == RequestState.OPEN
    assert told(owner.user) == []


def test_a_refusal_says_why_and_nothing_is_answered_twice(clerk, owner):
    request = ask(owner)
    with refused("people.reason_missing"):
        do(actions.refuse_request, request, reason="", by=clerk, at=MONDAY_9AM)
    do(actions.refuse_request, request, reason="和您的证件一致", by=clerk, at=MONDAY_9AM)
    assert reply_of(stored(request)) == "和您的证件一致"
    assert told(owner.user) == ["people.request_refused"]
    for again in (actions.refuse_request, actions.accept_deletion):
        facts = {"reason": "再说一遍"} if again is actions.refuse_request else {}
        with refused("people.answered_already"):
            do(again, request, **facts, by=clerk, at=MONDAY_9AM)
    ask(owner)


def test_a_resident_withdraws_their_own_request(clerk, owner):
    request = ask(owner)
    with acting_as(staff.SYSTEM):
        stranger = me(a_resident("李四"))
    with refused("people.not_visible"):
        do(actions.withdraw_request, request, by=stranger, at=MONDAY_9AM)
    with refused("people.not_yourself"):
        do(actions.withdraw_request, request, by=clerk, at=MONDAY_9AM)
    do(actions.withdraw_request, request, by=me(owner), at=MONDAY_9AM)
    assert stored(request).state == RequestState.WITHDRAWN


def test_others_neither_see_nor_answer(owner):
    request = ask(owner)
    stranger = staff.an_actor(area=OTHER_COMMUNITY, unit=a_unit(area=OTHER_COMMUNITY))
    for other in (stranger, me(a_resident("李四"))):
        with acting_as(other):
            assert not RecordRequest.objects.exists()
            assert not RecordRequest.objects.visible_to(other).exists()
    keep_no_register = [staff.an_actor(role, COUNTY) for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DISPATCHER)]
    for other in (stranger, *keep_no_register):
        with refused("people.not_visible"):
            do(actions.refuse_request, request, reason="不归我管", by=other, at=MONDAY_9AM)


def test_a_deletion_is_told_slept_over_and_can_still_be_withdrawn(clerk, owner):
    request = ask_deletion(owner)
    with refused("people.another_kind"):
        do(actions.accept_correction, request, value="x", by=clerk, at=MONDAY_9AM)
    do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)
    assert (stored(request).state, stored(request).due_on) == (RequestState.SCHEDULED, local_day(IN_A_WEEK))
    assert told(owner.user) == ["people.deletion_scheduled"]
    assert carry_out(IN_A_WEEK - timedelta(days=1)) == 0
    do(actions.withdraw_request, request, by=me(owner), at=MONDAY_9AM)
    assert carry_out(IN_A_WEEK) == 0
    assert stored(owner).name == "王秀英"


def test_after_a_deletion_nothing_personal_is_left_and_the_row_stays(clerk, owner):
    phone = phone_of(owner.user)
    signed_in_on(owner)
    do(actions.give_consent, owner, purpose="family_contact", way=Way.PORTAL, by=me(owner), at=MONDAY_9AM)
    contact = do(
        actions.add_contact, owner, kind=ContactKind.EMERGENCY, relation="child", name="李大山", phone="19911110000",
        by=clerk, at=MONDAY_9AM,
    )  # fmt: skip
    do(actions.look_up, owner, purpose="核实住址", by=clerk, at=MONDAY_9AM)
    request = ask_deletion(owner)
    do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)
    assert carry_out(IN_A_WEEK) == 1
    gone, user = stored(owner), User.objects.get(pk=owner.pk)
    assert (gone.name, gone.identity_cipher, gone.identity_hash, gone.masked_name) == ("", "", None, "已删除的居民")
    assert (user.phone_cipher, user.phone_hash, user.is_active) == ("", None, False)
    assert (Session.objects.filter(user=user).count(), ApiToken.objects.filter(user=user).count()) == (0, 0)
    assert stored(contact).name_cipher == ""
    assert stored(request).state == RequestState.DONE
    with acting_as(staff.SYSTEM):
        (look,) = queries.who_looked(gone)
        assert look.purpose is None
        assert entries(on=gone)[-1].verb == "people.deleted"
        assert not Resident.objects.standing().filter(pk=owner.pk).exists()
    assert carry_out(IN_A_WEEK) == 0
    assert user_of_phone(phone).pk != owner.pk


def signed_in_on(resident):
    from django.test import Client

    staff.signed_in(Client(), resident.user)


def test_what_is_still_needed_is_kept_and_the_reason_said(clerk, owner, monkeypatch):
    monkeypatch.setattr("linli.people.keeping._reasons", [lambda _resident: "还有 1 件诉求没有办结"])
    request = ask_deletion(owner)
    with refused("people.kept_for_now"):
        do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)
    with acting_as(me(owner)):
        assert reasons_to_keep(owner.pk) == ["还有 1 件诉求没有办结"]
    monkeypatch.setattr("linli.people.keeping._reasons", [])
    do(actions.accept_deletion, request, by=clerk, at=MONDAY_9AM)
    monkeypatch.setattr("linli.people.keeping._reasons", [lambda _resident: "又提了一件"])
    assert carry_out(IN_A_WEEK) == 0
    assert stored(request).state == RequestState.SCHEDULED


def test_who_was_somebody_s_contact_is_no_longer_after_their_own_deletion(clerk, owner):
    phone = staff.a_phone()
    son = a_resident("李大山", phone=phone)
    do(actions.give_consent, owner, purpose="family_contact", way=Way.PORTAL, by=me(owner), at=MONDAY_9AM)
    contact = do(
        actions.add_contact, owner, kind=ContactKind.EMERGENCY, relation="child", name="李大山", phone=phone,
        by=clerk, at=MONDAY_9AM,
    )  # fmt: skip
    do(actions.accept_deletion, ask_deletion(son), by=clerk, at=MONDAY_9AM)
    carry_out(IN_A_WEEK)
    assert (stored(contact).other, stored(contact).until) == (None, local_day(IN_A_WEEK))
    with acting_as(clerk):
        assert not Contact.objects.allowed_on(local_day(IN_A_WEEK)).exists()


def test_staff_delete_nobody_by_themselves(clerk, owner):
    from linli.people.actions.erasing import erase

    with pytest.raises(Exception, match="permission denied"), acting_as(clerk):
        erase(owner, at=MONDAY_9AM)


def test_the_nearest_units_are_told_and_none_is_no_fault(owner):
    assert ask(owner).state == RequestState.OPEN
    street = a_unit("subdistrict_office", area="131102001")
    staff.an_actor(area="131102001", unit=street)
    ask(owner, AskedField.NAME, "写错了一个字")
    assert told(unit=street) == ["people.request_made"]
    near = a_unit(area=COMMUNITY)
    staff.an_actor(unit=near)
    ask(owner, AskedField.OTHER, "还有一处写错了")
    assert (told(unit=street), told(unit=near)) == (["people.request_made"], ["people.request_made"])
