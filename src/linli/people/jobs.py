"""What runs by itself for residents: consents that run out end, deletions and changes of a phone are carried out."""

import structlog
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.people import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="37 16 * * *")
@app.task(name="people.watch_consents", queueing_lock="people.watch_consents")
def watch_consents(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Just after midnight in China; a run that is killed is done again from the start."""
    watcher = system_actor("people.watch_consents")
    with acting_as(watcher):
        warned, lapsed = actions.watch_consents(by=watcher, at=now())
    if warned or lapsed:
        log.info("consents_watched", warned=warned, lapsed=lapsed)


@app.periodic(cron="7 0 * * *")
@app.task(name="people.watch_requests", queueing_lock="people.watch_requests")
def watch_requests(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """In the morning in China, when people read what they are told; of each request once, so it may be run again."""
    watcher = system_actor("people.watch_requests")
    with acting_as(watcher):
        reminded, late = actions.watch_requests(by=watcher, at=now())
        postponed = actions.postpone_deletions(by=watcher, at=now())
    if reminded or late or postponed:
        log.info("requests_watched", reminded=reminded, late=late, postponed=postponed)


@app.periodic(cron="47 16 * * *")
@app.task(name="people.carry_out_deletions", queueing_lock="people.carry_out_deletions")
def carry_out_deletions(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Just after midnight in China: records whose day has come. What is needed still gets another day by morning."""
    eraser = system_actor("people.carry_out_deletions")
    with acting_as(eraser):
        done = actions.carry_out_deletions(by=eraser, at=now())
    if done:
        log.info("records_deleted", count=done)


@app.periodic(cron="7 * * * *")
@app.task(name="people.carry_out_phone_changes", queueing_lock="people.carry_out_phone_changes")
def carry_out_phone_changes(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Every hour: what nobody has said no to in seven days."""
    carrier = system_actor("people.carry_out_phone_changes")
    with acting_as(carrier):
        done = actions.carry_out_phone_changes(by=carrier, at=now())
    if done:
        log.info("phones_changed", count=done)
