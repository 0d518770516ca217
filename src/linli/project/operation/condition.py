"""How queue, outbox, journal, cases and backups stand: a handful of short statements, read as a named job."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.home import home
from linli.base.ids import id_of_moment
from linli.base.jobs import SILENCE
from linli.base.scope import acting_as
from linli.notifications.models import Channel, State
from linli.project.installation import SUBJECT

LONG_UNSEALED = 3600.0  # seconds; a seal is taken every ten minutes
READER = system_actor("operation.look")
JOBS = """
SELECT count(*) FILTER (WHERE status = 'todo' AND due <= now()),
       count(*) FILTER (WHERE status = 'todo' AND due > now()),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE status = 'doing' AND (seen IS NULL OR seen < now() - make_interval(secs => %s))),
       coalesce(extract(epoch FROM now() - min(due) FILTER (WHERE status = 'todo' AND due <= now())), 0)::float8
  FROM (SELECT j.status::text AS status, w.last_heartbeat AS seen,
               coalesce(j.scheduled_at, (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id), now())
                 AS due
          FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
         WHERE j.status IN ('todo', 'doing', 'failed')) job
"""
WORKER = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
OUTBOX = """
SELECT CASE WHEN state = 'queued' AND held_until > now() THEN 'held' ELSE state END, count(*),
       extract(epoch FROM now() - min(greatest(created_at, held_until)))::float8 FROM notifications_message
 WHERE state <> 'sent' AND noted_at IS NULL GROUP BY 1
"""
STATES = ("held", *(state.value for state in State if state != State.SENT))
SILENT = """
SELECT channel FROM (
    SELECT channel, outcome, row_number() OVER (PARTITION BY channel ORDER BY id DESC) AS nth
      FROM notifications_delivery WHERE began_at > now() - interval '1 hour' AND id >= %s::uuid AND ended_at IS NOT NULL
 ) newest
 WHERE nth <= 3 GROUP BY channel HAVING count(*) = 3 AND every(outcome IN ('not_taken', 'unclear')) ORDER BY channel
"""
CASES = """
SELECT count(*), count(*) FILTER (WHERE resolved_at IS NULL AND due_at < now()) FROM cases_case WHERE closed_at IS NULL
"""
JOURNAL = """
SELECT coalesce((SELECT max(seq) FROM journal), 0) - coalesce(max(last_seq), 0),
       extract(epoch FROM now() - max(sealed_at))::float8 FROM journal_seal
"""
BACKUP = """
SELECT happened_at, facts FROM journal
 WHERE subject_id = %s AND verb = 'operation.backed_up' ORDER BY seq DESC LIMIT 1
"""


@dataclass(frozen=True)
class Jobs:
    """The queue: due and waiting, for later, under way, failed, and left lying by a worker that is gone."""

    waiting: int
    later: int
    doing: int
    failed: int
    stalled: int
    oldest: float  # seconds that the longest waiting one has been due


@dataclass(frozen=True)
class Backup:
    """The newest backup this database knows of."""

    at: datetime
    facts: Mapping[str, Any]

    @property
    def megabytes(self) -> float:
        """Its size."""
        return float(self.facts.get("bytes", 0)) / 1e6


@dataclass(frozen=True)
class Condition:
    """Everything at one moment. Times are seconds; None where there has been nothing yet."""

    jobs: Jobs
    worker_seen: float | None
    outbox: Mapping[str, int]
    outbox_oldest: float
    silent: Sequence[str]  # ways whose last three attempts of this hour were not answered
    cases_open: int
    cases_overdue: int
    unsealed: int
    sealed_ago: float | None
    backup: Backup | None
    disk_free: int

    @property
    def is_worker_there(self) -> bool:
        """Whether some worker gave a sign of life lately."""
        return self.worker_seen is not None and self.worker_seen < 2 * SILENCE

    @property
    def is_sealing(self) -> bool:
        """Whether what is written gets its seal: nothing waits, or the last one is not long ago."""
        return self.unsealed == 0 or (self.sealed_ago is not None and self.sealed_ago < LONG_UNSEALED)


def condition() -> Condition:
    """Look at everything once."""
    with acting_as(READER):
        outbox = {state: (count, age) for state, count, age in _rows(OUTBOX)}
        cases_open, overdue = _rows(CASES)[0]
        unsealed, sealed_ago = _rows(JOURNAL)[0]
        backups = _rows(BACKUP, SUBJECT[1])
        return Condition(
            jobs=Jobs(*_rows(JOBS, SILENCE)[0]),
            worker_seen=_rows(WORKER)[0][0],
            outbox={state: outbox.get(state, (0, 0))[0] for state in STATES},
            outbox_oldest=max((outbox.get(state, (0, 0.0))[1] for state in ("queued", "sending")), default=0.0),
            silent=[str(Channel(way).label) for (way,) in _rows(SILENT, _an_hour_ago())],
            cases_open=cases_open,
            cases_overdue=overdue,
            unsealed=unsealed,
            sealed_ago=sealed_ago,
            backup=_backup(*backups[0]) if backups else None,
            disk_free=shutil.disk_usage(home()).free if home().exists() else 0,
        )


def worker_seen() -> float | None:
    """Seconds since any worker gave a sign of life; None where there was none."""
    found = _rows(WORKER)[0][0]
    return None if found is None else float(found)


def _an_hour_ago() -> UUID:
    """The least id of the hour: ids are in the order of time, and the newest are found by them."""
    return id_of_moment(int((now() - timedelta(hours=1)).timestamp() * 1000), 0)


def _backup(at: datetime, facts: Any) -> Backup:
    return Backup(at.astimezone(now().tzinfo), json.loads(facts) if isinstance(facts, str) else facts)


def _rows(question: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return list(cursor.fetchall())
