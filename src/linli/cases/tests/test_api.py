"""Cases through the API: the same verbs, the same sight, nothing personal shown."""

from datetime import timedelta
from uuid import uuid4

import pytest

from linli.accounts.models import User
from linli.accounts.tests.given import OTHER_COMMUNITY, signed_in
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.models import Rating
from linli.cases.tests import given
from linli.cases.tests.calling import Caller, a_repair, faults, problem, refusal

pytestmark = pytest.mark.django_db
PERSON = {"name": "赵小满", "phone": "19900017777"}


@pytest.fixture
def unit():
    return given.a_unit()


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


@pytest.fixture
def resident():
    return given.a_resident()


def numbers(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["items"]]


def rows(model, **wanted) -> int:
    with acting_as(system_actor("tests")):
        return model.objects.filter(**wanted).count()


# Doing


def test_a_case_goes_its_whole_way_through_the_api(unit, clerk, resident):
    worker, asker = Caller(clerk), Caller(resident)
    number = asker.post("/cases", a_repair()).json()["number"]
    other = given.a_unit("property_company")

    def step(caller, verb, **body):
        done = caller.post(f"/cases/{number}/{verb}", body)
        assert done.status_code == 200, done.content
        return done.json()

    assert step(worker, "accept", seen=1)["stage"] == "accepted"
    offered = worker.get(f"/cases/{number}/units").json()["items"]
    assert {"id": str(other.pk), "name": other.name} in offered
    helped = step(worker, "call-in", unit=str(other.pk), task="一起去看看", days=1)
    [part] = worker.get(f"/cases/{number}").json()["parts"]
    handler = Caller(given.a_clerk(other, role="handler"))
    assert handler.post(f"/cases/{number}/parts/{part['id']}/take-up").json()["open_parts"] == 1
    helped = step(handler, f"parts/{part['id']}/done", reply="看过了，是灯坏了。")
    assert helped["open_parts"] == 0
    later = step(worker, "extend", days=2, reason="等配件到货", seen=helped["version"])
    assert (later["extended_count"], later["due_at"] > helped["due_at"]) == (1, True)
    assert step(worker, "assign", to=str(other.pk))["unit"]["name"] == other.name
    assert step(handler, "resolve", reply="换了灯泡。")["stage"] == "resolved"
    again = step(asker, "reopen", reason="还是不亮")
    assert (again["stage"], again["solved"], again["reopened_count"]) == ("assigned", False, 1)
    step(handler, "resolve", reply="换了开关。")
    assert step(asker, "confirm")["stage"] == "closed"
    assert step(asker, "rate", level=5, comment="谢谢")["rating"] == 5
    story = [line["verb"].removeprefix("cases.") for line in asker.get(f"/cases/{number}").json()["timeline"]]
    told = "submitted accepted called_in part_taken_up part_done extended assigned resolved reopened resolved confirmed rated"
    assert " ".join(reversed(story)) == told
    assert rows(Rating) == 1


def test_a_returned_case_is_decided_one_level_up_and_a_withdrawn_one_ends(unit, clerk, resident):
    street = given.a_unit("subdistrict_office", area=given.STREET)
    number = given.a_case(resident, at=now()).number
    back = Caller(clerk).post(f"/cases/{number}/return", {"reason": "不是我们管的"}).json()
    assert (back["unit"]["name"], back["returned_count"], bool(back["answer_due_at"])) == (unit.name, 1, True)
    above = Caller(given.a_clerk(street, role="handler"))
    to = {"to": str(street.pk), "reason": "由街道协调"}
    assert above.post(f"/cases/{number}/decide", to).json()["unit"]["name"] == street.name
    gone = Caller(resident).post(f"/cases/{number}/withdraw")
    assert (gone.json()["stage"], gone.json()["closed_at"][:4]) == ("withdrawn", str(now().year))


def test_who_was_slower_is_told_so_and_nothing_changes(clerk, resident):
    number = given.a_case(resident, at=now()).number
    caller = Caller(clerk)
    assert caller.post(f"/cases/{number}/accept", {"seen": 1}).status_code == 200
    assert refusal(caller.post(f"/cases/{number}/resolve", {"reply": "办好了", "seen": 1})) == (
        409,
        "cases.changed_meanwhile",
    )
    assert refusal(caller.post(f"/cases/{number}/accept")) == (409, "cases.wrong_stage")
    assert caller.get(f"/cases/{number}").json()["version"] == 2


def test_a_rule_that_says_no_names_its_code_and_field(clerk, resident):
    number = given.an_accepted_case(clerk, resident, at=now()).number
    told = problem(Caller(clerk).post(f"/cases/{number}/resolve", {"reply": "嗯"}))
    assert (told["status"], told["code"], told["field"]) == (422, "cases.reply_missing", "reply")


def test_what_is_seen_but_not_ones_own_to_do_is_forbidden(clerk, resident):
    number = given.a_case(resident, at=now()).number
    assert refusal(Caller(resident).post(f"/cases/{number}/accept")) == (403, "accounts.no_right")
    assert refusal(Caller(given.a_clerk(area=given.COUNTY)).post(f"/cases/{number}/accept")) == (
        403,
        "accounts.no_right",
    )
    for verb, body in (("confirm", {}), ("reopen", {"reason": "没好"}), ("rate", {"level": 5}), ("withdraw", {})):
        assert refusal(Caller(clerk).post(f"/cases/{number}/{verb}", body)) == (403, "cases.resident_only")
    assert refusal(Caller(resident).get(f"/cases/{number}/units")) == (403, "cases.staff_only")
    assert refusal(Caller(given.a_clerk(role="administrator")).get("/cases")) == (403, "accounts.no_right")


def test_a_unit_that_does_not_exist_is_a_fault_of_its_field(clerk, resident):
    number = given.an_accepted_case(clerk, resident, at=now()).number
    assert faults(Caller(clerk).post(f"/cases/{number}/assign", {"to": str(uuid4())})) == {"to": "unknown"}
    assert faults(Caller(clerk).post(f"/cases/{number}/call-in", {"unit": str(uuid4()), "task": "去看看"})) == {
        "unit": "unknown"
    }


# Seeing

PART = "0190aaaa-0000-7000-8000-000000000001"  # of nobody
OPERATIONS = {
    "": None,
    "/units": None,
    "/accept": {},
    "/assign": {"to": str(uuid4())},
    "/call-in": {"unit": str(uuid4()), "task": "去看看"},
    f"/parts/{PART}/take-up": {},
    f"/parts/{PART}/done": {"reply": "办好了。"},
    f"/parts/{PART}/release": {"reason": "自己能办"},
    "/return": {"reason": "不归我们管"},
    "/decide": {"to": str(uuid4()), "reason": "由它办"},
    "/extend": {"days": 1, "reason": "等配件"},
    "/pause": {"kind": "materials", "days": 1, "reason": "等居民补材料"},
    "/resume": {},
    "/supervise": {"reason": "请说说办到哪一步"},
    "/answer-supervision": {"reply": "明天办好"},
    "/notes": {"words": "电话里说过了"},
    "/urge": {},
    "/resolve": {"reply": "办好了。"},
    "/confirm": {},
    "/reopen": {"reason": "没有办好"},
    "/rate": {"level": 5},
    "/withdraw": {},
}


def called(caller, number, suffix):
    body = OPERATIONS[suffix]
    path = f"/cases/{number}{suffix}"
    return caller.get(path) if body is None else caller.post(path, body)


def test_the_matrix_below_knows_every_operation_on_a_case():
    paths = Caller().get("/openapi.json").json()["paths"]
    beginning = "/api/v1/cases/{number}"
    found = [path.replace("{part}", PART) for path in paths]
    assert {path.removeprefix(beginning) for path in found if path.startswith(beginning)} == set(OPERATIONS)


@pytest.mark.parametrize("suffix", OPERATIONS)
def test_out_of_sight_a_case_does_not_exist_for_any_operation(suffix, clerk, resident):
    number = given.a_case(resident, at=now()).number
    elsewhere = given.a_unit(area=OTHER_COMMUNITY)
    for stranger in (
        given.a_clerk(elsewhere),
        given.a_clerk(role="dispatcher", area=given.OTHER_COUNTY),
        given.a_clerk(role="administrator", area=given.COUNTY),
        given.a_resident("李大山"),
    ):
        assert refusal(called(Caller(stranger), number, suffix)) == (404, "api.not_found")
    assert refusal(called(Caller(), number, suffix)) == (401, "api.no_token")
    assert rows(JournalEntry, subject_kind="cases.case") == 1


def test_a_confidential_case_does_not_exist_for_the_county(resident):
    given.a_unit("child_protection_station")
    number = given.a_case(resident, at=now(), item=given.an_item("child-protection")).number
    county = Caller(given.a_clerk(area=given.COUNTY))
    for suffix in OPERATIONS:
        assert refusal(called(county, number, suffix)) == (404, "api.not_found")
    assert numbers(county.get("/cases")) == []


def test_nothing_the_api_says_holds_a_name_or_a_phone(clerk, resident):
    caller = Caller(clerk)
    number = caller.post("/cases", a_repair(resident=PERSON)).json()["number"]
    caller.post(f"/cases/{number}/accept")
    for answer in (caller.get("/cases"), caller.get(f"/cases/{number}")):
        words = answer.content.decode()
        assert "赵＊满" in words
        assert PERSON["name"] not in words
        assert PERSON["phone"] not in words
        assert answer["Cache-Control"] == "no-store"


# Listing


@pytest.mark.parametrize(("order", "falls"), [("-submitted_at", True), ("due_at", False)])
def test_a_list_comes_in_pages_without_a_gap_or_a_double(order, falls, clerk, resident):
    at = now()
    made = [given.a_case(resident, at=at - timedelta(days=days)).number for days in (0, 0, 1, 9, 9)]
    caller, got, cursor, pages = Caller(clerk), [], "", 0
    while cursor is not None:
        page = caller.get("/cases", limit=2, order=order, cursor=cursor).json()
        got, cursor, pages = got + page["items"], page["next"], pages + 1
    assert (sorted(row["number"] for row in got), pages) == (sorted(made), 3)
    moments = [row[order.removeprefix("-")] for row in got]
    assert moments == sorted(moments, reverse=falls)


def test_a_page_of_another_order_or_of_nothing_is_refused(clerk, resident):
    for _ in range(2):
        given.a_case(resident, at=now())
    caller = Caller(clerk)
    mark = caller.get("/cases", limit=1).json()["next"]
    for query in ({"cursor": mark, "order": "due_at"}, {"cursor": "x"}, {"cursor": "bnVsbA"}, {"cursor": "é%00"}):
        assert refusal(caller.get("/cases", **query)) == (422, "api.cursor_wrong")


def test_a_list_is_narrowed(unit, clerk, resident):
    at = now()
    new = given.a_case(resident, at=at).number
    taken = given.an_accepted_case(clerk, resident, at=at - timedelta(hours=1)).number
    late = given.a_case(resident, at=at - timedelta(days=60)).number
    caller = Caller(clerk)
    assert numbers(caller.get("/cases")) == [new, taken, late]
    assert numbers(caller.get("/cases", stage="accepted")) == [taken]
    assert numbers(caller.get("/cases", stage=["accepted", "submitted"])) == [new, taken, late]
    assert numbers(caller.get("/cases", due_before=at.isoformat())) == [late]
    assert [row["is_overdue"] for row in caller.get("/cases", due_before=at.isoformat()).json()["items"]] == [True]
    assert numbers(caller.get("/cases", area=given.COUNTY, unit=str(unit.pk))) == [new, taken, late]
    assert numbers(caller.get("/cases", area=given.NEIGHBOUR)) == []
    assert numbers(caller.get("/cases", unit=str(uuid4()))) == []


def test_what_has_changed_since_is_found_by_the_journal(clerk, resident):
    given.a_case(resident, at=now())
    changed = given.a_case(resident, at=now())
    since, caller = now() + timedelta(milliseconds=2), Caller(clerk)
    assert numbers(caller.get("/cases", updated_since=since.isoformat())) == []
    caller.post(f"/cases/{changed.number}/extend", {"days": 1, "reason": "等配件"})
    assert numbers(caller.get("/cases", updated_since=since.isoformat())) == [changed.number]
    blank = since.isoformat().replace("+", " ")  # a + that nobody wrote as %2B
    assert numbers(caller.get("/cases", updated_since=blank)) == [changed.number]


def test_a_resident_lists_their_own(resident):
    mine = given.a_case(resident, at=now()).number
    given.a_case(given.a_resident("李大山"), at=now())
    assert numbers(Caller(resident).get("/cases")) == [mine]


# Callers


def test_a_token_that_is_worth_nothing_opens_nothing(resident):
    for header in ("", "Bearer", "Bearer linli_guess", "Basic bGlubGk6eA==", "Bearer \xff", "linli_x"):
        caller = Caller()
        caller.headers = {"Authorization": header}
        answer = caller.get("/cases")
        assert refusal(answer) == (401, "api.no_token")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_browsers_session_does_not_open_the_api(clerk):
    caller = Caller()
    signed_in(caller.client, User.objects.get(pk=clerk.user))
    assert refusal(caller.get("/cases")) == (401, "api.no_token")


def test_a_token_opens_no_page(clerk):
    caller = Caller(clerk)
    assert caller.client.get("/desk/", headers=caller.headers).status_code == 302
