"""Figures keep up by themselves: a few seconds after a case changes, and whenever a deadline passes."""

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.indicators import actions

REFRESH = "indicators.refresh"
LOCK = "indicators.lock"


@app.periodic(cron="* * * * * */15")  # the sixth place is seconds
@app.task(
    name=REFRESH,
    queueing_lock=REFRESH,
    retry=RetryStrategy(max_attempts=3, wait=5, retry_exceptions=[OperationalError]),
)
def refresh(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Count again what has changed. May be run any number of times, and by several workers at once."""
    by = system_actor(REFRESH)
    with acting_as(by):
        actions.refresh(by=by, at=now())


@app.periodic(cron="13 18 * * *")  # counted in UTC: 02:13 in China
@app.task(name=LOCK, queueing_lock=LOCK, retry=RetryStrategy(max_attempts=3, wait=60))
def lock(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Let the figures of months stand whose day has come. Run again, it finds that done."""
    by = system_actor(LOCK)
    with acting_as(by):
        actions.lock_what_is_over(by=by, at=now())
