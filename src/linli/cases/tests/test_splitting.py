"""Two matters in one request: the second is a case of its own, asked for when the first was; the first goes on."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given as generated
from hypothesis import strategies as st

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.calendar import Limit, add_working_seconds, calendar
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, replay, rules
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message

LATER = MONDAY_9AM + timedelta(hours=2)


@pytest.fixture
def clerk(db):
    return given.a_clerk(given.a_unit())


def split(case, by, at=LATER, code="noise-complaint", reason="两件事要两家办", **more):
    request = given.a_request(given.an_item(code), title="", description="楼上半夜装修，吵得睡不着。")
    return do(actions.split, case, request, reason=reason, by=by, at=at, **more)


@generated(st.integers(0, 60 * 24 * 30), st.integers(1, 20), st.sampled_from(["hour", "day"]))
def test_the_second_runs_from_when_both_were_asked_for_and_leaves_an_hour(minutes, amount, unit):
    limit, at = Limit(amount, unit), MONDAY_9AM + timedelta(minutes=minutes)
    first = rules.submit(MONDAY_9AM, Limit(1, "day"), Limit(5, "day"), calendar())
    second = rules.split(first, at, Limit(2, "hour"), limit, calendar())
    plain = rules.submit(MONDAY_9AM, Limit(2, "hour"), limit, calendar())
    soonest = add_working_seconds(at, rules.SHORTEST_CLOCK, calendar())
    assert second.submitted_at == first.submitted_at
    assert second.due_at == max(plain.due_at, soonest)
    assert second.accept_due_at <= second.due_at


def test_both_name_each_other_and_the_first_keeps_its_clock(clerk):
    asker = given.a_resident()
    first = given.an_accepted_case(clerk, asker)
    second = split(first, clerk)
    with acting_as(clerk):
        kept = Case.objects.get(pk=first.pk)
        assert (kept.due_at, kept.stage) == (first.due_at, first.stage)
        assert (second.resident_id, second.submitted_at) == (first.resident_id, first.submitted_at)
        assert [(entry.verb, entry.facts.get("other")) for entry in entries(on=first)][-1] == (
            "cases.split",
            second.number,
        )
        assert [entry.verb for entry in entries(on=second)] == ["cases.submitted", "cases.split_off"]
        assert replay.standing_of(entries(on=second)) == second.standing
    with acting_as(asker):
        assert Case.objects.filter(pk__in=[first.pk, second.pk]).count() == 2
        assert Message.objects.filter(event="cases.split_off", number=second.number).exists()


def test_the_pages_lead_from_one_to_the_other_and_the_clock_is_told_as_it_was_counted(clerk):
    asker = given.a_resident()
    first = given.an_accepted_case(clerk, asker)
    second = split(first, clerk, at=MONDAY_9AM + timedelta(days=30))
    for who, address in ((clerk, "/desk/cases/"), (asker, "/cases/")):
        browser = Client()
        signed_in(browser, User.objects.get(pk=who.user))
        for one, other in ((first, second), (second, first)):
            page = browser.get(f"{address}{one.number}/")
            assert page.status_code == 200
            assert f'href="{address}{other.number}/"' in page.content.decode()
            assert not page.context["clock"].differs


def test_what_is_confidential_stays_so_and_photos_come_only_if_asked(clerk):
    first = given.an_accepted_case(clerk)
    do(actions.raise_audience, first, by=clerk, at=LATER)
    with acting_as(clerk):
        assert split(Case.objects.get(pk=first.pk), clerk).audience == "confidential"


@pytest.mark.parametrize(
    ("code", "more"), [("cases.reason_missing", {"reason": " "}), ("cases.changed_meanwhile", {"seen": 99})]
)
def test_it_is_refused_without_a_reason_or_over_somebody_elses_change(clerk, code, more):
    with pytest.raises(Refused, match=code):
        split(given.an_accepted_case(clerk), clerk, **more)


def test_a_case_that_is_over_or_anothers_is_not_split(clerk):
    asker = given.a_resident()
    with pytest.raises(Refused, match="wrong_stage"):
        split(given.a_resolved_case(clerk, asker), clerk, at=MONDAY_9AM + timedelta(hours=4))
    other = given.a_clerk(given.a_unit(area=given.NEIGHBOUR))
    with pytest.raises(Refused, match="not_visible"):
        split(given.an_accepted_case(clerk, asker), other)


def test_at_the_desk_it_is_one_form(clerk):
    first, browser = given.an_accepted_case(clerk), Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    typed = {"item": "noise-complaint", "description": "楼上吵", "place": "3 号楼", "reason": "要两家办"}
    answer = browser.post(f"/desk/cases/{first.number}/split/", {"seen": first.version, **typed})
    assert answer.status_code == 302
    with acting_as(clerk):
        assert Case.objects.filter(item="noise-complaint", resident=first.resident_id).count() == 1
