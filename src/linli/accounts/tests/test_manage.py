"""管理 as a browser meets it: rights, posts, sign-ins of staff."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import HeldPost, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COMMUNITY, COUNTY, OTHER_COUNTY, a_unit, signed_in

pytestmark = pytest.mark.django_db
STAFF = "/desk/sign-in/"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def admin(client):
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY, name="管理员")
    return signed_in(client, user)


DESK = ["rights", "posts", "give_post", "new_staff"]


@pytest.mark.parametrize("name", [f"accounts_desk:{each}" for each in DESK])
def test_management_opens_to_administrators_and_asks_others_to_sign_in(client, admin, name):
    assert admin.get(reverse(name)).status_code == 200
    assert Client().get(reverse(name))["Location"].startswith(STAFF)


@pytest.mark.parametrize("name", ["accounts_desk:posts", "accounts_desk:new_staff"])
@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR])
def test_management_does_not_exist_for_other_roles(client, name, role):
    signed_in(client, given.a_staff_user(role, COUNTY))
    assert client.get(reverse(name)).status_code == 404


def test_an_administrator_makes_a_sign_in_and_gives_it_a_post(client, admin):
    unit = a_unit()
    page = admin.post("/desk/manage/staff/new/", {"username": "Wang.Wu", "name": "王五"})
    password = page.context["password"]
    facts = {"user": "wang.wu", "role": Role.HANDLER, "area": COMMUNITY, "organization": unit.name}
    assert admin.post("/desk/manage/posts/give/", facts)["Location"] == "/desk/manage/posts/"
    assert "王五" in text_of(admin.get("/desk/manage/posts/?q=王五"))
    arrived = Client().post(STAFF, {"username": "wang.wu", "password": password})
    assert arrived["Location"] == "/desk/"


def test_a_post_form_keeps_what_was_typed_and_names_what_is_wrong(client, admin):
    facts = {"user": "nobody", "role": Role.HANDLER, "area": OTHER_COUNTY, "organization": "没有的单位"}
    response = admin.post("/desk/manage/posts/give/", facts)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"user", "area", "organization"}
    assert all(value in text_of(response) for value in ("nobody", OTHER_COUNTY, "没有的单位"))


def test_a_refusal_of_the_action_stands_at_its_field(client, admin):
    user = given.a_staff_user()
    facts = {"user": user.username, "role": Role.HANDLER, "area": COMMUNITY, "organization": ""}
    response = admin.post("/desk/manage/posts/give/", facts)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["organization"])


def test_an_area_may_be_named_and_is_told_apart_where_there_are_several(client, admin):
    user = given.a_staff_user()
    facts = {"user": user.username, "role": Role.SUPERVISOR, "organization": ""}
    several = admin.post("/desk/manage/posts/give/", {**facts, "area": "河"})
    assert "请填代码" in str(several.context["form"].errors["area"])
    assert admin.post("/desk/manage/posts/give/", {**facts, "area": "游园社区"}).status_code == 302
    assert HeldPost.objects.filter(user=user, role=Role.SUPERVISOR, area=COMMUNITY).exists()


def test_ending_a_post_by_button_and_not_one_of_another_county(client, admin):
    near, far = given.a_staff_user(), given.a_staff_user(area=OTHER_COUNTY)
    assert admin.post(f"/desk/manage/posts/{near.posts.get().pk}/end/").status_code == 302
    assert near.posts.get().ends_at is not None
    assert admin.post(f"/desk/manage/posts/{far.posts.get().pk}/end/").status_code == 404
    assert far.posts.get().ends_at is None


def test_a_sign_in_is_closed_reopened_and_given_a_new_password_by_button(client, admin):
    user = given.a_staff_user()
    address = f"/desk/manage/staff/{user.pk}/"
    admin.post(address, {"do": "close"})
    assert not User.objects.get(pk=user.pk).is_active
    admin.post(address, {"do": "reopen"})
    password = admin.post(address, {"do": "password"}).context["password"]
    assert Client().post(STAFF, {"username": user.username, "password": password}).status_code == 302
    assert admin.get(f"/desk/manage/staff/{given.a_staff_user(area=OTHER_COUNTY).pk}/").status_code == 404


def test_the_table_of_rights_names_every_verb_and_the_holders_of_my_areas(client, admin):
    near, far = given.a_staff_user(name="近处的人"), given.a_staff_user(area=OTHER_COUNTY, name="远处的人")
    page = text_of(admin.get("/desk/manage/rights/"))
    assert "替居民登记" in page
    assert near.name in page
    assert far.name not in page
