"""A real worker process on this test's database, for journeys and for faults."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def a_worker(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`linli worker` on the database whose name is in the environment; killed at the end if it still runs."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "linli.project.cli", "worker", *words],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait(10)


def rescue_at_once() -> None:
    """What half a minute of silence and the rescue of each minute would do, without waiting for them."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'base.rescue_stalled_jobs'")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
            " VALUES ('default', 'base.rescue_stalled_jobs', 100, '{\"timestamp\": 0}')"
        )
