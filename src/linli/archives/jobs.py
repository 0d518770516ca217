"""What runs by itself for archives: files are made one by one, and thrown away after a day."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from linli.archives import actions
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.jobs import give_up_after
from linli.base.scope import acting_as

MOST_RUNS, MOST_DEATHS = 3, 2
PASSING = (OperationalError, InterfaceError)
AGAIN = RetryStrategy(max_attempts=MOST_RUNS, wait=5, retry_exceptions=PASSING)
GIVEN_UP = "archives.give_up"

log = structlog.get_logger(__name__)


@app.task(name="archives.make", retry=AGAIN, pass_context=True)
def make(context: JobContext, file_id: str) -> None:
    """Make a case's file. A fault that passes is tried again; any other is told to who waits."""
    try:
        actions.make(UUID(file_id), at=now())
    except Exception as fault:
        runs = context.job.attempts if context.job else MOST_RUNS
        if not isinstance(fault, PASSING) or runs + 1 >= MOST_RUNS:
            log.exception("archive_failed", file_id=file_id)
            actions.fail(UUID(file_id), at=now())
        raise


@app.task(name=GIVEN_UP, retry=AGAIN)
def give_up(file_id: str) -> None:
    """Say that a file is not tried again: the workers that made it died."""
    actions.fail(UUID(file_id), at=now())


give_up_after(MOST_DEATHS, make.name, then=GIVEN_UP)


@app.task(name="archives.destroy", retry=AGAIN)
def destroy(proposal_id: str) -> None:
    """Destroy what two people have agreed to, case by case. A run that is killed goes on from there."""
    gone = actions.destroy(UUID(proposal_id), at=now())
    log.info("cases_destroyed", count=gone)


@app.periodic(cron="23 * * * *")
@app.task(name="archives.drop_old", queueing_lock="archives.drop_old")
def drop_old(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Throw away what was made a day ago."""
    by = system_actor("archives.drop_old")
    with acting_as(by):
        gone = actions.drop_old(at=now())
    if gone:
        log.info("archives_dropped", count=gone)
