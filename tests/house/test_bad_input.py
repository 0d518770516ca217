"""Hostile, broken and oversized input at every form and every address: told in words, kept in the form, never stored.

What can be stored although it looks odd (an emoji, a piece of HTML) is stored as typed and shown as text.
"""

import html
import inspect
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from linli.base.clock import local_day, now
from linli.base.scope import acting_as
from linli.cases.codes import new_ticket
from linli.cases.models import Case
from linli.cases.tests import given
from tests import world
from tests.addresses import (
    Made,
    a_ledger,
    about_the_record,
    callback,
    grid,
    held,
    home,
    kept,
    need,
    of,
    pages,
    report,
    resident,
    said,
    unit,
    user,
)
from tests.world import World

HUGE = "好" * 100_000
UNREADABLE = {
    "control characters": "灯\x07坏\x1b[2J了",
    "NUL": "灯\x00坏了",
    "turned round": "灯坏了\u202e\u2066了坏灯",
    "private letters": "灯坏了\ue000\uf8ff",
}
ODD = {
    "HTML": "<script>alert('坏')</script><img src=x onerror=alert(1)>",
    "SQL": "灯'); DROP TABLE cases_case; --",
    "formats": "{{ 7*7 }} {% now %} %s %(x)s {0} ${x}",
    "emoji": "灯坏了👨‍👩‍👧‍👦🙏🏽",
    "both ways": "مرحبا 灯坏了 שלום",
    "pasted": "灯\u200b坏\ufeff了",
}
EMPTY = {"nothing": "", "blanks": " \u3000\t "}
SECRET = {"old", "new", "again", "password"}  # never shown again, right or wrong


@dataclass(frozen=True)
class Form:
    """A form with an answer that would pass; `words` are fields of free text, `wrong` what no honest page sends."""

    name: str
    who: str
    args: Made = lambda _world: {}
    good: Made = lambda _world: {}
    words: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    wrong: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def address(self, house: World) -> str:
        """Where it is sent."""
        return reverse(self.name, kwargs=self.args(house))


def on(case: str, **more: Any) -> Made:
    """An answer about a case, as seen now."""
    return lambda house: {"seen": house.cases[case].version, **more}


def repair(**more: Any) -> Made:
    """A request for a repair."""
    asked = {"description": "三楼的灯坏了，晚上看不见。", "where": "unsure", "danger": "no", "place": "3 号楼"}
    return lambda _house: {**asked, "area": given.COMMUNITY, "client_key": uuid4(), "kept": "", "send": "1", **more}


NUMBERS = ("", "abc", "-1", "0", "1.5", "99999999999999999999", "1e3", "1\x00")
AREAS = (
    "",
    "1311",
    "13110200104",
    "999999999999",
    "110101001001",
    "' OR 1=1 --",
    "131102001045\x00",
    "１３１１０２００１０４５",
)
CHOICES = ("", "no-such", "\x00", "<b>", "x" * 5000)
KEYS = ("", "no-key", "00000000-0000-0000-0000-00000000000g", "\x00")
REPAIR = {
    "where": CHOICES,
    "danger": CHOICES,
    "area": AREAS,
    "client_key": KEYS,
    "kept": ("forged", "a:b:c", "\x00" * 3, "x" * 20_000),
}
DAYS = ("", "1", "2026-13-01", "2999-01-01", "0001-01-01", "2026-01-05\x00")
UNITS = ("", "no-unit", str(uuid4()), "\x00")
SEEN = {"seen": NUMBERS}

FORMS = [
    Form("cases:apply", "owner", said(code="public-repair"), repair(), ("description", "place"), wrong=REPAIR),
    Form("cases:ask", "visitor", said(code="public-repair"), lambda house: {**repair()(house), "ticket": new_ticket(now()).in_a_form()}, ("description", "place"), wrong={**{name: bad for name, bad in REPAIR.items() if name != "client_key"}, "ticket": ("", "forged", "v1.x.y", "\x00", "x" * 5000)}),
    Form("cases:track", "visitor", good=said(number="131102-20200101-0001", code="000000000000"), words=("number", "code")),
    Form("cases:register_item", "worker", said(code="public-repair"), repair(name="赵六", phone="19944445555", channel="window", consent="spoken"), ("description", "place", "name", "phone"), wrong={**REPAIR, "channel": (*CHOICES, "api", "portal"), "consent": CHOICES, "phone": ("123", "abc", "1990000", "0086", "199000011112222")}),
    Form("cases:reopen", "owner", of("resolved"), on("resolved", reason="还是不亮"), ("reason",), wrong=SEEN),
    Form("cases:rate", "owner", of("resolved"), on("resolved", level="5", comment="好"), ("comment",), ("comment",), wrong={**SEEN, "level": ("", "0", "6", "x", "\x00", "5.0")}),
    Form("cases:do", "worker", of("taken", verb="resolve"), on("taken", reply="换了灯泡。"), ("reply",), wrong=SEEN),
    Form("cases:do", "worker", of("taken", verb="return"), on("taken", reason="不归我们管"), ("reason",), wrong=SEEN),
    Form("cases:do", "worker", of("taken", verb="extend"), on("taken", reason="在等零件", days="3"), ("reason",), wrong={**SEEN, "days": (*NUMBERS, "11")}),
    Form("cases:do", "worker", of("taken", verb="assign"), on("taken"), wrong={**SEEN, "to": UNITS}),
    Form("cases:do", "worker", of("taken", verb="call-in"), on("taken", task="一起去看看", days="2"), ("task",), wrong={**SEEN, "unit": UNITS, "days": (*NUMBERS, "21")}),
    Form("cases:do", "worker", of("taken", verb="merge"), lambda house: {**on("taken", reason="同一件事")(house), "other": house.cases["new"].number}, ("reason",), wrong={**SEEN, "other": (*CHOICES, "131102-20200101-0001")}),
    Form("cases:do", "worker", of("taken", verb="unmerge"), on("taken", reason="两件事"), ("reason",), wrong=SEEN),
    Form("cases:urge", "owner", of("taken"), on("taken", reason="还没有人来"), ("reason",), ("reason",), wrong=SEEN),
    Form("cases:do", "worker", of("taken", verb="note"), on("taken", words="没有人接电话"), ("words",), wrong=SEEN),
    Form("cases:do", "supervisor", of("taken", verb="supervise"), on("taken", reason="请说说办到哪一步"), ("reason",), wrong=SEEN),
    Form("cases:do", "worker", of("taken", verb="pause"), on("taken", kind="materials", days="3", reason="等居民补材料"), ("reason",), wrong={**SEEN, "days": (*NUMBERS, "61"), "kind": CHOICES}),
    Form("ledgers:area", "worker", kept("water", code=given.COMMUNITY), lambda _house: {"day": local_day(now()).isoformat(), "f1": "yes", "note": "新装的"}, ("note",), ("note",), wrong={"day": DAYS, "f1": CHOICES}),
    Form("ledgers:take_back", "worker", kept("fibre", code=given.COMMUNITY), lambda _house: {"day": local_day(now()).isoformat(), "why": "填错了"}, ("why",), wrong={"day": DAYS}),
    Form("ledgers:new", "supervisor", good=a_ledger, words=("name",), wrong={"where": CHOICES, "kinds": CHOICES, "met": CHOICES, "figure": CHOICES, "area": AREAS, "fields-0-kind": CHOICES[1:]}),
    Form("cases:part", "worker", of("taken", part="0190aaaa-0000-7000-8000-000000000001", verb="done"), said(reply="办好了。"), ("reply",)),
    Form("cases:do", "worker", of("new", verb="accept"), on("new"), wrong=SEEN),
    Form("cases:reveal", "worker", of("taken"), said(purpose="上门前打电话"), ("purpose",)),
    Form("aid:new", "worker", good=said(kind="living", words="家里断了收入", source="visit", basis="nobody", reason="", who="", area=given.COMMUNITY, place="3 号楼 301"), words=("words", "place"), wrong={"kind": CHOICES, "source": CHOICES, "basis": CHOICES, "area": AREAS}),
    Form("aid:look", "worker", need("ours"), said(purpose="上门前打电话"), ("purpose",)),
    Form("aid:do", "worker", need("ours", verb="serve"), said(words="送去被褥和米面"), ("words",)),
    Form("aid:do", "worker", need("ours", verb="close"), said(result="moved", reason="搬去女儿家了"), ("reason",), wrong={"result": (*CHOICES, "lapsed")}),
    Form("help:add", "owner", need("ours"), said(words="还有水电费"), ("words",)),
    Form("help:decline", "owner", need("ours"), said(reason="好了"), ("reason",), ("reason",)),
    Form("help:rate", "owner", need("ended"), said(helped="yes", words="谢谢"), ("words",), ("words",), wrong={"helped": CHOICES}),
    Form("followups:answer", "caller", callback("rated"), said(solved="no", level="", said="还是不亮"), ("said",), wrong={"solved": CHOICES}),
    Form("archives_desk:hold", "worker", of("rated"), lambda _house: {"kind": "lawsuit", "until": local_day(now()) + timedelta(days=90), "reason": "居民起诉了物业"}, ("reason",), wrong={"kind": CHOICES, "until": DAYS}),
    Form("archives_desk:lift", "worker", of("rated"), said(reason="官司结了"), ("reason",)),
    Form("reports:draft", "supervisor", report("draft", "draft"), said(title="年度报告", s_overall="都在办。", seen="1"), ("title", "s_overall", "seen"), ("s_overall",)),
    Form("archives_desk:file", "worker", of("rated"), said(purpose="移交档案馆"), ("purpose",)),
    Form("reviews_desk:word", "caller", of("rated"), said(do="take", reason="漏遮了名字"), ("reason",)),
    Form("reviews_desk:paper", "caller", of("resolved"), said(level="4", comment="挺好", paper="P-0007"), ("comment", "paper"), ("comment",), wrong={"level": ("", "0", "6", "x", "\x00", "5.0")}),
    Form("followups:mend", "worker", of("rated"), said(words="重新换了线路。"), ("words",)),
    Form("followups:decide", "supervisor", of("rated"), said(holds="no", reason="居民没有点错"), ("reason",), wrong={"holds": CHOICES}),
    Form("accounts:sign_in", "visitor", good=said(phone="19922223333"), words=("phone",), wrong={"phone": ("123", "abc", "29900001111", "1990000111")}),
    Form("accounts:staff_sign_in", "visitor", good=said(username="worker", password=world.PASSWORD), words=("username", "password"), wrong={"totp": ("x" * 50, "\x00")}),
    Form("accounts_desk:password", "worker", good=said(old=world.PASSWORD, new="another good one 7", again="another good one 7"), words=("old", "new", "again")),
    Form("accounts_desk:totp", "worker", good=said(code="123456"), words=("code",)),
    Form("accounts_desk:tokens", "worker", good=said(name="报表", days="90"), words=("name",), wrong={"days": (*NUMBERS, "36500")}),
    Form("accounts_desk:give_post", "administrator", good=said(user="school", role="supervisor", area=given.COMMUNITY), words=("user", "area"), wrong={"role": (*CHOICES, "owner", "system"), "area": (*AREAS, "13", given.OTHER_COUNTY), "organization": ("\x00", "没有的单位", "x" * 5000)}),
    Form("accounts_desk:staff_ways", "administrator", user("worker"), good=said(do="link", way="oidc-staff", name="x"), words=("name",), wrong={"way": (*CHOICES, "oidc-residents")}),
    Form("accounts_desk:new_staff", "administrator", good=said(username="fresh", name="新来的"), words=("username", "name")),
    Form("organizations:new", "administrator", good=said(name="新单位", type="community_committee", area=given.COMMUNITY), words=("name", "short_name", "phone", "address", "serving"), optional=("short_name", "phone", "address", "serving"), wrong={"type": CHOICES, "area": (*AREAS, given.OTHER_COMMUNITY), "serving": ("a\n" * 3000, "\x00", " ".join("a" * 2500), "没有的地方")}),
    Form("organizations:contact", "administrator", unit("firm"), said(name="钱经理", phone="0318-0005678"), words=("name", "phone"), optional=("name", "phone")),
    Form("organizations:reveal", "administrator", unit("committee"), said(purpose="约时间开会"), ("purpose",)),
    Form("organizations:new_type", "administrator", good=said(name="社区基金会", level="community", source="某规划"), words=("name", "source"), optional=("source",), wrong={"level": CHOICES}),
    Form("organizations:change", "administrator", unit("firm"), said(name="安居物业", serving=given.COMMUNITY, is_active="on"), ("name", "short_name", "phone", "address"), ("short_name", "phone", "address")),
    Form("tables:export", "administrator", said(code="organizations"), said(area=given.COMMUNITY, kind="csv"), ("area",), ("area",), wrong={"kind": CHOICES}),
    Form("grids:new", "worker", said(parent=given.COMMUNITY), said(lines="东网格 320", source="入户登记"), ("lines", "source"), ("source",)),
    Form("grids:do", "worker", grid("first", verb="count"), said(value="400", day="2026-01-31", source="入户登记"), ("source",), wrong={"value": ("", "abc", "-1", "1.5", "99999999999999999999", "1\x00"), "day": ("", "1", "2999-01-01", "0001-01-01")}),
    Form("grids:do", "worker", grid("first", verb="change"), said(name="东区", setting="urban", villager_groups="1"), ("name",), wrong={"setting": CHOICES}),
    Form("grids:do", "worker", grid("first", verb="place"), said(lon="115.69", lat="37.73"), wrong={"lon": ("abc", "999", "nan", "inf", "0"), "lat": ("abc", "999", "nan"), "outline": ("{", "[]", "[" * 20_000, '{"type": "Polygon"}', '{"type": "Polygon", "coordinates": [[[0, 0]]]}', "\x00")}),
    Form("grids:do", "worker", grid("first", verb="staff"), lambda house: {"user": house.actors["worker"].user, "part": "part_time", "starts_on": "2026-01-31"}, wrong={"user": UNITS, "part": CHOICES, "starts_on": ("", "2999-01-01")}),
    Form("grids:do", "worker", grid("first", verb="split"), said(names="东\n西"), ("names",)),
    Form("areas_desk:do", "worker", said(code=given.COMMUNITY, verb="figure"), said(kind="residents", value="3100", day="2026-01-31", source="年报"), ("source",), wrong={"kind": CHOICES, "value": ("", "abc", "-1", "1.5", "99999999999999999999", "1\x00"), "day": ("", "1", "2999-01-01", "0001-01-01")}),
    Form("areas_desk:do", "worker", said(code=given.COMMUNITY, verb="tag"), said(tag="relocation", since="2026-01-31", source="名单"), ("source",), ("source",), wrong={"tag": (*CHOICES, "hundred_households"), "since": ("", "1", "2999-01-01")}),
    Form("people:wrong", "owner", good=said(field="phone", words="换了新号"), words=("words",), wrong={"field": CHOICES}),
    Form("people:delete", "owner", good=said(is_sure="on", words="不用了"), words=("words",), optional=("words",), wrong={"is_sure": ("",)}),
    Form("people:not_me", "owner", good=said(phone="19912345678"), words=("phone",)),
    Form("residents:residents", "worker", good=said(q="王"), words=("q",)),
    Form("residents:new", "worker", good=said(name="赵六", home_area=given.COMMUNITY), words=("name", "phone", "identity"), optional=("phone", "identity"), wrong={"home_area": (*AREAS, given.OTHER_COMMUNITY)}),
    Form("residents:reveal", "worker", resident("owner"), said(what="name,phone", purpose="上门前打电话"), ("purpose",), wrong={"what": CHOICES}),
    Form("residents:correct", "worker", resident("owner"), said(name="王秀兰", home_area=given.COMMUNITY), ("name", "identity"), ("name", "identity"), wrong={"home_area": AREAS}),
    Form("residents:consent", "worker", resident("owner"), said(purpose="care_visit", way="paper", has_paper="on"), wrong={"purpose": CHOICES, "way": (*CHOICES, "portal"), "has_paper": ("",)}),
    Form("residents:contact", "worker", resident("owner"), said(kind="emergency", relation="child", name="赵六", phone="19944445555"), ("name", "phone"), wrong={"kind": CHOICES, "relation": (*CHOICES, "head")}),
    Form("residents:reveal_request", "worker", about_the_record(), said(purpose="对着身份证核对"), ("purpose",)),
    Form("residents:reveal_contact", "worker", held("contact"), said(purpose="老人摔倒了"), ("purpose",)),
    Form("residents:accept", "worker", about_the_record(), said(value="000000194912310027"), ("value", "reply"), ("reply",)),
    Form("residents:refuse", "worker", about_the_record(), said(reason="和您的证件一致"), ("reason",)),
    Form("residents:other", "worker", resident("owner"), said(other="李大山"), ("other",)),
    Form("residents:merge", "worker", lambda house: {"resident": house.people["without"]}, lambda house: {"other": house.people["twin"], "keep": house.people["without"], "reason": "同一个人登记了两次"}, ("reason",), wrong={"keep": (*CHOICES, str(uuid4()))}),
    Form("residents:give_phone", "worker", resident("owner"), said(phone="19912345678", is_here="on"), ("phone",), wrong={"is_here": ("",)}),
    Form("residents:prove_phone", "worker", resident("owner"), said(code="123456"), ("code",)),
    Form("residents:confirm_phone", "worker", lambda house: {"resident": house.people["kept"]}, said(code="123456"), ("code",)),
    Form("residents:release_phone", "worker", resident("owner"), said(reason="号码停机了"), ("reason",)),
    Form("households:new", "worker", good=said(area=given.COMMUNITY, address="9 号楼", member_count="2"), words=("address",), wrong={"area": (*AREAS, given.OTHER_COMMUNITY), "member_count": ("", "abc", "-1", "100", "1.5", "9" * 30, "1\x00")}),
    Form("households:join", "worker", home(), said(resident="李大山", relation="child", since="2026-01-05"), ("resident",), wrong={"relation": (*CHOICES, "neighbour"), "since": DAYS}),
    Form("households:leave", "worker", held("member"), said(until="2026-01-05"), wrong={"until": DAYS}),
    Form("households:relation", "worker", held("member"), said(relation="parent"), wrong={"relation": (*CHOICES, "neighbour")}),
    Form("kiosks_desk:new", "worker", good=said(kind="parcel_locker", label="NEW-2", place="二楼大厅", area=given.COMMUNITY), words=("label", "place"), wrong={"area": (*AREAS, given.OTHER_COMMUNITY), "kind": CHOICES}),
    Form("insight:screens", "administrator", good=said(label="大厅", area=given.COUNTY, figures=["kiosk_coverage"]), words=("label",), wrong={"area": (*AREAS, given.OTHER_COUNTY), "figures": CHOICES}),
    Form("screen:enrol", "visitor", good=said(code="AAAABBBB"), words=("code",)),
    Form("kiosks:enrol", "visitor", good=said(code="AAAABBBB"), words=("code",)),
    Form("kiosks:by_paper", "machine", good=said(code="123412341234"), wrong={"code": ("x", "\x00", "9" * 39)}),
    Form("kiosks:name", "at the machine", said(to="menu"), said(name="王秀英"), ("name",)),
    Form("kiosks:level", "at the machine", of("resolved"), said(level="5"), wrong={"level": ("0", "6", "x", "\x00")}),
    Form("kiosks:again", "at the machine", of("resolved"), said(why="none"), wrong={"why": CHOICES}),
    Form("people:change", "owner", good=said(name="王大英", home_area=given.COMMUNITY), words=("name",), wrong={"home_area": AREAS}),
    Form("cases:call", "worker", good=repair(phone="19944445555", name="赵六", item="public-repair", do="send"), words=("description", "place", "name"), wrong={"area": AREAS, "where": CHOICES, "danger": CHOICES}),
]  # fmt: skip


def ids_of(form: Form) -> str:
    return f"{form.name}-{'-'.join((*form.words, *form.wrong))}"


def sent(house: World, form: Form, **changed: Any) -> HttpResponse:
    """The form with something changed; everything written is taken back by the caller."""
    data = {**form.good(house), **changed}
    return house.client(form.who).post(form.address(house), data)


def is_told_why(response: HttpResponse, house: World) -> None:
    """Refused in words, and nothing is left behind but the note that somebody tried a password."""
    shown = response.content.decode()
    assert response.status_code in (409, 422), response.status_code
    assert world.written() - house.entries <= shown.count("用户名、密码或动态码不对")
    assert 'class="error' in shown or 'class="summary' in shown or "没有办成" in shown


def text_in(shown: str) -> str:
    return html.unescape(shown)


WORDS = [(form, name) for form in FORMS for name in form.words]


@pytest.mark.parametrize(("form", "name"), WORDS, ids=lambda value: value if isinstance(value, str) else ids_of(value))
def test_words_nobody_can_read_are_refused_beside_the_field_and_the_rest_stays(house, form, name):
    for typed in (HUGE, *UNREADABLE.values(), *(() if name in form.optional else EMPTY.values())):
        with world.undone():
            response = sent(house, form, **{name: typed})
            is_told_why(response, house)
            for other, value in form.good(house).items():
                if other in form.words and other != name and other not in SECRET:
                    assert str(value) in text_in(response.content.decode()), (other, value)


@pytest.mark.parametrize(("form", "name"), WORDS, ids=lambda value: value if isinstance(value, str) else ids_of(value))
def test_odd_words_are_taken_or_refused_as_text_and_never_run(house, form, name):
    for typed in ODD.values():
        with world.undone():
            response = sent(house, form, **{name: typed})
            assert response.status_code in (200, 302, 409, 422)
            shown = response.content.decode()
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
            if response.status_code in (409, 422):
                is_told_why(response, house)
                if name not in SECRET:
                    assert typed.translate({0x200B: None, 0xFEFF: None})[:12] in text_in(shown).translate(
                        {0x200B: None, 0xFEFF: None}
                    )


@pytest.mark.parametrize(
    ("form", "name"),
    [(form, name) for form in FORMS for name in form.wrong],
    ids=lambda value: value if isinstance(value, str) else ids_of(value),
)
def test_what_no_honest_page_sends_is_refused_with_a_sentence(house, form, name):
    for forged in form.wrong[name]:
        if forged == "" and name in ("kept", "totp", "organization", "serving"):
            continue
        with world.undone():
            is_told_why(sent(house, form, **{name: forged}), house)
    if name not in ("totp", "organization"):
        with world.undone():
            data = dict(form.good(house))
            data.pop(name, None)
            response = house.client(form.who).post(form.address(house), data)
            # A body with nothing at all in it is answered with the form as it was.
            assert response.status_code in (409, 422) or name in ("kept", "serving", "outline") or not data


@pytest.mark.parametrize("form", FORMS, ids=ids_of)
def test_bytes_that_are_no_letters_break_nothing(house, form):
    """Half characters, a body that is no form, and a form that says it is something else."""
    client, address = house.client(form.who), form.address(house)
    good = urlencode({key: str(value) for key, value in form.good(house).items()})
    for name in form.words or ("seen",):
        with world.undone():
            body = f"{good}&{name}=%ED%A0%80%FF%FE&{quote(name)}=%ed%b0%80"
            response = client.post(address, body, content_type="application/x-www-form-urlencoded")
            assert response.status_code in (200, 302, 409, 422)
    for body, kind in (
        (b"\xff\xfe\x00{", "application/json"), (b"{}", "application/json"), (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "text/plain"), (b"a=b", "multipart/form-data; boundary=" + "b" * 300), (b"&" * 10_000, "application/x-www-form-urlencoded"),
    ):  # fmt: skip
        with world.undone():
            response = client.post(address, body, content_type=kind)
            assert response.status_code in (200, 302, 400, 409, 413, 422)
            assert world.written() == house.entries or response.status_code == 302


# Addresses

NOTICE = "/notices/01900000-0000-7000-8000-000000000000/"
PLAN, LEDGER = UUID(int=1), UUID(int=2)  # stand for the world's own, which have other ids each time
NAMED = {
    "plans:items": {"plan": PLAN},
    "plans:add_item": {"plan": PLAN},
    "tasks:tasks": {"tasks": LEDGER},
    "ledgers:ledger": {"key": "ledger_xfsy"},
    "insight:plan": {"plan": PLAN},
    "accounts:elsewhere": {"way": "oidc-staff"},
    "accounts:elsewhere_back": {"way": "oidc-residents"},
    "cases:register_item": {"code": "public-repair"},
    "indicators:explain": {"indicator": "on_time_rate"},
    "indicators:standing": {"indicator": "kiosk_coverage"},
    "notices:notice": {"notice": UUID(NOTICE.split("/")[2])},
}
QUERIES = [
    ("supervisor", "/desk/ledgers/ledger_xfsy/", ("which", "state", "area", "page")),
    ("administrator", f"/desk/plans/{PLAN}/items/", ("kind",)), ("administrator", f"/desk/plans/{PLAN}/items/add/", ("kind",)),
    ("supervisor", "/desk/plans/compare/", ("one", "other")), ("supervisor", "/desk/plans/compare/xlsx/", ("one", "other")),
    ("administrator", f"/desk/plans/{PLAN}/units/decide/", ("name", "q")), ("supervisor", f"/desk/tasks/{LEDGER}/", ("light",)),
    ("worker", "/desk/policies/", ("which", "page")),
    ("worker", "/desk/answers/", ("which",)),
    ("administrator", "/desk/operation/messages/", ("outcome",)),
    ("administrator", "/desk/routing/", ("which", "page", "item", "area", "at")),
    ("visitor", "/items/", ("q",)), ("visitor", "/areas/find", ("q", "field", "within", "community", "x_open", "open")),
    ("visitor", "/reviews/", ("q", "page")), ("caller", "/desk/reviews/", ("which", "page")),
    ("caller", "/desk/reviews/papers/", ("number",)),
    ("visitor", "/areas/near", ("lon", "lat", "field", "community")), ("visitor", "/sign-in/", ("next",)),
    ("visitor", "/sign-in/with/oidc-staff/", ("next",)), ("visitor", "/sign-in/with/oidc-residents/back/", ("code", "state", "error", "iss")),
    ("worker", "/desk/", ("which",)), ("supervisor", "/desk/", ("which",)), ("worker", "/desk/cases/", ("q", "stage", "due", "whose", "page", "choose")),
    ("worker", "/desk/register/", ("q", "nameless")), ("worker", "/desk/register/public-repair/", ("draft", "nameless", "channel")), ("worker", "/desk/messages/", ("page",)), ("owner", "/me/messages/", ("page",)),
    ("owner", "/me/start/", ("next",)), ("visitor", "/desk/sign-in/", ("next",)),
    ("administrator", "/desk/manage/rights/", ("q", "page")), ("administrator", "/desk/manage/posts/", ("q", "page")),
    ("administrator", "/desk/organizations/", ("q", "type", "page", "area", "state")),
    ("administrator", "/desk/organizations/completeness/", ("area", "set", "show", "page")),
    ("administrator", "/desk/organizations/types/", ("area",)),
    ("administrator", "/desk/manage/posts/give/", ("user", "unit")), ("administrator", "/desk/tables/history/", ("register",)),
    ("worker", "/desk/residents/", ("area", "page")), ("worker", "/desk/households/", ("q", "area", "page")),
    ("worker", "/desk/residents/requests/", ("which", "page")), ("owner", "/me/wrong/", ("field",)),
    ("supervisor", "/desk/callbacks/", ("which", "page")), ("supervisor", "/desk/remedies/", ("which", "page")),
    ("supervisor", "/desk/grids/", ("area", "which", "page")),
    ("worker", "/desk/notices/", ("which", "page")), ("visitor", NOTICE, ("from",)),
    ("worker", "/desk/aid/", ("which", "page")), ("worker", "/desk/aid/figures/", ("month", "of")), ("worker", "/desk/aid/new/", ("case", "resident")),
    ("supervisor", "/desk/kiosks/", ("area", "kind", "state", "page")), ("supervisor", "/desk/kiosks/coverage/", ("area", "kind")),
    ("supervisor", "/desk/register-coverage/", ("area",)),
    ("at the machine", "/kiosk/ask/", ("page", "shelf")), ("at the machine", "/kiosk/look/", ("page",)),
    ("supervisor", "/desk/indicators/", ("area", "month", "unit", "of", "units")),
    ("supervisor", "/desk/indicators/on_time_rate/", ("area", "month", "unit", "show", "page", "as")),
    ("supervisor", "/insight/alerts/", ("area", "sort")), ("supervisor", "/insight/compare/", ("indicator", "area", "level", "by", "month")), ("supervisor", f"/insight/plans/{PLAN}/", ("state",)),
    ("supervisor", "/desk/indicators/plan/", ("area",)), ("supervisor", "/desk/indicators/plan/kiosk_coverage/", ("area", "by", "on")),
]  # fmt: skip
ASKED = (*UNREADABLE.values(), *ODD.values(), *NUMBERS, *AREAS, HUGE[:2000], "a " * 2000, "%", "_", "\\", "0001-01", "9999-12", "2026-13", "131102\x00", "9" * 5000, "nan", "inf", "-0", "1e999")  # fmt: skip


# Any value of ?worker is the same question, and 503 is an honest answer where no worker was seen.
NOT_ASKED = {"readyz"}


@pytest.mark.parametrize(
    ("who", "address", "names"), QUERIES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_address_is_broken_by_what_is_asked_in_it(house, who, address, names):
    client = house.client(who)
    address = address.replace(str(PLAN), str(house.plan)).replace(str(LEDGER), str(house.ledgers["sent"]))
    for name in names:
        for asked in ASKED:
            response = client.get(address, {name: asked})
            assert response.status_code in (200, 302, 404, 422), (name, asked[:40])
            assert "<script>alert" not in response.content.decode()
    assert client.get(f"{address}?{names[0]}=%ff%fe%ed%a0%80").status_code in (200, 302, 404, 422)


def test_every_page_that_reads_its_address_is_asked_above():
    """A page that takes something from the address has a row; so has a new one, or this list says why not."""
    reading = {address for _who, address, _names in QUERIES}
    for name, pattern in pages().items():
        source = getattr(pattern.callback, "__wrapped__", pattern.callback)
        while hasattr(source, "__wrapped__"):
            source = source.__wrapped__
        if name not in NOT_ASKED and "request.GET" in inspect.getsource(source):
            made = reverse(name, kwargs=NAMED.get(name, {}))
            assert made in reading, name


# Files


def png_bomb(side: int = 60_000) -> bytes:
    """A small file that says it is a picture of billions of points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = zlib.compress(b"\x00" * (side // 8 + 1) * 1000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", row)
        + chunk(b"IEND", b"")
    )


FILES = {
    "a program called a picture": ("灯.png", b"MZ\x90\x00" + b"\x00" * 500),
    "a page called a picture": ("灯.jpg", b"<html><script>alert(1)</script></html>"),
    "a drawing that can run": ("灯.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a bomb": ("灯.png", png_bomb()),
    "half a picture": ("灯.png", world.a_photo().read()[:200]),
    "nothing": ("灯.png", b""),
    "too much": ("灯.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * (10 * 1024 * 1024 + 1)),
    "a paper that runs": ("表.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"),
    "a name that climbs": ("../../../etc/passwd\x00.png", b"not a picture"),
}


def the(name: str, *words: str) -> Form:
    """The form sent there with these fields of free text."""
    [found] = [form for form in FORMS if form.name == name and form.words == words]
    return found


APPLY, REOPEN, RESOLVE = (
    the("cases:apply", "description", "place"),
    the("cases:reopen", "reason"),
    the("cases:do", "reply"),
)
REGISTER = the("cases:register_item", "description", "place", "name", "phone")
UPLOADS = [(form, "photos") for form in (APPLY, the("cases:ask", "description", "place"), REGISTER, RESOLVE)]


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    ("form", "name"), UPLOADS, ids=lambda value: value if isinstance(value, str) else ids_of(value)
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(house, form, name, content):
    with world.undone():
        response = sent(house, form, **{name: SimpleUploadedFile(*content, content_type="image/png")})
        is_told_why(response, house)
        typed = next(value for key, value in form.good(house).items() if key in form.words)
        assert typed in text_in(response.content.decode())


def test_too_many_files_are_refused_with_their_number(house):
    with world.undone():
        response = sent(house, APPLY, photos=[world.a_photo(f"{number}.png") for number in range(12)])
        is_told_why(response, house)
        assert "12" in response.content.decode()


def test_good_photos_are_not_asked_for_again_because_something_else_was_wrong(house):
    with world.undone():
        first = sent(house, APPLY, place="", photos=[world.a_photo(), world.a_photo(colour="red")])
        is_told_why(first, house)
        assert "之前传的 2 个文件还在" in first.content.decode()
        kept = html.unescape(re.search(r'name="kept" value="([^"]+)"', first.content.decode()).group(1))
        second = sent(house, APPLY, kept=kept)
        assert second.status_code == 302
        with acting_as(world.WATCHER):
            assert Case.objects.latest("submitted_at").attachments.count() == 2


def test_a_form_that_was_refused_can_be_sent_again_as_it_came_back(house):
    """Forged or stale hidden values are replaced by good ones, so that nobody is caught in a loop."""
    for form, changed in (
        (APPLY, {"client_key": "no-key", "kept": "forged"}),
        (RESOLVE, {"seen": "1"}),
        (REOPEN, {"seen": "abc"}),
    ):
        with world.undone():
            refused = sent(house, form, **changed)
            is_told_why(refused, house)
            came_back = {
                name: html.unescape(value)
                for name, value in re.findall(
                    r'<input type="hidden" name="(\w+)" value="([^"]*)"', refused.content.decode()
                )
            }
            assert (
                sent(house, form, **{name: came_back[name] for name in changed if name in came_back}).status_code == 302
            )


def test_a_body_larger_than_any_form_is_turned_away(house):
    client = house.client("owner")
    body = "description=" + "a" * (3 * 1024 * 1024)
    answer = client.post("/apply/public-repair/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413)
    many = "&".join(f"a{number}=1" for number in range(2000))
    answer = client.post("/apply/public-repair/", many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413)
    assert answer.content
