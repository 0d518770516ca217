"""What a call costs in statements, and that a crash in the middle of one leaves nothing behind."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import queries
from linli.cases.actions import handling, intake
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.calling import Caller, a_repair, refusal
from linli.notifications.models import Message

# A statement is a round trip without BEGIN and COMMIT, with the scope's and the token's: as `linli bench` counts.
FREE = re.compile(r"^(BEGIN|COMMIT|ROLLBACK)\b(?! TO)")


@pytest.fixture
def at_work(own_database):
    """A unit, its clerk, a resident, and their programs, in a database where requests commit as in production."""
    with acting_as(system_actor("tests")):
        clerk = given.a_clerk(given.a_unit())
        resident = given.a_resident()
    return Caller(clerk), Caller(resident), resident


def statements(call) -> list[str]:
    """The round trips of one call; the one before it warms what a process reads only once."""
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    assert answer.status_code < 300, answer.content
    return [query["sql"] for query in seen if not FREE.match(query["sql"])]


def written() -> tuple[int, int, int, int]:
    """Cases, journal entries, messages and jobs in the database."""
    with acting_as(system_actor("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0]
        return Case.objects.count(), JournalEntry.objects.count(), Message.objects.count(), jobs


def test_a_list_of_a_hundred_takes_three_statements_as_one_of_three_does(at_work):
    worker, _asker, resident = at_work
    at = now()
    for count in (3, 97):
        for number in range(count):
            given.a_case(resident, at=at - timedelta(minutes=number))
        found = statements(lambda: worker.get("/cases", limit=100, stage="submitted", area=given.COUNTY))
        assert len(found) == 3, found  # whose token, scope, rows
    assert len(worker.get("/cases", limit=100).json()["items"]) == 100


def test_what_one_case_costs(at_work):
    worker, asker, resident = at_work
    number = given.a_case(resident, at=now()).number
    assert len(statements(lambda: worker.post(f"/cases/{number}/accept"))) == 12
    assert len(statements(lambda: worker.get(f"/cases/{number}"))) == 7
    assert len(statements(lambda: asker.post(f"/cases/{number}/withdraw"))) == 11


def test_what_a_submission_costs(at_work):
    worker, asker, _resident = at_work
    asker.post("/cases", a_repair())
    plain = statements(lambda: asker.post("/cases", a_repair()))
    keyed = statements(lambda: asker.post("/cases", a_repair(client_key=str(uuid4()))))
    person = {"name": "赵小满", "phone": "19900017777"}
    by_clerk = statements(lambda: worker.post("/cases", a_repair(resident=person)))
    assert (len(plain), len(keyed), len(by_clerk)) == (15, 16, 27)


def test_public_reads_cost_little(own_database):
    caller = Caller()
    caller.get("/items")
    assert len(statements(lambda: caller.get("/items", q="灯坏了"))) == 1
    assert len(statements(lambda: caller.get("/areas/131102001045"))) == 3
    assert len(statements(lambda: caller.get("/areas", q="河西"))) == 2


def broken(*_args, **_facts):
    raise RuntimeError("SELECT secret FROM insides")


def test_a_crash_after_the_writes_leaves_no_case_no_entry_no_message_and_no_job(at_work, monkeypatch):
    _worker, asker, _resident = at_work
    before = written()
    monkeypatch.setattr(intake, "emit", broken)  # the very last thing a submission does
    answer = asker.post("/cases", a_repair())
    assert refusal(answer) == (500, "api.crashed")
    assert b"insides" not in answer.content
    assert written() == before


def test_a_crash_while_the_answer_is_made_undoes_the_step(at_work, monkeypatch):
    worker, _asker, resident = at_work
    number = given.a_case(resident, at=now()).number
    before = written()
    with monkeypatch.context() as patched:
        patched.setattr(handling, "tell_resident", broken)
        assert refusal(worker.post(f"/cases/{number}/accept")) == (500, "api.crashed")
        patched.undo()
        patched.setattr(queries, "shown_name", broken)
        assert refusal(worker.post(f"/cases/{number}/accept")) == (500, "api.crashed")
    assert written() == before
    assert worker.get(f"/cases/{number}").json()["stage"] == "submitted"
    assert worker.post(f"/cases/{number}/accept").status_code == 200


def test_a_refused_step_writes_nothing(at_work):
    worker, _asker, resident = at_work
    number = given.a_case(resident, at=now()).number
    before = written()
    assert worker.post(f"/cases/{number}/resolve", {"reply": "办好了"}).status_code == 409
    assert worker.post(f"/cases/{number}/return", {"reason": "嗯"}).status_code == 422  # says nothing
    assert written() == before
