"""Rules of the desk for who receives what: added with a reason, ended, never changed; new requests go by them."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.clock import local_day
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, routing
from linli.cases.actions import Wanted
from linli.cases.models import RoutingRule
from linli.cases.routes import Hours
from linli.cases.tests import given
from linli.cases.tests.given import COMMUNITY, MONDAY_9AM, OTHER_COMMUNITY, STREET, do

TODAY = local_day(MONDAY_9AM)


def refused(code):
    return pytest.raises(Refused, match=code)


def a_rule(by, unit, **more):
    wanted = Wanted(**{"area": COMMUNITY, "unit": unit, "item": given.an_item(), **more})
    return do(actions.add_rule, wanted, reason="夜里有人值班", by=by, at=MONDAY_9AM)


@pytest.fixture
def keeper(db):
    return given.a_dispatcher()


@pytest.fixture
def committee(db):
    return given.a_unit()


@pytest.fixture
def street(db):
    return given.a_unit("subdistrict_office", area=STREET)


def test_a_new_request_goes_where_the_rule_says_and_its_journal_names_the_rule(keeper, committee, street):
    before = given.a_case()
    rule = a_rule(keeper, street)
    after = given.a_case()
    assert (before.unit_id, after.unit_id) == (committee.pk, street.pk)
    with acting_as(keeper):
        assert entries(on=after)[0].facts["rule"] == str(rule.pk)
        assert "rule" not in entries(on=before)[0].facts
        assert entries(on=rule)[0].text == {"reason": "夜里有人值班"}


def test_without_a_rule_that_holds_it_goes_as_the_item_says(keeper, committee, street):
    a_rule(keeper, street, item=given.an_item("lift-installation"))
    a_rule(keeper, street, hours=Hours.OUTSIDE)
    a_rule(keeper, street, first_on=TODAY + timedelta(days=1))
    assert given.a_case().unit_id == committee.pk


def test_an_ended_rule_and_one_of_a_closed_unit_route_nothing(keeper, committee, street):
    rule = a_rule(keeper, street)
    street.is_active = False
    street.save()
    assert given.a_case().unit_id == committee.pk
    street.is_active = True
    street.save()
    do(actions.end_rule, rule, reason="值班取消", by=keeper, at=MONDAY_9AM)
    assert given.a_case().unit_id == committee.pk
    with refused("cases.rule_ended"):
        do(actions.end_rule, rule, reason="值班取消", by=keeper, at=MONDAY_9AM)


def test_a_confidential_request_is_not_caught_by_a_rule_for_everything(keeper, committee, street):
    a_rule(keeper, committee, item=None)
    assert given.a_case().unit_id == committee.pk
    assert given.a_case(item=given.an_item("child-protection")).unit_id == street.pk


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("cases.unit_serves_elsewhere", {"area": STREET}),
        ("cases.rule_days", {"first_on": TODAY + timedelta(days=3), "last_on": TODAY + timedelta(days=2)}),
        ("cases.rule_over", {"last_on": TODAY - timedelta(days=1)}),
        ("accounts.no_right", {"area": OTHER_COMMUNITY}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(keeper, committee, code, more):
    with refused(code):
        a_rule(keeper, committee, **more)


def test_a_unit_that_was_closed_or_handles_nothing_or_may_not_read_it_is_refused(keeper, committee):
    with refused("cases.unit_not_of_item"):
        a_rule(keeper, committee, item=given.an_item("child-protection"))
    committee.is_active = False
    committee.save()
    with refused("cases.unit_does_not_handle"):
        a_rule(keeper, committee)


def test_two_rules_that_tie_are_refused_by_the_desk_and_by_the_database(keeper, committee, street):
    first = a_rule(keeper, street, last_on=TODAY)
    with refused("cases.rule_ties"):
        a_rule(keeper, committee, first_on=TODAY)
    a_rule(keeper, committee, first_on=TODAY + timedelta(days=1))
    first.pk, first.unit, first._state.adding = None, committee, True
    first.id = RoutingRule().id
    with pytest.raises(IntegrityError, match="routing_rules_do_not_tie"), acting_as(keeper), transaction.atomic():
        first.save(force_insert=True)


def test_nobody_else_makes_or_ends_a_rule_not_even_past_the_page(keeper, committee, street):
    rule = a_rule(keeper, street)
    worker = given.a_clerk(committee)
    for act in (
        lambda: a_rule(worker, committee),
        lambda: do(actions.end_rule, rule, reason="不要了", by=worker, at=MONDAY_9AM),
    ):
        with refused("accounts.no_right"):
            act()
    for other in (given.a_dispatcher("131123"), given.a_resident()):
        with acting_as(other):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                RoutingRule(area_id=COMMUNITY, hours="always", unit=committee, added_at=MONDAY_9AM).save(
                    force_insert=True
                )
            with suppress(DatabaseError), transaction.atomic():
                RoutingRule.objects.filter(pk=rule.pk).update(ended_at=MONDAY_9AM)
    with acting_as(keeper):
        assert RoutingRule.objects.get(pk=rule.pk).ended_at is None


def test_rules_cost_a_request_no_statement(keeper, committee, street):
    a_rule(keeper, street)
    spec = given.an_item().details
    with acting_as(given.a_resident()), CaptureQueriesContext(connection) as captured:
        found = routing.first_receiver(spec, COMMUNITY, {}, MONDAY_9AM)
    assert (found.unit, len(captured)) == (street.pk, 1)


def test_the_desk_says_who_would_get_it_and_by_which_rule(keeper, committee, street):
    """At night the street by the rule, by day the committee by the item's own order."""
    rule = a_rule(keeper, street, area=STREET, hours=Hours.OUTSIDE)
    browser = Client()
    signed_in(browser, User.objects.get(pk=keeper.user))

    def tried(area, at):
        query = {"item": "public-repair", "area": area, "at": at}
        return browser.get("/desk/routing/", query).content.decode().partition('class="filters')[0]

    night, day = (tried(COMMUNITY, at) for at in ("2026-11-23T23:00", "2026-11-23T10:00"))
    assert f"派给{street.name}" in night
    assert str(rule.pk) in night
    assert f"派给{committee.name}" in day
    assert "按事项自己的顺序" in day
    assert "请填一个社区或村" in tried(STREET, "")
