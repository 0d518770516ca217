"""What runs by itself: who fills a ledger is reminded of it."""

import structlog
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.ledgers import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="47 0 * * *")
@app.task(name="ledgers.remind", queueing_lock="ledgers.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """In the morning in China; of each date once, so it may be run again."""
    by = system_actor("ledgers.remind")
    with acting_as(by):
        told = actions.remind(by=by, at=now())
    if told:
        log.info("ledgers_reminded", count=told)
