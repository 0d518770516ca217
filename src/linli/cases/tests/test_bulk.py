"""Many cases at once: tried row by row, carried out row by row, each by its own rules and with its own entry."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.models import HeldPost, User
from linli.accounts.tests.given import signed_in
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, jobs
from linli.cases.actions.bulk import AT_ONCE, MOST_ROWS, Told
from linli.cases.models import ActChoices, BulkRun, Case
from linli.cases.tests import given
from linli.cases.tests.given import do


@pytest.fixture
def unit(db):
    return given.a_unit()


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


def cases(count, clerk=None):
    asker = given.a_resident()
    at = now() - timedelta(minutes=50)
    return [given.an_accepted_case(clerk, asker, at) if clerk else given.a_case(asker, at) for _each in range(count)]


def begun(act, chosen, by, **told):
    rows = [(case.number, case.version) for case in chosen]
    return do(actions.begin_bulk, act, rows, Told(**told), by=by, at=now())


def confirmed(run, by):
    return do(actions.confirm_bulk, run, by=by, at=now())


def verbs(case, by):
    with acting_as(by):
        return [entry.verb for entry in entries(on=case)]


def as_it_stands(run, by):
    with acting_as(by):
        return BulkRun.objects.get(pk=run.pk)


def test_a_trial_changes_nothing_and_says_row_by_row_what_is_refused(clerk):
    new, taken = cases(1)[0], cases(1, clerk)[0]
    run = begun(ActChoices.ACCEPT, [new, taken], clerk)
    assert (run.stage, run.done) == ("checked", 2)
    assert [number for number, _why in run.said] == [taken.number]
    assert "状态已经变了" in run.said[0][1]
    assert verbs(new, clerk) == ["cases.submitted"]


def test_carried_out_each_has_its_own_entry_and_who_asked_is_told_as_by_hand(clerk):
    chosen = cases(2, clerk)
    run = confirmed(begun(ActChoices.RESOLVE, chosen, clerk, words="楼道灯都换好了。"), clerk)
    assert (run.stage, run.said, run.cipher) == ("done", [], "")
    for case in chosen:
        assert verbs(case, clerk)[-1] == "cases.resolved"


def test_a_case_somebody_changed_between_the_trial_and_the_word_is_left_alone(clerk):
    first, second = cases(2, clerk)
    run = begun(ActChoices.RESOLVE, [first, second], clerk, words="换好了灯泡。")
    do(actions.extend, first, days=2, reason="等配件", by=clerk, at=now())
    run = confirmed(run, clerk)
    assert [number for number, _why in run.said] == [first.number]
    with acting_as(clerk):
        assert Case.objects.get(pk=first.pk).stage == "accepted"
        assert Case.objects.get(pk=second.pk).stage == "resolved"
    with pytest.raises(Refused, match="bulk_moved_on"):
        confirmed(run, clerk)


def test_a_dispatcher_assigns_many_to_one_unit_and_what_it_does_not_serve_stays(unit, clerk):
    dispatcher, firm = given.a_dispatcher(), given.a_unit("property_company")
    here = cases(1, clerk)[0]
    there = do(actions.accept, given.a_case(area=given.NEIGHBOUR), by=dispatcher, at=now())
    run = begun(ActChoices.ASSIGN, [here, there], dispatcher, unit=firm.pk)
    assert [number for number, _why in run.said] == [there.number]
    confirmed(run, dispatcher)
    with acting_as(dispatcher):
        assert Case.objects.get(pk=here.pk).unit_id == firm.pk


def test_nothing_chosen_too_much_and_a_post_that_does_not_do_it_are_refused(clerk):
    for chosen, code in (([], "bulk_empty"), (cases(1) * (MOST_ROWS + 1), "bulk_many")):
        with pytest.raises(Refused, match=code):
            begun(ActChoices.ACCEPT, chosen, clerk)
    with pytest.raises(Refused, match="no_right"):
        begun(ActChoices.SUPERVISE, cases(1), clerk, words="怎么样了")


def test_more_than_a_few_are_done_by_a_job_that_goes_on_where_it_stood(clerk):
    chosen = cases(AT_ONCE + 2)
    run = begun(ActChoices.ACCEPT, chosen, clerk)
    assert (run.stage, run.done) == ("checking", 0)
    jobs.carry_on_bulk.func(run=str(run.pk))
    assert as_it_stands(run, clerk).stage == "checked"
    run = confirmed(run, clerk)
    with acting_as(clerk):  # a worker that was killed after three rows
        BulkRun.objects.filter(pk=run.pk).update(done=3)
    for _twice in range(2):
        jobs.carry_on_bulk.func(run=str(run.pk))
    assert (as_it_stands(run, clerk).stage, as_it_stands(run, clerk).done) == ("done", len(chosen))
    assert [verbs(case, clerk)[-1] for case in chosen] == ["cases.submitted"] * 3 + ["cases.accepted"] * (AT_ONCE - 1)


def test_who_has_no_post_any_more_has_nothing_done(clerk):
    chosen = cases(AT_ONCE + 1)
    run = begun(ActChoices.ACCEPT, chosen, clerk)
    jobs.carry_on_bulk.func(run=str(run.pk))
    run = confirmed(run, clerk)
    HeldPost.objects.filter(user=clerk.user).update(ends_at=now() - timedelta(minutes=1))
    jobs.carry_on_bulk.func(run=str(run.pk))
    found = as_it_stands(run, clerk)
    assert (found.stage, len(found.said)) == ("done", len(chosen))


def test_a_run_is_seen_by_who_began_it_alone_and_forgotten_after_a_day(unit, clerk):
    run = begun(ActChoices.ACCEPT, cases(1), clerk)
    for other in (given.a_clerk(unit), given.a_resident()):
        with acting_as(other):
            assert not BulkRun.objects.exists()
    with acting_as(clerk):
        assert actions.drop_old_bulk(at=now()) == 0
        assert actions.drop_old_bulk(at=now() + timedelta(days=1)) == 1
    assert run.stage == "checked"


def test_at_the_desk_from_the_list_to_the_last_word(clerk):
    chosen, browser = cases(2), Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    listed = browser.get("/desk/cases/?choose=1").content.decode()
    assert listed.count('name="chosen"') == 2
    numbers = [case.number for case in chosen]
    asked = browser.post("/desk/bulk/", {"act": "accept", "chosen": numbers}).content.decode()
    rows = [f"{case.number}:{case.version}" for case in chosen]
    assert all(f'value="{row}"' in asked for row in rows)
    page = browser.post("/desk/bulk/", {"act": "accept", "row": rows})["Location"]
    assert "2 件能办，0 件不能办" in browser.get(page).content.decode()
    assert "2 件办了，0 件没有办" in browser.post(page, follow=True).content.decode()
    assert browser.post("/desk/bulk/", {"act": "accept", "row": ["x"]}).status_code == 422
    assert browser.post("/desk/bulk/", {"act": "supervise", "chosen": numbers}).status_code == 422
