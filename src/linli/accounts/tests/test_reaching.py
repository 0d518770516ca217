"""How somebody is told is their own choice, and a mail address counts once they have shown that it is theirs."""

from datetime import timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.accounts import actions, boxes
from linli.accounts.models import PhoneCode, User
from linli.accounts.rules import NO_WAY, Way, mail_typed, ways_of
from linli.accounts.tests import given
from linli.accounts.tests.given import MONDAY_9AM
from linli.base import events
from linli.base.journal import entries
from linli.base.refusals import Refused, Unavailable
from linli.base.scope import acting_as

MAIL = "wang@example.com"
LATER = MONDAY_9AM + timedelta(minutes=2)


@pytest.fixture
def sent(monkeypatch):
    """Codes by address, instead of letters."""
    codes: dict[str, str] = {}
    keep = lambda *, address, code, **_facts: codes.__setitem__(address, code)  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.box_code_wanted": [keep]})
    return codes


def refused(code, act, /, *given_it, **facts):
    with pytest.raises(Refused) as refusal:
        act(*given_it, **facts)
    assert refusal.value.code == code


def give(user, sent, mail=MAIL, at=MONDAY_9AM):
    by = given.as_actor(user)
    with acting_as(by):
        typed = actions.ask_for_box_code(user, boxes.MAIL, mail, by=by, at=at)
        actions.give_box(user, boxes.MAIL, typed, sent[typed], by=by, at=at)
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_whoever_types_the_code_is_told_by_mail_too_and_the_address_is_kept_encrypted(sent):
    user = give(given.a_resident_user(), sent, "Wang@Example.COM ")
    assert boxes.MAIL.of(user) == "Wang@example.com"
    assert boxes.ways_to(user) == (Way.SMS, Way.MAIL)
    assert "example" not in user.mail_cipher
    with acting_as(given.SYSTEM):
        facts = {entry.verb: entry.facts for entry in entries(on=user)}
    assert facts == {
        "accounts.box_code_asked": {"way": "mail"},
        "accounts.box_given": {"way": "mail", "ways": ["sms", "mail"]},
    }


@pytest.mark.django_db
def test_a_wrong_an_old_and_a_used_code_give_no_address(sent):
    user = given.a_resident_user()
    by = given.as_actor(user)
    with acting_as(by):
        actions.ask_for_box_code(user, boxes.MAIL, MAIL, by=by, at=MONDAY_9AM)
        wrong = f"{(int(sent[MAIL]) + 1) % 1_000_000:06d}"
        refused("accounts.box_code_wrong", actions.give_box, user, boxes.MAIL, MAIL, wrong, by=by, at=LATER)
        old = MONDAY_9AM + timedelta(minutes=10)
        refused("accounts.code_expired", actions.give_box, user, boxes.MAIL, MAIL, sent[MAIL], by=by, at=old)
        actions.give_box(user, boxes.MAIL, MAIL, sent[MAIL], by=by, at=LATER)
        refused("accounts.code_expired", actions.give_box, user, boxes.MAIL, MAIL, sent[MAIL], by=by, at=LATER)


@pytest.mark.django_db
def test_a_code_proves_the_address_it_went_to_for_who_asked_and_nothing_else(sent):
    user, other = given.a_resident_user(), given.a_resident_user()
    by = given.as_actor(user)
    with acting_as(by):
        actions.ask_for_box_code(user, boxes.MAIL, MAIL, by=by, at=MONDAY_9AM)
        refused(
            "accounts.code_expired", actions.give_box, user, boxes.MAIL, "li@example.com", sent[MAIL], by=by, at=LATER
        )
    with acting_as(given.as_actor(other)):
        refused(
            "accounts.code_expired",
            actions.give_box,
            other,
            boxes.MAIL,
            MAIL,
            sent[MAIL],
            by=given.as_actor(other),
            at=LATER,
        )
    assert not PhoneCode.objects.filter(phone_hash__contains=MAIL).exists()


@pytest.mark.django_db
def test_a_box_gets_one_code_a_minute_whoever_asks(sent):
    with acting_as(given.SYSTEM):
        actions.ask_for_box_code(given.a_resident_user(), boxes.MAIL, MAIL, by=given.SYSTEM, at=MONDAY_9AM)
        again = given.a_resident_user()
        refused(
            "accounts.too_many_codes", actions.ask_for_box_code, again, boxes.MAIL, MAIL, by=given.SYSTEM, at=MONDAY_9AM
        )


@pytest.mark.django_db
def test_where_the_mail_server_is_down_no_code_counts(monkeypatch):
    def down(**_facts):
        raise Unavailable

    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.box_code_wanted": [down]})
    with acting_as(given.SYSTEM), pytest.raises(Unavailable):
        actions.ask_for_box_code(given.a_resident_user(), boxes.MAIL, MAIL, by=given.SYSTEM, at=MONDAY_9AM)
    assert not PhoneCode.objects.exists()


@pytest.mark.django_db
def test_a_choice_is_kept_and_mail_needs_an_address(sent):
    user = given.a_resident_user()
    by = given.as_actor(user)
    with acting_as(by):
        refused("accounts.no_box", actions.choose_ways, user, [Way.MAIL], by=by, at=MONDAY_9AM)
        actions.choose_ways(user, [], by=by, at=MONDAY_9AM)
    assert boxes.ways_to(User.objects.get(pk=user.pk)) == ()


@pytest.mark.django_db
def test_an_address_cleared_is_gone_and_the_phone_is_told_again(sent):
    user = give(given.a_resident_user(), sent)
    by = given.as_actor(user)
    with acting_as(by):
        actions.choose_ways(user, [Way.MAIL], by=by, at=LATER)
        actions.clear_box(user, boxes.MAIL, by=by, at=LATER)
    kept = User.objects.get(pk=user.pk)
    assert (kept.mail_cipher, boxes.ways_to(kept)) == ("", (Way.SMS,))


@pytest.mark.django_db
def test_a_deletion_destroys_the_address(sent):
    user = give(given.a_resident_user(), sent)
    with acting_as(given.SYSTEM):
        actions.close_for_good(user, at=LATER)
    assert User.objects.get(pk=user.pk).mail_cipher == ""


@pytest.mark.parametrize(
    ("typed", "mail"),
    [(" wang@example.com ", MAIL), ("ｗａｎｇ＠example.com", MAIL), ("a.b+c@X.Example.CN", "a.b+c@x.example.cn")],
)
def test_an_address_may_be_typed_in_many_ways(typed, mail):
    assert mail_typed(typed) == mail


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "wang",
        "wang@",
        "@example.com",
        "a b@example.com",
        "a@b",
        "王@example.com",
        "a@b.c",
        f"{'a' * 120}@example.com",
        "a@example.com\nBcc: b@example.com",
        "a@example.com,b@example.com",
        "<a@example.com>",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(typed):
    with pytest.raises(Refused) as refusal:
        mail_typed(typed)
    assert refusal.value.field == "mail"


@drawn(
    some.lists(some.sampled_from(["sms", "mail", "wecom", NO_WAY, "pigeon"]), max_size=4),
    *[some.booleans() for _each in range(4)],
)
def test_nobody_is_told_on_a_way_that_leads_nowhere_and_who_chose_none_is_left_alone(
    chosen, is_resident, has_phone, has_mail, has_wecom
):
    ways = ways_of(
        " ".join(chosen), is_resident=is_resident, has_phone=has_phone, has_mail=has_mail, has_wecom=has_wecom
    )
    assert len(set(ways)) == len(ways)
    assert Way.MAIL not in ways or (has_mail and "mail" in chosen)
    assert Way.WECOM not in ways or (has_wecom and not is_resident and "wecom" in chosen)
    assert Way.SMS not in ways or (has_phone and is_resident)
    assert not ways or NO_WAY not in chosen
    if is_resident and has_phone and NO_WAY not in chosen:
        assert ways, "a resident with a phone is told in some way unless they said otherwise"
