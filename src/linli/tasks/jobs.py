"""What runs by itself: who leads a task is reminded of its due date."""

import structlog
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.tasks import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="41 0 * * *")
@app.task(name="tasks.remind", queueing_lock="tasks.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """In the morning in China; of each date once, so it may be run again."""
    by = system_actor("tasks.remind")
    with acting_as(by):
        told = actions.remind(by=by, at=now())
    if told:
        log.info("tasks_reminded", count=told)
