"""Answers for supervisors and load balancers: is the process alive, and can it do its work?"""

from collections.abc import Iterator
from functools import cache

from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse

from linli.base import keyring
from linli.base.jobs import SILENCE
from linli.project.migrating import known_migrations
from linli.project.operation.condition import worker_seen
from linli.project.unfinished import MARK

PLAIN = "text/plain; charset=utf-8"
STATE = "SELECT to_regclass(%s) IS NOT NULL, ARRAY(SELECT (app || '.' || name)::text FROM django_migrations)"


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. Asks no database: a database away is no reason to restart the web server."""
    return HttpResponse("ok\n", content_type=PLAIN)


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, schema and keys are there, so requests may come: 503 where one is not.

    A worker that is gone is told and takes no web server out of service: people can still ask, and it comes back.
    Monitoring that wants to know asks for `?worker=1`.
    """
    found = dict(_checks())
    must = set(found) if request.GET.get("worker") else set(found) - {"worker"}
    is_ready = all(found[name] == "ok" for name in must)
    lines = "".join(f"{name}: {state}\n" for name, state in found.items())
    return HttpResponse(lines, content_type=PLAIN, status=200 if is_ready else 503)


def _checks() -> Iterator[tuple[str, str]]:
    yield "keys", _keys()
    try:
        is_unfinished, applied = _state()
    except DatabaseError:
        yield "database", "away"
        return
    yield "database", "restore unfinished" if is_unfinished else "ok"
    yield "migrations", _migrations(frozenset(applied))
    seen = worker_seen()
    yield "worker", "ok" if seen is not None and seen < 2 * SILENCE else "not seen"


def _state() -> tuple[bool, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(STATE, [f"public.{MARK}"])
        row = cursor.fetchone()
    return row[0], row[1]


def _keys() -> str:
    try:
        return "ok" if keyring.newest() and keyring.has_lookup_key() else "missing"
    except keyring.EncryptionError:
        return "unusable"


@cache
def _migrations(applied: frozenset[str]) -> str:
    """Newer than we are is well: a release leaves the one before it at work (docs/operations/releasing.md)."""
    return "pending" if known_migrations() - applied else "ok"
