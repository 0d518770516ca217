"""Two open cases of one resident that are one matter: one goes on with the earlier deadline, the other leads to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given as generated
from hypothesis import strategies as st

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.calendar import Limit, calendar
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, queries, replay, rules
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message

HOUR = timedelta(hours=1)
LATER = MONDAY_9AM + 3 * HOUR


@pytest.fixture
def clerk(db):
    return given.a_clerk(given.a_unit())


@pytest.fixture
def asker(db):
    return given.a_resident()


def two(clerk, asker):
    """The second asked for two hours after the first, and taken up; in this order."""
    return given.a_case(asker), given.an_accepted_case(clerk, asker, at=MONDAY_9AM + 2 * HOUR)


def merge(kept, other, by, at=LATER, reason="说的是同一盏灯", **more):
    return do(actions.merge, kept, other, reason=reason, by=by, at=at, **more)


def unmerge(kept, by, at=LATER + HOUR, **more):
    return do(actions.unmerge, kept, reason="原来是两盏灯", by=by, at=at, **more)


def stored(case, viewer):
    with acting_as(viewer):
        return Case.objects.get(pk=case.pk)


def history(case, viewer):
    with acting_as(viewer):
        return entries(on=case)


@generated(st.integers(0, 60 * 24 * 10), st.integers(1, 20), st.integers(1, 20), st.booleans())
def test_the_earlier_deadline_stands_and_a_merge_undone_leaves_both_as_they_were(minutes, first, second, is_first_kept):
    one = rules.submit(MONDAY_9AM, Limit(1, "day"), Limit(first, "day"), calendar())
    other = rules.submit(MONDAY_9AM + timedelta(minutes=minutes), Limit(1, "day"), Limit(second, "day"), calendar())
    kept, joined = (one, other) if is_first_kept else (other, one)
    at = MONDAY_9AM + timedelta(days=11)
    after, ended = rules.merge(kept, joined, at)
    assert after.due_at == min(one.due_at, other.due_at)
    assert after.accept_due_at <= min(kept.accept_due_at, after.due_at)
    assert (ended.stage, ended.closed_at) == (rules.Stage.WITHDRAWN, at)
    assert rules.let_go(after, kept.due_at, kept.accept_due_at) == kept
    assert rules.unmerge(ended, joined.stage) == joined


@pytest.mark.parametrize(
    ("code", "kept", "joined"),
    [
        ("cases.merges_parts", {}, {"open_parts": 1}),
        ("cases.merges_returned", {}, {"returned_at": MONDAY_9AM, "answer_due_at": LATER}),
        ("cases.merges_paused", {}, {"paused_until": LATER + HOUR}),
        ("cases.merges_paused", {"paused_until": LATER + HOUR}, {}),
        ("cases.wrong_stage", {}, {"stage": rules.Stage.RESOLVED}),
        ("cases.wrong_stage", {"stage": rules.Stage.CLOSED}, {}),
    ],
)
def test_what_is_under_way_in_the_other_comes_to_an_end_first(code, kept, joined):
    case = rules.submit(MONDAY_9AM, Limit(1, "day"), Limit(5, "day"), calendar())
    with pytest.raises(Refused, match=code):
        rules.merge(replace(case, **kept), replace(case, **joined), LATER)


def test_one_goes_on_the_other_leads_to_it_and_the_resident_reads_one_sentence(clerk, asker):
    first, second = two(clerk, asker)
    kept = merge(second, first, clerk)
    joined = stored(first, clerk)
    assert (kept.due_at, kept.stage) == (first.due_at, "accepted")
    assert (joined.stage, joined.stage_label, joined.merged_into_id) == ("withdrawn", "并进另一件", kept.pk)
    for case in (kept, joined):
        assert replay.standing_of(history(case, clerk)) == case.standing
    with acting_as(asker):
        told = Message.objects.filter(event__in=["cases.took_in", "cases.merged"], to_user=asker.user)
        assert [(each.event, each.number) for each in told] == [("cases.took_in", kept.number)]
        line = queries.timeline(kept, asker)[0]
        assert (line.what, line.said[:7]) == (f"把 {first.number} 并进来，当一件事办", "说的是同一盏灯")
        assert first.description in line.said


def test_undone_while_nothing_was_done_since_both_stand_as_before(clerk, asker):
    first, second = two(clerk, asker)
    kept = unmerge(merge(second, first, clerk), clerk)
    joined = stored(first, clerk)
    assert (kept.due_at, kept.accept_due_at) == (second.due_at, second.accept_due_at)
    assert (joined.stage, joined.closed_at, joined.merged_into_id) == ("submitted", None, None)
    for case in (kept, joined):
        assert replay.standing_of(history(case, clerk)) == case.standing
    with pytest.raises(Refused, match="merge_gone_on"):
        unmerge(kept, clerk)


def test_what_has_gone_on_is_not_undone(clerk, asker):
    first, second = two(clerk, asker)
    kept = merge(second, first, clerk)
    do(actions.extend, kept, days=2, reason="等零件", by=clerk, at=LATER)
    with pytest.raises(Refused, match="merge_gone_on"):
        unmerge(kept, clerk)


def test_never_across_residents_or_into_what_more_people_read(clerk, asker):
    first, second = two(clerk, asker)
    with pytest.raises(Refused, match="merges_residents"):
        merge(first, given.a_case(given.a_resident("李大山")), clerk)
    with pytest.raises(Refused, match="merges_itself"):
        merge(first, first, clerk)
    do(actions.raise_audience, second, by=clerk, at=LATER)
    with pytest.raises(Refused, match="merges_confidential"):
        merge(first, stored(second, clerk), clerk)
    assert merge(stored(second, clerk), first, clerk).audience == "confidential"


def test_who_holds_only_one_of_them_merges_none(clerk, asker):
    first, second = two(clerk, asker)
    firm = given.a_unit("property_company")
    do(actions.assign, second, to=firm, by=clerk, at=LATER)
    worker = given.a_clerk(firm, role="handler")
    with pytest.raises(Refused, match="not_visible"):
        merge(stored(second, worker), first, worker)
    with acting_as(worker):
        assert queries.mergeable(second, worker) == []


def test_at_the_desk_it_is_one_form_and_each_page_leads_to_the_other(clerk, asker):
    first, second = two(clerk, asker)
    browser, portal = Client(), Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    signed_in(portal, User.objects.get(pk=asker.user))
    desk = f"/desk/cases/{second.number}/"
    said = {"seen": second.version, "reason": "同一盏灯"}
    assert "请选" in browser.post(f"{desk}merge/", {**said, "other": "131102-20200101-0001"}).content.decode()
    assert browser.post(f"{desk}merge/", {**said, "other": first.number}).status_code == 302
    assert f'href="/desk/cases/{first.number}/"' in browser.get(desk).content.decode()
    page = portal.get(f"/cases/{first.number}/").content.decode()
    assert f'href="/cases/{second.number}/"' in page
    assert "并在那一件里办" in page
    assert "您撤回了" not in page
    undone = browser.post(f"{desk}unmerge/", {"seen": second.version + 1, "reason": "两盏灯"})
    assert undone.status_code == 302
    assert not browser.get(desk).context["clock"].differs
