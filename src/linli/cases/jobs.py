"""What runs by itself for cases: deadlines are watched each minute, unanswered cases closed each hour."""

import structlog
from django.db import InterfaceError, OperationalError
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.accounts.queries import actor_now
from linli.base.actor import system_actor
from linli.base.attachments import discard_stored
from linli.base.clock import now
from linli.base.languages import SOURCE
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import BulkRun, CaseAttachment

AGAIN = RetryStrategy(max_attempts=5, wait=5, retry_exceptions=(OperationalError, InterfaceError))
log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="cases.watch_deadlines", queueing_lock="cases.watch_deadlines")
def watch_deadlines(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Remind before a deadline, tell one level up after it; move on what is undecided or nobody's.

    A run that is killed is done again from the start.
    """
    watcher = system_actor("cases.watch_deadlines")
    with acting_as(watcher):
        reminded, escalated = actions.watch_deadlines(by=watcher, at=now())
        asked_higher = actions.watch_returns(by=watcher, at=now())
        actions.keep_calendar(at=now())
        late_parts = actions.watch_parts(by=watcher, at=now())
        owned = actions.watch_unowned(by=watcher, at=now())
    found = {"reminded": reminded, "escalated": escalated, "asked_higher": asked_higher, "late_parts": late_parts}
    if any(found.values()) or owned:
        log.info("deadlines_watched", **found, owned=owned)


@app.periodic(cron="7 * * * *")
@app.task(name="cases.close_unanswered", queueing_lock="cases.close_unanswered")
def close_unanswered(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Close what residents have not answered within the window."""
    closer = system_actor("cases.close_unanswered")
    with acting_as(closer):
        closed = actions.close_unanswered(by=closer, at=now())
    if closed:
        log.info("unanswered_closed", closed=closed)


@app.periodic(cron="41 19 * * *")
@app.task(name="cases.drop_old_drafts", queueing_lock="cases.drop_old_drafts")
def drop_old_drafts(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Destroy what was typed and not sent for thirty days, and what is left of yesterday's runs over many cases."""
    dropper = system_actor("cases.drop_old_drafts")
    with acting_as(dropper):
        gone = actions.drop_old_drafts(at=now())
        actions.drop_old_bulk(at=now())
    if gone:
        log.info("drafts_dropped", count=gone)


@app.task(name="cases.carry_on_bulk", retry=AGAIN)
def carry_on_bulk(run: str) -> None:
    """Go on with a run over many cases where it stands, as who began it. May be run any number of times."""
    with acting_as(system_actor("cases.carry_on_bulk")):
        found = BulkRun.objects.select_related("owner").filter(pk=run).first()
        by = actor_now(found.owner_id, now()) if found else None
        if found and by is None:
            actions.stop_bulk(found, at=now())
    if found and by:
        with translation.override(found.owner.language or SOURCE):  # what is refused is told in words
            actions.carry_on(found, by, now())


@app.task(name="cases.discard_files")
def discard_files(keys: list[str]) -> None:
    """Throw away files that no case has any more, after a deletion; the same picture may be on another case."""
    with acting_as(system_actor("cases.discard_files")):
        needed = set(CaseAttachment.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in set(keys) - needed:
        discard_stored(key)
