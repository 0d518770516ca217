"""How many round trips a page costs, pinned: with five cases and with a hundred and ten the same.

Counted as the contract does: without BEGIN and COMMIT, with the session and the scope's set_config. A kept connection
is looked at by its socket, which costs none (tests/server/test_kept_connection.py).
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.base.clock import now
from linli.cases import actions
from linli.cases.tests import given
from linli.cases.tests.given import do
from tests.world import World

FREE = {"BEGIN", "COMMIT"}
MANY = 110
LIST_LIMIT = 6  # of the contract, for the desk's lists

BUDGETS = {
    # who, where: statements. The first two are the session and the scope.
    # the chips' counts in one, what one was called in for, the unit's name, the rows; put right; needs; tasks
    # three for ledgers: which there are, where the unit serves, how those areas stand
    # and one for requests about a record that are late
    ("worker", "/desk/"): 14,
    ("worker", "/desk/?which=late"): 14,
    ("supervisor", "/desk/"): 8,  # and how many wait for a decision, and alerts of the county
    ("worker", "/desk/cases/"): 5,  # the unit's name, the rows; a list is never counted
    ("school", "/desk/cases/"): 5,
    ("worker", "/desk/cases/?q=楼道"): 6,  # the search
    ("worker", "/desk/cases/?stage=accepted&due=soon&whose=mine"): 5,
    (
        "worker",
        "/desk/cases/{case}/",
    ): 16,  # grids, usual answers, the items of a second matter, other cases that may be the same one
    ("worker", "/desk/messages/"): 6,
    ("visitor", "/"): 1,  # no session, no scope
    ("owner", "/"): 7,
    ("owner", "/cases/"): 4,
    ("owner", "/cases/{case}/"): 8,
    ("owner", "/me/messages/"): 6,
    ("visitor", "/items/"): 1,
    ("visitor", "/items/?q=灯"): 2,
    ("visitor", "/items/public-repair/"): 1,
    (
        "administrator",
        "/desk/manage/posts/",
    ): 7,  # requests to be decided, and the posts of whom the world's one is about
    ("administrator", "/desk/organizations/"): 9,  # the area, its name and children, the kinds, the count, the rows
    ("administrator", "/desk/organizations/completeness/"): 10,
    ("administrator", "/desk/organizations/types/"): 8,
    ("supervisor", "/desk/grids/"): 8,
    ("supervisor", "/desk/callbacks/"): 6,
}


def statements(client: Client, address: str) -> list[str]:
    """What a page that has been asked for before sends to the database."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries if query["sql"] not in FREE]


def fill(house: World) -> None:
    """Cases in the committee's hands until there are MANY; each leaves messages, too."""
    owner, worker = house.actors["owner"], house.actors["worker"]
    for turn in range(MANY - len(house.cases)):
        case = given.a_case(owner, at=now() - timedelta(minutes=30 + turn))
        if turn % 2:
            do(actions.accept, case, by=worker, at=now())


@pytest.fixture(scope="module")
def counted(house) -> dict[tuple[str, str], list[list[str]]]:
    """The statements of every page, with the world's few cases and then with many."""
    found = {key: [] for key in BUDGETS}
    for fills in (None, fill):
        if fills:
            fills(house)
        for person, where in BUDGETS:
            address = where.format(case=house.cases["taken"].number)
            found[person, where].append(statements(house.client(person), address))
    return found


@pytest.mark.parametrize(("person", "where"), BUDGETS, ids=lambda value: value)
def test_a_page_costs_what_is_written_here_however_many_rows_there_are(counted, person, where):
    few, many = counted[person, where]
    assert len(few) == BUDGETS[person, where], "\n".join(few)
    assert len(many) == BUDGETS[person, where], "\n".join(many)


def test_the_desk_s_lists_keep_to_the_contract_and_show_a_hundred_rows(counted, house):
    assert max(cost for (_who, where), cost in BUDGETS.items() if "/desk/cases/?" in where) <= LIST_LIMIT
    page = house.client("worker").get("/desk/cases/").content.decode()
    assert page.count('class="item"') == 100
    assert 'rel="next"' in page
    assert 'rel="prev"' in house.client("worker").get("/desk/cases/?page=2").content.decode()
