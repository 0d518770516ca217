"""What runs by itself: late ones are told one level up, last days are reminded of and kept, old words are destroyed."""

import structlog
from procrastinate.contrib.django import app

from linli.aid import actions
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as

log = structlog.get_logger(__name__)


@app.periodic(cron="29 * * * *")
@app.task(name="aid.watch", queueing_lock="aid.watch")
def watch(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Each hour; of each deadline once, so it may be run again."""
    by = system_actor("aid.watch")
    with acting_as(by):
        late = actions.watch(by=by, at=now())
        untold = actions.watch_telling(by=by, at=now())
    if late or untold:
        log.info("needs_late", count=late, untold=untold)


@app.periodic(cron="41 17 * * *")
@app.task(name="aid.end", queueing_lock="aid.end")
def end(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """After midnight in China: reminders, ends by date, words that are old enough to go."""
    by, at = system_actor("aid.end"), now()
    with acting_as(by):
        reminded, ended = actions.end_by_date(by=by, at=at)
        forgotten = actions.forget_old(by=by, at=at)
    if reminded or ended or forgotten:
        log.info("needs_by_date", reminded=reminded, ended=ended, forgotten=forgotten)
