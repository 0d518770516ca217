"""Confidential cases end by two of the unit on them; to everybody else they are not there, and are not counted."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from linli.accounts.models import HeldPost, User
from linli.accounts.tests.given import LONG_AGO, a_staff_user, as_actor, signed_in
from linli.archives import actions, queries
from linli.archives.actions import disposing
from linli.archives.models import Proposal, Tombstone
from linli.base.clock import SHANGHAI, now
from linli.base.inserting import insert
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case, CaseParty
from linli.cases.tests import given
from linli.cases.tests.given import do
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.django_db
REASON = "咨询一年期满"


@pytest.fixture
def unit():
    return given.a_unit()


@pytest.fixture
def old(unit):
    """Somebody's question, made confidential, whose keeping time is over; and who took it up."""
    return confidential()


def confidential():
    case, clerk = given.an_old_question()
    return do(cases.raise_audience, case, by=clerk, at=now()), clerk


def a_colleague(unit, role="community_worker"):
    return given.a_clerk(unit, role=role)


def outsiders(unit):
    """Whoever keeps archives around here and is of no unit on the case."""
    return [
        given.a_dispatcher(),
        given.a_clerk(role="supervisor", area=given.COUNTY),
        given.a_clerk(given.a_unit(area=given.NEIGHBOUR)),
        given.a_clerk(given.a_unit("property_company"), role="handler"),
        given.a_resident("李大山"),
    ]


def due(by):
    with acting_as(by):
        return [each.case.number for each in queries.due(by, now())]


def propose(numbers, by):
    return do(actions.propose, numbers, reason=REASON, by=by, at=now())


def browser_of(actor):
    browser = Client()
    signed_in(browser, User.objects.get(pk=actor.user))
    return browser


def test_only_the_unit_on_it_sees_that_it_is_due(old, unit):
    case, clerk = old
    for who in (clerk, a_colleague(unit), a_colleague(unit, "handler")):
        assert due(who) == [case.number]
    assert [due(who) for who in outsiders(unit)] == [[]] * 5


def test_a_unit_that_was_called_in_sees_it_too_and_only_while_nobody_proposed_it(old):
    case, clerk = old
    other = given.a_unit("property_company")
    with acting_as(WATCHER):
        CaseParty.objects.create(case=case, unit=other, role="assisting", since=now())
    helper = a_colleague(other, "handler")
    assert due(helper) == [case.number]
    made = propose([case.number], clerk)
    assert due(helper) == []
    with acting_as(helper):
        assert not Proposal.objects.filter(pk=made.pk).exists()


def test_what_is_proposed_is_the_units_own_and_others_read_nothing_of_it(old, unit):
    case, clerk = old
    made = propose([case.number], clerk)
    assert made.unit_id == case.unit_id

    def read(who):
        with acting_as(who):
            return (
                Proposal.objects.filter(pk=made.pk).exists(),
                Tombstone.objects.filter(proposal=made).exists(),
                JournalEntry.objects.filter(subject_id=made.pk).exists(),
                [each.pk for each in queries.proposals(who)] == [made.pk],
            )

    assert read(a_colleague(unit)) == (True, True, True, True)
    assert [read(who) for who in outsiders(unit)] == [(False, False, False, False)] * 5


def test_one_of_the_unit_proposes_and_another_one_of_it_decides(old, unit):
    case, clerk = old
    made = propose([case.number], clerk)
    with refused("archives.own_proposal"):
        do(actions.approve, made, by=clerk, at=now())
    for who in outsiders(unit)[:4]:
        with refused("archives.not_visible"):
            do(actions.approve, made, by=who, at=now())
    do(actions.approve, made, by=a_colleague(unit, "handler"), at=now())
    assert actions.destroy(made.pk, at=now()) == 1
    with acting_as(WATCHER):
        left = Case.objects.get(pk=case.pk)
        stone = Tombstone.objects.get(proposal=made)
    assert (left.description, left.resident_id, stone.rule, len(stone.content_hash)) == (
        "", None, "confidential_passing", 64,
    )  # fmt: skip
    with acting_as(given.a_clerk(role="supervisor", area=given.COUNTY)):
        assert not Tombstone.objects.exists()


def test_a_colleague_may_refuse_and_it_is_due_again(old, unit):
    case, clerk = old
    do(actions.refuse, propose([case.number], clerk), reason="再留一留", by=a_colleague(unit), at=now())
    assert due(clerk) == [case.number]


def test_it_is_not_put_among_ordinary_ones(old):
    case, clerk = old
    ordinary, _same = given.an_old_question()
    with refused("archives.mixed"):
        propose([case.number, ordinary.number], clerk)
    with refused("archives.not_due"):
        propose([case.number], given.a_dispatcher())


def test_cases_of_two_units_are_not_decided_on_by_one(old, unit):
    case, _clerk = old
    other, at = given.a_unit(area=given.NEIGHBOUR), datetime(2024, 6, 3, 9, tzinfo=SHANGHAI)
    resident, there = given.a_resident("李大山", given.NEIGHBOUR), given.a_clerk(other)
    second = given.a_case(resident, at=at, item=given.an_item("policy-question"), area=given.NEIGHBOUR)
    do(cases.accept, second, by=there, at=at)
    do(cases.resolve, second, reply="带身份证来社区登记。", by=there, at=at)
    do(cases.confirm, second, by=resident, at=at)
    do(cases.raise_audience, second, by=there, at=now())
    user = a_staff_user(unit=unit)
    HeldPost.objects.create(user=user, role="handler", area_id=given.COUNTY, organization=other, starts_at=LONG_AGO)
    both = as_actor(user)
    assert sorted(due(both)) == sorted([case.number, second.number])
    with refused("archives.no_common_unit"):
        propose([case.number, second.number], both)


def test_the_database_keeps_it_off_a_list_that_an_area_reads(old):
    case, clerk = old
    at = now()
    proposal = Proposal(area_id=str(case.area_id), state="waiting", proposed_by_id=clerk.user, proposed_at=at)
    with acting_as(clerk):
        (found,) = queries.due(clerk, at)
        insert(proposal)
        stone = disposing._tombstone(proposal, found)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            insert(stone)


def test_what_is_made_confidential_after_it_was_agreed_to_is_left_for_its_unit(unit):
    case, clerk = given.an_old_question()
    made = propose([case.number], clerk)
    do(actions.approve, made, by=given.a_clerk(role="supervisor", area=given.COUNTY), at=now())
    do(cases.raise_audience, case, by=clerk, at=now())
    assert actions.destroy(made.pk, at=now()) == 0
    with acting_as(WATCHER):
        assert "保密" in Tombstone.objects.get(proposal=made).left_because
    assert due(clerk) == [case.number]


def test_at_the_desk_it_stands_apart_and_is_decided_on_there(old, unit):
    case, clerk = old
    page = browser_of(clerk).get("/desk/archives/due/").content.decode()
    assert "到期的保密办件" in page
    typed = {"list": "confidential", "numbers": [case.number], "reason": REASON}
    there = browser_of(clerk).post("/desk/archives/due/", typed).headers["Location"]
    colleague = browser_of(a_colleague(unit, "handler"))
    assert "同意销毁" in colleague.get(there).content.decode()
    assert colleague.post(f"{there}approve/").status_code == 302
    for who in outsiders(unit)[:4]:
        browser = browser_of(who)
        seen = browser.get("/desk/archives/due/").content.decode()
        assert "保密办件" not in seen
        assert case.number not in seen
        assert browser.get(there).status_code == 404


def test_where_nothing_may_be_chosen_no_reason_is_asked(unit):
    case, clerk = given.an_old_question()
    browser = browser_of(clerk)
    assert 'name="reason"' in browser.get("/desk/archives/due/").content.decode()
    propose([case.number], clerk)
    assert 'name="reason"' not in browser.get("/desk/archives/due/").content.decode()
