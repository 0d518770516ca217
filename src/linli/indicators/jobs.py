"""Figures keep up by themselves: a few seconds after a case changes, and whenever a deadline passes."""

from datetime import date

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.indicators import actions
from linli.indicators.standing import actions as standing

REFRESH = "indicators.refresh"
LOCK = "indicators.lock"
SNAPSHOT = "indicators.snapshot"


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


@app.periodic(cron="23 16 * * *")  # counted in UTC: 00:23 in China, so that registers still stand as at midnight
@app.task(name=SNAPSHOT, queueing_lock=SNAPSHOT, retry=RetryStrategy(max_attempts=3, wait=60))
def snapshot(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Write down how registers stood. Each day in a transaction of its own: run again, it goes on where it stopped."""
    take_snapshots()


def take_snapshots() -> list[tuple[str, date, int]]:
    """What a night has to do, or what is left of it; what was counted, with how much had changed."""
    by, found = system_actor(SNAPSHOT), []
    with acting_as(by):
        waiting = list(standing.due(now()))
    for region, day in waiting:
        with acting_as(by):
            run = standing.snapshot(region, day, by=by, at=now())
        found.append((region, day, run.rows))
    with acting_as(by):
        standing.lock_what_is_over(by=by, at=now())
    return found
