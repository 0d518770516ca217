"""Staff and posts from a spreadsheet: nobody gets more by a file than by hand, and no file carries a password."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.test import Client, override_settings

from linli.accounts import actions
from linli.accounts.models import HeldPost, User
from linli.accounts.queries import without_password
from linli.accounts.rights import Role
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.organizations.models import Organization
from linli.organizations.tests.given import a_unit
from linli.tables.tests import given
from linli.tables.tests.given import COMMUNITY, COUNTY, OTHER_COMMUNITY, STREET
from linli.web.tables.files import opened
from tests import world

pytestmark = pytest.mark.usefixtures("own_database")
HEADING = "用户名,姓名,岗位,区域,单位"


@pytest.fixture
def unit():
    unit = a_unit("community_committee")
    Organization.objects.filter(pk=unit.pk).update(name="游园居委会", short_name="游园")
    return unit


def sent(by, *rows: str):
    return given.checked(given.text(*rows, heading=HEADING), by, register="staff", name="人员.csv")


def brought_in(by, *rows: str):
    return given.brought_in(given.text(*rows, heading=HEADING), by, register="staff", name="人员.csv")


def wrong_in(by, *rows: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in given.problems(sent(by, *rows), by)]


def test_accounts_are_made_and_posts_given_one_line_a_post(unit):
    by = given.an_administrator()
    of = brought_in(
        by,
        f"Zhang.San,张三,社区工作者,{COMMUNITY},游园居委会",
        f"zhang.san,张三,单位经办,{COMMUNITY},游园",
        f"ｌｉｓｉ,李四,督办领导,{STREET},",
        "wangwu,王五,,,",
    )
    assert of.held.new == 4
    zhang = User.objects.get(username="zhang.san")
    assert set(zhang.posts.values_list("role", "area_id", "organization_id")) == {
        ("community_worker", COMMUNITY, unit.pk), ("handler", COMMUNITY, unit.pk),
    }  # fmt: skip
    assert User.objects.get(username="lisi").posts.get().organization_id is None
    assert not User.objects.get(username="wangwu").posts.exists()


def test_what_is_known_stays_and_a_further_post_is_a_change(unit):
    by = given.an_administrator()
    row = f"zhang,张三,社区工作者,{COMMUNITY},游园居委会"
    brought_in(by, row)
    of = brought_in(by, row, f"zhang,张三,督办领导,{COMMUNITY},")
    assert (of.held.same, of.held.changed, of.held.new) == (1, 1, 0)
    assert HeldPost.objects.filter(user__username="zhang").count() == 2


def test_what_an_administrator_may_not_do_by_hand_is_refused_by_row(unit):
    by = given.an_administrator()
    far = a_unit("village_committee", area=OTHER_COMMUNITY)
    assert wrong_in(
        by,
        f"a,甲,社区工作者,{OTHER_COMMUNITY},{far.name}",  # an area beyond, and a unit beyond
        f"b,乙,社区工作者,{COMMUNITY},",  # needs a unit
        "c,丙,督办领导,,",
        f"d,丁,,{COMMUNITY},",
        f"e,戊,单位经办,{COMMUNITY},没有这个单位",
        f"adm,测试员,督办领导,{COMMUNITY},",  # oneself
        f"f,己,院长,{COMMUNITY},",
    ) == [(2, "area"), (2, "organization"), (3, "organization"), (4, "area"), (5, "role"), (6, "organization"), (7, "username"), (8, "role"), (8, "role")]  # fmt: skip


def test_a_name_is_one_person_s_and_a_post_is_given_once(unit):
    by = given.an_administrator()
    brought_in(by, "zhang,张三,,,")
    assert wrong_in(
        by,
        f"zhang,章三,督办领导,{COMMUNITY},",
        "li,李四,,,",
        f"li,黎四,督办领导,{COMMUNITY},",
        f"wang,王五,单位经办,{COMMUNITY},游园",
        f"wang,王五,单位经办,{COMMUNITY},游园居委会",
    ) == [(2, "name"), (4, "name"), (6, "role")]


def test_an_account_made_elsewhere_gets_its_first_post_from_whoever_made_it(unit):
    maker, other = given.an_administrator("1311", "maker"), given.an_administrator()
    brought_in(maker, "zhang,张三,,,")
    assert wrong_in(other, f"zhang,张三,督办领导,{COMMUNITY},") == [(2, "username")]
    assert wrong_in(maker, f"zhang,张三,督办领导,{COMMUNITY},") == []


def test_an_account_from_a_file_opens_nothing_until_its_password_has_been_handed_over(unit):
    by = given.an_administrator()
    brought_in(by, f"zhang,张三,督办领导,{COMMUNITY},", f"li,李四,督办领导,{COMMUNITY},")
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = world.session_of(by)
    assert "张三" in browser.get("/desk/manage/staff/passwords/").content.decode()
    assert not User.objects.get(username="zhang").has_usable_password()
    shown = browser.post("/desk/manage/staff/passwords/").content.decode()
    assert shown.count("<dt>密码</dt>") == 2
    assert User.objects.get(username="zhang").has_usable_password()
    assert "每个账号都有密码" in browser.get("/desk/manage/staff/passwords/").content.decode()


def test_a_first_password_is_right_and_quick_to_make_and_nobody_else_s_is_touched(unit):
    by, far = given.an_administrator(), given.an_administrator(given.OTHER_COUNTY, "far")
    brought_in(by, f"zhang,张三,督办领导,{COMMUNITY},")
    with acting_as(far):
        assert without_password(far, now()) == []
        assert actions.give_first_passwords(User.objects.filter(username="zhang"), by=far, at=now()) == []
    hasher = f"{PBKDF2PasswordHasher.__module__}.{PBKDF2PasswordHasher.__name__}"
    with acting_as(by), override_settings(PASSWORD_HASHERS=[hasher]):
        [given_one] = actions.give_first_passwords(without_password(by, now()), by=by, at=now())
        assert check_password(given_one.password, User.objects.get(username="zhang").password)
        assert actions.give_first_passwords(User.objects.all(), by=by, at=now()) == []


def test_what_is_given_out_comes_in_again_as_it_is_and_holds_no_password(unit):
    by = given.an_administrator()
    brought_in(by, f"zhang,张三,社区工作者,{COMMUNITY},游园居委会")
    from linli.tables.actions import give_out
    from linli.web.tables.register import register_of

    with acting_as(by):
        out = give_out(register_of("staff"), by=by, at=now())
    [sheet] = opened(out.data)
    assert not any("密码" in str(cell) for row in sheet.rows for cell in row)
    of = given.checked(out.data, by, register="staff", name="人员.xlsx")
    assert (of.held.same, of.held.new, of.held.changed) == (out.rows, 0, 0) or given.problems(of, by)[
        0
    ].column == "username"


def test_an_administrator_s_posts_reach_no_farther_than_their_own(unit):
    street = given.an_administrator(STREET, "street")
    assert wrong_in(street, f"zhang,张三,管理员,{COUNTY},") == [(2, "area")]
    assert sent(street, f"zhang,张三,{Role.ADMINISTRATOR.label},{STREET},").held.new == 1
