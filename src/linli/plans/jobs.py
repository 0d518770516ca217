"""Plans that were uploaded are read by a job: a PDF of many pages takes longer than a page may."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from linli.base.clock import now
from linli.base.jobs import give_up_after
from linli.plans.actions import uploads

MOST_RUNS = 5
PASSING = (OperationalError, InterfaceError)
AGAIN = RetryStrategy(max_attempts=MOST_RUNS, wait=5, retry_exceptions=PASSING)
MOST_DEATHS = 2  # a file over which two workers have died is not tried on a third
GIVEN_UP = "plans.give_up"

log = structlog.get_logger(__name__)


@app.task(name="plans.read_upload", retry=AGAIN, pass_context=True)
def read_upload(context: JobContext, upload_id: str) -> None:
    """Read an uploaded plan into a draft. May be run any number of times; a fault that stays is told to who waits."""
    try:
        uploads.read_upload(UUID(upload_id))
    except Exception as fault:
        runs = context.job.attempts if context.job else MOST_RUNS
        if not isinstance(fault, PASSING) or runs + 1 >= MOST_RUNS:
            log.exception("plan_upload_failed", upload_id=upload_id)
            sentence = _("系统出了问题，没有读成。请再上传一次；还不行就联系管理员。")
            uploads.fail(UUID(upload_id), sentence, at=now())
        raise


@app.task(name=GIVEN_UP, retry=AGAIN)
def give_up(upload_id: str) -> None:
    """Say on an upload that it is not tried again: the worker that read it died, twice."""
    uploads.give_up(UUID(upload_id))


give_up_after(MOST_DEATHS, read_upload.name, then=GIVEN_UP)
