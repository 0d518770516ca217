"""The desk's pages of areas: what is known, what is missing, and what can be entered."""

from datetime import date

import pytest
from django.test import Client

from linli.accounts.rights import Role
from linli.accounts.tests.given import a_staff_user, signed_in
from linli.areas.models import AreaFigure, AreaShape, AreaTag, FigureKind
from linli.areas.tests.given import DAY
from linli.base.clock import local_day, now
from linli.territory.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COUNTY, STREET, a_grid, a_worker, figures

pytestmark = pytest.mark.django_db
TODAY = local_day(now())
HERE = f"/desk/areas/{COMMUNITY}/"


@pytest.fixture
def desk(client: Client) -> Client:
    return signed_in(client, a_worker())


def page(desk: Client, address: str = HERE) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def entered(desk: Client, **changed):
    sent = {"kind": "households", "value": "1240", "day": str(TODAY - DAY), "source": "入户登记", **changed}
    return desk.post(f"{HERE}figure/", sent)


def test_a_number_is_entered_with_its_day_and_source_and_stands_on_the_page(desk):
    assert entered(desk).status_code == 302
    shown = page(desk)
    assert "1240" in shown
    assert "入户登记" in shown
    assert "还没有登记常住人口，算不出比率" in shown


def test_a_corrected_number_shows_both_in_the_history(desk):
    entered(desk)
    entered(desk, value="1250")
    assert "1240 → 1250" in page(desk)


def test_a_number_without_a_source_is_refused_and_what_was_typed_stays(desk):
    answer = entered(desk, source=" ", value="777")
    assert answer.status_code == 422
    assert 'value="777"' in answer.content.decode()
    assert not AreaFigure.objects.exists()


def test_a_wrong_number_is_withdrawn(desk):
    entered(desk)
    entered(desk, value="9", day=str(TODAY))
    wrong = AreaFigure.objects.get(value=9)
    assert desk.post(f"{HERE}figures/{wrong.pk}/withdraw/").status_code == 302
    assert AreaFigure.objects.get().value == 1240


def test_a_class_is_given_and_ended(desk):
    assert desk.post(f"{HERE}tag/", {"tag": "relocation", "since": "2025-01-01"}).status_code == 302
    row = AreaTag.objects.get()
    assert "易地搬迁安置社区" in page(desk)
    assert desk.get(f"{HERE}tags/{row.pk}/end/").status_code == 200
    assert desk.post(f"{HERE}tags/{row.pk}/end/", {"until": str(TODAY)}).status_code == 302
    assert "以前的标签" in page(desk)
    assert AreaTag.objects.get().until == TODAY
    assert desk.get(f"{HERE}tags/{row.pk}/end/").status_code == 404


def test_a_class_ends_after_it_began(desk):
    desk.post(f"{HERE}tag/", {"tag": "relocation", "since": "2025-01-01"})
    address = f"{HERE}tags/{AreaTag.objects.get().pk}/end/"
    assert desk.post(address, {"until": "2024-12-31"}).status_code == 422


def test_a_community_gets_a_point(desk):
    assert desk.post(f"{HERE}place/", {"lon": "115.69", "lat": "37.73"}).status_code == 302
    assert AreaShape.objects.get().lon == 115.69
    assert "115.69" in page(desk)


def test_exchanged_longitude_and_latitude_are_noticed(desk):
    answer = desk.post(f"{HERE}place/", {"lon": "37.73", "lat": "75.69"})
    assert answer.status_code == 422
    assert "经度在前" in answer.content.decode()


def test_the_county_sees_what_is_missing_below(client):
    figures((COMMUNITY, 900))
    figures((NEIGHBOUR, 100))
    desk = signed_in(client, a_staff_user(Role.SUPERVISOR, COUNTY))
    shown = page(desk, f"/desk/areas/{COUNTY}/")
    assert "1000" in shown
    assert "缺 " in shown
    assert "登记底数" not in shown
    assert "撤掉" not in shown
    assert desk.get("/desk/areas/")["Location"] == f"/desk/areas/{COUNTY}/"
    assert "1000" in page(desk, f"/desk/areas/{STREET}/")
    assert desk.get(f"/desk/areas/{OTHER_COUNTY}/").status_code == 404


def test_grids_have_pages_of_their_own(desk):
    grid = a_grid(at=now())
    assert desk.get(f"/desk/areas/{grid.code}/").status_code == 404
    assert f"/desk/grids/?area={COMMUNITY}" in page(desk)


def test_an_earlier_day_does_not_know_what_was_counted_later(desk):
    entered(desk, day="2024-12-31", value="1000")
    entered(desk)
    from linli.areas.denominators import denominator

    assert denominator(COMMUNITY, FigureKind.HOUSEHOLDS, date(2025, 6, 1)).value == 1000
