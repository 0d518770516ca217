"""A worker killed in the middle of writing a file: nothing is half saved, and the next worker saves all of it, once."""

import os
import signal

from django.conf import settings
from django.db import connection

from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.organizations.models import Organization
from linli.project.postgres import connect
from linli.tables import actions
from linli.tables.tests import given
from tests.faults.installation import until
from tests.messy import as_workbook, messy, units_of
from tests.settings import SERVER
from tests.working import a_worker, rescue_at_once
from tests.world import WATCHER

COUNT = 400
UNITS_WRITTEN = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    " AND query LIKE '%%INSERT INTO organizations_servingarea%%'"
)
WRITERS = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND query LIKE '%%organizations_servingarea%%' AND state <> 'idle'"
)


def found(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() is not None


def test_a_file_whose_worker_is_killed_between_its_statements_is_saved_whole_by_the_next(own_database, note):
    by = given.an_administrator()
    file = messy(units_of(given.COUNTY, COUNT, 3), slips=0, repeats=0, seed=3)
    of = given.checked(as_workbook(file), by, name="单位.xlsx")
    with acting_as(by):
        actions.confirm(of, by=by, at=now())

    with connect(SERVER, "linli_owner", settings.DATABASES["default"]["NAME"]) as owner, owner.transaction():
        owner.execute("LOCK TABLE organizations_servingarea IN EXCLUSIVE MODE")
        with a_worker() as worker:
            until(lambda: found(UNITS_WRITTEN), "units are written and their areas wait")
            os.kill(worker.pid, signal.SIGKILL)
    until(lambda: not found(WRITERS), "the killed worker's session has ended")
    assert Organization.objects.count() == 0
    assert given.stands(of.pk, by).stage == "writing"

    rescue_at_once()
    with a_worker():
        took = until(lambda: given.stands(of.pk, by).stage == "done", "the file is saved")
    assert Organization.objects.count() == COUNT
    with acting_as(WATCHER):
        made = JournalEntry.objects.filter(verb="organizations.created")
        assert made.count() == made.values("subject_id").distinct().count() == COUNT
        assert JournalEntry.objects.filter(verb="tables.brought_in").count() == 1
    note(
        f"import: {COUNT} rows, worker killed between two statements, nothing saved; saved whole {took:.1f} s after the rescue"
    )


def test_a_file_whose_worker_is_killed_while_it_is_looked_through_is_looked_through_again(own_database):
    by = given.an_administrator()
    pk = given.sent(as_workbook(messy(units_of(given.COUNTY, 50, 3), slips=0, repeats=0, seed=3)), by, name="单位.xlsx")
    with connect(SERVER, "linli_owner", settings.DATABASES["default"]["NAME"]) as owner, owner.transaction():
        owner.execute("LOCK TABLE organizations_organizationtype IN ACCESS EXCLUSIVE MODE")
        with a_worker() as worker:
            until(
                lambda: found(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ),
                "it waits",
            )
            os.kill(worker.pid, signal.SIGKILL)
    assert given.stands(pk, by).stage == "checking"
    rescue_at_once()
    with a_worker():
        until(lambda: given.stands(pk, by).stage == "checked", "the file is looked through")
    assert given.stands(pk, by).held.new == 50
