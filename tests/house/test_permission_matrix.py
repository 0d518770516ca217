"""Who gets what at every address: each URL name, each kind of person, read and write. A new address needs a row.

Outcomes:  .  the page      >  on to another page      s  asked to sign in      -  does not exist (404)
           x  no such method (405)                     !  told in words why not (409, 422)
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from linli.base.clock import local_day, now
from linli.cases.codes import new_ticket
from linli.cases.tests import given
from linli.ledgers.models import Ledger
from tests import world
from tests.addresses import (
    Made,
    a_ledger,
    about_the_record,
    answer,
    archive,
    bulk,
    callback,
    file_of,
    file_sent,
    grid,
    held,
    home,
    kept,
    ledger,
    locker,
    machine,
    need,
    notice,
    of,
    pages,
    plan,
    plan_item,
    plan_sent,
    policy,
    proposed,
    proposed_secret,
    report,
    resident,
    rule,
    said,
    screen,
    shown,
    task,
    unit,
    user,
    view,
    word,
)
from tests.house import masking
from tests.world import World

PEOPLE = (
    "visitor",
    "owner",
    "resident",
    "worker",
    "neighbour",
    "stranger",
    "street",
    "school",
    "supervisor",
    "administrator",
)
OUTCOMES = {200: ".", 204: ".", 404: "-", 405: "x", 409: "!", 422: "!"}
SIGN_IN = ("/sign-in/?next=", "/desk/sign-in/?next=")
# Modules below accounts cannot use its doors; what they show is for everybody and holds nothing of anybody.
BELOW_THE_DOORS = {"healthz", "readyz", "metrics", "web:elder", "web:styleguide", "areas:find", "areas:near"}


@dataclass(frozen=True)
class Row:
    """What an address answers to each of PEOPLE, in their order."""

    name: str
    get: str
    post: str
    args: Made = lambda _world: {}
    data: Made = lambda _world: {}
    note: str = ""
    query: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()


def seen(case: str, **more: Any) -> Made:
    """What a form of a case sends."""
    return lambda world: {"seen": world.cases[case].version, **more}


def handed(name: str, unit: str, **more: Any) -> Made:
    """What a form sends that hands a case to a unit."""
    return lambda world: {"seen": world.cases["taken"].version, name: str(world.units[unit].pk), **more}


def chosen(case: str) -> Made:
    """What the list sends: cases, and what is to be done to them."""
    return lambda world: {"act": "accept", "chosen": world.cases[case].number}


def chosen_and_sent(case: str) -> Made:
    """The same once more, as they were looked at."""
    return lambda world: {"act": "accept", "row": f"{world.cases[case].number}:{world.cases[case].version}"}


def part_of(case: str, **more: str) -> Made:
    """The address of a part that nobody was called in for."""
    return of(case, part="0190aaaa-0000-7000-8000-000000000001", **more)


def repair(**more: Any) -> Made:
    """A whole request for a repair."""
    asked = {"description": "三楼的灯坏了，晚上看不见。", "where": "stairs", "danger": "no", "place": "3 号楼"}
    return lambda _world: {**asked, "area": given.COMMUNITY, "client_key": uuid4(), "send": "1", **more}


def asks_without_a_name(world: World) -> dict[str, Any]:
    """The same, with the ticket its page gives."""
    return {**repair()(world), "ticket": new_ticket(now()).in_a_form()}


WHO = {"name": "赵六", "phone": "19911112222", "channel": "window", "consent": "spoken"}
A_NEED = said(
    kind="living", words="家里断了收入", source="visit", basis="nobody", reason="", who="", area=given.COMMUNITY,
    place="3 号楼 301",
)  # fmt: skip
A_FIGURE = {"name": "设施面积", "comparator": ">=", "low": "30", "unit_of_measure": "平方米", "note": "读错了"}
A_UNIT = said(name="新单位", type="community_committee", area=given.COMMUNITY, serving="")
SAME_UNIT = said(name="改了名字", is_active="on", serving=given.COMMUNITY)
A_POST = said(user="school", role="supervisor", area=given.COMMUNITY)


def a_task(world: World) -> dict[str, Any]:
    """What a task of this year says."""
    due = f"{local_day(now()).year}-12-30"
    return {"text": "办好这件事。", "due_on": due, "lead_names": world.units["committee"].name}


def filled(_world: World) -> dict[str, Any]:
    """What is so in an area."""
    return {"day": local_day(now()).isoformat(), "f1": "yes"}


def taken_back(_world: World) -> dict[str, Any]:
    """That today's line is not so."""
    return {"day": local_day(now()).isoformat(), "why": "填错了"}


def both_rows(world: World) -> dict[str, Any]:
    """That the first row of the plan says what the second one says."""
    return {"into": str(plan_item(2)(world)["item"]), "note": "是一件事"}


def both_records(world: World) -> dict[str, Any]:
    """That two residents are one person: of the record of somebody without a phone the other one of that name."""
    return {"other": world.people["twin"], "keep": str(world.people["without"]), "reason": "同一个人登记了两次"}


def on_register(name: str) -> Made:
    """A record on the register."""
    return lambda world: {"resident": world.people[name]}


WHO_LIVES_HERE = said(name="赵六", home_area=given.COMMUNITY)
A_CONTACT = said(kind="emergency", relation="neighbour", name="赵六", phone="19911112222")
PASSWORDS = said(old=world.PASSWORD, new="another good one 7", again="another good one 7")

# fmt: off
#                    visitor, owner, resident; worker, neighbour, stranger, street, school, supervisor, administrator
ROWS = [
    Row("healthz", "... .......", "... ......."),
    Row("readyz", "... .......", "... ......."),
    Row("metrics", "--- -------", "--- -------", note="from this machine, by a name that is not local"),
    Row("home", "... .......", "xxx xxxxxxx"),
    Row("calling", "... .......", "xxx xxxxxxx"),
    Row("desk", "sss ......>", "sss xxxxxxx"),
    Row("desk", "sss ......>", "sss xxxxxxx"),
    Row("operation", "sss --.---.", "sss --x---x"),
    Row("deliveries", "sss --.---.", "sss --x---x"),
    Row("send_again", "sss --x---x", "sss ------>", lambda world: {"message": world.messages["failed"]}),
    Row("note_message", "sss --x---x", "sss ------>", lambda world: {"message": world.messages["failed"]}),
    Row("note_message", "sss --x---x", "sss ------!", lambda world: {"message": world.messages["owner"]}, note="settled"),
    Row("seals", "sss --.--..", "sss --x--xx"),
    Row("web:elder", "xxx xxxxxxx", ">>> >>>>>>>", said(), said(next="/cases/", on="1")),
    Row("web:styleguide", "... .......", "xxx xxxxxxx"),
    Row("areas:find", "... .......", "xxx xxxxxxx"),
    Row("areas:near", "!!! !!!!!!!", "xxx xxxxxxx"),
    Row("catalog:items", "... .......", "xxx xxxxxxx"),
    Row("catalog:item", "... .......", "xxx xxxxxxx", said(code="public-repair")),
    Row("catalog:item", "--- -------", "xxx xxxxxxx", said(code="no-such-item"), note="unknown"),
    Row("notices:notices", "... .......", "xxx xxxxxxx"),
    Row("notices:place", "... .......", ">>> >>>>>>>", data=said(community=given.COMMUNITY)),
    Row("notices:notice", "... .......", "xxx xxxxxxx", notice("shown")),
    Row("notices:notice", "-.. -------", "xxx xxxxxxx", notice("home"), note="for who lives there"),
    Row("notices:notice", "... .......", "xxx xxxxxxx", notice("withdrawn"), note="withdrawn"),
    Row("notices:read", "xxx xxxxxxx", ">>> >>>>>>>", notice("shown"), said(channel="portal")),
    Row("notices:read", "xxx xxxxxxx", "->> -------", notice("home"), note="for who lives there"),
    Row("policies:policies", "... .......", "... .......", data=said(age="over_80")),
    Row("policies:policy", "... .......", "xxx xxxxxxx", policy("in force")),
    Row("policies:policy", "--- -------", "xxx xxxxxxx", policy("retired"), note="retired"),
    Row("policies_desk:policies", "sss .......", "xxx xxxxxxx"),
    Row("policies_desk:new", "sss --.---.", "sss --!---!", data=said(title="只有标题")),
    Row("policies_desk:policy", "sss .......", "sss !!!!!!>", policy("in force"), said(reason="换了新办法")),
    Row("policies_desk:change", "sss --.---.", "sss --!---!", policy("in force"), said(title="只有标题")),
    Row("notices_desk:notices", "sss .......", "xxx xxxxxxx"),
    Row("notices_desk:new", "sss ....--.", "sss ....--.", note="nothing typed"),
    Row("notices_desk:notice", "sss .--.-..", "sss >-->-!>", notice("shown"), said(reason="写错了，重新发")),
    Row("notices_desk:sheet", "sss .--.-..", "xxx xxxxxxx", notice("shown")),
    Row("catalog:milestone", "... .......", "xxx xxxxxxx", said(code="birth")),
    Row("cases:apply", "s.. sssssss", "s>> sssssss", said(code="public-repair"), repair()),
    Row("cases:apply", "s-- sssssss", "s-- sssssss", said(code="no-such-item"), repair(), note="unknown"),
    Row("cases:alike", "sxx sssssss", "s.. sssssss", said(code="public-repair"), repair()),
    Row("cases:draft", "sxx sssssss", "s.. sssssss", said(code="public-repair"), repair()),
    Row("cases:draft", "sxx sssssss", "s>> sssssss", said(code="public-repair"), said(drop="1"), note="thrown away"),
    Row("cases:bulk", "xxx xxxxxxx", "sss .!!.!!-", data=chosen("new"), note="chosen"),
    Row("cases:bulk", "xxx xxxxxxx", "sss >!!>!!-", data=chosen_and_sent("new"), note="sent"),
    Row("cases:bulk_run", "sss .------", "sss >------", bulk("tried")),
    Row("cases:answers", "sss .....--", "xxx xxxxxxx"),
    Row("cases:new_answer", "sss .....--", "sss .....--", note="nothing typed"),
    Row("cases:answer", "sss .------", "sss .------", answer("in use"), note="nothing typed"),
    Row("cases:end_answer", "xxx xxxxxxx", "sss >------", answer("in use")),
    Row("cases:end_answer", "xxx xxxxxxx", "sss !------", answer("ended"), note="ended"),
    Row("cases:keep_view", "xxx xxxxxxx", "sss >>>>>>-", data=said(name="超期", query="due=late")),
    Row("cases:keep_view", "xxx xxxxxxx", "sss !!!!!!-", data=said(name="超期", query=""), note="of everything"),
    Row("cases:drop_view", "xxx xxxxxxx", "sss >------", view("own")),
    Row("cases:routing", "sss --.---.", "xxx xxxxxxx"),
    Row("cases:new_rule", "sss --.---.", "sss --.---.", note="nothing typed"),
    Row("cases:rule", "sss --.---.", "sss --!--->", rule("in force"), said(reason="换了单位")),
    Row("cases:ask", "... .......", "... .......", said(code="public-repair"), asks_without_a_name),
    Row("cases:ask", "... .......", "!!! !!!!!!!", said(code="public-repair"), repair(), note="page too old"),
    Row("cases:ask", "--- -------", "--- -------", said(code="living-allowance"), repair(), note="needs a name"),
    Row("cases:track", "... .......", "!!! !!!!!!!", data=said(number="131102-20200101-0001", code="0" * 12)),
    Row("cases:mine", "s.. sssssss", "sxx sssssss"),
    Row("cases:detail", "s.- sssssss", "sxx sssssss", of("taken")),
    Row("cases:detail", "s.- sssssss", "sxx sssssss", of("secret"), note="confidential"),
    Row("cases:detail", "s-- sssssss", "sxx sssssss", said(number="131102-20200101-0001"), note="unknown"),
    Row("cases:done", "s.- sssssss", "sxx sssssss", of("new")),
    Row("cases:confirm", "sxx sssssss", "s>- sssssss", of("resolved"), seen("resolved")),
    Row("cases:confirm", "sxx sssssss", "s!- sssssss", of("taken"), seen("taken"), note="too early"),
    Row("cases:reopen", "sxx sssssss", "s>- sssssss", of("resolved"), seen("resolved", reason="还是不亮")),
    Row("cases:rate", "sxx sssssss", "s>- sssssss", of("resolved"), seen("resolved", level="5", comment="")),
    Row("cases:rate", "sxx sssssss", "s!- sssssss", of("rated"), seen("rated", level="5", comment=""), note="twice"),
    Row("cases:join", "sxx sssssss", "s>- sssssss", of("taken"), said(description="又坏了")),
    Row("cases:join", "sxx sssssss", "s!- sssssss", of("rated"), said(description="又坏了"), note="too late"),
    Row("cases:urge", "sxx sssssss", "s>- sssssss", of("taken"), seen("taken", reason="")),
    Row("cases:withdraw", "sxx sssssss", "s>- sssssss", of("taken"), seen("taken")),
    Row("cases:portal_file", "s.- sssssss", "sxx sssssss", file_of("taken")),
    Row("cases:portal_file", "s-- sssssss", "sxx sssssss", file_of("taken", "secret"), note="under another case"),
    Row("cases:today", "sss ......>", "sss xxxxxxx"),
    Row("cases:queue", "sss ......-", "sss xxxxxx-"),
    Row("cases:register", "sss ....---", "sss xxxx---"),
    Row("cases:register_item", "sss ....---", "sss >!!>---", said(code="public-repair"), repair(**WHO)),
    Row("cases:register_item", "sss ....---", "sss !!>!---", said(code="public-repair"), repair(**WHO, area=given.OTHER_COMMUNITY), note="for another county"),
    Row("cases:register_item", "sss ....---", "sss .!!.---", said(code="public-repair"), repair(nameless="on", channel="phone"), note="without a name"),
    Row("cases:desk_alike", "sss xxxx---", "sss ....---", said(code="public-repair"), repair()),
    Row("cases:desk_draft", "sss xxxx---", "sss ....---", said(code="public-repair"), repair()),
    Row("cases:desk_join", "sss xxxx---", "sss >-->---", of("taken")),
    Row("cases:desk_join", "sss xxxx---", "sss >------", of("secret"), note="confidential"),
    Row("cases:assisted", "sss ......-", "sss xxxxxx-"),
    Row("cases:assisted", "sss --.----", "sss xxxxxx-", note="of another county", query=f"?area={given.OTHER_COUNTY}"),
    Row("cases:call", "sss ....---", "sss ....---", data=said(phone="19911112222", do="find")),
    Row("cases:desk_case", "sss .--.-.-", "sss xxxxxx-", of("taken")),
    Row("cases:desk_case", "sss .------", "sss xxxxxx-", of("secret"), note="confidential"),
    Row("cases:reveal", "sss xxxxx--", "sss .--!---", of("taken"), said(purpose="上门前打电话")),
    Row("cases:reveal", "sss xxxxx--", "sss .------", of("secret"), said(purpose="上门前打电话"), note="confidential"),
    Row("cases:make_confidential", "sss xxxxx--", "sss >--!---", of("taken"), seen("taken")),
    Row("cases:open_to_resident", "sss xxxxx--", "sss !------", of("secret"), seen("secret")),
    Row("cases:make_confidential", "sss xxxxx--", "sss !------", of("secret"), seen("secret"), note="confidential"),
    Row("cases:desk_file", "sss .--.-.-", "sss xxxxxx-", file_of("taken")),
    Row("cases:desk_file", "sss .------", "sss xxxxxx-", file_of("secret"), note="confidential"),
    Row("cases:desk_file", "sss -------", "sss xxxxxx-", file_of("secret", "taken"), note="under another case"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("new", verb="accept"), seen("new"), note="accept"),
    Row("cases:do", "sss >------", "sss >------", of("secret", verb="accept"), seen("secret"), note="accept confidential"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="resolve"), seen("taken", reply="换了灯泡。"), note="resolve"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="assign"), handed("to", "firm"), note="assign"),
    Row("cases:do", "sss >-->->-", "sss !--!-!-", of("taken", verb="assign"), handed("to", "far"), note="assign to another county"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="call-in"), handed("unit", "firm", task="一起去看看", days="2"), note="call in"),
    Row("cases:do", "sss >-->->-", "sss !--!->-", of("taken", verb="supervise"), seen("taken", reason="请说说办到哪一步"), note="supervise"),
    Row("cases:do", "sss >-->->-", "sss >-->->-", of("taken", verb="note"), seen("taken", words="没有人接电话"), note="note"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="merge"), lambda house: {**seen("taken", reason="同一件事")(house), "other": house.cases["new"].number}, note="merge"),
    Row("cases:do", "sss >-->->-", "sss !--!-!-", of("taken", verb="unmerge"), seen("taken", reason="两件事"), note="undo a merge that is none"),
    Row("cases:part", "sss >-->->-", "sss !--!-!-", part_of("taken", verb="done"), said(reply="我们的一份办好了"), note="of no part"),
    Row("cases:part", "sss -------", "sss -------", part_of("taken", verb="no-such-verb"), note="unknown"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="return"), seen("taken", reason="不归我们管"), note="return"),
    Row("cases:do", "sss >-->->-", "sss !--!-!-", of("taken", verb="decide"), handed("to", "firm"), note="decide what was not returned"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="extend"), seen("taken", reason="在等零件", days="3"), note="extend"),
    Row("cases:do", "sss >-->->-", "sss >--!-!-", of("taken", verb="split"), seen("taken", item="noise-complaint", description="楼上吵", place="3 号楼", reason="要两家办"), note="split"),
    Row("cases:do", "sss -------", "sss -------", of("taken", verb="no-such-verb"), seen("taken"), note="unknown"),
    Row("accounts:sign_in", ".>> .......", ">>> >>>>>>>", data=said(phone="19911113333")),
    Row("accounts:code", ">>> >>>>>>>", ">>> >>>>>>>", data=said(code="123456")),
    Row("accounts:code_again", "xxx xxxxxxx", ">>> >>>>>>>"),
    Row("accounts:language", "xxx xxxxxxx", ">>> >>>>>>>", said(), said(next="/items/", language="en")),
    Row("accounts:sign_out", "xxx xxxxxxx", ">>> >>>>>>>"),
    Row("accounts:staff_sign_in", "... >>>>>>>", ">>> >>>>>>>", data=said(username="worker", password=world.PASSWORD)),
    Row("accounts:set_up", ">>> >>>>>>>", ">>> >>>>>>>", data=said(code="123456")),
    Row("accounts:second", ">>> >>>>>>>", ">>> >>>>>>>", data=said(code="123456")),
    Row("accounts:elsewhere", ">>> >>>>>>>", "xxx xxxxxxx", said(way="oidc-staff")),
    Row("accounts:elsewhere", "--- -------", "xxx xxxxxxx", said(way="nobody-s"), note="not set up"),
    Row("accounts:elsewhere_back", ">>> >>>>>>>", "xxx xxxxxxx", said(way="oidc-residents"), query="?code=x&state=y"),
    Row("accounts:ways", "s.. sssssss", "s>> sssssss", data=said(do="link")),
    Row("accounts_desk:ways", "sss .......", "sss >>>>>>>", data=said(do="link")),
    Row("accounts_desk:staff_ways", "sss ------.", "sss ------>", user("worker"), said(do="link", way="oidc-staff", name="x")),
    Row("accounts_desk:me", "sss .......", "xxx xxxxxxx"),
    Row("accounts_desk:password", "sss .......", "sss >>>>>>>", data=PASSWORDS),
    Row("accounts_desk:totp", "sss .......", "sss !!!!!!!", data=said(code="123456")),
    Row("accounts_desk:recovery", "sss >>>>>>>", "sss >>>>>>>", data=said(code="123456"), note="no code set up"),
    Row("accounts_desk:stop_reset", "xxx xxxxxxx", "sss >>>>>>>"),
    Row("accounts_desk:ask_reset", "sss ------.", "sss ------!", user("worker"), said(reason="lost", has_asked="on")),
    Row("accounts_desk:reset", "sss ------.", "sss ------>", lambda world: {"reset": world.resets["school"]}, said(do="agree")),
    Row("accounts_desk:end_session", "xxx xxxxxxx", "sss >>>>>>>"),
    Row("accounts_desk:tokens", "sss .......", "sss .......", data=said(name="报表", days="90")),
    Row("accounts_desk:revoke_token", "xxx xxxxxxx", "sss >------", lambda world: {"token": world.tokens["worker"]}),
    Row("accounts_desk:rights", "sss .......", "xxx xxxxxxx"),
    Row("accounts_desk:posts", "sss --.---.", "xxx xxxxxxx"),
    Row("accounts_desk:give_post", "sss --.---.", "sss --!--->", data=A_POST),
    Row("accounts_desk:end_post", "sss ------.", "sss ------!", lambda world: {"post": world.posts["worker"]}, note="nobody else there"),
    Row("accounts_desk:new_staff", "sss --.---.", "sss --.---.", data=said(username="fresh", name="新来的")),
    Row("accounts_desk:first_passwords", "sss --.---.", "sss --.---."),
    Row("accounts_desk:staff", "sss ------.", "sss ------.", user("worker"), said(do="password")),
    Row("accounts_desk:staff", "sss --.----", "sss -->----", user("stranger"), said(do="password"), note="of another county"),
    Row("accounts_desk:staff", "sss -------", "sss -------", user("owner"), said(do="password"), note="a resident"),
    Row("accounts_desk:staff", "sss ------.", "sss ------.", user("newcomer"), said(do="password"), note="without a post"),
    Row("organizations:organizations", "sss .......", "xxx xxxxxxx"),
    Row("organizations:organizations", "sss .--....", "xxx xxxxxxx", note="of the community", query=f"?area={given.COMMUNITY}&state=all"),
    Row("organizations:new", "sss ....--.", "sss >!!>-->", data=A_UNIT),
    Row("organizations:new", "sss ....--.", "sss !!!!-->", data=said(name="新局", type="civil_affairs", area=given.COUNTY), note="a department"),
    Row("organizations:unit", "sss .--....", "xxx xxxxxxx", unit("committee")),
    Row("organizations:unit", "sss --.----", "xxx xxxxxxx", unit("far"), note="of another county"),
    Row("organizations:change", "sss .--.--.", "sss >-->-->", unit("committee"), SAME_UNIT),
    Row("organizations:change", "sss ------.", "sss ------>", unit("street"), said(name="改了名字", is_active="on", serving=given.STREET), note="of the street"),
    Row("organizations:change", "sss --.----", "sss -->----", unit("far"), said(name="改了名字", is_active="on", serving=given.OTHER_COMMUNITY), note="of another county"),
    Row("organizations:contact", "sss .--.--.", "sss >-->-->", unit("committee"), said(name="孙主任", phone="0318-0001234")),
    Row("organizations:reveal", "xxx xxxxxxx", "sss .--....", unit("committee"), said(purpose="约时间开会")),
    Row("organizations:completeness", "sss .......", "xxx xxxxxxx"),
    Row("organizations:completeness", "sss --.----", "xxx xxxxxxx", note="of another county", query=f"?area={given.OTHER_COUNTY}&set=five_in_one"),
    Row("organizations:types", "sss .......", "xxx xxxxxxx"),
    Row("organizations:new_type", "sss --.---.", "sss -->--->", data=said(name="社区基金会", level="community")),
    Row("tables:registers", "sss .......", "xxx xxxxxxx"),
    Row("tables:history", "sss .......", "xxx xxxxxxx"),
    Row("tables:register", "sss --.---.", "sss --!---!", said(code="organizations")),
    Row("tables:register", "sss ......-", "sss -------", said(code="cases"), note="of what only goes out"),
    Row("tables:register", "sss .....--", "sss !!!!!--", said(code="case-results"), note="of results"),
    Row("tables:register", "sss ....---", "sss !!!!---", said(code="residents"), note="of residents"),
    Row("tables:register", "sss .......", "sss !!!!--!", said(code="grids"), note="of grids"),
    Row("tables:register", "sss -------", "sss -------", said(code="no-such-table"), note="unknown"),
    Row("tables:template", "sss --.---.", "xxx xxxxxxx", said(code="organizations")),
    Row("tables:export", "xxx xxxxxxx", "sss --.---.", said(code="organizations"), said(kind="csv")),
    Row("tables:export", "xxx xxxxxxx", "sss --!---.", said(code="organizations"), said(kind="csv", area=given.COMMUNITY), note="of an area"),
    Row("tables:export", "xxx xxxxxxx", "sss ......-", said(code="cases"), said(kind="csv"), note="of cases"),
    Row("tables:export", "xxx xxxxxxx", "sss ....---", said(code="residents"), said(kind="csv"), note="of residents"),
    Row("tables:export", "xxx xxxxxxx", "sss ....---", said(code="households"), said(kind="xlsx"), note="of households"),
    Row("tables:import", "sss ------.", "xxx xxxxxxx", file_sent("units")),
    Row("tables:confirm", "xxx xxxxxxx", "sss ------>", file_sent("units")),
    Row("tables:cancel", "xxx xxxxxxx", "sss ------>", file_sent("units")),
    Row("tables:returned", "sss ------.", "xxx xxxxxxx", file_sent("units")),
    Row("catalog_desk:items", "sss .......", "xxx xxxxxxx"),
    Row("catalog_desk:item", "sss .......", "xxx xxxxxxx", said(code="public-repair")),
    Row("catalog_desk:version", "sss .......", "xxx xxxxxxx", said(code="public-repair", which=1)),
    Row("catalog_desk:order", "sss --.---.", "sss --.---.", data=said(move="front:down:elder-meals")),
    Row("catalog_desk:online", "sss .......", "xxx xxxxxxx"),
    Row("catalog_desk:new", "sss --.---.", "sss --!---!", data=said(name="新事项")),
    Row("catalog_desk:change", "sss --.---.", "sss --!---!", said(code="public-repair"), said(name="")),
    Row("catalog_desk:standing", "sss --.---.", "sss --!---!", said(code="public-repair"), said(reason="-")),
    Row("catalog_desk:proposals", "sss .......", "xxx xxxxxxx"),
    Row("catalog_desk:proposal", "sss .......", "sss !!!!!!!", proposed(), said(approve="1")),  # by who holds the region
    Row("people:me", "s.. sssssss", "xxx xxxxxxx"),
    Row("people:start", "s>> sssssss", "s>> sssssss", data=said(name="王秀英", home_area=given.COMMUNITY)),
    Row("people:change", "s.. sssssss", "s>> sssssss", data=said(name="王大英", home_area=given.COMMUNITY)),
    Row("people:who_looked", "s.. sssssss", "xxx xxxxxxx"),
    Row("people:record", "s.. sssssss", "xxx xxxxxxx"),
    Row("people:wrong", "s.. sssssss", "s>> sssssss", data=said(field="phone", words="换了新号")),
    Row("people:delete", "s.. sssssss", "s>> sssssss", data=said(is_sure="on")),
    Row("people:requests", "s.. sssssss", "xxx xxxxxxx"),
    Row("people:take_back", "xxx xxxxxxx", "s>- sssssss", about_the_record()),
    Row("people:refuse_phone", "xxx xxxxxxx", "s>> sssssss"),
    Row("people:not_me", "s.. sssssss", "s!! sssssss", data=said(phone="19912345678")),
    Row("people:who", ">>> >>>>>>>", ">>> >>>>>>>", data=said(name="王秀英")),
    Row("people:other", "xxx xxxxxxx", ">>> >>>>>>>"),
    Row("people:consents", "s.. sssssss", "xxx xxxxxxx"),
    Row("people:give", "xxx xxxxxxx", "s>> sssssss", said(purpose="care_visit")),
    Row("people:withdraw", "s.- sssssss", "s>- sssssss", held("consent")),
    Row("people:end_sessions", "xxx xxxxxxx", "s>> sssssss"),
    Row("residents:residents", "sss ....---", "sss ....---", data=said(q="王秀英")),
    Row("residents:new", "sss ....---", "sss >!!>---", data=WHO_LIVES_HERE),
    Row("residents:resident", "sss .--.---", "xxx xxxxxxx", resident("owner")),
    Row("residents:reveal", "xxx xxxxxxx", "sss .--.---", resident("owner"), said(what="name,identity", purpose="上门前打电话")),
    Row("residents:correct", "sss .--.---", "sss >-->---", resident("owner"), said(name="王秀兰", home_area=given.COMMUNITY)),
    Row("residents:consent", "xxx xxxxxxx", "sss >-->---", resident("owner"), said(purpose="care_visit", way="paper", has_paper="on")),
    Row("residents:contact", "xxx xxxxxxx", "sss >-->---", resident("owner"), A_CONTACT),
    Row("residents:withdraw", "sss .--.---", "sss >-->---", held("consent")),
    Row("residents:end_contact", "xxx xxxxxxx", "sss >-->---", held("contact")),
    Row("residents:reveal_contact", "xxx xxxxxxx", "sss .--.---", held("contact"), said(purpose="老人摔倒了")),
    Row("residents:requests", "sss ....---", "xxx xxxxxxx"),
    Row("residents:request", "sss .--.---", "xxx xxxxxxx", about_the_record()),
    Row("residents:reveal_request", "xxx xxxxxxx", "sss .--.---", about_the_record(), said(purpose="对着身份证核对")),
    Row("residents:accept", "xxx xxxxxxx", "sss >-->---", about_the_record(), said(value="000000194912310027")),
    Row("residents:refuse", "xxx xxxxxxx", "sss >-->---", about_the_record(), said(reason="和您的证件一致")),
    Row("residents:other", "sss .--.---", "sss .--.---", resident("owner"), said(other="李大山")),
    Row("residents:merge", "xxx xxxxxxx", "sss >-->---", on_register("without"), both_records),
    Row("residents:merge_code", "xxx xxxxxxx", "sss .--.---", on_register("without"), both_records),
    Row("residents:undo", "sss .--.---", "sss >-->---", held("merge")),
    Row("residents:phone", "sss .--.---", "xxx xxxxxxx", resident("owner")),
    Row("residents:give_phone", "xxx xxxxxxx", "sss >-->---", resident("owner"), said(phone="19912345678", is_here="on")),
    Row("residents:prove_phone", "xxx xxxxxxx", "sss !--!---", resident("owner"), said(code="123456")),
    Row("residents:ask_old_phone", "xxx xxxxxxx", "sss >-->---", on_register("kept")),
    Row("residents:confirm_phone", "xxx xxxxxxx", "sss !--!---", on_register("kept"), said(code="123456")),
    Row("residents:cancel_phone", "xxx xxxxxxx", "sss >-->---", on_register("kept")),
    Row("residents:release_phone", "xxx xxxxxxx", "sss >-->---", resident("owner"), said(reason="号码停机了")),
    Row("households:households", "sss ....---", "xxx xxxxxxx"),
    Row("households:new", "sss ....---", "sss >!!>---", data=said(area=given.COMMUNITY, address="9 号楼", member_count="2")),
    Row("households:household", "sss .--.---", "sss >-->---", home(), said(address="9 号楼", member_count="2")),
    Row("households:join", "xxx xxxxxxx", "sss >-->---", home(), said(resident="李大山", relation="child", since="2026-01-05")),
    Row("households:leave", "xxx xxxxxxx", "sss >-->---", held("member"), said(until="2026-01-05")),
    Row("households:relation", "xxx xxxxxxx", "sss >-->---", held("member"), said(relation="parent")),
    Row("households:dissolve", "xxx xxxxxxx", "sss >-->---", home()),
    Row("notifications:mine", "s.. sssssss", "xxx xxxxxxx"),
    Row("notifications:read_all", "xxx xxxxxxx", "s>> sssssss"),
    Row("notifications:read", "xxx xxxxxxx", "s>- sssssss", lambda world: {"message": world.messages["owner"]}),
    Row("notifications:ways", "s.. sssssss", "s>> sssssss"),
    Row("notifications:quiet", "s.. sssssss", "s!! sssssss"),
    Row("notifications:sent", "s.. sssssss", "xxx xxxxxxx"),
    Row("notifications:mail", "s.. sssssss", "s!! sssssss"),
    Row("notifications:clear_mail", "xxx xxxxxxx", "s>> sssssss"),
    Row("notifications:push", "xxx xxxxxxx", "s>> sssssss"),
    Row("notifications:end_push", "xxx xxxxxxx", "s>> sssssss", lambda world: {"device": world.devices["owner"]}),
    Row("notifications_worker:worker", "... .......", "xxx xxxxxxx"),
    Row("notifications_desk:push", "xxx xxxxxxx", "sss >>>>>>>"),
    Row("notifications_desk:end_push", "xxx xxxxxxx", "sss >>>>>>>", lambda world: {"device": world.devices["worker"]}),
    Row("notifications_desk:ways", "sss .......", "sss >>>>>>>"),
    Row("notifications_desk:quiet", "sss .......", "sss !!!!!!!"),
    Row("notifications_desk:sent", "sss .......", "xxx xxxxxxx"),
    Row("notifications_desk:mail", "sss .......", "sss !!!!!!!"),
    Row("notifications_desk:wecom", "sss .......", "sss !!!!!!!"),
    Row("notifications_desk:clear_wecom", "xxx xxxxxxx", "sss >>>>>>>"),
    Row("notifications_desk:clear_mail", "xxx xxxxxxx", "sss >>>>>>>"),
    Row("notifications_words:words", "sss --.---.", "sss --x---x"),
    Row("notifications_words:event", "sss --.---.", "sss --x---x", said(event="cases.accepted")),
    Row("notifications_words:event", "sss -------", "sss --x---x", said(event="cases.never"), note="no such event"),
    Row("notifications_desk:messages", "sss ......-", "xxx xxxxxxx"),
    Row("notifications_desk:read_all", "xxx xxxxxxx", "sss >>>>>>-"),
    Row("notifications_desk:read", "xxx xxxxxxx", "sss >------", lambda world: {"message": world.messages["committee"]}),
    Row("archives:own", "s.- sssssss", "s>- sssssss", of("rated")),
    Row("archives:own", "s.- sssssss", "s>- sssssss", of("secret"), note="confidential"),
    Row("archives:fetch", "s.- sssssss", "sxx sssssss", archive("rated", "pdf")),
    Row("archives:fetch", "s-- sssssss", "sxx sssssss", archive("rated", "doc"), note="of no kind"),
    Row("archives_desk:due", "sss ......-", "sss !!!!!--"),
    Row("archives_desk:proposal", "sss -------", "sss xxxxxx-", said(proposal=uuid4()), note="unknown"),
    Row("archives_desk:proposal", "sss .------", "sss xxxxxx-", proposed_secret(), note="confidential"),
    Row("archives_desk:approve", "sss xxxxxx-", "sss -------", said(proposal=uuid4()), note="unknown"),
    Row("archives_desk:approve", "sss xxxxxx-", "sss !------", proposed_secret(), note="confidential, and one's own"),
    Row("archives_desk:refuse", "sss .------", "sss !------", proposed_secret(), said(reason="再留一留"), note="confidential, and one's own"),
    Row("archives_desk:refuse", "sss -------", "sss -------", said(proposal=uuid4()), note="unknown"),
    Row("archives_desk:hold", "sss .--.-.-", "sss >-->->-", of("rated"), said(kind="lawsuit", until="2028-01-01", reason="居民起诉了物业")),
    Row("archives_desk:lift", "sss xxxx-x-", "sss !--!-!-", of("rated"), said(reason="官司结了"), note="held by nobody"),
    Row("archives_desk:file", "sss .------", "sss >------", of("rated"), said(purpose="移交档案馆")),
    Row("archives_desk:file", "sss .------", "sss !------", of("rated"), note="without a purpose"),
    Row("archives_desk:fetch", "sss -------", "sss xxxxx--", archive("rated", "zip"), note="somebody else's"),
    Row("reviews:reviews", "... .......", "xxx xxxxxxx"),
    Row("reviews:unit", "... .......", "xxx xxxxxxx", unit("committee")),
    Row("reviews:unit", "... .......", "xxx xxxxxxx", unit("firm"), note="too few"),
    Row("reviews:item", "... .......", "xxx xxxxxxx", said(code="public-repair")),
    Row("reviews:item", "--- -------", "xxx xxxxxxx", said(code="no-such-item"), note="unknown"),
    Row("reviews:mine", "s.. sssssss", "sxx sssssss"),
    Row("reviews:object", "sxx sssssss", "s>- sssssss", word("rated")),
    Row("reviews_desk:words", "sss --.--.-", "sss --x--x-"),
    Row("reviews_desk:word", "sss -----.-", "sss ----->-", of("rated"), said(do="take", reason="漏遮了名字")),
    Row("reviews_desk:word", "sss -------", "sss -------", of("taken"), note="nothing said"),
    Row("reviews_desk:papers", "sss --.----", "sss --x----"),
    Row("reviews_desk:paper", "sss -------", "sss -------", of("resolved"), said(level="4", paper="P-0007")),
    Row("aid:needs", "sss .....--", "sss xxxxx--"),
    Row("aid:figures", "sss ......-", "sss xxxxxx-"),
    Row("aid:new", "sss .....--", "sss >>>>>--", data=A_NEED),
    Row("aid:need", "sss .------", "sss xxxxx--", need("ours")),
    Row("aid:need", "sss .--.---", "sss xxxxx--", need("asked"), note="another unit is asked"),
    Row("aid:look", "sss xxxxx--", "sss .------", need("ours"), said(purpose="上门前打电话")),
    Row("aid:look", "sss xxxxx--", "sss .--.---", need("asked"), said(purpose="看看归不归我们"), note="another unit is asked"),
    Row("aid:do", "sss >------", "sss >------", need("ours", verb="serve"), said(words="送去被褥和米面")),
    Row("aid:do", "sss --->---", "sss --->---", need("asked", verb="accept"), note="another unit is asked"),
    Row("help:mine", "s.. sssssss", "xxx xxxxxxx"),
    Row("help:one", "s.- sssssss", "xxx xxxxxxx", need("ours")),
    Row("help:add", "xxx xxxxxxx", "s>- sssssss", need("ours"), said(words="还有水电费")),
    Row("help:decline", "xxx xxxxxxx", "s>- sssssss", need("asked"), said(reason="")),
    Row("help:rate", "xxx xxxxxxx", "s>- sssssss", need("ended"), said(helped="yes", words="")),
    Row("help:rate", "xxx xxxxxxx", "s!- sssssss", need("ours"), said(helped="yes", words=""), note="before the end"),
    Row("followups:callbacks", "sss --.--.-", "sss --x--x-"),
    Row("followups:callback", "sss -----.-", "sss --x--x-", callback("rated")),
    Row("followups:number", "sss --x----", "sss -------", callback("rated")),
    Row("followups:answer", "sss --x----", "sss -------", callback("rated"), said(solved="yes", level="", said="")),
    Row("followups:not_reached", "sss --x----", "sss -------", callback("rated")),
    Row("followups:remedies", "sss ......-", "sss xxxxxx-"),
    Row("followups:remedy", "sss .----.-", "sss xxxxxx-", of("rated")),
    Row("followups:remedy", "sss -------", "sss xxxxxx-", of("taken"), note="of a case nobody rated badly"),
    Row("followups:mend", "sss xxxxx--", "sss >------", of("rated"), said(words="重新换了线路。")),
    Row("followups:appeal", "sss xxxxx--", "sss !------", of("rated"), said(reason="住户点错了"), note="twice"),
    Row("followups:decide", "sss --x--x-", "sss ----->-", of("rated"), said(holds="yes", reason="本人说点错了")),
    Row("indicators:rates", "sss .......", "xxx xxxxxxx"),
    Row("indicators:rates", "sss ----...", "xxx xxxxxxx", note="of the county", query=f"?area={given.COUNTY}"),
    Row("indicators:reuse", "sss .......", "xxx xxxxxxx"),
    Row("indicators:reuse", "sss ----...", "xxx xxxxxxx", note="of the county", query=f"?area={given.COUNTY}"),
    Row("indicators:standings", "sss .......", "xxx xxxxxxx"),
    Row("indicators:standings", "sss ----...", "xxx xxxxxxx", note="of the county", query=f"?area={given.COUNTY}"),
    Row("indicators:standing", "sss .......", "xxx xxxxxxx", said(indicator="kiosk_coverage")),
    Row("indicators:standing", "sss -------", "xxx xxxxxxx", said(indicator="no_such_rate"), note="unknown"),
    Row("indicators:standing", "sss --.----", "xxx xxxxxxx", said(indicator="kiosk_coverage"), note="of another county", query=f"?area={given.OTHER_COUNTY}"),
    Row("indicators:explain", "sss .......", "xxx xxxxxxx", said(indicator="on_time_rate")),
    Row("indicators:explain", "sss -------", "xxx xxxxxxx", said(indicator="no_such_rate"), note="unknown"),
    Row("indicators:explain", "sss --.----", "xxx xxxxxxx", said(indicator="on_time_rate"), note="of another county", query=f"?area={given.OTHER_COUNTY}"),
    Row("areas_desk:areas", "sss >>>>>>>", "xxx xxxxxxx"),
    Row("areas_desk:area", "sss .--....", "xxx xxxxxxx", said(code=given.COMMUNITY)),
    Row("areas_desk:area", "sss --.----", "xxx xxxxxxx", said(code=given.OTHER_COUNTY), note="of another county"),
    Row("areas_desk:area", "sss -------", "xxx xxxxxxx", said(code="999999"), note="unknown"),
    Row("areas_desk:do", "sss >-->-->", "sss >-->-->", said(code=given.COMMUNITY, verb="figure"), said(kind="residents", value="3100", day="2026-01-31", source="年报"), note="figure"),
    Row("areas_desk:do", "sss ------>", "sss ------>", said(code=given.COUNTY, verb="figure"), said(kind="residents", value="3100", day="2026-01-31", source="年报"), note="figure of the county"),
    Row("areas_desk:do", "sss >-->-->", "sss >-->-->", said(code=given.COMMUNITY, verb="tag"), said(tag="relocation", since="2026-01-31"), note="tag"),
    Row("areas_desk:do", "sss >-->-->", "sss >-->-->", said(code=given.COMMUNITY, verb="place"), said(lon="115.69", lat="37.73"), note="place"),
    Row("areas_desk:do", "sss -------", "sss -------", said(code=given.COUNTY, verb="tag"), said(tag="relocation", since="2026-01-31"), note="tag of a county"),
    Row("areas_desk:withdraw", "xxx xxxxxxx", "sss >-->-->", lambda world: {"code": given.COMMUNITY, "figure": world.ground["figure"]}),
    Row("areas_desk:end_tag", "sss .--.--.", "sss >-->-->", lambda world: {"code": given.COMMUNITY, "tag": world.ground["tag"]}, lambda _world: {"until": str(local_day(now()))}),
    Row("grids:grids", "sss .......", "xxx xxxxxxx"),
    Row("grids:grids", "sss .--....", "xxx xxxxxxx", note="of the community", query=f"?area={given.COMMUNITY}"),
    Row("grids:new", "sss .--.--.", "sss >-->-->", said(parent=given.COMMUNITY), said(lines="东网格 320", source="入户登记")),
    Row("grids:new", "sss --.----", "sss -->----", said(parent=given.OTHER_COMMUNITY), said(lines="东网格"), note="in another county"),
    Row("grids:merge", "xxx xxxxxxx", "sss >-->-->", said(parent=given.COMMUNITY), lambda world: {"grids": [world.grids["first"], world.grids["second"]], "name": "大网格"}),
    Row("grids:grid", "sss .--....", "xxx xxxxxxx", grid("first")),
    Row("grids:grid", "sss --.----", "xxx xxxxxxx", grid("far"), note="of another county"),
    Row("grids:do", "sss >-->-->", "sss >-->-->", grid("first", verb="count"), said(value="400", day="2026-01-31", source="入户登记"), note="count"),
    Row("grids:do", "sss >-->-->", "sss >-->-->", grid("first", verb="split"), said(names="东网格\n西网格"), note="split"),
    Row("grids:do", "sss >-->-->", "sss !--!--!", grid("second", verb="staff"), said(user="", part="full_time", starts_on="2026-01-31"), note="staff with nobody"),
    Row("grids:do", "sss -------", "sss -------", grid("first", verb="no-such"), note="unknown"),
    Row("grids:end_worker", "xxx xxxxxxx", "sss >-->-->", lambda world: {"code": world.grids["first"], "post": world.posts["grid"]}, lambda _world: {"on": str(local_day(now()))}),
    Row("kiosks:start", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:enrol", "... .......", "!!! !!!!!!!", data=said(code="AAAABBBB")),
    Row("kiosks:sign_in", ">>> >>>>>>>", ">>> >>>>>>>", data=said(phone="19911113333")),
    Row("kiosks:code", ">>> >>>>>>>", ">>> >>>>>>>", data=said(code="123456")),
    Row("kiosks:by_paper", ">>> >>>>>>>", ">>> >>>>>>>", data=said(code="123412341234")),
    Row("kiosk_pass:mine", "s.. sssssss", "s.. sssssss", data=said(do="give")),
    Row("kiosks_desk:pass", "sss .--.---", "sss .--.---", resident("owner"), said(do="give")),
    Row("kiosks:name", ">>> >>>>>>>", ">>> >>>>>>>", said(to="ask"), said(name="王秀英")),
    Row("kiosks:menu", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:out", "xxx xxxxxxx", ">>> >>>>>>>"),
    Row("kiosks:beat", "xxx xxxxxxx", ">>> >>>>>>>"),
    Row("kiosks:ask", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:item", ">>> >>>>>>>", ">>> >>>>>>>", said(code="public-repair"), repair()),
    Row("kiosks:receipt", ">>> >>>>>>>", "xxx xxxxxxx", of("new")),
    Row("kiosks:look", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:case", ">>> >>>>>>>", "xxx xxxxxxx", of("resolved")),
    Row("kiosks:confirm", "xxx xxxxxxx", ">>> >>>>>>>", of("resolved")),
    Row("kiosks:again", ">>> >>>>>>>", ">>> >>>>>>>", of("resolved"), said(why="none")),
    Row("kiosks:rate", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:thanks", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("kiosks:level", ">>> >>>>>>>", ">>> >>>>>>>", of("resolved"), said(level="5")),
    Row("kiosks_desk:devices", "sss .......", "xxx xxxxxxx"),
    Row("kiosks_desk:new", "sss ....--.", "sss .!!.--.", data=said(kind="kiosk", label="NEW-1", place="大厅", area=given.COMMUNITY)),
    Row("kiosks_desk:new", "sss ....--.", "sss .!!.--.", data=said(kind="parcel_locker", label="NEW-1", place="东门", area=given.COMMUNITY), note="of a locker"),
    Row("kiosks_desk:coverage", "sss .......", "xxx xxxxxxx"),
    Row("kiosks_desk:coverage", "sss .......", "xxx xxxxxxx", note="of one kind", query="?kind=parcel_locker"),
    Row("kiosks_desk:coverage", "sss --.----", "xxx xxxxxxx", note="of another county", query=f"?area={given.OTHER_COUNTY}"),
    Row("kiosks_desk:device", "sss .--.-..", "sss >-->-->", machine(), said(place="二楼")),
    Row("kiosks_desk:device", "sss .--.-..", "sss >-->-->", locker(), said(place="二楼"), note="heard by a token"),
    Row("kiosks_desk:renew", "xxx xxxxxxx", "sss .--.--.", machine()),
    Row("kiosks_desk:renew", "xxx xxxxxxx", "sss .--.--.", locker(), note="a token"),
    Row("kiosks_desk:revoke", "xxx xxxxxxx", "sss >-->-->", locker()),
    Row("kiosks_desk:revoke", "xxx xxxxxxx", "sss !--!--!", machine(), note="of what has no token"),
    Row("kiosks_desk:withdraw", "xxx xxxxxxx", "sss >-->-->", machine()),
    Row("plans:plans", "sss .......", "sss xxxxxxx"),
    Row("plans:compare", "sss .......", "sss xxxxxxx"),
    Row("plans:compare_file", "sss .......", "sss xxxxxxx"),
    Row("plans:upload", "sss --.---.", "sss --!---!"),
    Row("plans:uploaded", "sss ------.", "sss --x---x", plan_sent),
    Row("plans:discard", "sss --!---.", "sss --!---!", plan(), note="not by an upload"),
    Row("plans:plan", "sss .......", "sss xxxxxxx", plan()),
    Row("plans:plan", "sss -------", "sss xxxxxxx", lambda _world: {"plan": uuid4()}, note="unknown"),
    Row("plans:source", "sss .......", "sss xxxxxxx", plan(order=1)),
    Row("plans:source", "sss -------", "sss xxxxxxx", plan(order=99), note="unknown"),
    Row("plans:bind", "sss --x---x", "sss --!--->", plan(order=1), said(indicator="kiosk_coverage")),
    Row("plans:publish", "sss --x---x", "sss --!--->", plan()),
    Row("plans:reopen", "sss --x---x", "sss --!---!", plan(), note="a draft"),
    Row("plans:confirm", "sss --!---.", "sss --x---x", plan()),
    Row("plans:add", "sss --!---.", "sss --!--->", plan(), said(quote="每百户30平方米以上", **A_FIGURE)),
    Row("plans:edit", "sss --!---.", "sss --!--->", plan(order=1), said(**A_FIGURE)),
    Row("plans:split", "sss --x---x", "sss --!--->", plan(order=1)),
    Row("plans:remove", "sss --x---x", "sss --!--->", plan(order=1), said(note="并到第 2 行")),
    Row("plans:items", "sss .......", "sss xxxxxxx", plan()),
    Row("plans:item", "sss .......", "sss !!!!!!>", plan_item(1), said(title="建好设施", note="读错了")),
    Row("plans:add_item", "sss --!---.", "sss --!--->", plan(),
        said(kind="row", quote="每百户30平方米以上", title="建好设施", note="漏了")),
    Row("plans:split_item", "sss --x---x", "sss --!--->", plan_item(1)),
    Row("plans:merge_items", "sss --x---x", "sss --!--->", plan_item(1), both_rows),
    Row("plans:remove_item", "sss --x---x", "sss --!--->", plan_item(1), said(note="不是任务")),
    Row("plans:units", "sss --!---.", "sss --x---x", plan()),
    Row("plans:decide_unit", "sss --!--->", "sss --!--->", plan(), note="no name"),
    Row("insight:home", "sss .......", "sss xxxxxxx"),
    Row("insight:plan", "sss .......", "sss xxxxxxx", plan()),
    Row("insight:compare", "sss .......", "sss xxxxxxx"),
    Row("insight:screens", "sss --.---.", "sss --!---!"),
    Row("insight:withdraw_screen", "sss --x---x", "sss ------>", screen()),
    Row("screen:wall", ">>> >>>>>>>", "xxx xxxxxxx"),
    Row("screen:enrol", "... .......", "!!! !!!!!!!", data=said(code="AAAABBBB")),
    Row("insight:alerts", "sss .......", "sss xxxxxxx"),
    Row("insight:alerts", "sss ----...", "sss xxxxxxx", note="of the county", query=f"?area={given.COUNTY}"),
    Row("insight:compare", "sss ----...", "sss xxxxxxx", note="of the county", query=f"?area={given.COUNTY}"),
    Row("insight:compare", "sss -------", "sss xxxxxxx", note="unknown", query="?indicator=no_such"),
    Row("reports:reports", "sss --.--..", "sss --x--xx"),
    Row("reports:begin", "sss --x--x-", "sss --!--!-", note="no plan"),
    Row("reports:draft", "sss -----.-", "sss ----->-", report("draft", "draft"), said(title="年度报告", s_overall="都在办。", seen="1")),
    Row("reports:drop", "sss --x--x-", "sss ----->-", report("draft", "draft")),
    Row("reports:report", "sss -----..", "sss --x--xx", report("issued")),
    Row("reports:fetch", "sss -----..", "sss --x--xx", report("issued", format="pdf")),
    Row("reports:fetch", "sss -------", "sss --x--xx", report("issued", format="doc"), note="of no kind"),
    Row("tasks:lists", "sss .......", "sss xxxxxxx"),
    Row("tasks:make", "sss --x--x-", "sss --!--!-", args=lambda _world: {}, note="no plan"),
    Row("tasks:tasks", "sss .---...", "sss xxxxxxx", ledger("sent")),
    Row("tasks:tasks", "sss -----..", "sss xxxxxxx", ledger("draft"), note="a draft"),
    Row("tasks:send", "sss --x--x-", "sss ----->-", ledger("draft")),
    Row("tasks:excel", "sss .---...", "sss xxxxxxx", ledger("sent")),
    Row("tasks:word", "sss .---...", "sss xxxxxxx", ledger("sent")),
    Row("tasks:task", "sss .---...", "sss xxxxxxx", task("sent 1")),
    Row("tasks:change", "sss -----.-", "sss ----->-", task("sent 2"), a_task),
    Row("tasks:drop", "sss --x--x-", "sss ----->-", task("draft 2")),
    Row("tasks:report", "sss xxxxx--", "sss >--->--", task("sent 2"), said(percent="30", words="办了一半")),
    Row("tasks:supervise", "sss --x--x-", "sss ----->-", task("sent 2"), said(words="为什么慢", due_on="2199-01-01")),
    Row("tasks:answer", "sss xxxxx--", "sss >---!--", task("sent 1"), said(words="下周办完")),
    Row("ledgers:ledgers", "sss .......", "sss xxxxxxx"),
    Row("ledgers:opened", "sss >>->>>>", "sss xxxxxxx", lambda world: {"ledger": Ledger.objects.get(key=world.kept["fibre"]).pk}),
    Row("ledgers:new", "sss ....-..", "sss !!!!->>", data=a_ledger),
    Row("ledgers:ledger", "sss ..-....", "sss xxxxxxx", kept("fibre")),
    Row("ledgers:ledger", "sss -----..", "sss xxxxxxx", kept("draft"), note="a draft"),
    Row("ledgers:define", "sss -----..", "sss ----->>", kept("water"), a_ledger),
    Row("ledgers:publish", "sss --x--xx", "sss ----->>", kept("draft")),
    Row("ledgers:discard", "sss xxxx-xx", "sss ----->>", kept("draft")),
    Row("ledgers:end", "sss --x--xx", "sss ----->>", kept("water")),
    Row("ledgers:area", "sss .--.-..", "sss >--!->>", kept("water", code=given.COMMUNITY), filled),
    Row("ledgers:take_back", "sss xxxxxxx", "sss >--!->>", kept("fibre", code=given.COMMUNITY), taken_back),
    Row("ledgers:file", "sss .--.-..", "sss xxxxxxx", shown("fibre")),
    Row("tasks:file", "sss .---...", "sss xxxxxxx", task("sent 1", evidence="photo")),
    Row("plans:settle", "sss --!---.", "sss --!--->", plan(problem=1), said(note="以表为准")),
]
# fmt: on


ADDRESSES = pages()


@dataclass(frozen=True)
class Answer:
    """The outcome; whether somebody who was refused has left something in the journal all the same; whose names and
    numbers were read in it that should not be."""

    outcome: str
    has_left_something: bool
    given_away: list[str]


@pytest.fixture(scope="module")
def secrets(house: World) -> dict[str, set[str]]:
    """What only its owner reads unmasked, by person."""
    return masking.private(house)


def answered(house: World, secrets: dict[str, set[str]], row: Row, person: str, method: str) -> Answer:
    client, address = house.client(person), reverse(row.name, kwargs=row.args(house)) + row.query
    typed = row.data(house) if method == "post" else {}
    with world.undone():
        response = client.get(address) if method == "get" else client.post(address, typed)
        leaked = masking.given_away(secrets, person, row.name, typed, response)
        found = outcome(response)
        return Answer(found, method == "post" and found in "s-x!" and world.written() > house.entries, leaked)


def outcome(response: HttpResponse) -> str:
    if response.status_code == 302:
        return "s" if response["Location"].startswith(SIGN_IN) else ">"
    return OUTCOMES.get(response.status_code, str(response.status_code))


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(ADDRESSES) == {row.name for row in ROWS}


def test_every_page_says_whose_door_it_is_behind():
    without = {name for name, pattern in ADDRESSES.items() if not hasattr(pattern.callback, "door")}
    assert without == BELOW_THE_DOORS


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_what_the_table_says_and_nothing_of_anybody_else(house, secrets, row, capfd):
    """Nothing is written for who is refused; no name or number of another stands in an answer or in a log line."""
    got, trespasses, read = {"get": "", "post": ""}, [], []
    for method in got:
        for person in PEOPLE:
            answer = answered(house, secrets, row, person, method)
            got[method] += answer.outcome
            trespasses += [person] if answer.has_left_something else []
            read += [(person, method, whose) for whose in answer.given_away]
    assert (got["get"], got["post"]) == (row.get.replace(" ", ""), row.post.replace(" ", ""))
    assert trespasses == []
    assert read == []
    logged = "".join(capfd.readouterr())
    assert [whose for whose, words in secrets.items() if any(each in logged for each in words)] == []


OF_A_CASE = {name for name, pattern in ADDRESSES.items() if "number" in pattern.pattern.converters}


def test_who_lives_elsewhere_or_works_in_another_county_is_never_shown_that_a_case_exists():
    """The table itself, read once more: no row may give them anything of a case but 404."""
    given_away = [
        (str(row), person)
        for row in ROWS
        for person in ("resident", "neighbour", "stranger")
        for answer in (row.get.replace(" ", "")[PEOPLE.index(person)], row.post.replace(" ", "")[PEOPLE.index(person)])
        if row.name in OF_A_CASE
        and answer not in "-sx"
        and not row.name.startswith("kiosks:")  # without a machine's secret all lead to its enrolment
    ]
    assert given_away == []
