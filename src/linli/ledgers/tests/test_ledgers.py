"""A ledger is drafted, published, filled, put right and taken back; each sees and writes what is theirs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.areas.models import Area
from linli.base.actor import system_actor
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.tests import given as cases
from linli.ledgers import actions, queries, rules
from linli.ledgers.models import Evidence, Ledger, Line
from linli.ledgers.rules import Field, FieldKind, State
from linli.ledgers.tests import given
from linli.ledgers.tests.given import BEGUN, COMMUNITY, COUNTY, FIBRE, MARCH, NEIGHBOUR, PHOTO, do, says
from linli.notifications.models import Message
from tests.refusing import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def manager():
    return given.manager()


@pytest.fixture
def worker():
    return given.worker()


@pytest.fixture
def ledger(manager):
    return given.a_ledger(by=manager)


def lines(actor):
    with acting_as(actor):
        return list(Line.objects.order_by("written_at"))


def test_a_clerk_drafts_and_who_manages_the_region_publishes(manager, worker):
    made = given.a_draft(by=worker, area=COMMUNITY)
    assert made.key.startswith("ledger_qzgxtc")
    with refused("accounts.no_right"):
        do(actions.publish, made, by=worker, at=BEGUN)
    do(actions.publish, made, by=manager, at=BEGUN)
    with acting_as(manager):
        assert Ledger.objects.in_use().get().current.number == 1
        verbs = JournalEntry.objects.filter(subject_id=made.pk).order_by("seq").values_list("verb", flat=True)
        assert list(verbs) == ["ledgers.drafted", "ledgers.published"]


def test_a_draft_is_seen_by_who_defines_there_and_filled_by_nobody(manager, worker):
    made = given.a_draft(by=manager)
    with acting_as(worker):
        assert list(Ledger.objects.visible_to(worker)) == []
    with refused("ledgers.not_in_use"):
        do(actions.fill, made, COMMUNITY, says(DAY), by=worker, at=MARCH)


def test_two_ledgers_of_a_place_have_two_names(manager, ledger):
    with refused("ledgers.name_taken"):
        given.a_draft(by=manager)
    assert given.a_draft(by=manager, name="千兆光纤通船").key == f"{ledger.key}_2"


def test_a_ledger_of_a_person_is_refused(manager):
    spoilt = replace(FIBRE, fields=(*FIBRE.fields, Field("f3", "户主姓名", FieldKind.TEXT)))
    with refused("ledgers.cannot_be"):
        given.a_draft(spoilt, by=manager)


def test_who_fills_is_a_kind_of_units_or_one_unit(manager):
    for wrong in ({"kinds": ()}, {"kinds": ("nobody",)}):
        with refused("ledgers.who_fills"):
            given.a_draft(by=manager, **wrong)


def test_the_community_s_own_unit_fills_it_and_the_neighbour_s_does_not(ledger, worker):
    do(actions.fill, ledger, COMMUNITY, says(DAY, homes=300, files=[PHOTO]), by=worker, at=MARCH)
    (line,) = lines(worker)
    assert (line.values, line.is_met, line.valid_until) == ({"f1": True, "f2": 300}, True, None)
    with acting_as(worker):
        assert Evidence.objects.get().line == line
        assert JournalEntry.objects.get(verb="ledgers.filled").subject_id == line.pk
    other = given.worker(NEIGHBOUR)
    with refused("ledgers.not_yours"):
        do(actions.fill, ledger, COMMUNITY, says(DAY), by=other, at=MARCH)
    assert lines(other) == []


def test_a_named_unit_sees_and_fills_all_of_it_and_nothing_else(manager):
    office = given.cases.a_unit("agriculture", area=COUNTY)
    handler = given.staff("handler", COUNTY, office)
    ledger = given.a_ledger(by=manager, filled_by=office.pk, kinds=())
    other = given.a_ledger(by=manager, name="5G 基站")
    do(actions.fill, ledger, NEIGHBOUR, says(DAY), by=handler, at=MARCH)
    do(actions.fill, other, COMMUNITY, says(DAY), by=manager, at=MARCH)
    assert [line.ledger_id for line in lines(handler)] == [ledger.pk]
    with refused("ledgers.not_yours"):
        do(actions.fill, other, COMMUNITY, says(DAY), by=handler, at=MARCH)


@pytest.mark.parametrize(
    ("area", "day", "code"),
    [
        (COMMUNITY, MARCH.date() + timedelta(days=1), "ledgers.day_ahead"),
        (COMMUNITY, date(1999, 12, 31), "ledgers.day_too_early"),
        (COUNTY, DAY, "ledgers.not_of_it"),
    ],
)
def test_days_ahead_and_areas_it_does_not_ask_for_are_refused(ledger, manager, area, day, code):
    with refused(code):
        do(actions.fill, ledger, area, says(day), by=manager, at=MARCH)


def test_where_something_has_to_show_it_nothing_is_filled_without(manager, worker):
    ledger = given.a_ledger(replace(FIBRE, needs_evidence=True), by=manager)
    with refused("ledgers.no_evidence"):
        do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH)
    do(actions.fill, ledger, COMMUNITY, says(DAY, files=[PHOTO]), by=worker, at=MARCH)
    do(actions.fill, ledger, COMMUNITY, says(DAY, homes=5), by=worker, at=MARCH + timedelta(hours=1))  # a correction
    with refused("ledgers.no_evidence"):
        do(actions.fill, ledger, COMMUNITY, says(DAY - timedelta(days=1)), by=worker, at=MARCH)


def test_the_last_word_on_the_newest_day_counts_and_a_day_can_be_taken_back(ledger, worker):
    do(actions.fill, ledger, COMMUNITY, says(DAY, yes=False), by=worker, at=MARCH)
    do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH + timedelta(minutes=1))
    later = DAY + timedelta(days=1)
    do(actions.fill, ledger, COMMUNITY, says(later, yes=False), by=worker, at=MARCH + timedelta(minutes=2))
    assert given.stood(ledger, later, by=worker)[COMMUNITY].state is State.UNMET
    assert given.stood(ledger, DAY, by=worker)[COMMUNITY].state is State.MET
    do(actions.take_back, ledger, COMMUNITY, later, note="填错了村", by=worker, at=MARCH + timedelta(minutes=3))
    assert given.stood(ledger, later, by=worker)[COMMUNITY].state is State.MET
    with refused("ledgers.nothing_there"):
        do(actions.take_back, ledger, COMMUNITY, later, note="再来", by=worker, at=MARCH + timedelta(minutes=4))
    assert len(lines(worker)) == 4


def test_nobody_changes_or_deletes_a_line(ledger, worker):
    do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH)
    for write in (lambda: Line.objects.update(is_met=False), lambda: Line.objects.all()._raw_delete("default")):
        with acting_as(worker), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            write()


def test_a_new_version_changes_no_line_that_is_there(ledger, manager, worker):
    do(actions.fill, ledger, COMMUNITY, says(DAY, homes=10), by=worker, at=MARCH)
    stricter = replace(FIBRE, met=rules.Met.AT_LEAST, met_field="f2", met_least=100, renew_months=1)
    given.changed(ledger, stricter, by=manager, at=MARCH + timedelta(days=1))
    before = given.stood(ledger, date(2026, 9, 1), by=worker)[COMMUNITY]
    assert (before.state, before.valid_until) == (State.MET, None)
    do(actions.fill, ledger, COMMUNITY, says(DAY, homes=10), by=worker, at=MARCH + timedelta(days=2))
    after = given.stood(ledger, DAY, by=worker)[COMMUNITY]
    assert (after.is_met, after.valid_until) == (False, date(2026, 4, 1))


def test_a_published_ledger_does_not_change_its_areas(ledger, manager):
    with refused("ledgers.areas_fixed"):
        do(actions.draft, ledger, given.wanted(of="urban"), area="", by=manager, at=MARCH)


def test_a_draft_is_discarded_and_a_ledger_ended(ledger, manager, worker):
    do(actions.draft, ledger, given.wanted(), area="", by=manager, at=MARCH)
    assert do(actions.discard, ledger, by=manager, at=MARCH) is True
    other = given.a_draft(by=manager, name="消防水源")
    assert do(actions.discard, other, by=manager, at=MARCH) is False
    do(actions.end, ledger, by=manager, at=MARCH)
    with refused("ledgers.not_in_use"):
        do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH)


def test_the_database_holds_what_the_rule_says(ledger, worker):
    """Of every day: the statement finds the line that `rules.held` finds."""
    days = [(3, True), (1, False), (3, False), (2, True), (5, True)]
    for turn, (day, yes) in enumerate(days):
        on = date(2026, 2, day)
        do(actions.fill, ledger, COMMUNITY, says(on, yes=yes), by=worker, at=MARCH + timedelta(minutes=turn))
    do(actions.take_back, ledger, COMMUNITY, date(2026, 2, 5), note="错了", by=worker, at=MARCH + timedelta(hours=1))
    written = lines(worker)
    for ahead in range(8):
        day = date(2026, 1, 31) + timedelta(days=ahead)
        expected = rules.held(written, day)
        assert given.stood(ledger, day, by=worker)[COMMUNITY].line == (expected.pk if expected else None)


def test_what_is_mine_to_fill_stands_on_today_until_it_is_filled(ledger, worker):
    late = MARCH.replace(month=7)
    with acting_as(worker):
        (waiting,) = queries.waiting_for(worker, MARCH)
        assert (waiting.title, str(waiting.kind)) == ("千兆光纤通村：1 个要填", "专项台账，请填")
        assert str(queries.waiting_for(worker, late)[0].kind) == "专项台账，过了期限"
    do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH)
    with acting_as(worker):
        assert queries.waiting_for(worker, late) == []


def test_who_sees_no_more_of_a_ledger_than_they_fill_finds_it_once(ledger, client):
    unit = cases.a_unit("community_committee", area=COMMUNITY)
    for clerk, seen in ((cases.a_clerk(unit), False), (cases.a_clerk(None, role="supervisor", area=COUNTY), True)):
        page = signed_in(client, User.objects.get(pk=clerk.user)).get("/desk/ledgers/").content.decode()
        assert page.count("千兆光纤通村</span>") == 1
        assert ("我看得到的台账" in page) == seen


def test_units_with_something_left_to_fill_are_reminded_once(ledger, worker):
    job = system_actor("ledgers.remind")
    soon = BEGUN.replace(month=6, day=1)
    do(actions.fill, ledger, NEIGHBOUR, says(DAY), by=given.manager(), at=MARCH)
    given.worker(NEIGHBOUR)
    assert do(actions.remind, by=job, at=soon) == 1
    assert do(actions.remind, by=job, at=soon + timedelta(hours=5)) == 0
    with acting_as(job):
        told = Message.objects.get(event="ledgers.due")
        assert (told.to_organization_id, told.facts["count"]) == (worker.units[0], 1)


def test_a_spoilt_definition_keeps_the_others_going(ledger, manager, worker):
    other = given.a_ledger(by=manager, name="消防水源")
    version = given.versions(ledger)[0]
    version.spec = {**version.spec, "met": "never"}
    version.save()
    with acting_as(worker):
        found = [each.ledger.name for each in queries.mine(worker, DAY)]
    assert found == [other.name]


def test_areas_of_the_class_are_asked_and_no_others(manager):
    ledger = given.a_ledger(by=manager, of="urban")
    codes = given.stood(ledger, DAY, by=manager)
    assert COMMUNITY in codes
    assert set(codes) <= set(Area.objects.filter(level=5).values_list("code", flat=True))
