"""What is offered: from the home page's few to the whole shelf, always as the table stands."""

import pytest

from linli.catalog import queries
from linli.catalog.choices import LifeEvent
from linli.catalog.tests.items import shipped

pytestmark = pytest.mark.django_db


def test_the_home_page_has_the_most_wanted_in_their_order():
    found = queries.common()
    assert [item.common for item in found] == list(range(1, 9))
    assert queries.common(3) == found[:3]


def test_every_item_stands_on_one_shelf_and_shelves_keep_their_order():
    found = queries.shelves()
    assert sorted(item.code for shelf in found for item in shelf.items) == sorted(item.code for item in shipped())
    order = list(LifeEvent)
    assert [shelf.life_event for shelf in found] == sorted((shelf.life_event for shelf in found), key=order.index)


def test_an_item_is_offered_by_its_code():
    assert queries.offered("elder-meals").short_name == "助餐"
    assert queries.offered("no-such-item") is None


def test_the_second_read_asks_only_whether_anything_changed(django_assert_num_queries):
    queries.catalogue()
    with django_assert_num_queries(1):
        assert queries.find("助餐")[0].item.code == "elder-meals"
