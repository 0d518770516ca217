"""The pages of the catalogue, as a visitor without an account sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.catalog.tests.items import one_of_each_kind, shipped

pytestmark = pytest.mark.django_db


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_sees_every_item_under_its_life_event(client):
    text = page(client, "/items/")
    for item in shipped():
        assert item.plain_name in text
        assert f'href="/items/{item.code}/"' in text
    assert text.index("照顾老人") < text.index("照顾孩子") < text.index("纠纷和法律")


def test_a_search_shows_the_item_meant_first_and_keeps_what_was_typed(client):
    text = page(client, "/items/?q=老人吃饭没人做")
    assert 'value="老人吃饭没人做"' in text
    assert "老人吃饭没人做" in text
    assert text.index('href="/items/elder-meals/"') < text.index('href="/items/elder-day-care/"')


def test_a_search_without_an_answer_says_what_to_do(client):
    text = page(client, "/items/?q=今天天气")
    assert "没有找到" in text
    assert 'href="/items/other-request/"' in text


@pytest.mark.parametrize("typed", ["%00", "%F0%9F%98%80", "<script>", "a" * 5000, "%E2%80%AE"])
def test_a_strange_search_is_answered(client, typed):
    text = page(client, f"/items/?q={typed}")
    assert "<script>" not in text.split("<main")[1]


def test_the_start_of_an_item_says_who_what_how_long_and_why(client):
    text = page(client, "/items/legal-aid/")
    for words in (
        "打官司请不起律师", "正式名称：法律援助和法律咨询", "谁可以办", "要准备什么", "身份证", "提交后 5 个工作日内",
        "法律规定最长", "7 天", "不收费", "办的时候会怎样", "中华人民共和国法律援助法", "提供普法宣传教育、人民调解和法律援助等专业服务",
    ):  # fmt: skip
        assert words in text
    assert 'href="/apply/legal-aid/"' in text


def test_a_confidential_item_says_who_can_see_it_and_danger_comes_first(client):
    text = page(client, "/items/child-protection/")
    assert "只有帮您办这件事的单位能看到" in text
    assert text.index("先打 110") < text.index("我要办")
    assert "只有帮您办这件事的单位能看到" not in page(client, "/items/elder-meals/")


@pytest.mark.parametrize("item", one_of_each_kind(), ids=lambda item: item.kind)
def test_an_item_of_every_kind_has_its_start(client, item):
    text = page(client, f"/items/{item.code}/")
    assert item.plain_name in text
    assert all(step in text for step in item.steps)


@pytest.mark.parametrize("code", ["nothing-here", "ELDER-MEALS", "elder_meals"])
def test_an_unknown_item_is_not_there(client, code):
    assert client.get(f"/items/{code}/").status_code == 404


@pytest.mark.parametrize("address", ["/items/", "/items/elder-meals/"])
def test_the_pages_are_only_read(client, address):
    assert client.post(address).status_code in (403, 405)


def test_a_page_asks_the_database_once(client):
    page(client, "/items/")
    for address in ("/items/", "/items/?q=灯", "/items/elder-meals/"):
        with CaptureQueriesContext(connection) as captured:
            page(client, address)
        asked = [query["sql"] for query in captured if "catalog_serviceitem" in query["sql"]]
        assert len(asked) == 1, address
