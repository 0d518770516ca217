"""What residents agree to, and what goes when they no longer do."""

from datetime import timedelta

import pytest

from linli.accounts.tests import given as staff
from linli.accounts.tests.given import MONDAY_9AM, OTHER_COMMUNITY, a_unit
from linli.base import events
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.notifications.wording import text_of
from linli.people import actions, lists, queries
from linli.people.contacting import name_of, phone_of_contact
from linli.people.models import Consent, Contact, ContactKind, Way
from linli.people.tests.given import a_resident, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()


@pytest.fixture
def clerk():
    return staff.an_actor(unit=a_unit())


@pytest.fixture
def elder():
    return a_resident()


def give(resident, by, purpose="family_contact", way=Way.PAPER, at=MONDAY_9AM, **more):
    return do(actions.give_consent, resident, purpose=purpose, way=way, by=by, at=at, **more)


def contact_of(resident, by, kind=ContactKind.EMERGENCY, name="李大山", phone="19911110000", **more):
    facts = {"relation": "child", "at": MONDAY_9AM, **more}
    return do(actions.add_contact, resident, kind=kind, name=name, phone=phone, by=by, **facts)


def withdraw(consent, by, at=MONDAY_9AM):
    return do(actions.withdraw_consent, consent, by=by, at=at)


def watch(at):
    with acting_as(staff.SYSTEM):
        return actions.watch_consents(by=staff.SYSTEM, at=at)


def stored(row):
    with acting_as(staff.SYSTEM):
        return type(row).objects.get(pk=row.pk)


def verbs(resident):
    with acting_as(staff.SYSTEM):
        return [entry.verb for entry in entries(on=resident)]


def test_a_consent_has_its_purpose_and_an_end(clerk, elder):
    consent = give(elder, clerk)
    assert (consent.begins_on, consent.ends_on) == (TODAY, TODAY.replace(year=2028) - timedelta(days=1))
    assert verbs(elder) == ["people.consent_given"]
    with acting_as(clerk):
        assert queries.allowed([elder.pk], "family_contact", TODAY) == {elder.pk}
        assert queries.allowed([elder.pk], "care_visit", TODAY) == set()


def test_giving_it_again_prolongs_it_and_never_shortens(clerk, elder):
    first = give(elder, clerk, ends_on=TODAY + timedelta(days=30))
    again = give(elder, clerk)
    assert (again.pk, again.ends_on > first.ends_on) == (first.pk, True)
    assert give(elder, clerk, ends_on=TODAY).ends_on == again.ends_on
    assert verbs(elder) == ["people.consent_given", "people.consent_prolonged"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"purpose": "everything"}, "people.purpose_unknown"),
        ({"way": Way.PORTAL}, "people.way_wrong"),
        ({"ends_on": TODAY - timedelta(days=1)}, "people.consent_over"),
        ({"ends_on": TODAY.replace(year=2032)}, "people.consent_too_long"),
    ],
)
def test_staff_note_what_was_signed_and_nothing_else(clerk, elder, facts, code):
    with refused(code):
        give(elder, clerk, **facts)


def test_a_resident_agrees_for_themselves_alone(elder):
    me, neighbour = staff.as_actor(elder.user), a_resident("李四")
    assert give(elder, me, way=Way.PORTAL).way == Way.PORTAL
    with refused("people.way_wrong"):
        give(elder, me, way=Way.PAPER)
    with acting_as(me), refused("people.not_yourself"):
        actions.give_consent(neighbour, purpose="care_visit", way=Way.PORTAL, by=me, at=MONDAY_9AM)


def test_a_contact_needs_a_consent(clerk, elder):
    with refused("people.consent_needed"):
        contact_of(elder, clerk)
    give(elder, clerk)
    contact = contact_of(elder, clerk)
    assert "李大山" not in contact.name_cipher
    assert (name_of(contact), phone_of_contact(contact)) == ("李大山", "19911110000")
    with refused("people.consent_needed"):
        contact_of(elder, clerk, kind=ContactKind.GUARDIAN)


def test_a_contact_of_the_same_register_is_linked_and_told_so_in_their_log(clerk, elder):
    phone = staff.a_phone()
    son = a_resident("李大山", phone=phone)
    give(elder, clerk)
    contact = contact_of(elder, clerk, phone=phone)
    assert (contact.other, contact.name_cipher) == (son, "")
    assert verbs(son) == ["people.named_contact"]
    assert do(actions.look_up_contact, contact, purpose="老人摔倒了", by=clerk, at=MONDAY_9AM) == actions.Revealed(
        "李大山", phone
    )
    assert verbs(son)[-1] == verbs(elder)[-1] == "people.revealed"


def test_somebody_elsewhere_of_that_name_and_phone_is_not_looked_for(clerk, elder):
    phone = staff.a_phone()
    a_resident("李大山", OTHER_COMMUNITY, phone)
    give(elder, clerk)
    assert contact_of(elder, clerk, phone=phone).other is None


def test_one_is_not_ones_own_contact(clerk):
    phone = staff.a_phone()
    alone = a_resident("李大山", phone=phone)
    give(alone, clerk)
    with refused("people.contact_of_oneself"):
        contact_of(alone, clerk, phone=phone)


def test_withdrawing_destroys_what_rested_on_it_at_once(clerk, elder):
    consent = give(elder, clerk)
    contact, linked = contact_of(elder, clerk), contact_of(elder, clerk, name="赵六", phone="19911110001")
    with acting_as(staff.SYSTEM):
        Contact.objects.filter(pk=linked.pk).update(other=a_resident("赵六"), name_cipher="", phone_cipher="")
    withdraw(consent, staff.as_actor(elder.user))
    for each in (contact, linked):
        gone = stored(each)
        assert (gone.until, gone.other, gone.name_cipher, gone.phone_cipher) == (TODAY, None, "", "")
    with acting_as(clerk):
        assert not Contact.objects.allowed_on(TODAY).exists()
        assert queries.allowed([elder.pk], "family_contact", TODAY) == set()
    with refused("people.contact_ended"):
        do(actions.look_up_contact, contact, purpose="老人摔倒了", by=clerk, at=MONDAY_9AM)
    with refused("people.consent_ended"):
        withdraw(consent, staff.as_actor(elder.user))


def told(resident):
    with acting_as(staff.as_actor(resident.user)):
        return [(message.event, message.facts) for message in Message.objects.order_by("id")]


def test_what_staff_note_of_a_consent_the_resident_is_told_each_time(clerk, elder):
    consent = give(elder, clerk, ends_on=TODAY + timedelta(days=30))
    give(elder, clerk, ends_on=TODAY + timedelta(days=30))  # changes nothing
    longer = give(elder, clerk)
    withdraw(consent, clerk)
    first, last = ({"day": day.isoformat()} for day in (TODAY + timedelta(days=30), longer.ends_on))
    assert told(elder) == [
        ("people.consent_noted", {"until": first}),
        ("people.consent_noted", {"until": last}),
        ("people.consent_taken_back", {"until": last}),
    ]


def test_what_one_agrees_to_and_withdraws_oneself_is_no_news(elder):
    me = staff.as_actor(elder.user)
    withdraw(give(elder, me, way=Way.PORTAL), me)
    assert told(elder) == []


def test_each_contact_that_goes_with_a_consent_is_on_record(clerk, elder):
    consent = give(elder, clerk)
    contact_of(elder, clerk), contact_of(elder, clerk, name="赵六", phone="19911110001")
    withdraw(consent, clerk)
    assert verbs(elder)[-3:] == ["people.contact_ended", "people.contact_ended", "people.consent_withdrawn"]


def test_a_neighbour_withdraws_nothing(clerk, elder):
    consent = give(elder, clerk)
    with acting_as(staff.as_actor(a_resident("李四").user)), refused("people.not_yourself"):
        actions.withdraw_consent(consent, by=staff.as_actor(a_resident("李四").user), at=MONDAY_9AM)


def test_a_consent_is_in_force_on_its_last_day_and_not_on_the_next(clerk, elder):
    consent = give(elder, clerk, ends_on=TODAY + timedelta(days=3))
    contact = contact_of(elder, clerk)
    with acting_as(clerk):
        for day, is_there in ((3, True), (4, False)):
            on = TODAY + timedelta(days=day)
            assert consent.is_in_force(on) is is_there
            assert Contact.objects.allowed_on(on).filter(pk=contact.pk).exists() is is_there


def test_the_job_warns_once_and_ends_what_has_run_out(clerk, elder):
    consent = give(elder, clerk, ends_on=TODAY + timedelta(days=40))
    contact = contact_of(elder, clerk)
    days = {day: MONDAY_9AM + timedelta(days=day) for day in (5, 15, 16, 40, 41, 42)}
    assert [watch(at) for at in days.values()] == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    with acting_as(staff.as_actor(elder.user)):
        [ending] = Message.objects.filter(event="people.consent_ending")
    assert "家庭联系" in text_of(ending), "it says what was agreed to"
    ending.facts.pop("agreed_to")
    assert text_of(ending).startswith("您同意社区做的一件事到"), "as those read that were told before"
    assert stored(contact).name_cipher == ""
    assert stored(consent).lapsed_at == days[41]
    assert verbs(elder)[-1] == "people.consent_lapsed"
    with acting_as(staff.as_actor(elder.user)):
        assert [message.event for message in Message.objects.all()] == [
            "people.consent_ending", "people.consent_noted",
        ]  # fmt: skip
    with refused("people.consent_ended"):
        withdraw(consent, clerk, days[42])


def test_modules_above_hear_that_a_consent_is_over(clerk, elder, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, "people.consent_ended", [lambda **facts: heard.append(facts["purpose"])])
    withdraw(give(elder, clerk, "care_visit"), clerk)
    assert heard == ["care_visit"]


def test_staff_of_another_place_give_withdraw_and_add_nothing(clerk, elder):
    stranger, consent = staff.an_actor(area=OTHER_COMMUNITY, unit=a_unit(area=OTHER_COMMUNITY)), give(elder, clerk)
    with refused("people.not_visible"):
        give(elder, stranger)
    with refused("people.not_visible"):
        withdraw(consent, stranger)
    with refused("people.not_visible"):
        contact_of(elder, stranger)
    with acting_as(stranger):
        assert not Consent.objects.exists()


def test_a_contact_is_taken_off_by_the_resident_or_the_clerk_and_by_nobody_else(clerk, elder):
    give(elder, clerk)
    contact, other = contact_of(elder, clerk), a_resident("李四")
    with refused("people.not_yourself"):
        do(actions.end_contact, contact, by=staff.as_actor(other.user), at=MONDAY_9AM)
    do(actions.end_contact, contact, by=staff.as_actor(elder.user), at=MONDAY_9AM)
    assert stored(contact).name_cipher == ""
    with refused("people.contact_ended"):
        do(actions.end_contact, contact, by=clerk, at=MONDAY_9AM)


def test_who_is_a_contact_sees_that_they_are_one_and_nothing_of_whom_they_care_for(clerk, elder):
    phone = staff.a_phone()
    son = a_resident("李大山", phone=phone)
    give(elder, clerk)
    contact = contact_of(elder, clerk, phone=phone)
    me = staff.as_actor(son.user)
    with acting_as(me):
        assert list(Contact.objects.all()) == list(Contact.objects.visible_to(me)) == [contact]
        assert not Consent.objects.exists()
        assert entries(on=elder) == []


def test_the_lists_that_ship_can_be_read():
    assert "head" in lists.relations()
    assert {"assisted_application", "family_contact", "guardian_contact", "care_visit"} <= set(lists.purposes())


@pytest.mark.parametrize(
    "text",
    [
        "[[consent",
        "[[relation]]\ncode='x'",
        "[[consent]]\ncode='x'\nname='x'\nallows='x'\nmonths=1\nlongest=2\nmore=1",
        "[[consent]]\ncode='x'\nname='x'\nallows='x'\nmonths='1'\nlongest=2",
        "[[consent]]\ncode='x'\nname='x'\nallows='x'\nmonths=1\nlongest=2",
        "[[consent]]\ncode='x'\nname='x'\nallows='x'\nmonths=1\nlongest=2\n" * 2,
    ],
    ids=["no toml", "other list", "unknown key", "wrong type", "missing code", "twice"],
)
def test_a_list_that_is_wrong_says_where(tmp_path, text):
    path = tmp_path / "consents.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(lists.ListError, match=r"consents\.toml"):
        lists.read(path, "consent", lists.Purpose, {"family_contact"})
