"""Work that comes round by itself: sealing the journal, taking up what killed workers and unsent forms left lying."""

import json
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import OperationalError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.base.sealing import seal
from linli.base.sweeping import sweep

SILENCE = 30  # seconds without a sign of life after which a worker counts as dead; it gives one every 10
MOST_RUNS = 25  # a job begun this often kills its workers

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Limit:
    runs: int
    then: str


_limits: dict[str, _Limit] = {}


def give_up_after(runs: int, task: str, *, then: str) -> None:
    """Give a job up sooner than others where what it is given may itself kill workers.

    `then` is the job that says so to whoever waits for it: it is given the same arguments, and may be run twice.
    """
    _limits[task] = _Limit(runs, then)


@app.periodic(cron="* * * * *")
@app.task(name="base.rescue_stalled_jobs", queueing_lock="base.rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Put jobs of dead workers back into the queue: without it they would be under way for ever.

    They run again from the start, so every job must bear that. Takes no lock of its own: a killed rescue would hold it.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        try:
            limit = _limits.get(job.task_name)
            if job.attempts + 1 >= (limit.runs if limit else MOST_RUNS):
                if limit:
                    await context.app.configure_task(limit.then).defer_async(**_given(job))
                await jobs.finish_job(job, Status.FAILED, delete_job=False)
                log.error("job_given_up", **_named(job))
            else:
                await jobs.retry_job(job)
                log.warning("job_rescued", **_named(job))
        except ConnectorException:  # its worker finished it after all, or another rescue was faster
            log.info("job_needed_no_rescue", **_named(job))


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="base.seal_journal",
    queueing_lock="base.seal_journal",
    retry=RetryStrategy(max_attempts=5, wait=15, retry_exceptions=[OperationalError]),
)
def seal_journal(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Seal what has been written to the journal; tried again soon where writers did not leave in time."""
    with acting_as(system_actor("base.seal_journal")):
        seal()


@app.periodic(cron="11 20 * * *")  # counted in UTC: 04:11 in China
@app.task(name="base.sweep_files", queueing_lock="base.sweep_files")
def sweep_files(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Take away files that no row has named for two days."""
    with acting_as(system_actor("base.sweep_files")):
        taken = sweep(at=now())
    if taken:
        log.info("files_swept", files=taken)


def _given(job: Job) -> dict[str, Any]:
    """What a job was given; over Django's own connection the database's JSON arrives as text."""
    given: Any = job.task_kwargs
    return dict(json.loads(given) if isinstance(given, str) else given)


def _named(job: Job) -> dict[str, object]:
    return {"job": job.id, "task": job.task_name, "runs": job.attempts}
