"""What runs by itself: what is amiss with each county and above is counted every hour."""

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.base.actor import Actor, system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.insight import actions, queries

COUNT = "insight.count_alerts"

log = structlog.get_logger(__name__)


@app.periodic(cron="53 * * * *")  # also half an hour after the figures of the night
@app.task(name=COUNT, queueing_lock=COUNT, retry=RetryStrategy(max_attempts=3, wait=60))
def count_alerts(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Each area in a transaction of its own; run again, it counts again."""
    found = count_everywhere(system_actor(COUNT))
    log.info("alerts_counted", count=found)


def count_everywhere(by: Actor) -> int:
    """Of every area whose alerts are kept. How many there are."""
    with acting_as(by):
        areas = queries.counted_areas()
    found = 0
    for area in areas:
        with acting_as(by):
            found += actions.count_alerts(area, by=by, at=now())
    return found
