"""Files are read and written by jobs, so that a page need not wait and a killed worker loses nothing."""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.jobs import give_up_after
from linli.base.scope import acting_as
from linli.tables import actions

MOST_RUNS = 5
PASSING = (OperationalError, InterfaceError, IntegrityError)  # of the last: somebody wrote the same by hand just now
AGAIN = RetryStrategy(max_attempts=MOST_RUNS, wait=5, retry_exceptions=PASSING)
MOST_DEATHS = 2  # a file over which two workers have died is not tried on a third
GIVEN_UP = "tables.give_up"

log = structlog.get_logger(__name__)


@app.task(name="tables.check", retry=AGAIN, pass_context=True)
def check(context: JobContext, import_id: str) -> None:
    """Look a file through. May be run any number of times."""
    _run(actions.run_check, context, import_id)


@app.task(name="tables.write", retry=AGAIN, pass_context=True)
def write(context: JobContext, import_id: str) -> None:
    """Write a confirmed file, in one transaction. May be run any number of times: it is written once."""
    _run(actions.run_write, context, import_id)


@app.task(name=GIVEN_UP, retry=AGAIN)
def give_up(import_id: str) -> None:
    """Say on an import that it is not tried again: the worker that read or wrote it died, twice."""
    actions.give_up(UUID(import_id))


for task in (check, write):
    give_up_after(MOST_DEATHS, task.name, then=GIVEN_UP)


@app.periodic(cron="41 19 * * *")  # counted in UTC: 03:41 in China
@app.task(name="tables.tidy", queueing_lock="tables.tidy")
def tidy_nightly(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Throw away files after a week, and give up what nobody finishes."""
    by = system_actor("tables.tidy")
    with acting_as(by):
        actions.tidy(by=by, at=now())


def _run(action: Callable[[UUID], None], context: JobContext, import_id: str) -> None:
    """A fault that may pass is tried again; any other is told on the import and in the log, so that nobody waits."""
    try:
        action(UUID(import_id))
    except Exception as fault:
        runs = context.job.attempts if context.job else MOST_RUNS
        if not isinstance(fault, PASSING) or runs + 1 >= MOST_RUNS:
            log.exception("import_failed", import_id=import_id)
            actions.fail(
                UUID(import_id), _("系统出了问题，什么都没有保存。请再上传一次；还不行就联系管理员。"), at=now()
            )
        raise
