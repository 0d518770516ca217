"""Posts end, work goes on: nothing moves, no clock is touched, and somebody always sees it or knows that nobody does."""

from datetime import timedelta

import pytest

from linli.accounts import actions as accounts
from linli.accounts.actions import Ending
from linli.accounts.models import HeldPost, Session, User
from linli.accounts.rights import Role
from linli.accounts.tests.given import SYSTEM, signed_in
from linli.base import events
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.handing import cases_at
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import COUNTY, MONDAY_9AM
from tests.refusing import refused

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY_9AM + timedelta(days=4)


@pytest.fixture
def heard(monkeypatch):
    """What people are told, and whom."""
    said = []
    keep = lambda *, to, what, **facts: said.append((what, to.pk, facts.get("count")))  # noqa: E731
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.told": [keep]})
    return said


@pytest.fixture
def lone():
    """The one worker of a committee with a case in hand, their post, and who may end it."""
    unit = given.a_unit()
    worker = given.a_clerk(unit)
    case = given.an_accepted_case(worker)
    return HeldPost.objects.get(user=worker.user), case, given.a_clerk(role="administrator", area=COUNTY)


def somebody():
    """A member of staff of another unit."""
    return User.objects.get(pk=given.a_clerk(given.a_unit()).user)


def end(post, by, at=MONDAY_9AM, **how):
    with acting_as(by):
        accounts.end_post(post, by=by, at=at, ending=Ending(**how))


def settle(at):
    with acting_as(SYSTEM):
        return accounts.settle_ended_posts(by=SYSTEM, at=at)


def standing(case):
    with acting_as(SYSTEM):
        found = Case.objects.get(pk=case.pk)
    return found.unit_id, found.stage, found.accept_due_at, found.due_at, found.version


def test_what_lies_with_a_post_is_counted_for_who_sees_no_case(lone):
    post, case, administrator = lone
    with acting_as(administrator):
        work = cases_at(post, MONDAY_9AM)
        late = cases_at(post, case.due_at + timedelta(seconds=1))
    assert (work.count, work.late, work.due_at) == (1, 0, case.due_at)
    assert late.late == 1


def test_nobody_leaves_work_that_nobody_else_would_see(lone, heard):
    post, _case, administrator = lone
    with refused("accounts.successor_missing"):
        end(post, administrator)
    end(post, administrator, may_be_left_alone=True)
    assert heard == [("accounts.work_left_alone", administrator.user, 1)]


def test_a_successor_holds_the_same_post_and_every_clock_runs_on(lone, heard):
    post, case, administrator = lone
    before, successor = standing(case), somebody()
    end(post, administrator, successor=successor)
    held = HeldPost.objects.get(user=successor, organization=post.organization)
    assert (held.role, held.area_id) == (post.role, post.area_id)
    assert standing(case) == before
    assert heard == [("accounts.work_goes_on", successor.pk, 1)]


def test_with_colleagues_left_it_stays_with_the_unit(lone, heard):
    post, case, administrator = lone
    before, colleague = standing(case), given.a_clerk(post.organization)
    end(post, administrator)
    assert standing(case) == before
    assert heard == [("accounts.work_goes_on", colleague.user, 1)]


def test_whoever_holds_no_post_any_more_is_signed_out_at_once_others_are_not(client, lone):
    post, _case, administrator = lone
    user = User.objects.get(pk=post.user_id)
    other = HeldPost.objects.create(user=user, role=Role.SUPERVISOR, area_id=COUNTY, starts_at=MONDAY_9AM)
    signed_in(client, user)
    end(post, administrator, may_be_left_alone=True)
    assert Session.objects.filter(user=user).exists()
    end(other, administrator, MONDAY_9AM + timedelta(hours=1))
    assert not Session.objects.filter(user=user).exists()


def test_a_post_ends_by_its_day_while_nobody_looks_and_once(client, lone, heard):
    post, case, administrator = lone
    user, before = User.objects.get(pk=post.user_id), standing(case)
    signed_in(client, user)
    end(post, administrator, ends_at=FRIDAY, may_be_left_alone=True)
    assert settle(FRIDAY - timedelta(minutes=1)) == 0
    assert heard == []
    assert (settle(FRIDAY), settle(FRIDAY)) == (1, 0)
    assert heard == [("accounts.work_left_alone", administrator.user, 1)]
    assert not Session.objects.filter(user=user).exists()
    assert standing(case) == before
    with acting_as(administrator):
        assert [entry.verb for entry in entries(on=post)][-2:] == ["accounts.post_ended", "accounts.post_ran_out"]


def test_the_page_shows_what_lies_there_before_it_moves(client, lone):
    post, _case, administrator = lone
    signed_in(client, User.objects.get(pk=administrator.user))
    address = f"/desk/manage/posts/{post.pk}/end/"
    shown = client.get(address).content.decode()
    assert "没办完的办件" in shown
    assert "请写接手的人" in shown
    assert client.post(address).status_code == 422
    assert client.post(address, {"successor": "nobody-there"}).status_code == 422
    assert client.post(address, {"successor": somebody().username, "until": "2020-01-01"}).status_code == 422
    assert HeldPost.objects.get(pk=post.pk).ends_at is None
    assert client.post(address, {"successor": somebody().username}).status_code == 302
    assert HeldPost.objects.get(pk=post.pk).ends_at is not None
