"""The desk's pages of grids: what they list and count, and what can be done from them."""

import json

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.areas.models import Area, AreaFigure, AreaShape
from linli.areas.tests.given import DAY
from linli.base.clock import local_day, now
from linli.territory import queries
from linli.territory.models import GridPost
from linli.territory.queries import Which
from linli.territory.tests.given import (
    COMMUNITY,
    COUNTY,
    NEIGHBOUR,
    STREET,
    a_grid,
    a_worker,
    an_administrator,
    do,
    square,
    staffed,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db
AT = now()
TODAY = local_day(AT)


@pytest.fixture
def worker() -> User:
    return a_worker()


@pytest.fixture
def desk(client: Client, worker: User) -> Client:
    return signed_in(client, worker)


def grid(name: str, households: int | None = None, parent: str = COMMUNITY) -> Area:
    return a_grid(name, parent, households=households, at=AT)


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(which: Which = Which.ALL, area: str = COMMUNITY) -> list[str]:
    return [row.name for row in queries.listed(area, TODAY, which)]


@pytest.fixture
def some_grids() -> list[Area]:
    small, right, large = grid("小", 299), grid("好", 300), grid("大", 501)
    return [small, right, large, grid("不知道"), grid("微", 301, parent=right.code)]


def test_grids_are_told_apart_by_size_and_by_who_works_there(some_grids):
    staffed(some_grids[1], a_worker(), by=an_administrator())
    staffed(some_grids[0], a_worker(), by=an_administrator(), part="volunteer")
    assert names(Which.OVER) == ["微", "大"]
    assert names(Which.UNDER) == ["小"]
    assert names(Which.UNKNOWN) == ["不知道"]
    assert names(Which.UNSTAFFED) == ["小", "大", "不知道"]
    assert names() == ["小", "好", "微", "大", "不知道"]


def test_an_area_is_counted_as_a_whole_and_by_what_lies_below(some_grids):
    grid("邻", 400, parent=NEIGHBOUR)
    whole, below = queries.tallies(STREET, TODAY)
    assert (whole.grids, whole.micro_grids, whole.under, whole.over, whole.unknown, whole.unstaffed) == (
        5,
        1,
        1,
        2,
        1,
        5,
    )
    assert (below[COMMUNITY].grids, below[NEIGHBOUR].grids) == (4, 1)
    assert queries.tallies(COUNTY, TODAY)[1][STREET] == whole
    assert queries.tallies("131123", TODAY) == (queries.Tally(), {})


def test_what_has_ended_is_counted_no_longer(some_grids):
    do(_actions().end_grids, [some_grids[0].code], on=TODAY, by=an_administrator(), at=AT)
    assert "小" not in names()


def _actions():
    from linli.territory import actions

    return actions


def test_a_worker_opens_grids_from_a_list_and_they_are_numbered(desk):
    sent = {"lines": "第一网格 420\n第二网格\t88\n第三网格", "counted_on": str(TODAY), "source": "入户登记"}
    answer = desk.post(f"/desk/grids/{COMMUNITY}/new/", sent, follow=True)
    assert "设好了 3 个" in answer.content.decode()
    assert [area.code[-3:] for area in Area.objects.filter(level=6)] == ["001", "002", "003"]
    assert list(AreaFigure.objects.order_by("area").values_list("value", flat=True)) == [420, 88]


def test_what_was_typed_stays_when_it_is_refused(desk):
    grid("东")
    answer = desk.post(f"/desk/grids/{COMMUNITY}/new/", {"lines": "西\n东"})
    assert answer.status_code == 422
    assert "这里已经有叫“东”的网格" in answer.content.decode()
    assert "西\n东" in answer.content.decode().replace("\r", "")
    assert not Area.objects.filter(name="西").exists()


def test_the_page_of_a_community_lists_its_grids_and_offers_to_open_more(desk, some_grids):
    shown = page(desk, "/desk/grids/")
    assert "没有专职" in shown
    assert f"/desk/grids/{COMMUNITY}/new/" in shown
    assert "大" in page(desk, f"/desk/grids/?area={COMMUNITY}&which=over")
    assert page(desk, f"/desk/grids/?area={COMMUNITY}&which=nonsense&page=abc")


def test_another_community_is_not_shown(desk):
    other = grid("邻", parent=NEIGHBOUR)
    for address in (f"/desk/grids/?area={NEIGHBOUR}", f"/desk/grids/{other.code}/", f"/desk/grids/{NEIGHBOUR}/new/"):
        assert desk.get(address).status_code == 404
    assert desk.get("/desk/grids/131102001045999/").status_code == 404
    assert desk.get(f"/desk/grids/{COMMUNITY}/").status_code == 404


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("count", {"value": "350", "day": str(TODAY), "source": "入户登记"}),
        ("change", {"name": "东区", "setting": "rural", "villager_groups": "1"}),
        ("place", {"lon": "115.69", "lat": "37.73", "outline": ""}),
        ("split", {"names": "东\n西"}),
        ("end", {}),
    ],
)
def test_each_deed_is_done_from_the_page(desk, verb, sent):
    one = grid("第一网格")
    sent = sent or {
        "on": str(local_day(now()))
    }  # a grid ends today: it may be another day than when tests were gathered
    assert desk.post(f"/desk/grids/{one.code}/{verb}/", sent).status_code == 302
    assert page(desk, f"/desk/grids/{one.code}/")


def test_a_grid_worker_is_taken_and_leaves(desk, worker):
    one = grid("第一网格")
    sent = {"user": str(worker.pk), "part": "full_time", "starts_on": str(TODAY - DAY)}
    assert desk.post(f"/desk/grids/{one.code}/staff/", sent).status_code == 302
    assert worker.name in page(desk, f"/desk/grids/{one.code}/")
    post = GridPost.objects.get()
    assert desk.post(f"/desk/grids/{one.code}/workers/{post.pk}/end/", {"on": str(TODAY)}).status_code == 302
    assert "以前的网格员" in page(desk, f"/desk/grids/{one.code}/")


def test_an_outline_is_pasted_and_drawn(desk):
    one = grid("第一网格")
    text = json.dumps({"type": "Feature", "properties": {}, "geometry": square(115.68, 37.72)})
    assert desk.post(f"/desk/grids/{one.code}/place/", {"outline": text}).status_code == 302
    assert AreaShape.objects.get().outline["type"] == "Polygon"
    assert 'class="mine"' in page(desk, f"/desk/grids/{one.code}/")
    wrong = desk.post(f"/desk/grids/{one.code}/place/", {"outline": "这是一块地"})
    assert (wrong.status_code, "这不是 GeoJSON" in wrong.content.decode()) == (422, True)


def test_an_outline_stays_until_somebody_ticks_that_it_goes(desk):
    one = grid("第一网格")
    address, point = f"/desk/grids/{one.code}/place/", {"lon": "115.69", "lat": "37.73", "outline": ""}
    assert "删掉已登记的边界" not in page(desk, f"/desk/grids/{one.code}/")
    drawn = square(115.68, 37.72)
    desk.post(address, {**point, "outline": json.dumps(drawn)})
    assert "删掉已登记的边界" in page(desk, f"/desk/grids/{one.code}/")
    before = AreaShape.objects.get().outline
    assert desk.post(address, {**point, "lon": "115.70"}).status_code == 302
    assert before
    assert (AreaShape.objects.get().lon, AreaShape.objects.get().outline) == (115.7, before)
    both = desk.post(address, {**point, "outline": json.dumps(drawn), "no_outline": "on"})
    assert (both.status_code, "不用勾这一项" in both.content.decode()) == (422, True)
    assert desk.post(address, {**point, "no_outline": "on"}).status_code == 302
    assert AreaShape.objects.get().outline is None
    assert "删掉了边界" in page(desk, f"/desk/grids/{one.code}/")


def test_grids_are_merged_from_the_page_of_their_community(desk):
    first, second = grid("东", 200), grid("西", 200)
    assert "合并网格" in page(desk, "/desk/grids/")
    one = desk.post(f"/desk/grids/{COMMUNITY}/merge/", {"grids": [first.code], "name": "东西"})
    assert one.status_code == 422
    both = desk.post(f"/desk/grids/{COMMUNITY}/merge/", {"grids": [first.code, second.code], "name": "东西"})
    assert both["Location"] == f"/desk/grids/{COMMUNITY}003/"
    shown = page(desk, f"/desk/grids/{COMMUNITY}003/")
    assert "由来" in shown
    assert "400" in shown
    assert "已撤销" in page(desk, f"/desk/grids/{first.code}/")


def test_who_may_only_read_is_offered_nothing_to_do(client):
    from linli.accounts.rights import Role
    from linli.accounts.tests.given import a_staff_user

    one = grid("第一网格")
    desk = signed_in(client, a_staff_user(Role.SUPERVISOR, COUNTY))
    shown = page(desk, f"/desk/grids/{one.code}/")
    assert "安排网格员" not in shown
    assert desk.post(f"/desk/grids/{one.code}/end/", {"on": str(TODAY)}).status_code == 404
    assert "设网格" not in page(desk, f"/desk/grids/?area={COMMUNITY}")


def test_a_refusal_names_what_is_wrong():
    with refused("areas.grid_parent"):
        grid("街道的", parent=STREET)
