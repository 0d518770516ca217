"""What units do with a case, and what the rules refuse."""

from datetime import timedelta
from uuid import UUID

import pytest

from linli.base.actor import system_actor
from linli.base.events import emit
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Case, CaseParty
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_new_case_goes_to_the_unit_its_item_names_with_both_deadlines_fixed():
    committee = given.a_unit("community_committee")
    case = given.a_case()
    assert case.unit_id == committee.pk
    assert case.number.startswith("131102-20261123-")
    assert MONDAY_9AM < case.accept_due_at < case.due_at


def test_where_no_unit_of_the_items_kinds_serves_the_place_the_street_gets_the_case():
    street = given.a_unit("subdistrict_office", area=given.STREET)
    assert given.a_case().unit_id == street.pk


def test_where_no_unit_serves_the_place_the_case_is_kept_and_a_dispatcher_sees_it():
    case, dispatcher = given.a_case(), given.a_dispatcher()
    with acting_as(dispatcher):
        assert Case.objects.visible_to(dispatcher).get(unit=None) == case


def test_accepting_tells_the_resident_and_keeps_the_promised_date():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.a_case(resident)
    accepted = do(actions.accept, case, by=clerk, at=MONDAY_9AM + 2 * HOUR)
    assert (accepted.stage, accepted.due_at) == ("accepted", case.due_at)
    with acting_as(resident):
        assert Message.objects.get(event="cases.accepted").to_user_id == resident.user


def test_a_case_cannot_be_accepted_twice():
    clerk = given.a_clerk(given.a_unit())
    case = given.an_accepted_case(clerk)
    with refused("cases.wrong_stage"):
        do(actions.accept, case, by=clerk, at=MONDAY_9AM + HOUR)


def test_of_two_clerks_who_looked_at_the_same_case_one_wins_and_the_other_is_told():
    unit = given.a_unit()
    first, second = given.a_clerk(unit), given.a_clerk(unit)
    case = given.a_case()
    do(actions.accept, case, by=first, at=MONDAY_9AM, seen=case.version)
    with refused("cases.changed_meanwhile"):
        do(actions.give_back, case, reason="不归我们管", by=second, at=MONDAY_9AM, seen=case.version)


def test_a_case_is_assigned_to_a_unit_that_serves_its_place_and_the_old_unit_stays_a_party():
    committee, firm = given.a_unit(), given.a_unit("property_company")
    clerk = given.a_clerk(committee)
    case = do(actions.assign, given.an_accepted_case(clerk), to=firm, by=clerk, at=MONDAY_9AM + HOUR)
    assert (case.stage, case.unit_id) == ("assigned", firm.pk)
    with acting_as(clerk):
        assert CaseParty.objects.get(case=case).unit_id == committee.pk


def test_a_case_cannot_be_assigned_to_a_unit_of_another_area():
    clerk = given.a_clerk(given.a_unit())
    elsewhere = given.a_unit("housing", area=given.OTHER_COUNTY)
    with refused("cases.outside_area"):
        do(actions.assign, given.an_accepted_case(clerk), to=elsewhere, by=clerk, at=MONDAY_9AM)


def test_a_case_cannot_be_assigned_to_a_kind_of_unit_that_does_not_handle():
    clerk, owners = given.a_clerk(given.a_unit()), given.a_unit("owners_committee")
    with refused("cases.unit_does_not_handle"):
        do(actions.assign, given.an_accepted_case(clerk), to=owners, by=clerk, at=MONDAY_9AM)


def test_an_extension_is_asked_for_before_the_limit_and_told_to_the_resident():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.an_accepted_case(clerk, resident)
    later = do(actions.extend, case, days=2, reason="等配件到货", by=clerk, at=MONDAY_9AM + HOUR)
    assert later.due_at > case.due_at
    with acting_as(resident):
        assert Message.objects.filter(event="cases.extended").exists()
    with refused("cases.extended_too_late"):
        do(actions.extend, later, days=2, reason="等配件到货", by=clerk, at=later.due_at + HOUR)


def test_resolving_needs_a_reply_and_stops_the_clock():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.an_accepted_case(clerk, resident)
    with refused("cases.reply_missing"):
        do(actions.resolve, case, reply="好", by=clerk, at=MONDAY_9AM + HOUR)
    done = do(actions.resolve, case, reply="换了灯泡和开关。", by=clerk, at=MONDAY_9AM + HOUR)
    assert (done.stage, done.resolved_at) == ("resolved", MONDAY_9AM + HOUR)


def test_a_community_worker_may_look_at_a_case_of_another_unit_but_not_act_on_it():
    given.a_unit()
    worker = given.a_clerk(given.a_unit("social_work_station"))
    case = given.a_case()
    with refused("accounts.no_right"):
        do(actions.accept, case, by=worker, at=MONDAY_9AM)


def test_a_clerk_registers_for_a_resident_who_sees_it_and_is_told():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.registered(resident, clerk)
    with acting_as(resident):
        assert Case.objects.get() == case
        assert Message.objects.get(event="cases.submitted_for_you").number == case.number


def test_sending_the_same_request_twice_makes_one_case():
    resident, key = given.a_resident(), UUID("0190aaaa-0000-7000-8000-000000000001")
    assert given.a_case(resident, client_key=key) == given.a_case(resident, client_key=key)


def test_a_reminder_comes_before_the_deadline_and_one_level_up_after_it_each_once():
    given.a_unit()
    street = given.a_unit("subdistrict_office", area=given.STREET)
    case, watcher = given.a_case(), system_actor("cases.watch_deadlines")
    assert do(actions.watch_deadlines, by=watcher, at=case.due_at - HOUR) == (1, 0)
    assert do(actions.watch_deadlines, by=watcher, at=case.due_at - HOUR) == (0, 0)
    assert do(actions.watch_deadlines, by=watcher, at=case.due_at + HOUR) == (0, 1)
    assert do(actions.watch_deadlines, by=watcher, at=case.due_at + 2 * HOUR) == (0, 0)
    with acting_as(given.a_clerk(street)):
        assert Message.objects.filter(event="cases.escalated", to_organization=street).count() == 1


def test_the_journal_alone_gives_back_where_the_case_stands():
    unit, resident = given.a_unit(), given.a_resident()
    clerk = given.a_clerk(unit)
    case = given.a_resolved_case(clerk, resident)
    case = do(actions.reopen, case, reason="还是不亮", by=resident, at=MONDAY_9AM + 5 * HOUR)
    case = do(actions.extend, case, days=1, reason="等电工", by=clerk, at=MONDAY_9AM + 6 * HOUR)
    case = do(actions.resolve, case, reply="重新接了线。", by=clerk, at=MONDAY_9AM + 7 * HOUR)
    case = do(actions.rate, case, level=4, by=resident, at=MONDAY_9AM + 8 * HOUR)
    with acting_as(resident):
        assert standing_of(entries(on=case)) == Case.objects.get().standing


def test_the_journal_tells_a_deadline_to_the_microsecond():
    """The deadline of a request of within working hours carries the fraction of the second it was sent in."""
    case = given.a_case(at=MONDAY_9AM + timedelta(microseconds=123_456))
    with acting_as(system_actor("tests")):
        assert standing_of(entries(on=case)) == Case.objects.get().standing


def test_the_unit_is_told_when_a_message_did_not_reach_the_resident():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    given.an_accepted_case(clerk, resident)
    courier = system_actor("notifications.deliver")
    with acting_as(courier):
        [message] = Message.objects.filter(event="cases.accepted")
        emit("notifications.undelivered", message=message, at=MONDAY_9AM)
    with acting_as(clerk):
        assert Message.objects.filter(event="cases.not_reached").count() == 1
