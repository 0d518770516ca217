"""Every page of every door in a real browser, with data: on a small phone, a phone, a tablet and a desk's screen.

No complaint of the browser, nothing wider than the screen, nothing axe objects to. What residents use is looked at in
the elder mode, too, where letters stand out seven to one, and laid out from right to left. A picture of what is wrong lies in artifacts/ afterwards; of everything, with LINLI_TEST_PICTURES=1.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser

from linli.base.actor import system_actor
from linli.base.clock import local_day, now
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.indicators import actions as indicators
from linli.indicators.rules import Period
from linli.indicators.standing import actions as standing
from linli.insight import actions as insight
from tests.addresses import (
    Made,
    about_the_record,
    answer,
    bulk,
    callback,
    file_sent,
    grid,
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
    report,
    resident,
    rule,
    said,
    task,
    unit,
    user,
)
from tests.browsing import TOO_WIDE, Person, objections
from tests.house.visiting import (
    agrees_to_destroy,
    answers_everything,
    answers_nothing,
    arrives_after_a_long_time,
    arrives_for_the_first_time,
    arrives_without_a_code,
    asks_for_a_code_at_the_machine,
    asks_for_the_contact,
    asks_the_phone_of_one,
    asks_without_a_name,
    calls,
    calls_about_a_lamp,
    calls_in_vain,
    chooses_two_to_resolve,
    compares_two,
    counts_nothing,
    empty,
    ends_the_post,
    enters_no_figure,
    fills_in_a_repair,
    finds_an_old_question,
    finds_the_other_record,
    has_a_code_sent,
    has_it_read_back,
    holds_back,
    is_over_eighty,
    looks_at_what_is_proposed,
    looks_for_somebody,
    looks_up_a_number,
    looks_with_the_code,
    makes_a_sign_in,
    makes_a_token,
    merges_without_a_word,
    moves_out_tomorrow,
    opens_every_fold,
    opens_the_menu,
    opens_the_words,
    prints_a_paper,
    proposes_to_destroy,
    reads_who_it_is,
    registers_a_locker,
    registers_a_machine,
    registers_without_a_name,
    resolves_with_nothing_said,
    sends_as,
    sends_from,
    sends_no_file,
    sets_up_a_code,
    types_a_code_of_nothing,
    types_a_wrong_code,
    types_a_wrong_query_code,
    types_what_is_open,
)
from tests.world import World

pytestmark = pytest.mark.browser
LOCKED = Period.month_of(local_day(now())).back(2)  # over for long, on any day
ARTIFACTS = Path(settings.ROOT) / "artifacts"
WIDTHS = {320: 640, 390: 844, 768: 1024, 1440: 900}
PICTURED = (390, 1440) if "LINLI_TEST_PICTURES" in os.environ else ()
ALL_RULES: dict[str, object] = {}
CONTRAST = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}

# No page to look at, and why.
NOT_LOOKED_AT = {
    "reviews:object": "a button", "archives:fetch": "a file", "archives_desk:fetch": "a file",
    "archives_desk:lift": "a part of the page of a hold", "archives_desk:approve": "a button", "archives_desk:refuse": "a part of its list's page",
    "aid:do": "a part of its need's page", "help:add": "a part of its page", "help:decline": "a part of its page",
    "followups:not_reached": "a button", "followups:appeal": "a part of its remedy's page",
    "healthz": "a word for a supervisor", "readyz": "a word for a supervisor",
    "metrics": "figures for a scraper",
    "cases:urge": "a fold of its case",
    "cases:end_answer": "a button", "cases:drop_view": "a button", "cases:keep_view": "a fold of the list",
    "cases:part": "a button on its case, seen in test_joint_handling",
    "cases:portal_file": "a picture, seen on its case", "cases:desk_file": "a picture, seen on its case",
    "areas:find": "a part of the forms that choose a community", "areas:near": "likewise",
    "web:elder": "a button", "cases:confirm": "a button", "cases:withdraw": "a button",
    "cases:make_confidential": "a button", "accounts:code_again": "a button", "accounts:sign_out": "a button",
    "accounts:elsewhere": "leads on elsewhere", "accounts:elsewhere_back": "comes back from there",
    "accounts:second": "in accounts' own journey",
    "accounts:language": "a button", "accounts_desk:stop_reset": "a button",
    "accounts_desk:end_session": "a button", "accounts_desk:revoke_token": "a button",
    "cases:today": "stands at the desk's own address",
    "grids:end_worker": "a button", "grids:merge": "a part of its community's page",
    "areas_desk:areas": "leads on to the widest area", "areas_desk:withdraw": "a button",
    "people:end_sessions": "a button", "plans:publish": "a button", "plans:bind": "a part of its target's page", "plans:reopen": "a button",
    "plans:split": "a button", "plans:remove": "a button", "plans:split_item": "a button",
    "reports:begin": "a fold of its page",
    "reports:drop": "a button", "reports:fetch": "a file",
    "tasks:make": "a fold of its page", "tasks:send": "a button", "tasks:drop": "a button",
    "tasks:excel": "a file", "tasks:word": "a file", "tasks:file": "a picture, seen on its task",
    "tasks:report": "a part of its task's page", "tasks:supervise": "a part of its task's page",
    "tasks:answer": "a part of its task's page",
    "ledgers:opened": "leads on from a message", "ledgers:publish": "a button", "ledgers:discard": "a button",
    "ledgers:end": "a button", "ledgers:take_back": "a fold of its area", "ledgers:file": "a picture, seen on its area",
    "plans:merge_items": "a fold of its row", "plans:remove_item": "a fold of its row",
    "send_again": "a button", "note_message": "a button",
    "people:take_back": "a button", "people:other": "a button", "people:refuse_phone": "a button",
    "residents:ask_old_phone": "a button", "residents:cancel_phone": "a button", "cases:open_to_resident": "a button",
    "people:give": "a button",
    "residents:end_contact": "a button", "households:dissolve": "a button",
    "notices:read": "a button",
    "notifications:clear_mail": "a button", "notifications_desk:clear_mail": "a button",
    "notifications_desk:clear_wecom": "a button", "notifications_worker:worker": "a script",
    "notifications:push": "a button", "notifications_desk:push": "a button",
    "notifications:end_push": "a button", "notifications_desk:end_push": "a button",
    "notifications:read_all": "a button", "notifications:read": "a button",
    "plans:compare_file": "a file", "tables:template": "a file", "tables:returned": "a file", "tables:export": "a button, and a file",
    "tables:confirm": "a button", "tables:cancel": "a button",
    "cases:alike": "a part of its form", "cases:desk_alike": "a part of its form", "cases:draft": "a button",
    "cases:desk_draft": "a button", "cases:join": "a button", "cases:desk_join": "a button",
    "insight:withdraw_screen": "a button", "screen:wall": "in a browser of its own, in insight/tests/test_wall.py",
    "kiosks:out": "a button", "kiosks:beat": "a sign of life", "kiosks:confirm": "a button",
    "kiosks_desk:renew": "a button, answered with a new code or token", "kiosks_desk:withdraw": "a button",
    "kiosks_desk:revoke": "a button",
    "notifications_desk:read_all": "a button", "notifications_desk:read": "a button",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One look at an address; `then` goes on from there to what a page shows only after something was done."""

    name: str
    args: Made = lambda _world: {}
    query: str = ""
    then: Callable[[Person], None] | None = None
    note: str = ""

    @property
    def file(self) -> str:
        """What its pictures are called."""
        return f"{self.name.replace(':', '-')}{'-' if self.note else ''}{self.note.replace(' ', '-')}"


def on_register(name: str) -> Made:
    """A record on the register."""
    return lambda world: {"resident": world.people[name]}


VISITS: dict[str, list[Visit]] = {
    "visitor": [
        Visit("home"),
        Visit("calling"),
        Visit("catalog:items"),
        Visit("catalog:items", query="?q=灯", note="found"),
        Visit("catalog:items", query="?q=zzzz", note="nothing"),
        Visit("catalog:item", said(code="public-repair")),
        Visit("catalog:item", said(code="no-such"), note="missing"),
        Visit("catalog:items", query="?q=生孩子", note="milestone"),
        Visit("catalog:milestone", said(code="losing-strength")),
        Visit("policies:policies"),
        Visit("policies:policies", then=is_over_eighty, note="answered"),
        Visit("policies:policy", policy("in force")),
        Visit("catalog:items", query="?q=长寿钱", note="policy"),
        Visit("notices:notices"),
        Visit("notices:place"),
        Visit("notices:place", then=empty, note="wrong"),
        Visit("notices:notice", notice("shown")),
        Visit("notices:notice", notice("withdrawn"), note="withdrawn"),
        Visit("reviews:reviews"),
        Visit("reviews:reviews", query="?q=zzzz", note="nothing"),
        Visit("reviews:unit", unit("committee")),
        Visit("reviews:unit", unit("firm"), note="too few"),
        Visit("reviews:item", said(code="public-repair"), then=opens_every_fold),
        Visit("cases:ask", said(code="public-repair")),
        Visit("cases:ask", said(code="public-repair"), then=empty, note="wrong"),
        Visit("cases:ask", said(code="public-repair"), then=asks_without_a_name, note="receipt"),
        Visit("cases:track"),
        Visit("cases:track", then=types_a_wrong_query_code, note="wrong"),
        Visit("cases:track", then=looks_with_the_code, note="opened"),
        Visit("accounts:sign_in"),
        Visit("accounts:sign_in", then=empty, note="wrong"),
        Visit("accounts:code", then=types_a_wrong_code, note="wrong"),
        Visit("people:who", then=arrives_after_a_long_time),
        Visit("people:start", then=arrives_for_the_first_time),
        Visit("accounts:staff_sign_in"),
        Visit("accounts:staff_sign_in", then=empty, note="wrong"),
        Visit("accounts:set_up", then=arrives_without_a_code),
        Visit("accounts:set_up", then=types_a_code_of_nothing, note="wrong"),
        Visit("web:styleguide"),
        Visit("kiosks:enrol"),
        Visit("screen:enrol"),
        Visit("screen:enrol", then=empty, note="wrong"),
        Visit("kiosks:enrol", then=empty, note="wrong"),
    ],
    "owner": [
        Visit("accounts:ways"),
        Visit("kiosk_pass:mine"),
        Visit("kiosk_pass:mine", then=prints_a_paper, note="paper"),
        Visit("home"),
        Visit("calling"),
        Visit("cases:mine"),
        *(Visit("cases:detail", of(case), note=case) for case in ("new", "taken", "resolved", "rated", "secret")),
        Visit("cases:detail", of("resolved"), then=opens_every_fold, note="folds"),
        Visit("cases:reopen", of("resolved"), then=empty, note="nothing-said"),
        Visit("cases:rate", of("resolved"), then=empty, note="no-level"),
        Visit("cases:done", of("new")),
        Visit("cases:apply", said(code="public-repair")),
        Visit("cases:apply", said(code="public-repair"), then=empty, note="wrong"),
        Visit("cases:apply", said(code="public-repair"), then=fills_in_a_repair, note="check"),
        Visit("cases:apply", said(code="child-protection"), note="confidential"),
        Visit("cases:apply", said(code="public-repair"), then=types_what_is_open, note="alike"),
        Visit("cases:apply", said(code="public-repair"), note="left before"),
        Visit("people:me"),
        Visit("people:change"),
        Visit("people:who_looked"),
        Visit("people:consents"),
        Visit("people:withdraw", lambda world: {"consent": world.people["consent"]}),
        Visit("people:record"),
        Visit("people:wrong", query="?field=identity"),
        Visit("people:wrong", then=empty, note="wrong"),
        Visit("people:delete"),
        Visit("people:delete", then=sends_as("申请删除"), note="wrong"),
        Visit("people:requests"),
        Visit("people:not_me"),
        Visit("people:not_me", then=sends_as("确认，这不是我"), note="wrong"),
        Visit("notifications:mine"),
        Visit("reviews:mine"),
        Visit("archives:own", of("rated")),
        Visit("archives:own", of("resolved"), note="none"),
        Visit("notifications:ways"),
        Visit("notifications:quiet"),
        Visit("notifications:sent"),
        Visit("notifications:mail"),
        Visit("notifications:mail", then=empty, note="wrong"),
        Visit("notices:notices", note="at home"),
        Visit("help:mine"),
        Visit("help:one", need("asked"), then=opens_every_fold),
        Visit("help:rate", need("ended"), then=sends_from("rate", "告诉单位"), note="wrong"),
    ],
    "worker": [
        Visit("desk"),
        Visit("desk", query="?which=late", note="nothing"),
        Visit("desk", query="?which=parts", note="called-in"),
        Visit("desk", then=opens_the_menu, note="menu"),
        Visit("cases:queue"),
        Visit("cases:queue", query="?q=nothing", note="nothing"),
        *(Visit("cases:desk_case", of(case), note=case) for case in ("new", "taken", "resolved", "rated", "secret")),
        Visit("cases:do", of("taken"), then=resolves_with_nothing_said, note="nothing-said"),
        Visit("cases:desk_case", of("new"), then=opens_every_fold, note="folds"),
        Visit("cases:reveal", of("taken"), then=reads_who_it_is),
        Visit("cases:register"),
        Visit("cases:register", query="?q=灯", note="found"),
        Visit("cases:register_item", said(code="public-repair")),
        Visit("cases:register_item", said(code="public-repair"), then=empty, note="wrong"),
        Visit("cases:register_item", said(code="public-repair"), then=registers_without_a_name, note="without a name"),
        Visit("cases:register", query="?nameless=1", note="without a name"),
        Visit("cases:assisted"),
        Visit("cases:call"),
        Visit("cases:call", then=calls_in_vain, note="wrong"),
        Visit("cases:call", then=calls, note="known"),
        Visit("cases:call", then=calls_about_a_lamp, note="form"),
        Visit("cases:call", then=has_it_read_back, note="check"),
        Visit("archives_desk:due"),
        Visit("archives_desk:due", then=finds_an_old_question, note="one"),
        Visit("archives_desk:due", then=proposes_to_destroy, note="proposed"),
        Visit("archives_desk:hold", of("rated")),
        Visit("archives_desk:hold", of("rated"), then=holds_back, note="held"),
        Visit("archives_desk:file", of("rated")),
        Visit("archives_desk:file", of("rated"), then=sends_from("ask", "做一份"), note="wrong"),
        Visit("residents:residents"),
        Visit("residents:residents", then=looks_for_somebody, note="found"),
        Visit("residents:new"),
        Visit("residents:new", then=empty, note="wrong"),
        Visit("residents:resident", resident("owner")),
        Visit("residents:resident", resident("owner"), then=opens_every_fold, note="folds"),
        Visit("residents:reveal", resident("owner"), then=looks_up_a_number),
        Visit("residents:correct", resident("owner")),
        Visit("residents:consent", resident("owner"), then=sends_from("consents", "登记同意"), note="wrong"),
        Visit("residents:contact", resident("owner"), then=sends_from("contacts", "登记联系人"), note="wrong"),
        Visit("residents:reveal_contact", resident("owner"), then=sends_from("contacts", "查看"), note="wrong"),
        Visit("residents:withdraw", lambda world: {"consent": world.people["consent"]}),
        Visit("residents:requests"),
        Visit("residents:requests", query="?which=all", note="all"),
        Visit("residents:request", about_the_record()),
        Visit("residents:reveal_request", about_the_record(), then=opens_the_words),
        Visit("residents:accept", about_the_record(), then=sends_from("accept", "改好了，告诉居民"), note="wrong"),
        Visit("residents:refuse", about_the_record(), then=sends_from("refuse", "不改，告诉居民原因"), note="wrong"),
        Visit("residents:resident", on_register("kept"), note="merged"),
        Visit("residents:other", resident("owner")),
        Visit("residents:other", resident("owner"), then=finds_the_other_record, note="beside"),
        Visit("residents:merge", resident("owner"), then=merges_without_a_word, note="wrong"),
        Visit("residents:phone", resident("owner")),
        Visit("residents:give_phone", resident("owner"), then=sends_from("given", "给这个号码发验证码"), note="wrong"),
        Visit("residents:prove_phone", resident("owner"), then=has_a_code_sent, note="asked"),
        Visit("residents:phone", on_register("kept"), note="waiting"),
        Visit(
            "residents:confirm_phone", on_register("kept"), then=sends_from("spoken", "念对了，现在生效"), note="wrong"
        ),
        Visit("residents:merge_code", resident("owner"), then=asks_the_phone_of_one, note="codes"),
        Visit("residents:undo", lambda world: {"merge": world.people["merge"]}),
        Visit("residents:release_phone", resident("owner"), then=sends_from("released", "收回号码"), note="wrong"),
        Visit("households:households"),
        Visit("households:new"),
        Visit("households:new", then=empty, note="wrong"),
        Visit("households:household", home()),
        Visit("households:household", home(), then=opens_every_fold, note="folds"),
        Visit("households:join", home(), then=sends_from("members", "加进来"), note="wrong"),
        Visit("households:relation", home(), then=sends_from("members", "保存关系"), note="same"),
        Visit("households:leave", home(), then=moves_out_tomorrow, note="wrong"),
        Visit("accounts_desk:me"),
        Visit("accounts_desk:ways"),
        Visit("kiosks_desk:pass", resident("owner")),
        Visit("kiosks_desk:pass", resident("owner"), then=prints_a_paper, note="paper"),
        Visit("accounts_desk:password"),
        Visit("accounts_desk:password", then=empty, note="wrong"),
        Visit("accounts_desk:totp"),
        Visit("accounts_desk:tokens", then=makes_a_token),
        Visit("accounts_desk:rights"),
        Visit("catalog_desk:items"),
        Visit("catalog_desk:item", said(code="public-repair")),
        Visit("catalog_desk:version", said(code="public-repair", which=1)),
        Visit("catalog_desk:online"),
        Visit("catalog_desk:proposals"),
        Visit("grids:grids"),
        Visit("grids:grids", query=f"?area={given.COMMUNITY}&which=under", note="nothing"),
        Visit("grids:new", said(parent=given.COMMUNITY)),
        Visit("grids:new", said(parent=given.COMMUNITY), then=empty, note="wrong"),
        Visit("grids:grid", grid("first")),
        Visit("grids:grid", grid("second"), then=opens_every_fold, note="folds"),
        Visit("areas_desk:area", said(code=given.COMMUNITY)),
        Visit("areas_desk:area", said(code=given.COMMUNITY), then=opens_every_fold, note="folds"),
        Visit("areas_desk:do", said(code=given.COMMUNITY, verb="figure"), then=enters_no_figure, note="wrong"),
        Visit("areas_desk:end_tag", lambda world: {"code": given.COMMUNITY, "tag": world.ground["tag"]}),
        Visit("grids:do", grid("second", verb="count"), then=counts_nothing, note="wrong"),
        Visit("aid:needs"),
        Visit("aid:needs", query="?which=late", note="nothing"),
        Visit("aid:figures", query="?of=found"),
        Visit("aid:new"),
        Visit("aid:new", then=empty, note="wrong"),
        Visit("aid:need", need("ours"), then=opens_every_fold),
        Visit("aid:need", need("asked"), note="asked"),
        Visit("aid:look", need("ours"), then=sends_from("who", "查看"), note="wrong"),
        Visit("followups:remedies"),
        Visit("followups:remedies", query="?which=done", note="nothing"),
        Visit("followups:remedy", of("rated")),
        Visit("followups:mend", of("rated"), then=sends_from("mend", "整改好了，请人再问居民"), note="wrong"),
        Visit("notifications_desk:messages"),
        Visit("cases:queue", query="?choose=1", note="choosing"),
        Visit("cases:bulk", query="?choose=1", then=chooses_two_to_resolve),
        Visit("cases:bulk_run", bulk("tried")),
        Visit("cases:answers"),
        Visit("cases:answers", query="?which=ended", note="ended"),
        Visit("cases:new_answer"),
        Visit("cases:new_answer", then=empty, note="wrong"),
        Visit("cases:answer", answer("in use")),
        Visit("cases:answer", answer("ended"), note="ended"),
        Visit("cases:queue", query="?due=late&whose=mine", note="a view"),
        Visit("cases:queue", query="?due=soon", then=opens_every_fold, note="to be kept"),
        Visit("policies_desk:policies"),
        Visit("policies_desk:policy", policy("retired"), note="retired"),
        Visit("notifications_desk:ways"),
        Visit("notifications_desk:quiet"),
        Visit("notifications_desk:sent"),
        Visit("notifications_desk:mail"),
        Visit("notifications_desk:wecom"),
        Visit("notices_desk:notices"),
        Visit("notices_desk:notices", query="?which=over", note="nothing"),
        Visit("notices_desk:new"),
        Visit("notices_desk:new", then=empty, note="wrong"),
        Visit("notices_desk:notice", notice("shown"), then=opens_every_fold, note="folds"),
        Visit("notices_desk:notice", notice("withdrawn"), note="withdrawn"),
        Visit("notices_desk:sheet", notice("shown")),
        Visit("tables:registers", note="of a worker"),
        Visit("tables:register", said(code="cases"), note="going out"),
        Visit("tables:register", said(code="case-results"), then=opens_every_fold, note="results"),
        Visit("plans:plans"),
        Visit("plans:plan", plan()),
        Visit("plans:compare", note="nothing"),
        Visit("plans:compare", then=compares_two),
        Visit("plans:source", plan(order=1)),
        Visit("plans:items", plan()),
        Visit("plans:items", plan(), query="?kind=action", note="nothing"),
        Visit("ledgers:ledgers", note="of a unit"),
        Visit("ledgers:ledger", kept("water"), query="?which=mine", note="mine"),
        Visit("ledgers:area", kept("fibre", code=given.COMMUNITY), then=opens_every_fold, note="filled"),
        Visit("ledgers:area", kept("water", code=given.COMMUNITY), then=sends_from("fill", "保存"), note="wrong"),
        Visit("tasks:lists", note="of a unit"),
        Visit("tasks:task", task("sent 1"), note="of a unit"),
        Visit("tasks:task", task("sent 1"), then=sends_from("report", "报上去"), note="wrong"),
    ],
    "caller": [
        Visit("reviews_desk:words"),
        Visit("reviews_desk:words", query="?which=released", note="released"),
        Visit("reviews_desk:word", of("rated")),
        Visit("reviews_desk:word", of("rated"), then=sends_from("take", "撤下"), note="wrong"),
        Visit("reviews_desk:papers"),
        Visit("reviews_desk:papers", query="?number=nothing", note="wrong"),
        Visit("reviews_desk:paper", of("resolved")),
        Visit("reviews_desk:paper", of("resolved"), then=sends_from("rating", "录入"), note="wrong"),
        Visit("reviews_desk:paper", of("rated"), note="rated"),
        Visit("followups:callbacks"),
        Visit("followups:callbacks", query="?which=done", note="nothing"),
        Visit("followups:callback", callback("rated")),
        Visit("followups:number", callback("rated"), then=sends_as("查看电话，去打")),
        Visit("followups:answer", callback("rated"), then=sends_as("记下"), note="wrong"),
    ],
    "supervisor": [
        Visit("ledgers:ledgers"),
        Visit("ledgers:ledger", kept("water"), then=opens_every_fold),
        Visit("ledgers:ledger", kept("draft"), note="draft"),
        Visit("ledgers:ledger", kept("fibre"), query="?state=overdue", note="none"),
        Visit("ledgers:new"),
        Visit("ledgers:new", then=sends_as("存成草稿"), note="wrong"),
        Visit("ledgers:define", kept("fibre")),
        Visit("reports:reports", then=opens_every_fold),
        Visit("reports:draft", report("draft", "draft"), then=opens_every_fold),
        Visit("reports:report", report("issued")),
        Visit("tasks:lists", then=opens_every_fold),
        Visit("tasks:tasks", ledger("sent")),
        Visit("tasks:tasks", ledger("sent"), query="?light=yellow", note="none"),
        Visit("tasks:tasks", ledger("draft"), note="draft"),
        Visit("tasks:task", task("sent 2")),
        Visit("tasks:task", task("sent 1"), note="reported"),
        Visit("tasks:change", task("draft 1")),
        Visit("archives_desk:proposal", then=looks_at_what_is_proposed),
        Visit("archives_desk:proposal", then=agrees_to_destroy, note="destroyed"),
        Visit("catalog_desk:proposal", proposed()),
        Visit("desk"),
        Visit("followups:callback", callback("rated"), note="looking-on"),
        Visit("followups:remedies", query="?which=appeals", note="appeals"),
        Visit("followups:decide", of("rated"), then=sends_from("decide", "决定"), note="wrong"),
        Visit("desk", query="?which=decide", note="returned"),
        Visit("cases:desk_case", of("taken"), note="looking-on"),
        Visit("grids:grids", note="county"),
        Visit("areas_desk:area", said(code=given.COUNTY), note="county"),
        Visit("indicators:rates"),
        Visit("accounts_desk:totp", then=sets_up_a_code, note="codes on paper"),
        Visit("accounts_desk:recovery"),
        Visit("indicators:reuse"),
        Visit("indicators:explain", said(indicator="on_time_rate")),
        Visit("indicators:rates", query=f"?month={LOCKED}", note="locked"),
        Visit("indicators:explain", said(indicator="solved_rate"), query=f"?month={LOCKED}&as=change", note="locked"),
        Visit("indicators:standings"),
        Visit("insight:home"),
        Visit("insight:plan", plan(), then=opens_every_fold),
        Visit("insight:plan", plan(), query="?state=met", note="none"),
        Visit("insight:compare"),
        Visit("insight:alerts"),
        Visit("insight:compare", query="?indicator=on_time_rate&level=12", then=opens_every_fold, note="cases"),
        Visit("indicators:standing", said(indicator="disabled_association_coverage")),
        Visit(
            "indicators:standing", said(indicator="kiosk_coverage"), query="?by=quarter&on=2026-10-03", note="its past"
        ),
        Visit("indicators:standing", said(indicator="workers_per_10000"), note="waits for a register"),
        Visit("seals"),
    ],
    "administrator": [
        Visit("insight:screens"),
        Visit("insight:screens", then=empty, note="wrong"),
        Visit("catalog_desk:item", said(code="public-repair"), note="kept"),
        Visit("catalog_desk:new", then=sends_as("提交审核"), note="wrong"),
        Visit("catalog_desk:order", then=sends_as("提交审核")),
        Visit("catalog_desk:change", said(code="public-repair"), then=sends_as("预览")),
        Visit("catalog_desk:standing", said(code="public-repair")),
        Visit("cases:routing"),
        Visit("cases:routing", query=f"?item=lift-installation&area={given.COMMUNITY}", note="tried"),
        Visit("cases:new_rule"),
        Visit("cases:new_rule", then=empty, note="wrong"),
        Visit("cases:rule", rule("in force"), then=opens_every_fold),
        Visit("cases:rule", rule("ended"), note="ended"),
        Visit("policies_desk:new"),
        Visit("policies_desk:new", then=empty, note="wrong"),
        Visit("policies_desk:policy", policy("in force"), then=opens_every_fold, note="folds"),
        Visit("policies_desk:change", policy("in force")),
        Visit("accounts_desk:posts"),
        Visit("accounts_desk:end_post", lambda world: {"post": world.posts["worker"]}),
        Visit(
            "accounts_desk:end_post", lambda world: {"post": world.posts["worker"]}, then=ends_the_post, note="refused"
        ),
        Visit("accounts_desk:give_post"),
        Visit("accounts_desk:give_post", then=empty, note="wrong"),
        Visit("operation"),
        Visit("deliveries"),
        Visit("deliveries", query="?outcome=unclear", note="none"),
        Visit("notifications_words:words"),
        Visit("notifications_words:event", said(event="cases.resolved")),
        Visit("accounts_desk:new_staff"),
        Visit("accounts_desk:new_staff", then=makes_a_sign_in, note="password"),
        Visit("accounts_desk:staff", user("worker")),
        Visit("accounts_desk:staff_ways", user("worker")),
        Visit("accounts_desk:staff_ways", user("worker"), then=empty, note="wrong"),
        Visit("accounts_desk:ask_reset", user("worker")),
        Visit("accounts_desk:ask_reset", user("worker"), then=empty, note="wrong"),
        Visit("accounts_desk:reset", lambda world: {"reset": world.resets["school"]}),
        Visit("organizations:organizations"),
        Visit("organizations:organizations", query="?q=zzzz", note="nothing"),
        Visit("organizations:new"),
        Visit("organizations:new", then=empty, note="wrong"),
        Visit("organizations:unit", unit("committee")),
        Visit("organizations:change", unit("committee")),
        Visit("organizations:contact", unit("committee")),
        Visit("organizations:reveal", unit("committee"), then=asks_for_the_contact),
        Visit("organizations:completeness"),
        Visit(
            "organizations:completeness", query=f"?area={given.COMMUNITY}&set=disabled_association", note="community"
        ),
        Visit("organizations:types"),
        Visit("organizations:new_type"),
        Visit("organizations:new_type", then=empty, note="wrong"),
        Visit("kiosks_desk:devices"),
        Visit("kiosks_desk:devices", query="?kind=parcel_locker&state=online", note="lockers"),
        Visit("kiosks_desk:new"),
        Visit("kiosks_desk:new", then=empty, note="wrong"),
        Visit("kiosks_desk:new", then=registers_a_machine, note="code"),
        Visit("kiosks_desk:new", then=registers_a_locker, note="token"),
        Visit("kiosks_desk:device", machine(), then=opens_every_fold),
        Visit("kiosks_desk:device", locker(), then=opens_every_fold, note="locker"),
        Visit("kiosks_desk:coverage"),
        Visit("kiosks_desk:coverage", query="?kind=parcel_locker", note="lockers"),
        Visit("plans:plan", plan(), note="draft"),
        Visit("plans:upload"),
        Visit("plans:upload", then=empty, note="wrong"),
        Visit("plans:uploaded", plan_sent),
        Visit("plans:discard", plan(), note="not by an upload"),
        Visit("plans:confirm", plan()),
        Visit("plans:edit", plan(order=1), then=opens_every_fold),
        Visit("plans:add", plan()),
        Visit("plans:add", plan(), then=empty, note="wrong"),
        Visit("plans:settle", plan(problem=1)),
        Visit("plans:items", plan(), note="draft"),
        Visit("plans:item", plan_item(1), then=opens_every_fold),
        Visit("plans:add_item", plan()),
        Visit("plans:add_item", plan(), then=empty, note="wrong"),
        Visit("plans:units", plan()),
        Visit("plans:decide_unit", plan(), query="?name=县民政局"),
        Visit("accounts_desk:first_passwords"),
        Visit("tables:registers"),
        Visit("tables:history"),
        Visit("tables:register", said(code="organizations"), then=opens_every_fold),
        Visit("tables:register", said(code="organizations"), then=sends_no_file, note="no-file"),
        Visit("tables:import", file_sent("units")),
    ],
    "machine": [
        Visit("kiosks:start"),
        Visit("kiosks:sign_in", query="?to=ask"),
        Visit("kiosks:sign_in", then=empty, note="wrong"),
        Visit("kiosks:by_paper", query="?to=look"),
        Visit("kiosks:by_paper", then=empty, note="wrong"),
        Visit("kiosks:code", then=asks_for_a_code_at_the_machine),
    ],
    "at the machine": [
        Visit("kiosks:menu"),
        Visit("kiosks:ask"),
        Visit("kiosks:ask", query="?shelf=all", note="shelves"),
        Visit("kiosks:ask", query="?shelf=elders", note="of one shelf"),
        Visit("kiosks:item", said(code="public-repair")),
        Visit("kiosks:item", said(code="public-repair"), then=answers_nothing, note="wrong"),
        Visit("kiosks:item", said(code="public-repair"), then=answers_everything, note="check"),
        Visit("kiosks:receipt", of("new")),
        Visit("kiosks:look"),
        *(Visit("kiosks:case", of(case), note=case) for case in ("new", "resolved", "rated")),
        Visit("kiosks:again", of("resolved")),
        Visit("kiosks:again", of("resolved"), then=answers_nothing, note="wrong"),
        Visit("kiosks:rate"),
        Visit("kiosks:level", of("resolved")),
        Visit("kiosks:level", of("resolved"), then=answers_nothing, note="wrong"),
        Visit("kiosks:thanks"),
        Visit("kiosks:name", said(to="menu")),
    ],
}
# What has no address of its own to open, and where it is opened from.
REACHED_FROM = {
    "archives_desk:proposal": "archives_desk:due",
    "aid:look": "aid:need", "help:rate": "help:one",
    "followups:mend": "followups:remedy", "followups:decide": "followups:remedy",
    "followups:number": "followups:callback", "followups:answer": "followups:callback",
    "organizations:reveal": "organizations:unit",
    "cases:reopen": "cases:detail", "cases:rate": "cases:detail", "cases:reveal": "cases:desk_case",
    "cases:bulk": "cases:queue", "cases:do": "cases:desk_case", "residents:reveal": "residents:resident", "residents:consent": "residents:resident",
    "residents:contact": "residents:resident", "residents:reveal_contact": "residents:resident",
    "residents:accept": "residents:request", "residents:reveal_request": "residents:request",
    "residents:refuse": "residents:request",
    "residents:merge": "residents:other", "residents:give_phone": "residents:phone",
    "residents:release_phone": "residents:phone", "residents:prove_phone": "residents:phone",
    "residents:confirm_phone": "residents:phone", "residents:merge_code": "residents:other",
    "people:who": "accounts:sign_in",
    "households:join": "households:household", "households:relation": "households:household",
    "households:leave": "households:household", "people:start": "accounts:sign_in", "accounts:code": "accounts:sign_in",
    "accounts:set_up": "accounts:staff_sign_in", "kiosks:code": "kiosks:sign_in",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def figures(house: World) -> None:
    """Figures to be shown."""
    refresher = system_actor("indicators.refresh")
    with acting_as(refresher):
        indicators.refresh(by=refresher, at=now())
        indicators.lock(LOCKED, by=refresher, at=now())
        for days in (70, 35, 1):
            day = local_day(now()) - timedelta(days=days)
            standing.snapshot(given.COUNTY, day, by=refresher, at=now() - timedelta(days=days - 1))
        insight.count_alerts(given.COUNTY, by=refresher, at=now())
    ARTIFACTS.mkdir(exist_ok=True)


@pytest.fixture
def window(chromium: Browser, house: World, open_house: str) -> Iterator[Callable[[str], Person]]:
    """Opens one window of a person; complaints are told by the visit that heard them."""
    opened = []

    def open_one(who: str) -> Person:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        opened.append(context)
        cookies = house.cookies(who)
        context.add_cookies([{"name": name, "value": value, "url": open_house} for name, value in cookies.items()])
        return Person(context, open_house)

    yield open_one
    for context in opened:
        context.close()


def goes(person: Person, visit: Visit, house: World) -> None:
    """To the address, or from where it is reached; then on."""
    person.goes_to(reverse(REACHED_FROM.get(visit.name, visit.name), kwargs=visit.args(house)) + visit.query)
    if visit.then:
        visit.then(person)


def faults_of(person: Person, where: str, options: dict | None) -> Iterator[str]:
    """What the browser and, with options, axe say of the page as it stands."""
    found = [] if options is None else objections(person.page, **options)
    yield from (f"{where}: {rule} {targets[:3]}" for rule, targets in found)
    yield from (f"{where}: {complaint}" for complaint in person.complaints)
    person.complaints.clear()


def pictured(person: Person, name: str) -> None:
    """A picture of the whole page as it stands."""
    person.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True, animations="disabled")


def looked_at(person: Person, visit: Visit, who: str, *, is_new: bool) -> Iterator[str]:
    """Every width of one page; axe looks where the template is new or something went wrong."""
    name = f"{who}-{visit.file}"
    yield from fits(person, name, WIDTHS, PICTURED)
    for fault in faults_of(person, visit.file, ALL_RULES if is_new else None):
        pictured(person, f"{name}-faulty")
        yield fault


def fits(person: Person, name: str, widths: Iterable[int], seen: Iterable[int]) -> Iterator[str]:
    """Where the page is wider than the screen; with a picture of that, and of the widths to be seen."""
    for width in widths:
        person.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        if (beyond := person.page.evaluate(TOO_WIDE)) > 0:
            yield f"{name}: {beyond} px too wide at {width}"
        if beyond > 0 or width in seen:
            pictured(person, f"{name}-{width}")


def mirrored(person: Person, visit: Visit) -> Iterator[str]:
    """The page as it stands, laid out from right to left as for Uyghur."""
    person.page.evaluate("document.documentElement.dir = 'rtl'")
    yield from fits(person, f"mirrored-{visit.file}", (320, 1440), (320,) if PICTURED else ())
    person.page.evaluate("document.documentElement.dir = 'ltr'")


def for_elders(person: Person, visit: Visit) -> Iterator[str]:
    """The page as it stands, in the elder mode, on phones; letters stand out seven to one."""
    person.page.evaluate("document.documentElement.toggleAttribute('data-elder', true)")
    yield from fits(person, f"elder-{visit.file}", (320, 390), (390,) if PICTURED else ())
    yield from faults_of(person, f"elder-{visit.file}", CONTRAST)
    person.page.evaluate("document.documentElement.toggleAttribute('data-elder', false)")


def test_every_address_is_looked_at_or_said_to_be_no_page():
    visited = {visit.name for visits in VISITS.values() for visit in visits}
    assert visited | set(NOT_LOOKED_AT) == set(pages())
    assert visited & set(NOT_LOOKED_AT) == set()


PORTAL, MACHINE = {"visitor", "owner"}, {"machine", "at the machine"}
FOR_STAFF = {"accounts:staff_sign_in", "web:styleguide"}


@pytest.mark.parametrize("who", VISITS)
def test_each_page_fits_every_screen_and_can_be_read_by_everybody(window, house, who):
    person, faults, seen = window(who), [], set()
    for visit in VISITS[who]:
        goes(person, visit, house)
        is_new = (visit.name, visit.then) not in seen
        faults += looked_at(person, visit, who, is_new=is_new)
        if who in PORTAL | MACHINE and visit.name not in FOR_STAFF:
            faults += mirrored(person, visit)
            if who in PORTAL and is_new:
                faults += for_elders(person, visit)
        seen.add((visit.name, visit.then))
    assert faults == []
