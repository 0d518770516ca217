"""What runs by itself for reports: the files of an issued one."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.base.clock import now
from linli.reports import actions

AGAIN = RetryStrategy(max_attempts=3, wait=5, retry_exceptions=[OperationalError, InterfaceError])

log = structlog.get_logger(__name__)


@app.task(name=actions.MAKE, retry=AGAIN)
def make(issue_id: str) -> None:
    """Make the Word, PDF and Excel files of a report. Run again, it makes those that are not there."""
    made = actions.make(UUID(issue_id), at=now())
    log.info("report_files_made", count=made)
