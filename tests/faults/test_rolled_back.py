"""What goes wrong half-way leaves nothing: no case, no journal entry, no message, no job."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base import events
from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Case
from linli.cases.pages import portal
from linli.cases.tests import given
from linli.cases.tests.calling import Caller, a_repair
from tests.owner import as_owner

pytestmark = pytest.mark.usefixtures("own_database")


class Broken(Exception):
    """Something of ours that failed."""


@pytest.fixture
def breaking(monkeypatch):
    """Registers a handler that fails when a case of the stage has changed; taken away again afterwards."""
    handlers = list(events.registered().get("cases.changed", ()))

    def register(stage: str) -> None:
        def break_down(*, case, **facts: object) -> None:
            if case.stage == stage:
                raise Broken

        monkeypatch.setitem(events._handlers, "cases.changed", [*handlers])  # the registry is given back at the end
        events.on("cases.changed", break_down)

    return register


def rows_of_all_tables() -> dict[str, int]:
    """How many rows every table has, asked as the owner, whom no policy hides anything from."""
    tables = as_owner("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    return {table: as_owner(f'SELECT count(*) FROM "{table}"')[0][0] for (table,) in tables}


def accept_and_resolve(case: Case, clerk: Actor) -> None:
    """In one transaction; the first goes well: it writes, journals, tells and defers a job."""
    with acting_as(clerk):
        actions.accept(case, by=clerk, at=given.MONDAY_9AM)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver'")
            assert cursor.fetchone() == (1,)
        actions.resolve(case, reply="换了灯泡。", by=clerk, at=given.MONDAY_9AM)


def test_an_action_that_fails_in_a_handler_leaves_neither_case_nor_entry_nor_message_nor_job(breaking):
    unit, resident = given.a_unit(), given.a_resident()
    clerk, case = given.a_clerk(unit), given.a_case(resident)
    before = rows_of_all_tables()
    breaking("submitted")
    with pytest.raises(Broken):
        given.a_case(resident)
    breaking("resolved")

    with pytest.raises(Broken):
        accept_and_resolve(case, clerk)

    assert rows_of_all_tables() == before
    with acting_as(clerk):
        case.refresh_from_db()
    assert (case.stage, case.version) == ("submitted", 1)


def test_a_page_that_crashes_after_its_action_keeps_no_write_and_the_same_sending_works_later(monkeypatch):
    given.a_unit()
    resident = given.a_resident()
    client = signed_in(Client(raise_request_exception=False), User.objects.get(pk=resident.user))
    filled = {
        "where": "stairs", "description": "三楼的灯坏了。", "danger": "no", "place": "3 号楼",
        "area": given.COMMUNITY, "client_key": str(uuid4()), "send": "1",
    }  # fmt: skip
    before = rows_of_all_tables()

    with monkeypatch.context() as broken:
        broken.setattr(portal, "onward", lambda *_: 1 / 0)
        assert client.post("/apply/public-repair/", filled).status_code == 500
    assert rows_of_all_tables() == before

    assert client.post("/apply/public-repair/", filled).status_code == 302
    after = rows_of_all_tables()
    grown = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    assert grown.items() >= {"cases_case": 1, "cases_party": 1, "journal": 1, "notifications_message": 1}.items()


def test_a_crashed_call_of_the_api_registers_nobody(breaking):
    clerk = given.a_clerk(given.a_unit())
    program = Caller(clerk)
    body = a_repair(resident={"name": "赵小满", "phone": "19900017777"})
    before = rows_of_all_tables()
    breaking("submitted")

    assert program.post("/cases", body).status_code == 500

    assert rows_of_all_tables() == before
