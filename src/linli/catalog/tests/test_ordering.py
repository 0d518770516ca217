"""The order of items and the first page: moved at the desk, agreed on by two, and then so everywhere."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from linli.accounts.rights import Role
from linli.accounts.tests.given import COUNTY, MONDAY_9AM, a_staff_user, an_actor, signed_in
from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.catalog import actions, queries
from linli.catalog.arranging import Arranged, arranged, moved
from linli.catalog.choices import LifeEvent
from linli.catalog.models import Arrangement, Proposal
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=2)
PAGE = "/desk/manage/items/order/"


@pytest.fixture
def keeper() -> Actor:
    return an_actor(Role.ADMINISTRATOR, "1311")


@pytest.fixture
def leader() -> Actor:
    return an_actor(Role.SUPERVISOR, "1311")


def now_so() -> Arranged:
    return queries.catalogue().arranged


def proposed(wanted: Arranged, by: Actor) -> Proposal:
    with acting_as(by):
        return actions.propose_order(wanted, reason="夏天到了", by=by, at=MONDAY_9AM)


def approved(wanted: Arranged, keeper: Actor, leader: Actor) -> Proposal:
    proposal = proposed(wanted, keeper)
    with acting_as(leader):
        return actions.approve(proposal, by=leader, at=LATER)


def test_a_step_is_a_step_among_those_beside_and_ends_at_the_end():
    assert moved("abcd", "c", -1, "ac") == ("c", "b", "a", "d")
    assert moved("abcd", "c", 1, "ac") == tuple("abcd")
    assert moved("abcd", "x", 1, "abcd") == tuple("abcd")


def test_without_an_arrangement_the_files_say_it_and_new_items_come_last():
    items = queries.catalogue().items
    of_files = now_so()
    assert [items[code].common for code in of_files.front] == list(range(1, 9))
    some = arranged({"front": ["gone", "job-help", "job-help"], "order": ["job-help"]}, items)
    assert some.front == ("job-help",)
    assert some.order == ("job-help", *(code for code in of_files.order if code != "job-help"))


def test_what_two_people_agree_on_stands_on_the_first_page_and_the_shelves(keeper, leader):
    before = now_so()
    shelf = [item.code for item in queries.shelves()[0].items]
    wanted = Arranged(("job-help", *before.front[:2]), moved(before.order, shelf[1], -1, shelf))
    proposal = proposed(wanted, keeper)
    assert now_so() == before
    with acting_as(leader):
        actions.approve(proposal, by=leader, at=LATER)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [item.code for item in queries.common()] == ["job-help", *before.front[:2]]
    assert [item.code for item in queries.shelves()[0].items][:2] == [shelf[1], shelf[0]]
    assert [row.code for row in queries.desk_shelves()[0].rows][:2] == [shelf[1], shelf[0]]


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ((), "catalog.front_page_full"),
        (("no-such",), "catalog.not_offered"),
        (None, "catalog.nothing_changed"),
    ],
)
def test_an_order_is_of_what_is_offered_and_another_one(keeper, front, code):
    so = now_so()
    with refused(code):
        proposed(Arranged(so.front if front is None else front, so.order), keeper)


def test_the_first_page_has_an_end(keeper):
    so = now_so()
    with refused("catalog.front_page_full"):
        proposed(Arranged(so.order[: actions.MOST_ON_FRONT + 1], so.order), keeper)


def test_one_person_or_one_county_puts_nothing_in_order(keeper):
    so = now_so()
    proposal = proposed(Arranged(so.front[1:], so.order), keeper)
    for by, code in ((keeper, "catalog.own_proposal"), (an_actor(Role.SUPERVISOR, COUNTY), "accounts.no_right")):
        with acting_as(by), refused(code):
            actions.approve(proposal, by=by, at=LATER)
    with refused("accounts.no_right"):
        proposed(Arranged(so.front[2:], so.order), an_actor(Role.COMMUNITY_WORKER))


def test_the_database_keeps_no_order_nobody_agreed_on(leader):
    def written() -> None:
        with acting_as(leader), transaction.atomic():
            Arrangement.objects.create(front=["job-help"], order=["job-help"], since=LATER, origin="desk")
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="what two people agreed on"):
        written()


def test_the_page_moves_without_keeping_and_proposes_what_it_shows(client):
    page = signed_in(client, a_staff_user(Role.ADMINISTRATOR, "1311"))
    so = now_so()
    first, second = so.front[:2]
    sent = {"front": list(so.front), "order": list(so.order)}
    shown = page.post(PAGE, {**sent, "move": f"front:down:{first}"})
    assert shown.status_code == 200
    assert list(shown.context["wanted"].front[:2]) == [second, first]
    assert "排好的还没有提交" in shown.content.decode()
    with acting_as(an_actor()):
        assert not Proposal.objects.exists()

    sent["front"] = list(shown.context["wanted"].front)
    off = page.post(PAGE, {**sent, "move": f"front:off:{first}"}).context["wanted"].front
    assert off == (second, *so.front[2:])
    added = page.post(PAGE, {**sent, "add": "1", "added": "job-help"}).context["wanted"].front
    assert added[-1] == "job-help"
    assert page.post(PAGE, {**sent, "propose": "1", "reason": ""}).status_code == 422
    answer = page.post(PAGE, {**sent, "propose": "1", "reason": "夏天到了，先摆这个"})
    assert answer.status_code == 302
    with acting_as(an_actor()):
        [proposal] = Proposal.objects.all()
    assert proposal.spec["front"][:2] == [second, first]
    told = page.get(answer["Location"]).content.decode()
    assert "事项的次序和首页" in told
    assert "首页" in told


def test_every_shelf_has_its_own_order(client):
    page = signed_in(client, a_staff_user(Role.ADMINISTRATOR, "1311"))
    so = now_so()
    items = queries.catalogue().items
    homes = [code for code in so.order if items[code].life_event is LifeEvent.HOME]
    sent = {"front": list(so.front), "order": list(so.order), "move": f"home:up:{homes[1]}"}
    wanted = page.post(PAGE, sent).context["wanted"]
    assert [code for code in wanted.order if code in homes] == [homes[1], homes[0], *homes[2:]]
    assert [code for code in wanted.order if code not in homes] == [code for code in so.order if code not in homes]
