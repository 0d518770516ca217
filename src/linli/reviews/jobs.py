"""What runs by itself: the published figures are counted anew each night."""

import structlog
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.reviews import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="37 18 * * *")
@app.task(name="reviews.publish_figures", queueing_lock="reviews.publish_figures")
def publish_figures(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """At night in China; of the whole months alone, so a second run gives the same."""
    by = system_actor("reviews.publish_figures")
    with acting_as(by):
        count = actions.publish_figures(by=by, at=now())
    log.info("reviews_published", periods=count)
