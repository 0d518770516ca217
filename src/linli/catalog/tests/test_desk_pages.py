"""The catalogue at the desk: what was loaded, for staff alone, and never changed from there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.rights import Role
from linli.accounts.tests.given import a_staff_user, signed_in
from linli.catalog.tests.items import one_of_each_kind, shipped

pytestmark = pytest.mark.django_db

LIST = "/desk/manage/items/"


@pytest.fixture
def worker(client):
    return signed_in(client, a_staff_user(Role.COMMUNITY_WORKER))


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_item_stands_under_its_life_event_with_its_version(worker):
    text = page(worker, LIST)
    for item in shipped():
        assert f'href="{LIST}{item.code}/"' in text
        assert item.name in text
    assert text.index("照顾老人") < text.index("照顾孩子") < text.index("纠纷和法律")
    assert text.count("<code>") == len(shipped())


def test_a_list_asks_for_its_rows_and_whether_their_order_is_another(worker):
    page(worker, LIST)
    with CaptureQueriesContext(connection) as captured:
        page(worker, LIST)
    asked = [query["sql"] for query in captured if "catalog_serviceitem" in query["sql"]]
    assert len(asked) == 2
    assert '"catalog_serviceitem"."spec"' not in asked[0]


def test_an_item_shows_limits_routes_questions_and_basis(worker):
    text = page(worker, f"{LIST}elder-meals/")
    for words in (
        "4 个工作小时", "5 个工作日", "综合服务站（便民服务站） · 社区（村）", "怎么吃", "要送到家", "必答", "提供失能护理",
    ):  # fmt: skip
        assert words in text


def test_a_route_under_a_condition_says_when_it_holds(worker):
    conditional = next(item for item in shipped() if any(route.when for route in item.handled_by))
    when = next(route.when for route in conditional.handled_by if route.when)
    question = next(field for field in conditional.form if field.name == when.field)
    text = page(worker, f"{LIST}{conditional.code}/")
    assert f"“{question.label}”答“" in text


@pytest.mark.parametrize("item", one_of_each_kind(), ids=lambda item: item.kind)
def test_an_item_of_every_kind_has_its_page(worker, item):
    text = page(worker, f"{LIST}{item.code}/")
    assert item.name in text
    assert all(basis.name in text for basis in item.basis)
    assert all(field.label in text for field in item.form)


def test_an_unknown_item_is_not_there(worker):
    assert worker.get(f"{LIST}nothing-here/").status_code == 404


@pytest.mark.parametrize("address", [LIST, f"{LIST}elder-meals/"])
def test_visitors_are_asked_to_sign_in(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert "/desk/sign-in/" in response["Location"]


def test_the_pages_are_only_read(worker):
    assert worker.post(LIST).status_code in (403, 405)


@pytest.mark.parametrize("role", list(Role))
def test_every_post_finds_the_catalogue_in_its_menu(client, role):
    text = page(signed_in(client, a_staff_user(role)), LIST)
    assert f'href="{LIST}" aria-current="page"' in text
