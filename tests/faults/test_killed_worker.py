"""A worker killed again and again while it sends: every message goes out once, and its state says what is true."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from linli.base.actor import system_actor
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.notifications.tests.given import a_resident, told
from tests.faults.installation import until
from tests.faults.moody_gateway import MoodyGateway
from tests.owner import as_owner

ROOT = Path(__file__).resolve().parents[2]
MESSAGES, KILLS, SEED = 30, 3, 1807
AUDITOR = system_actor("tests")


@contextmanager
def a_worker(gateway: MoodyGateway) -> Iterator[subprocess.Popen[bytes]]:
    """`linli worker` on this test's database, whose name is in the environment."""
    told_to = {"LINLI_SMS_GATEWAY": "http", "LINLI_SMS_GATEWAY_URL": gateway.url}
    worker = subprocess.Popen(
        [sys.executable, "-m", "linli.project.cli", "worker"],
        cwd=ROOT,
        env={**os.environ, **told_to, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait(10)


def execute(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def rescue_at_once() -> None:
    """What the half minute of silence and the rescue of each minute would do, without waiting for them."""
    execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    execute("DELETE FROM procrastinate_jobs WHERE task_name = 'base.rescue_stalled_jobs'")
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
        " VALUES ('default', 'base.rescue_stalled_jobs', 100, '{\"timestamp\": 0}')"
    )


def all_delivered() -> bool:
    """Whether no delivery is open; one that waits for its next try is asked to go now."""
    execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' AND scheduled_at > now()")
    open_ones = (
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver' AND status <> 'succeeded'"
    )
    return execute(open_ones) == [(0,)]


def test_thirty_messages_through_a_moody_gateway_and_three_killed_workers_arrive_once_each(own_database, note):
    resident = a_resident()
    messages = [told(resident) for _ in range(MESSAGES)]
    hang_at = frozenset(random.Random(SEED).sample(range(1, MESSAGES), KILLS))
    with MoodyGateway(SEED, hang_at) as gateway:
        for _ in range(KILLS):
            with a_worker(gateway) as worker:
                assert gateway.hanging.acquire(timeout=60), "no worker came as far as the next kill"
                os.kill(worker.pid, signal.SIGKILL)
            gateway.release()
            rescue_at_once()
        with a_worker(gateway):
            until(all_delivered, "all delivered")

        keys = [str(message.pk) for message in messages]
        assert {key: gateway.taken[key] for key in keys} == dict.fromkeys(keys, 1)
        with acting_as(AUDITOR):
            states = Message.objects.filter(pk__in=keys).values_list("state", "gateway_reference")
            assert sorted(states) == sorted(("sent", f"R-{key[-4:]}") for key in keys)
            settled = JournalEntry.objects.filter(verb__startswith="notifications.").values_list("subject_id", "verb")
            assert sorted((str(key), verb) for key, verb in settled) == sorted(
                (key, "notifications.sent") for key in keys
            )
    cut = sum(mood != "answers" for _key, mood in gateway.posts)
    note(
        f"worker: {MESSAGES} messages through {KILLS} kills, {len(gateway.posts)} sendings, {cut} of them cut, each taken once"
    )


FULL = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file'; END $$
"""
ONCE_DONE = """
CREATE TRIGGER disk_full BEFORE UPDATE OR DELETE ON procrastinate_jobs
FOR EACH ROW WHEN (OLD.status = 'doing' AND OLD.task_name = 'notifications.deliver') EXECUTE FUNCTION disk_full()
"""  # of this job alone: one of each minute that began first would keep the worker from ever sending


def test_a_job_whose_end_could_not_be_written_down_is_not_left_under_way(own_database):
    """The worker lives on, so nobody would ever take it for dead and its job for abandoned."""
    message = told(a_resident())
    as_owner(FULL)
    as_owner(ONCE_DONE)
    with MoodyGateway(SEED, moods=("answers",)) as gateway, a_worker(gateway) as worker:
        until(lambda: state_of(message) == "sent", "it is sent")
        as_owner("DROP TRIGGER disk_full ON procrastinate_jobs")
        until(all_delivered, "the job has ended", patience=60)
        assert worker.poll() is None
        assert gateway.taken[str(message.pk)] == 1


def state_of(message: Message) -> str:
    with acting_as(AUDITOR):
        return Message.objects.get(pk=message.pk).state
