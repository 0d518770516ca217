"""“我的” in the portal, as a browser meets it."""

import pytest
from django.test import Client

from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, MONDAY_9AM, OTHER_COMMUNITY, a_unit, signed_in
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.models import Resident
from linli.people.tests.given import a_resident

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def stored(user):
    with acting_as(staff.SYSTEM):
        return Resident.objects.filter(pk=user.pk).first()


def test_somebody_new_is_asked_name_and_community_and_goes_on(client):
    user = staff.a_resident_user()
    signed_in(client, user)
    assert client.get("/me/")["Location"] == "/me/start/?next=%2Fme%2F"
    assert client.get("/me/start/?next=/items/").status_code == 200
    done = client.post("/me/start/", {"name": "王秀英", "home_area": COMMUNITY, "next": "/items/"})
    assert done["Location"] == "/items/"
    assert (stored(user).name, stored(user).home_area_id) == ("王秀英", COMMUNITY)


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(client):
    signed_in(client, staff.a_resident_user())
    response = client.post("/me/start/", {"name": "王秀英", "home_area": "", "next": "https://elsewhere.example/"})
    assert response.status_code == 422
    assert "王秀英" in text_of(response)
    assert "elsewhere" not in text_of(response)
    assert list(response.context["form"].errors) == ["home_area"]


def test_my_page_shows_my_phone_masked_and_my_community(client):
    phone = staff.a_phone()
    me = a_resident(phone=phone)
    signed_in(client, me.user)
    page = text_of(client.get("/me/"))
    assert f"{phone[:3]}****{phone[-4:]}" in page
    assert phone not in page
    assert "游园社区" in page


def test_a_resident_corrects_name_and_community(client):
    me = a_resident()
    signed_in(client, me.user)
    assert "王秀英" in text_of(client.get("/me/change/"))
    assert client.post("/me/change/", {"name": " ", "home_area": COMMUNITY}).status_code == 422
    assert client.post("/me/change/", {"name": "王秀兰", "home_area": OTHER_COMMUNITY})["Location"] == "/me/"
    assert (stored(me.user).name, stored(me.user).home_area_id) == ("王秀兰", OTHER_COMMUNITY)


def test_whoever_is_known_is_not_asked_again(client):
    signed_in(client, a_resident().user)
    assert client.get("/me/start/?next=/items/")["Location"] == "/items/"


def test_who_looked_is_shown_to_the_resident_with_unit_and_purpose(client):
    me, unit = a_resident(), a_unit()
    signed_in(client, me.user)
    assert "还没有人看过" in text_of(client.get("/me/who-looked/"))
    clerk = staff.an_actor(unit=unit)
    with acting_as(clerk):
        actions.reveal(
            me, purpose="核实楼道灯的位置", ground=("cases.case", new_id()), number="131102-20261123-0001",
            by=clerk, at=MONDAY_9AM,
        )  # fmt: skip
    page = text_of(client.get("/me/who-looked/"))
    assert all(words in page for words in (unit.name, "核实楼道灯的位置", "131102-20261123-0001"))
    neighbour = signed_in(Client(), a_resident("李四").user)
    assert "核实楼道灯" not in text_of(neighbour.get("/me/who-looked/"))


def test_a_resident_signs_out_everywhere_else(client):
    me = a_resident()
    other = signed_in(Client(), me.user)
    signed_in(client, me.user)
    client.post("/me/sessions/end/")
    assert client.get("/me/").status_code == 200
    assert other.get("/me/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("address", ["/me/", "/me/start/", "/me/change/", "/me/who-looked/"])
def test_my_pages_ask_others_to_sign_in_first(client, address):
    assert client.get(address)["Location"] == f"/sign-in/?next={address.replace('/', '%2F')}"
