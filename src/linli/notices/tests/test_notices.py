"""Notices reach who is there, by the way that was chosen; readers are numbers, and nobody knows who."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor, signed_in
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.notices import actions, queries
from linli.notices.actions import NewNotice
from linli.notices.browser import PLACE, READ
from linli.notices.models import Notice, NoticeReaders
from linli.notices.rules import Channel
from linli.notices.tests import given
from linli.notices.tests.given import do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
EVERY = [channel.value for channel in Channel]


def a_notice(by, *, area=given.COMMUNITY, channels=EVERY, begins=0, days=7, **more) -> Notice:
    first = local_day(now()) + timedelta(days=begins)
    told = {"title": "周三停水", "body": "九点到十七点，请存水。", **more}
    new = NewNotice(area=area, channels=channels, shows_from=first, shows_until=first + timedelta(days=days), **told)
    return do(actions.publish, new, by=by, at=now())


@pytest.fixture
def worker():
    return an_actor(unit=given.a_unit())


def titles(place: str) -> list[str]:
    return [notice.title for notice in queries.shown(place, local_day(now()))]


def test_a_visitor_who_says_where_reads_what_is_told_there_and_above_and_not_elsewhere(worker):
    clerk = an_actor(Role.DISPATCHER, given.COUNTY)
    a_notice(worker, title="社区的")
    a_notice(clerk, title="全县的", area=given.COUNTY, is_urgent=True)
    a_notice(clerk, title="隔壁的", area=given.NEIGHBOUR)
    a_notice(worker, title="明天的", begins=1)
    a_notice(worker, title="只给登录的", channels=["app"])
    assert titles(given.COMMUNITY) == ["全县的", "社区的"]
    assert titles(given.OTHER_COMMUNITY) == []
    assert titles("") == []


def test_a_resident_reads_those_of_their_home_also_what_is_for_residents_alone(worker):
    a_notice(worker, title="只给登录的", channels=["app"])
    a_notice(worker, title="大家的", channels=["portal"])
    with acting_as(given.a_resident()):
        assert titles("") == ["大家的", "只给登录的"]
    with acting_as(given.a_resident(given.OTHER_COMMUNITY)):
        assert titles("") == []


def test_who_has_no_post_there_tells_nobody(worker):
    with refused("accounts.no_right"):
        a_notice(worker, area=given.NEIGHBOUR)
    with refused("accounts.no_right"):
        a_notice(an_actor(Role.HANDLER, unit=given.a_unit()))


def test_a_notice_taken_back_is_off_the_list_and_its_page_says_why(worker):
    notice = a_notice(worker)
    do(actions.withdraw, notice, reason="停水改到周四", by=worker, at=now())
    assert titles(given.COMMUNITY) == []
    page = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert "停水改到周四" in page
    assert "请存水" not in page
    with acting_as(worker):
        assert [entry.verb for entry in entries(on=notice)] == ["notices.published", "notices.withdrawn"]
    with refused("notices.withdrawn_already"):
        do(actions.withdraw, notice, reason="再撤一次", by=worker, at=now())


def test_a_browser_counts_once_and_the_board_apart(worker):
    notice = a_notice(worker)
    visitor = Client()
    for _again in range(3):
        visitor.post(f"/notices/{notice.pk}/read/", {"channel": "portal"})
    Client().post(f"/notices/{notice.pk}/read/", {"channel": "board"})
    Client().post(f"/notices/{notice.pk}/read/", {"channel": "nonsense"})
    with acting_as(worker):
        assert queries.readers_of([notice])[notice.pk] == {Channel.PORTAL: 2, Channel.BOARD: 1}
    assert "我看过了" not in visitor.get(f"/notices/{notice.pk}/").content.decode()


def test_a_way_the_notice_does_not_go_is_not_counted(worker):
    notice = a_notice(worker, channels=["portal"])
    actions.count_reader(notice.pk, Channel.BOARD, at=now())
    actions.count_reader(notice.pk, Channel.PORTAL, at=now())
    with acting_as(worker):
        assert queries.readers_of([notice])[notice.pk] == {Channel.PORTAL: 1}


def test_nothing_that_is_kept_of_readers_could_tell_who(worker):
    columns = {field.name for field in NoticeReaders._meta.get_fields()}
    assert columns == {"id", "notice", "channel", "readers"}


def test_nobody_writes_the_numbers_past_the_counting_function(worker):
    notice = a_notice(worker)
    actions.count_reader(notice.pk, Channel.PORTAL, at=now())
    with acting_as(worker), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        NoticeReaders.objects.update(readers=999)


def test_staff_of_another_place_neither_see_nor_change_it_in_the_database(worker):
    notice = a_notice(worker)
    with acting_as(an_actor(area=given.NEIGHBOUR)):
        assert not Notice.objects.exists()
        assert Notice.objects.filter(pk=notice.pk).update(title="别的") == 0


def test_a_place_is_chosen_without_an_account_and_kept_by_the_browser_alone(worker):
    a_notice(worker)
    visitor = Client()
    assert "您住在哪里" in visitor.get("/notices/").content.decode()
    answer = visitor.post("/notices/place/", {"community": given.COMMUNITY})
    assert answer.status_code == 302
    assert visitor.cookies[PLACE].value == given.COMMUNITY
    assert "周三停水" in visitor.get("/notices/").content.decode()
    assert "周三停水" in visitor.get("/").content.decode()
    assert "未读" in visitor.get("/").content.decode()


@pytest.mark.parametrize("place", ["99", "131102", "x" * 400, "%00", "440305007008"])
def test_a_strange_place_in_the_cookie_is_nobody_s(place):
    visitor = Client()
    visitor.cookies[PLACE], visitor.cookies[READ] = place, "....zz"
    assert visitor.get("/notices/").status_code == 200


def test_the_desk_writes_shows_and_takes_back(worker):
    browser = signed_in(Client(), User.objects.get(pk=worker.user))
    today = local_day(now())
    sent = {
        "title": "领老年餐卡", "body": "带身份证。", "area": given.COMMUNITY, "elsewhere": "", "channels": EVERY,
        "shows_from": today, "shows_until": today,
    }  # fmt: skip
    answer = browser.post("/desk/notices/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer.url).content.decode()
    assert "0 人看过" in page
    assert "打印张贴" in page
    assert "data:image/svg" in browser.get(f"{answer.url}sheet/").content.decode()
    assert browser.post("/desk/notices/new/", {**sent, "shows_until": today - timedelta(days=1)}).status_code == 422
    assert browser.post(answer.url, {"reason": "发错地方了"}).status_code == 302
    assert (
        "发错地方了"
        in browser.get("/desk/notices/?which=withdrawn").content.decode() + browser.get(answer.url).content.decode()
    )


def test_programs_read_what_everybody_may(worker):
    a_notice(worker, title="大家的")
    a_notice(worker, title="只给登录的", channels=["app"])
    found = Client().get(f"/api/v1/notices?area={given.COMMUNITY}").json()
    assert [row["title"] for row in found["items"]] == ["大家的"]
    assert found["items"][0]["area"] == given.COMMUNITY


def test_the_list_asks_the_database_once(worker):
    a_notice(worker)
    with CaptureQueriesContext(connection) as asked:
        queries.shown(given.COMMUNITY, local_day(now()))
    assert len(asked) == 1
