"""What runs by itself for reports: the files of an issued one, and that a quarter has ended."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.reports import actions

AGAIN = RetryStrategy(max_attempts=3, wait=5, retry_exceptions=[OperationalError, InterfaceError])

log = structlog.get_logger(__name__)


@app.task(name="reports.make", retry=AGAIN)
def make(issue_id: str) -> None:
    """Make the Word, PDF and Excel files of a report. Run again, it makes those that are not there."""
    made = actions.make(UUID(issue_id), at=now())
    log.info("report_files_made", count=made)


@app.periodic(cron="53 0 * * *")
@app.task(name="reports.remind", queueing_lock="reports.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """In the morning in China; once of each plan and quarter, so it may be run again."""
    by = system_actor("reports.remind")
    with acting_as(by):
        told = actions.remind(by=by, at=now())
    if told:
        log.info("reports_reminded", count=told)
