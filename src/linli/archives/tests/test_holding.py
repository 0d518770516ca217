"""A case can be held back from being destroyed: why, until when, by whom; seen on the list, and lifted by hand."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.archives import actions, queries
from linli.archives.models import Hold, HoldKind
from linli.base.actor import system_actor
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.organizations.models import Organization
from tests.refusing import refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def old():
    """A question whose keeping time is over, and who keeps archives there."""
    given.a_unit()
    return given.an_old_question()


def hold(case, by, at=None, days=30, **more):
    at = at or now()
    facts = {"kind": HoldKind.LAWSUIT, "reason": "居民起诉了物业", "until": local_day(at) + days * DAY, **more}
    return do(actions.hold, case, by=by, at=at, **facts)


def due(by, at):
    with acting_as(by):
        return [(each.case.number, bool(each.held)) for each in queries.due(by, at)]


def test_what_is_held_stands_on_the_list_with_why_and_is_not_proposed(old):
    case, clerk = old
    made, at = hold(case, clerk), now()
    with acting_as(clerk):
        [found] = queries.due(clerk, at)
        assert found.held == f"打官司，有人留着，到 {made.until}"
        assert queries.held(clerk, at) == [made]
        assert [(each.verb, each.text["reason"]) for each in entries(on=case, verbs=["archives.held"])] == [
            ("archives.held", "居民起诉了物业")
        ]
    with refused("archives.not_due"):
        do(actions.propose, [case.number], reason="咨询一年期满", by=clerk, at=at)


def test_it_runs_out_by_itself_or_is_lifted_by_hand(old):
    case, clerk = old
    made, at = hold(case, clerk), now()
    assert due(clerk, at + 30 * DAY) == [(case.number, True)]
    assert due(clerk, at + 31 * DAY) == [(case.number, False)]
    lifted = do(actions.lift, case, reason="官司结了", by=clerk, at=at)
    assert (lifted.pk, lifted.lifted_by_id) == (made.pk, clerk.user)
    assert due(clerk, at) == [(case.number, False)]
    with refused("archives.not_held"):
        do(actions.lift, case, reason="官司结了", by=clerk, at=at)


def test_said_again_it_moves_the_day(old):
    case, clerk = old
    assert hold(case, clerk, days=3).pk == hold(case, clerk, days=90, kind=HoldKind.AUDIT).pk
    with acting_as(clerk):
        assert [each.kind for each in Hold.objects.all()] == ["audit"]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("archives.hold_until", {"days": 0}),
        ("archives.hold_until", {"days": 6 * 366}),
        ("archives.reason_missing", {"reason": " "}),
    ],
)
def test_it_is_refused_without_why_and_until_when(old, code, more):
    with refused(code):
        hold(*old, **more)


def test_what_was_agreed_to_is_left_if_it_is_held_before_and_what_is_gone_is_not_held(old):
    case, clerk = old
    chief, at = given.a_clerk(role="supervisor", area=given.COUNTY), now()
    proposal = do(actions.propose, [case.number], reason="咨询一年期满", by=clerk, at=at)
    do(actions.approve, proposal, by=chief, at=at)
    hold(case, chief)
    assert actions.destroy(proposal.pk, at=at) == 0
    with acting_as(system_actor("tests")):
        assert "打官司" in proposal.tombstones.get().left_because
        Case.objects.filter(pk=case.pk).update(destroyed_at=at)
    with refused("archives.nothing_left"):
        hold(case, clerk)


def test_nobody_else_holds_or_sees_it(old):
    case, clerk = old
    hold(case, clerk)
    neighbour = given.a_clerk(given.a_unit(area=given.NEIGHBOUR))
    with refused("archives.case_not_visible"):
        hold(case, neighbour)
    with refused("accounts.no_right"):
        hold(case, given.a_clerk(Organization.objects.get(pk=case.unit_id), role="handler"))
    for other in (neighbour, given.a_resident("李大山")):
        with acting_as(other):
            assert not Hold.objects.exists()


def test_at_the_desk_it_is_held_and_let_go(old):
    case, clerk = old
    browser = Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    here = f"/desk/archives/{case.number}/"
    assert f'href="{here}hold/"' in browser.get(f"/desk/cases/{case.number}/").content.decode()
    typed = {"kind": "appeal", "until": str(local_day(now()) + 9 * DAY), "reason": "居民信访"}
    assert browser.post(f"{here}hold/", typed).status_code == 302
    assert "居民信访" in browser.get(f"{here}hold/").content.decode()
    assert f'href="{here}hold/"' in browser.get("/desk/archives/due/").content.decode()
    assert browser.post(f"{here}lift/", {"reason": "信访答复了"}).status_code == 302
    assert "现在留着" not in browser.get(f"{here}hold/").content.decode()
