"""What may be counted of people in hardship, and by whom it opens; and who hears that somebody was told late."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.aid import actions, counting, rules
from linli.aid.actions.writing import clock
from linli.aid.pages import figures
from linli.aid.rules import FEWEST, Basis, pooled, shown
from linli.aid.tests import given
from linli.aid.tests.given import DAY, HOUR, JOB, MONDAY_9AM, do
from linli.base.scope import acting_as
from linli.notifications.models import Message

HERE = "/desk/aid/figures/"
COUNTS = some.dictionaries(some.text("abcdefgh", min_size=1, max_size=2), some.integers(0, 12), max_size=8)


@drawn(COUNTS)
def test_no_place_with_few_is_named_and_the_others_do_not_tell_its_number(found):
    enough, few = pooled(found.items())
    assert all(count >= FEWEST for _place, count in enough)
    together = sum(found[place] for place in few)
    assert together == 0 or together >= FEWEST or not enough
    assert sum(count for _place, count in enough) + together == sum(found.values())
    assert {place for place, _count in enough} | set(few) == {place for place, count in found.items() if count}


@pytest.mark.parametrize(("count", "said"), [(0, 0), (1, None), (4, None), (5, 5), (90, 90)])
def test_one_to_four_are_not_said(count, said):
    assert shown(count) == said


@pytest.fixture
def clerk(db):
    return given.a_clerk(given.a_unit())


@pytest.fixture
def street(db):
    return given.a_clerk(given.a_unit("subdistrict_office", area=given.STREET), "handler", given.STREET)


def read(client, actor, query="") -> str:
    answer = signed_in(client, User.objects.get(pk=actor.user)).get(HERE + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def a_month(clerk, street, monkeypatch):
    """Five addresses found in one community; one person besides, whom the township helps."""
    monkeypatch.setattr(figures, "now", lambda: MONDAY_9AM + 3 * DAY)
    needs = [given.a_need(clerk) for _each in range(5)]
    helped = given.accepted(clerk, street, given.agreeing(given.a_resident()))
    return needs, helped


def test_a_leader_counts_and_opens_nothing(client, a_month):
    text = read(client, given.a_clerk(None, "supervisor", given.COUNTY))
    assert '<th scope="row">发现</th><td class="number">6</td></tr>' in text  # and no column of what one works on
    assert '<th scope="row">报告过</th><td class="number">不到 5</td>' in text
    assert "游园社区" in text
    text = read(client, given.a_clerk(None, "supervisor", given.COUNTY), "?of=found")
    assert "这里没有您能看的" in text


def test_a_unit_opens_what_it_answers_for_and_nothing_else(client, clerk, street, a_month):
    needs, helped = a_month
    text = read(client, clerk, "?of=found")
    assert "5 件" in text
    assert all(need.number in text for need in needs)
    assert helped.number not in text
    text = read(client, street, "?of=reported")
    assert helped.number in text
    assert "住院" not in text


def test_what_has_ended_is_counted_and_stands_on_no_list(client, clerk, a_month):
    needs, _helped = a_month
    do(actions.close, needs[0], result=rules.Result.MOVED, reason="人已经搬走了", by=clerk, at=MONDAY_9AM + DAY)
    with acting_as(clerk):
        found = counting.whole(counting.counted(clerk, MONDAY_9AM.date().replace(day=1), MONDAY_9AM + 3 * DAY).values())
    assert (found.found, found.closed, found.helped) == (6, 1, 0)
    assert needs[0].number not in read(client, clerk, "?of=found")


@pytest.mark.parametrize("query", ["?month=2020-01", "?month=x", "?of=none"])
def test_a_month_or_figure_that_is_none_is_not_there(client, clerk, query):
    assert signed_in(client, User.objects.get(pk=clerk.user)).get(HERE + query).status_code == 404


def test_who_was_helped_in_danger_and_not_told_in_time_is_put_to_the_unit_above_once(clerk, street):
    danger = {"basis": Basis.URGENT, "reason": "高烧昏迷，家里没有人"}
    need = given.a_need(clerk, given.a_resident("李大山"), **danger)
    told = given.a_need(clerk, given.a_resident("张小河"), **danger)
    do(actions.tell_person, told, by=clerk, at=MONDAY_9AM + DAY)
    due = rules.tell_due(need.found_at, clock(MONDAY_9AM))
    assert do(actions.watch_telling, by=JOB, at=due - HOUR) == 0
    assert [do(actions.watch_telling, by=JOB, at=due + number * HOUR) for number in (1, 2)] == [1, 0]
    with acting_as(JOB):
        said = {event: set() for event in ("aid.tell_overdue", "aid.tell_overdue_below")}
        for message in Message.objects.filter(event__in=said):
            said[message.event].add(message.to_organization_id)
    assert said == {"aid.tell_overdue": {clerk.units[0]}, "aid.tell_overdue_below": {street.units[0]}}
