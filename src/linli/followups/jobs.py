"""What runs by itself: the month's callbacks are drawn, and late remedies are told one level up."""

import structlog
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.followups import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="23 0 * * *")
@app.task(name="followups.draw", queueing_lock="followups.draw")
def draw(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """In the morning in China; on the first of a month it draws, on other days it finds that done."""
    by = system_actor("followups.draw")
    with acting_as(by):
        drawn = actions.draw_last_month(by=by, at=now())
    if drawn:
        log.info("callbacks_drawn", count=drawn)


@app.periodic(cron="17 * * * *")
@app.task(name="followups.watch", queueing_lock="followups.watch")
def watch(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Each hour; of each deadline and each appeal once, so it may be run again."""
    by = system_actor("followups.watch")
    with acting_as(by):
        late = actions.watch(by=by, at=now())
    if late:
        log.info("remedies_late", count=late)
