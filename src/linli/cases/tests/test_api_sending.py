"""Cases that programs send: the same rules, faults told field by field, one key one case."""

from uuid import uuid4

import pytest

from linli.accounts.models import User
from linli.accounts.tests.given import OTHER_COMMUNITY, a_resident_user, as_actor
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.actions import intake
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.calling import REPAIR, Caller, a_repair, faults, problem, refusal

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


def rows(model, **wanted) -> int:
    with acting_as(system_actor("tests")):
        return model.objects.filter(**wanted).count()


def test_a_resident_submits_and_the_case_is_where_they_find_it(unit, resident):
    sent = Caller(resident).post("/cases", a_repair())
    assert sent.status_code == 201
    row = sent.json()
    assert (row["stage"], row["channel"], row["title"]) == ("submitted", "api", "三楼的灯坏了")
    assert row["unit"] == {"id": str(unit.pk), "name": unit.name}
    assert sent["Location"] == f"/api/v1/cases/{row['number']}"
    found = Caller(resident).get(f"/cases/{row['number']}").json()
    assert found["description"] == "三楼的灯坏了，晚上看不见。"
    assert {each["name"]: each["text"] for each in found["answers"]}["danger"] == "是"
    assert found["timeline"][0]["who"] == "您"


def test_a_description_among_the_answers_is_the_description(resident):
    answers = {**REPAIR, "description": "坏了一周"}
    sent = Caller(resident).post("/cases", a_repair(description="", answers=answers))
    assert Caller(resident).get(f"/cases/{sent.json()['number']}").json()["description"] == "坏了一周"


def test_a_clerk_registers_a_resident_and_the_case_in_one_call(clerk):
    sent = Caller(clerk).post("/cases", a_repair(resident=PERSON))
    assert (sent.status_code, sent.json()["applicant"]) == (201, "赵＊满")
    with acting_as(clerk):
        case = Case.objects.select_related("resident").get(number=sent.json()["number"])
    assert (case.resident.name, case.submitted_by_id) == ("赵小满", clerk.user)


def test_a_clerk_says_for_whom_and_a_resident_does_not(clerk, resident):
    assert faults(Caller(clerk).post("/cases", a_repair())) == {"resident": "missing"}
    assert faults(Caller(resident).post("/cases", a_repair(resident=PERSON))) == {"resident": "not_yours"}


def test_a_resident_who_has_not_said_who_they_are_is_told_to():
    caller = Caller(as_actor(a_resident_user()))
    assert refusal(caller.post("/cases", a_repair())) == (422, "people.not_started")


def test_what_is_wrong_with_a_request_is_said_at_once_and_field_by_field(resident):
    answers = {"where": "moon", "danger": "yes", "photos": "x", "colour": "red", "description": 5}
    wrong = faults(Caller(resident).post("/cases", a_repair(area="131102", answers=answers)))
    assert wrong == {
        "area": "areas.not_a_community",
        "answers.where": "invalid_choice",
        "answers.danger": "bool_type",
        "answers.photos": "photo",
        "answers.colour": "unknown",
        "answers.description": "string_type",
    }
    assert faults(Caller(resident).post("/cases", a_repair(answers={}))) == {
        "answers.where": "required",
        "answers.danger": "required",
    }
    assert faults(Caller(resident).post("/cases", a_repair(item="no-such-item"))) == {"item": "unknown"}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"description": "\ud83d"}, {"answers.description": "unseen"}),
        ({"description": "a\x00b"}, {"answers.description": "null_characters_not_allowed"}),
        ({"description": "\u202e反"}, {"answers.description": "unseen"}),
        ({"description": "长" * 2001}, {"answers.description": "max_length"}),
        ({"description": ["坏了"]}, {"answers.description": "invalid"}),
        ({"where": "stairs'; DROP TABLE cases_case; --"}, {"answers.where": "invalid_choice"}),
        ({"danger": 1}, {"answers.danger": "bool_type"}),
        ({"Where": "stairs"}, {"answers.Where": "pattern_mismatch"}),
        ({f"q{number}": 1 for number in range(51)}, {"answers": "too_long"}),
    ],
)
def test_hostile_answers_are_faults_of_their_question(answers, wrong, resident):
    sent = Caller(resident).post(
        "/cases", a_repair(description="", answers={**REPAIR, "description": "坏了", **answers})
    )
    found = faults(sent)
    assert {field: found.get(field) for field in wrong} == wrong
    assert rows(Case) == 0


def test_hostile_words_elsewhere_are_faults_of_their_field(clerk, resident):
    person = {"name": "\x00", "phone": "1" * 101}
    assert faults(Caller(clerk).post("/cases", a_repair(resident=person, place="\x1b[31m", title="x"))) == {
        "resident.name": "unprintable",
        "resident.phone": "too_long",
        "place": "unprintable",
        "title": "extra_forbidden",
    }
    number = given.an_accepted_case(clerk, resident, at=now()).number
    assert faults(Caller(clerk).post(f"/cases/{number}/resolve", {"reply": "好" * 2001})) == {"reply": "too_long"}
    assert faults(Caller(clerk).post(f"/cases/{number}/extend", {"days": True, "reason": "等配件"})) == {
        "days": "int_type"
    }
    for odd in ("131102-20261122-0001%00", "' OR 1=1 --", "１３１１０２-20261122-0001", "9" * 5000):
        assert refusal(Caller(clerk).get(f"/cases/{odd}")) == (404, "api.not_found")


def test_the_place_is_asked_where_the_item_needs_one(resident):
    told = problem(Caller(resident).post("/cases", a_repair(place="  ")))
    assert (told["status"], told["code"], told["field"]) == (422, "cases.place_missing", "place")


def test_a_clerk_cannot_register_for_another_county_and_nobody_is_registered_by_trying(clerk):
    before = rows(User)
    refused = Caller(clerk).post("/cases", a_repair(area=OTHER_COMMUNITY, resident=PERSON))
    assert refusal(refused) == (403, "accounts.no_right")
    assert rows(User) == before


def test_the_same_key_twice_makes_one_case_one_entry_and_answers_with_the_first(resident):
    caller, body = Caller(resident), a_repair(client_key=str(uuid4()))
    first, again = caller.post("/cases", body), caller.post("/cases", {**body, "place": "别处"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert (rows(Case), rows(JournalEntry, verb="cases.submitted")) == (1, 1)


def test_a_clerk_who_sends_twice_registers_one_person(clerk):
    caller, body = Caller(clerk), a_repair(client_key=str(uuid4()), resident=PERSON)
    first = caller.post("/cases", body)
    again = caller.post("/cases", {**body, "resident": {"name": "钱多多", "phone": "19900018888"}})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert rows(JournalEntry, verb="people.registered") == 1


def test_two_sendings_at_the_same_moment_make_one_case(resident, monkeypatch):
    caller, body = Caller(resident), a_repair(client_key=str(uuid4()))
    first = caller.post("/cases", body)
    looks = iter([None, intake.sent_before])  # both looked before either had written
    monkeypatch.setattr(intake, "sent_before", lambda *asked: (look := next(looks)) and look(*asked))
    again = caller.post("/cases", body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert rows(Case) == 1


def test_the_key_of_somebody_else_is_not_mine(clerk, resident):
    key = str(uuid4())
    assert Caller(resident).post("/cases", a_repair(client_key=key)).status_code == 201
    assert Caller(given.a_resident("李大山")).post("/cases", a_repair(client_key=key)).status_code == 201


def test_a_clerk_above_the_units_registers_a_confidential_case_and_does_not_see_it_again():
    caller = Caller(given.a_dispatcher())
    secret = a_repair(item="child-protection", answers={"who_tells": "family", "safe_now": "yes"}, resident=PERSON)
    secret["client_key"] = str(uuid4())
    sent = caller.post("/cases", secret)
    assert (sent.status_code, sent.json()["audience"]) == (201, "confidential")
    assert refusal(caller.get(f"/cases/{sent.json()['number']}")) == (404, "api.not_found")
    assert refusal(caller.post("/cases", secret)) == (409, "cases.sent_already")
