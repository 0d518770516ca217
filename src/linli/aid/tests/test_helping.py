"""A need from hand to hand, on a real database."""

import pytest
from django.db import connection

from linli.accounts.models import User
from linli.aid import actions, queries
from linli.aid.models import Need
from linli.aid.rules import Basis, Helped, Result
from linli.aid.tests import given
from linli.aid.tests.given import DAY, HOUR, JOB, MONDAY_9AM, do
from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.people.actions import withdraw_consent
from linli.people.keeping import reasons_to_keep
from linli.people.models import Consent, Resident
from linli.people.queries import who_looked
from tests.refusing import refused

pytestmark = pytest.mark.django_db
END = system_actor("aid.end")


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def street():
    return given.a_clerk(given.a_unit("subdistrict_office", area=given.STREET), area=given.STREET)


@pytest.fixture
def resident():
    return given.agreeing(given.a_resident())


@pytest.fixture
def hospital():
    unit = given.a_unit("community_health_center", area=given.STREET)
    return given.a_clerk(unit, role="handler", area=given.STREET)


def sees(actor, need):
    with acting_as(actor):
        assert Need.objects.filter(pk=need.pk).exists() == Need.objects.visible_to(actor).filter(pk=need.pk).exists()
        return Need.objects.filter(pk=need.pk).exists()


def told(event):
    with acting_as(JOB):
        found = Message.objects.filter(event=event)
        return {each.to_user_id or each.to_organization_id for each in found}


def test_reported_accepted_helped_and_ended_and_the_person_is_asked(clerk, street, resident):
    need = given.accepted(clerk, street, resident)
    do(actions.serve, need, words="送去 500 元临时救助", by=street, at=MONDAY_9AM + DAY)
    do(actions.close, need, result=Result.HELPED, reason="药费报销了", by=street, at=MONDAY_9AM + 3 * DAY)
    do(actions.rate, need, helped=Helped.YES, words="谢谢", by=resident, at=MONDAY_9AM + 4 * DAY)
    ended = given.now_of(need)
    assert (ended.stage, ended.result, ended.helped) == ("closed", "helped", "yes")
    assert {resident.user} == told("aid.closed") == told("aid.accepted")
    with refused("aid.rated_already"):
        do(actions.rate, need, helped=Helped.NO, by=resident, at=MONDAY_9AM + 4 * DAY)


def test_only_who_answers_or_is_asked_sees_it_and_the_area_does_not(clerk, street, hospital, resident):
    colleague = given.a_clerk(given.a_unit("property_company"), role="handler")
    above = given.a_clerk(None, "supervisor", given.COUNTY)
    everybody = (clerk, street, hospital, colleague, above)
    need = given.a_need(clerk, resident)
    assert [sees(each, need) for each in everybody] == [True, False, False, False, False]
    do(actions.report, need, by=clerk, at=MONDAY_9AM + HOUR)
    assert [sees(each, need) for each in everybody] == [True, True, False, False, False]
    do(actions.accept, need, by=street, at=MONDAY_9AM + HOUR)
    assert [sees(each, need) for each in everybody] == [False, True, False, False, False]
    do(actions.refer, need, to=hospital.units[0], reason="请上门看病", by=street, at=MONDAY_9AM + DAY)
    assert [sees(each, need) for each in everybody] == [False, True, True, False, False]
    do(actions.give_back, need, reason="不会看这个病", by=hospital, at=MONDAY_9AM + DAY)
    assert [sees(each, need) for each in everybody] == [False, True, False, False, False]
    assert sees(resident, need)
    assert not sees(given.a_resident("李大山"), need)


def test_nothing_stands_without_the_person_s_word(clerk):
    stranger = given.a_resident("李大山")
    with refused("aid.not_agreed"):
        given.a_need(clerk, stranger)
    given.a_need(clerk, stranger, is_signed=True)
    with acting_as(JOB):
        assert Consent.objects.get(resident=stranger.resident, purpose="assistance").way == "paper"
    assert stranger.user in told("people.consent_noted")


def test_a_danger_goes_first_with_the_reason_and_the_person_reads_it_once_told(clerk):
    stranger = given.a_resident("李大山")
    with refused("aid.reason_missing"):
        given.a_need(clerk, stranger, basis=Basis.URGENT)
    need = given.a_need(clerk, stranger, basis=Basis.URGENT, reason="高烧昏迷，家里没有人")
    assert not sees(stranger, need)
    do(actions.tell_person, need, by=clerk, at=MONDAY_9AM + DAY)
    assert sees(stranger, need)
    with acting_as(stranger):
        said = [line.said for line in queries.timeline(given.now_of(need), stranger)]
    assert "高烧昏迷" in said[-1]


def test_an_address_stays_at_the_community_until_somebody_has_agreed(clerk, street, resident):
    need = given.a_need(clerk)
    with refused("aid.ask_first"):
        do(actions.report, need, by=clerk, at=MONDAY_9AM + HOUR)
    do(actions.name, need, resident=resident.resident, basis=Basis.CONSENT, by=clerk, at=MONDAY_9AM + DAY)
    do(actions.report, need, by=clerk, at=MONDAY_9AM + DAY)
    assert given.now_of(need).offered_to_id == street.units[0]


def test_who_keeps_no_register_hands_an_address_to_the_community_to_ask(clerk, hospital):
    need = given.a_need(hospital)
    do(actions.report, need, by=hospital, at=MONDAY_9AM + HOUR)
    do(actions.accept, need, by=clerk, at=MONDAY_9AM + DAY)
    with refused("aid.ask_first"):
        do(actions.refer, need, to=hospital.units[0], reason="请他们看看", by=clerk, at=MONDAY_9AM + DAY)


def test_words_lie_in_no_row_and_are_opened_with_a_purpose_that_the_person_reads(clerk, resident):
    need = given.a_need(clerk, resident)
    with acting_as(JOB), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(n)::text FROM aid_need n WHERE id = %s", [need.pk])
        assert "住院" not in cursor.fetchone()[0]
    with acting_as(clerk):
        assert [line.said for line in queries.timeline(need, clerk)] == [""]
    with refused("people.purpose_missing"):
        do(actions.look, need, purpose="看", by=clerk, at=MONDAY_9AM + HOUR)
    opened = do(actions.look, need, purpose="上门前打电话", by=clerk, at=MONDAY_9AM + HOUR)
    assert (opened.who.name, "住院" in opened.lines[0].said) == ("王秀英", True)
    with acting_as(resident):
        [look] = who_looked(Resident.objects.get(pk=resident.resident))
    assert (look.purpose, look.number, look.address) == ("上门前打电话", need.number, f"/me/help/{need.number}/")


def test_the_person_adds_a_word_and_ends_it_whenever_they_like(clerk, street, resident):
    need = given.reported(clerk, resident)
    do(actions.add_word, need, words="还有水电费", by=resident, at=MONDAY_9AM + DAY)
    do(actions.decline, need, by=resident, at=MONDAY_9AM + DAY)
    assert (given.now_of(need).result, given.now_of(need).offered_to_id) == ("declined", None)
    assert told("aid.declined") == {clerk.units[0], street.units[0]}
    with refused("aid.closed_already"):
        do(actions.serve, need, words="送去被褥", by=clerk, at=MONDAY_9AM + DAY)


def test_a_consent_taken_back_ends_what_stands_on_it(clerk, street, resident):
    need = given.accepted(clerk, street, resident)
    with acting_as(resident):
        consent = Consent.objects.get(resident=resident.resident, purpose="assistance")
        withdraw_consent(consent, by=resident, at=MONDAY_9AM + DAY)
    assert (given.now_of(need).result, sees(street, need)) == ("declined", True)


def test_late_is_told_once_to_whose_turn_it_is_and_to_the_unit_above(clerk, street, resident):
    need = given.a_need(clerk, resident)
    with acting_as(clerk):
        [waiting] = queries.waiting_for(clerk, MONDAY_9AM)
    assert (waiting.url, waiting.due_at) == (f"/desk/aid/{need.number}/", need.due_at)
    late = need.due_at + HOUR
    assert [do(actions.watch, by=JOB, at=late + number * HOUR) for number in range(2)] == [1, 0]
    assert (told("aid.overdue"), told("aid.overdue_below")) == ({clerk.units[0]}, {street.units[0]})
    assert not sees(street, need)


def test_it_ends_by_its_last_day_unless_somebody_looks_again(clerk, street, resident):
    need = given.accepted(clerk, street, resident)
    assert do(actions.end_by_date, by=END, at=MONDAY_9AM + 85 * DAY) == (1, 0)
    assert do(actions.end_by_date, by=END, at=MONDAY_9AM + 86 * DAY) == (0, 0)
    do(actions.review, need, reason="还在住院，继续帮", by=street, at=MONDAY_9AM + 88 * DAY)
    assert do(actions.end_by_date, by=END, at=MONDAY_9AM + 91 * DAY) == (0, 0)
    assert do(actions.end_by_date, by=END, at=MONDAY_9AM + 179 * DAY) == (0, 1)
    assert given.now_of(need).result == "lapsed"


def test_half_a_year_after_the_end_nobody_can_read_it_or_say_whose_it_was(clerk, street, resident):
    need = given.accepted(clerk, street, resident)
    do(actions.close, need, result=Result.MOVED, reason="搬去女儿家了", by=street, at=MONDAY_9AM + DAY)
    assert do(actions.forget_old, by=END, at=MONDAY_9AM + 180 * DAY) == 0
    assert do(actions.forget_old, by=END, at=MONDAY_9AM + 183 * DAY) == 1
    assert given.now_of(need).resident_id is None
    assert not sees(resident, need)
    with acting_as(END):
        assert all(entry.text is None for entry in entries(on=need) if entry.verb in ("aid.found", "aid.closed"))


def test_a_record_stays_while_somebody_is_being_helped(clerk, resident):
    given.a_need(clerk, resident)
    with acting_as(resident):
        assert len(reasons_to_keep(resident.resident)) == 1


def test_counts_show_how_many_and_nothing_of_anybody(clerk, street, resident):
    given.accepted(clerk, street, resident)
    county = given.a_clerk(None, "supervisor", given.COUNTY)
    elsewhere = given.a_clerk(None, "supervisor", "131123")
    for actor, found in ((county, [("131102001045", 1, 1)]), (elsewhere, [])):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(
                "SELECT area, found, reported FROM aid_counts('13', '14', %s, %s)",
                [MONDAY_9AM - DAY, MONDAY_9AM + DAY],
            )
            assert cursor.fetchall() == found


def test_a_case_in_our_hands_leads_to_a_need(clerk, street, resident):
    case = given.an_accepted_case(clerk, resident)
    with acting_as(clerk):
        [way] = queries.offered_at_case(clerk, case)
    assert way.url == f"/desk/aid/new/?case={case.number}"
    with acting_as(street):
        assert queries.offered_at_case(street, case) == []
    assert User.objects.filter(pk=resident.user).exists()
