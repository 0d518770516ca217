"""WeChat and WeCom, by stand-ins behind real sockets that answer in their words, wrong ones included."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from linli.accounts.identities import identities_of
from linli.accounts.models import Session, User, UserKind
from linli.accounts.providers import asking, wecom
from linli.accounts.providers.terms import Proofs
from linli.accounts.providers.wechat import WeChat
from linli.accounts.providers.wecom import WeCom
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, signed_in
from linli.base.clock import now
from linli.base.refusals import Unavailable
from tests.refusing import refused
from tests.signing_in import code_sent_to
from tests.standing_in import standing_in

BACK = "https://linli.example/sign-in/with/x/back/"
PROOFS = Proofs("state", "nonce", "verifier")
ANSWER = {"code": "the-code", "state": "state"}
INSIDE, DESK = "Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0", "Mozilla/5.0 (X11; Linux) Chrome/156"
INSIDE_WECOM = "Mozilla/5.0 wxwork/4.1 MicroMessenger/7.0"
TOKEN, USER, EXCHANGE = "/cgi-bin/gettoken", "/cgi-bin/auth/getuserinfo", "/sns/oauth2/access_token"
PASS = {"errcode": 0, "errmsg": "ok", "access_token": "pass-1", "expires_in": 7200}


@pytest.fixture(scope="module")
def socket():
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def side(socket):
    socket.asked.clear()
    socket.answers.clear()
    asking.ask_again()
    wecom.forget()
    socket.says(TOKEN, PASS)
    return socket


def company(side):
    return WeCom("wecom", UserKind.STAFF, "corp", "1000002", "s3cret", side.site)


def wechat(side, **more):
    facts = {"website": "site", "website_secret": "s1", "account": "", "account_secret": ""} | more
    return WeChat("wechat", UserKind.RESIDENT, **facts, api=side.site)


def parts_of(address):
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


# WeCom


def test_at_a_desk_a_code_is_scanned_and_inside_wecom_nothing(side):
    page, query = parts_of(company(side).address(PROOFS, BACK, DESK))
    assert page == "login.work.weixin.qq.com/wwlogin/sso/login"
    wanted = {"login_type": "CorpApp", "appid": "corp", "agentid": "1000002", "redirect_uri": BACK, "state": "state"}
    assert query == wanted
    page, query = parts_of(company(side).address(PROOFS, BACK, INSIDE_WECOM))
    assert page == "open.weixin.qq.com/connect/oauth2/authorize"
    assert (query["scope"], query["response_type"]) == ("snsapi_base", "code")


def test_a_member_is_named_by_company_and_account_whatever_its_capitals(side):
    side.says(USER, {"errcode": 0, "userid": "ZhangSan"})
    way = company(side)
    assert way.named(PROOFS, ANSWER, BACK, DESK) == way.subject_of(" zhangsan ") == "wecom corp zhangsan"
    [asked] = [each for each in side.asked if each.path == USER]
    assert asked.query == {"access_token": "pass-1", "code": "the-code"}


def test_one_pass_serves_many_and_a_new_one_is_fetched_before_its_end(side, monkeypatch):
    side.says(USER, {"errcode": 0, "userid": "a"})
    at = now()
    for passed in (0, 100, 7000):
        monkeypatch.setattr(wecom, "now", lambda passed=passed: at + timedelta(seconds=passed))
        company(side).named(PROOFS, ANSWER, BACK, DESK)
    assert [each.path for each in side.asked].count(TOKEN) == 2


@pytest.mark.parametrize("errcode", [40014, 42001])
def test_a_pass_that_was_taken_back_is_renewed_once(side, errcode):
    side.says(USER, {"errcode": errcode})
    with pytest.raises(Unavailable):
        company(side).named(PROOFS, ANSWER, BACK, DESK)
    assert [each.path for each in side.asked] == [TOKEN, USER, TOKEN, USER]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"errcode": 40029, "errmsg": "invalid code"}, "accounts.elsewhere_used_up"),
        ({"errcode": 42003, "errmsg": "code expired"}, "accounts.elsewhere_used_up"),
        ({"errcode": 0, "openid": "of-a-stranger"}, "accounts.wecom_stranger"),
        ({"errcode": 0}, "accounts.elsewhere_untrue"),
        ({"errcode": 0, "userid": ["x"]}, "accounts.elsewhere_untrue"),
        ({"errcode": 0, "userid": "x" * 300}, "accounts.elsewhere_untrue"),
    ],
)
def test_what_is_no_member_is_let_in_nowhere(side, told, code):
    side.says(USER, told)
    with refused(code):
        company(side).named(PROOFS, ANSWER, BACK, DESK)


@pytest.mark.parametrize("told", [{"errcode": -1}, {"errcode": 45009}, {"errcode": 60020}, {"errcode": "x"}])
def test_a_company_in_trouble_is_unavailable(side, told):
    side.says(USER, told)
    with pytest.raises(Unavailable):
        company(side).named(PROOFS, ANSWER, BACK, DESK)


@pytest.mark.parametrize(
    "told", [{"errcode": 40001}, {"access_token": "x"}, {"access_token": 7, "expires_in": 7200}, []]
)
def test_without_a_pass_nobody_is_asked_about(side, told):
    side.says(TOKEN, told)
    with pytest.raises(Unavailable):
        company(side).named(PROOFS, ANSWER, BACK, DESK)
    with pytest.raises(Unavailable):
        company(side).check()
    assert USER not in {each.path for each in side.asked}


# WeChat


def test_on_a_website_a_code_is_scanned_and_inside_wechat_a_page_asks(side):
    page, query = parts_of(wechat(side).address(PROOFS, BACK, DESK))
    assert (page, query["scope"], query["appid"]) == ("open.weixin.qq.com/connect/qrconnect", "snsapi_login", "site")
    alone = wechat(side, website="", account="inside", account_secret="s2")
    page, query = parts_of(alone.address(PROOFS, BACK, INSIDE))
    assert (page, query["scope"]) == ("open.weixin.qq.com/connect/oauth2/authorize", "snsapi_base")
    both = wechat(side, account="inside", account_secret="s2")
    assert parts_of(both.address(PROOFS, BACK, INSIDE))[1]["scope"] == "snsapi_userinfo"
    with refused("accounts.wechat_inside"):
        alone.address(PROOFS, BACK, DESK)


def test_each_application_shows_its_own_secret(side):
    side.says(EXCHANGE, {"access_token": "x", "openid": "o", "unionid": "u"})
    both = wechat(side, account="inside", account_secret="s2")
    for browser, wanted in ((DESK, ("site", "s1")), (INSIDE, ("inside", "s2"))):
        assert both.named(PROOFS, ANSWER, BACK, browser) == "wechat unionid u"
        asked = side.asked[-1].query
        assert (asked["appid"], asked["secret"]) == wanted
        assert (asked["code"], asked["grant_type"]) == ("the-code", "authorization_code")


def test_one_application_knows_a_person_by_its_own_name_two_only_by_the_common_one(side):
    side.says(EXCHANGE, {"access_token": "x", "openid": "o"})
    assert wechat(side).named(PROOFS, ANSWER, BACK, DESK) == "site o"
    with pytest.raises(Unavailable):
        wechat(side, account="inside", account_secret="s2").named(PROOFS, ANSWER, BACK, DESK)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        *(({"errcode": errcode}, "accounts.elsewhere_used_up") for errcode in (40029, 40163, 42003)),
        ({"access_token": "x"}, "accounts.elsewhere_untrue"),
        ({"openid": "x" * 300}, "accounts.elsewhere_untrue"),
    ],
)
def test_what_names_nobody_opens_nothing(side, told, code):
    side.says(EXCHANGE, told)
    with refused(code):
        wechat(side).named(PROOFS, ANSWER, BACK, DESK)


@pytest.mark.parametrize(("told", "status"), [({"errcode": -1}, 200), ({"errcode": 40125}, 200), ({}, 502), ({}, 404)])
def test_wechat_in_trouble_is_unavailable(side, told, status):
    side.says(EXCHANGE, told, status)
    with pytest.raises(Unavailable):
        wechat(side).named(PROOFS, ANSWER, BACK, DESK)


def test_an_application_without_its_secret_is_told_by_the_doctor(side):
    with pytest.raises(Unavailable):
        wechat(side, website_secret="").check()


def test_secrets_in_addresses_are_in_no_log(side, capsys, caplog):
    side.says(EXCHANGE, {"errcode": 40125})
    with caplog.at_level("WARNING"), pytest.raises(Unavailable) as trouble:
        wechat(side, website_secret="s3cret-of-ours").named(PROOFS, ANSWER, BACK, DESK)
    said = f"{caplog.text} {capsys.readouterr()} {trouble.value}"
    assert "s3cret-of-ours" not in said
    assert "the-code" not in said


# Through the doors


@pytest.fixture
def doors(side, settings):
    settings.SIGN_IN_ELSEWHERE = settings.SIGN_IN_ELSEWHERE | {
        "wecom": {"corp": "corp", "agent": "1000002", "secret": "s3cret", "api": side.site},
        "wechat": {"website": "site", "website_secret": "s1", "account": "", "account_secret": "", "api": side.site},
    }
    side.says(USER, {"errcode": 0, "userid": "lisi"})
    side.says(EXCHANGE, {"access_token": "x", "openid": "o", "unionid": "u"})


def comes_back(client, way):
    """Scanned and agreed to: the other side sends the browser back with a code and our state."""
    state = parts_of(client.get(f"/sign-in/with/{way}/")["Location"])[1]["state"]
    assert state.isalnum(), "WeChat takes nothing else"
    return client.get(f"/sign-in/with/{way}/back/", {"code": "the-code", "state": state}, follow=True)


@pytest.mark.django_db
def test_a_member_bound_by_an_administrator_comes_in_by_scanning(client, doors):
    user, administrator = given.a_staff_user(), given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    assert "企业微信" in client.get("/desk/sign-in/").content.decode()
    assert "还没有绑定" in comes_back(client, "wecom").content.decode()
    signed_in(client, administrator)
    client.post(f"/desk/manage/staff/{user.pk}/ways/", {"do": "link", "way": "wecom", "name": "LiSi"})
    client.post("/sign-out/")
    comes_back(client, "wecom")
    assert Session.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_a_resident_scans_shows_the_phone_once_and_then_scans_alone(client, doors):
    phone = given.a_phone()
    assert "第一次用微信登录" in comes_back(client, "wechat").content.decode()
    client.post("/sign-in/", {"phone": phone})
    client.post("/sign-in/code/", {"code": code_sent_to(phone)})
    client.post("/sign-in/ways/", {"do": "link"})
    user = User.objects.get(kind="resident")
    assert len(identities_of(user)) == 1
    client.post("/sign-out/")
    comes_back(client, "wechat")
    assert Session.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_who_declined_on_the_phone_is_told_so(client, doors):
    """WeChat sends the browser back without a code then."""
    state = parts_of(client.get("/sign-in/with/wechat/")["Location"])[1]["state"]
    page = client.get("/sign-in/with/wechat/back/", {"state": state}, follow=True)
    assert "您没有在微信那边登录" in page.content.decode()
