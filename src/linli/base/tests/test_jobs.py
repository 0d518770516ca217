"""What comes round by itself: the journal is sealed, and jobs of dead workers are taken up again."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from linli.base import jobs
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.jobs import MOST_RUNS, give_up_after, rescue_stalled_jobs, seal_journal
from linli.base.journal import record
from linli.base.models import JournalSeal
from linli.base.scope import acting_as

pytestmark = pytest.mark.django_db


def a_job_under_way(*, silent_for: int, attempts: int = 0, task: str = "tests.job", args: str = "{}") -> int:
    """A job whose worker gave its last sign of life so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s::int)) RETURNING id",
            [silent_for],
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts, worker_id)"
            " VALUES ('default', %s::text, 0, %s::jsonb, 'doing', %s::int, %s::bigint) RETURNING id",
            [task, args, attempts, cursor.fetchone()[0]],
        )
        return cursor.fetchone()[0]


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s::bigint", [job])
        return cursor.fetchone()[0]


def rescue() -> None:
    async_to_sync(rescue_stalled_jobs.func)(SimpleNamespace(app=app), timestamp=0)


def test_a_dead_workers_job_goes_back_into_the_queue_and_a_living_ones_is_left_alone():
    dead, living = a_job_under_way(silent_for=31), a_job_under_way(silent_for=5)
    rescue()
    assert (status_of(dead), status_of(living)) == ("todo", "doing")


def test_a_job_that_kills_its_workers_is_given_up():
    job = a_job_under_way(silent_for=31, attempts=MOST_RUNS - 1)
    rescue()
    assert status_of(job) == "failed"


def test_a_job_that_may_be_deadly_is_given_up_sooner_and_another_says_so(monkeypatch):
    monkeypatch.setattr(jobs, "_limits", {})
    give_up_after(2, "tests.deadly", then="tests.say_so")
    first, second, other = (
        a_job_under_way(silent_for=31, attempts=runs, task=task, args='{"of": "a file"}')
        for runs, task in ((0, "tests.deadly"), (1, "tests.deadly"), (1, "tests.job"))
    )
    rescue()
    assert [status_of(job) for job in (first, second, other)] == ["todo", "failed", "todo"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'of', status::text FROM procrastinate_jobs WHERE task_name = 'tests.say_so'")
        assert cursor.fetchall() == [("a file", "todo")]


def test_what_was_written_to_the_journal_is_sealed_once():
    actor = system_actor("tests.job")
    with acting_as(actor):
        record("tests.happened", on=("tests.thing", new_id()), by=actor, at=now())
    before = JournalSeal.objects.count()
    seal_journal(timestamp=0)
    seal_journal(timestamp=0)
    assert JournalSeal.objects.count() == before + 1
