"""A worker killed in the middle: its job is taken up again, and nobody's phone rings twice."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from linli.base.jobs import rescue_stalled_jobs
from linli.notifications.models import Message
from linli.notifications.tests import given
from linli.notifications.tests.stand_in import StandIn

ROOT = Path(__file__).resolve().parents[4]


def start_worker(gateway: StandIn, *words: str) -> subprocess.Popen[bytes]:
    """A real worker process on this test's database (its name is in the environment)."""
    environment = {**os.environ, "LINLI_SMS_GATEWAY": "http", "LINLI_SMS_GATEWAY_URL": gateway.url}
    environment["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")
    return subprocess.Popen(
        [sys.executable, "-m", "django", "procrastinate", "worker", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def job_status(message: Message) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE args->>'message_id' = %s::text", [str(message.pk)]
        )
        return cursor.fetchone()[0]


def let_half_a_minute_pass_since_its_last_sign_of_life() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")


@pytest.mark.parametrize(("manner", "posts"), [("takes and hangs", 1), ("hangs", 2)])
def test_a_killed_workers_message_is_finished_by_the_next_and_arrives_once(own_database, manner, posts):
    message = given.told(given.a_resident())
    with StandIn(manner) as gateway:
        worker = start_worker(gateway)
        try:
            assert gateway.arrived.wait(60), "the worker never called the gateway"
            os.kill(worker.pid, signal.SIGKILL)
        finally:
            worker.kill()
            worker.wait(10)
        assert (given.reread(message).state, job_status(message)) == ("sending", "doing")

        gateway.manner = "answers"
        gateway.released.set()
        let_half_a_minute_pass_since_its_last_sign_of_life()
        with suppress(AlreadyEnqueued):  # the killed worker may have planned it for this minute
            rescue_stalled_jobs.defer(timestamp=0)
        assert start_worker(gateway, "--one-shot").wait(60) == 0

        assert (given.reread(message).state, job_status(message)) == ("sent", "succeeded")
        assert gateway.posts == [str(message.pk)] * posts
        assert list(gateway.taken) == [str(message.pk)]
