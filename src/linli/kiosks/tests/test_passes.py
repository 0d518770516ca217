"""A paper that signs its holder in at a machine: once printed, so often, so long, and ended by a button."""

import re
from datetime import timedelta

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from linli.accounts import actions as accounts
from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.kiosks import queries, rules, visits
from linli.kiosks.actions import DOOR, end_pass, give_pass, use_pass
from linli.kiosks.models import Pass
from linli.kiosks.tests import given
from linli.kiosks.tests.given import DAY, MONDAY_9AM, OTHER_COMMUNITY, a_resident, a_worker, do, in_front_of
from linli.notifications.models import Message
from linli.people.models import Resident
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@whatever(st.sampled_from([" ", "-", "", "　"]))
def test_twelve_digits_however_they_are_set_apart(gap):
    code = rules.new_pass()
    assert re.fullmatch(r"(\d{4} ){2}\d{4}", code)
    assert rules.pass_typed(code.replace(" ", gap)) == code.replace(" ", "")


@pytest.fixture
def person():
    return a_resident()


@pytest.fixture
def machine():
    return given.an_enrolled(at=MONDAY_9AM)[0]


def record_of(actor) -> Resident:
    with acting_as(DOOR):
        return Resident.objects.select_related("user").get(pk=actor.resident)


def a_paper(person, at=MONDAY_9AM):
    return do(give_pass, record_of(person), by=person, at=at)


def test_whose_paper_it_is_comes_in_and_reads_of_it(person, machine):
    given_one = a_paper(person)
    assert use_pass(given_one.code, device=machine, at=MONDAY_9AM).pk == person.user
    assert given_one.code.replace(" ", "") not in given_one.paper.code_hash
    with acting_as(person):
        told = entries(on=("people.resident", person.resident))
        assert [each.verb for each in told][-2:] == ["kiosks.pass_given", "kiosks.pass_used"]
        assert told[-1].facts["left"] == rules.PASS_USES - 1
        assert queries.uses_of(record_of(person)) == [(MONDAY_9AM, machine.label)]
        assert queries.pass_of(record_of(person), MONDAY_9AM).used_at == MONDAY_9AM


def test_it_ends_on_its_day_after_its_uses_and_when_it_is_ended(person, machine):
    late = a_paper(person)
    with refused("kiosks.pass_wrong"):
        use_pass(late.code, device=machine, at=MONDAY_9AM + rules.PASS_LASTS)
    with acting_as(DOOR):
        Pass.objects.update(uses_left=1)
    use_pass(late.code, device=machine, at=MONDAY_9AM)
    with refused("kiosks.pass_wrong"):
        use_pass(late.code, device=machine, at=MONDAY_9AM)
    ended = a_paper(person)
    do(end_pass, record_of(person), by=person)
    with refused("kiosks.pass_wrong"):
        use_pass(ended.code, device=machine, at=MONDAY_9AM)


def test_a_new_one_ends_the_one_before_also_one_that_ran_out(person, machine):
    first = a_paper(person)
    second = a_paper(person, MONDAY_9AM + rules.PASS_LASTS + DAY)
    third = a_paper(person, MONDAY_9AM + rules.PASS_LASTS + 2 * DAY)
    for old in (first, second):
        with refused("kiosks.pass_wrong"):
            use_pass(old.code, device=machine, at=MONDAY_9AM + rules.PASS_LASTS + 2 * DAY)
    use_pass(third.code, device=machine, at=MONDAY_9AM + rules.PASS_LASTS + 3 * DAY)


def test_guessing_is_slow_at_each_machine(person, machine):
    right = a_paper(person)
    for _try in range(5):
        with refused("kiosks.pass_wrong"):
            use_pass("0000 0000 0000", device=machine, at=MONDAY_9AM)
    with refused("kiosks.too_many_passes"):
        use_pass(right.code, device=machine, at=MONDAY_9AM)
    use_pass(right.code, device=machine, at=MONDAY_9AM + timedelta(minutes=16))


def test_the_window_gives_one_to_who_lives_there_and_they_hear_of_it(person):
    clerk = a_worker()
    do(give_pass, record_of(person), by=clerk)
    with acting_as(DOOR):
        assert [each.event for each in Message.objects.filter(to_user=person.user)] == ["kiosks.pass_given"]
    stranger = a_worker(OTHER_COMMUNITY)
    for act in (give_pass, end_pass):
        with refused("accounts.no_right"):
            do(act, record_of(person), by=stranger)


def test_no_other_resident_makes_or_sees_one(person):
    a_paper(person)
    other = a_resident("李四")
    with acting_as(other):
        assert not Pass.objects.exists()
    with refused("accounts.no_right"):
        do(give_pass, record_of(person), by=other)


def test_it_goes_with_the_phone_and_opens_nothing_of_a_closed_account(person, machine):
    paper = a_paper(person)
    with acting_as(DOOR):
        accounts.take_phone(User.objects.get(pk=person.user), at=MONDAY_9AM)
    with refused("kiosks.pass_wrong"):
        use_pass(paper.code, device=machine, at=MONDAY_9AM)
    closed = a_resident("王五")
    paper = a_paper(closed)
    User.objects.filter(pk=closed.user).update(is_active=False)
    with refused("kiosks.pass_wrong"):
        use_pass(paper.code, device=machine, at=MONDAY_9AM)


def test_at_the_machine_a_scanned_paper_begins_a_visit_and_no_sign_in(client, person):

    device, secret = given.an_enrolled()
    paper = a_paper(person, now())
    browser = in_front_of(secret)
    assert "有登录纸条" in browser.get("/kiosk/sign-in/").content.decode()
    answer = browser.post("/kiosk/sign-in/paper/", {"code": paper.code.replace(" ", ""), "to": "look"})
    assert answer["Location"] == "/kiosk/look/"
    assert browser.session[visits.VISIT][:2] == [str(device.pk), str(person.user)]
    assert "_user" not in browser.session
    assert browser.post("/kiosk/sign-in/paper/", {"code": "1"}).status_code == 422


def test_the_pages_show_it_once_and_end_it(client, person):

    signed_in(client, User.objects.get(pk=person.user))
    assert "自助终端的登录纸条" in client.get("/me/").content.decode()
    shown = client.post("/me/kiosk/", {"do": "give"})
    assert re.search(r"\d{4} \d{4} \d{4}", shown.content.decode())
    assert shown["Cache-Control"] == "no-store, private"
    assert not re.search(r"\d{4} \d{4} \d{4}", client.get("/me/kiosk/").content.decode())
    client.post("/me/kiosk/", {"do": "end"})
    assert client.get("/me/kiosk/").context["paper"] is None
