"""`/metrics` in Prometheus' text format: counters of what each process has answered, and the condition of the whole.

Every process of the web server counts into files of a folder they share (PROMETHEUS_MULTIPROC_DIR, set by `linli web`),
and whichever is asked adds all of them up, so a scrape is right whoever answers it. What the database knows is read
when asked.
"""

import os
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from linli.base.clock import now
from linli.project.operation.condition import Condition, condition

TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)
HERE = ("127.0.0.1", "::1")
LOCAL = ("127.0.0.1", "[::1]", "localhost")
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")

COUNTED = CollectorRegistry()
REQUESTS = Counter("linli_requests", "Answered requests.", ("route", "method", "status"), registry=COUNTED)
SECONDS = Histogram("linli_request_seconds", "From asked to answered.", ("route",), buckets=BUCKETS, registry=COUNTED)
STATEMENTS = Counter("linli_statements", "Statements sent to the database.", ("route",), registry=COUNTED)


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, for whoever may scrape; for anybody else there is no such page."""
    if not may_scrape(request):
        raise Http404
    return HttpResponse(exposition(), content_type=TYPE)


def may_scrape(request: HttpRequest) -> bool:
    """From this machine with no proxy between, or with the token: behind a proxy everybody comes from this machine.

    Not every proxy says that it is one. So whoever has no token must have asked for this machine by a local name, too,
    where no setting says that the installation stands behind something (LINLI_PROXIES, LINLI_HTTPS, LINLI_ORIGINS).
    """
    token = settings.LINLI_METRICS_TOKEN
    kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
    if token and kind.lower() == "bearer":
        return secrets.compare_digest(given.strip().encode(), token.encode())
    behind = settings.LINLI_PROXIES or settings.SESSION_COOKIE_SECURE or settings.CSRF_TRUSTED_ORIGINS
    if behind or any(name in request.headers for name in FORWARDED):
        return False
    name, _port = split_domain_port(request.get_host())
    return name in LOCAL and request.META.get("REMOTE_ADDR") in HERE


def exposition() -> bytes:
    """The counters of all processes, then the condition."""
    counted = COUNTED
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # the library has no types there
    standing = CollectorRegistry()
    standing.register(_Condition())
    return bytes(generate_latest(counted)) + bytes(generate_latest(standing))


class _Condition(Collector):
    """Gauges of what the database and the disk say now."""

    def collect(self) -> Iterator[Metric]:
        """Read once, given out as gauges."""
        yield from _gauges(condition())


def _gauges(found: Condition) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("linli_jobs", "Jobs of the queue that are not done.", labels=["state"])
    for state in ("waiting", "later", "doing", "failed", "stalled"):
        jobs.add_metric([state], getattr(found.jobs, state))
    outbox = GaugeMetricFamily("linli_messages", "Messages that are not sent.", labels=["state"])
    for state, count in found.outbox.items():
        outbox.add_metric([state], count)
    cases = GaugeMetricFamily("linli_cases", "Cases of the whole installation.", labels=["which"])
    cases.add_metric(["open"], found.cases_open)
    cases.add_metric(["overdue"], found.cases_overdue)
    yield from (jobs, outbox, cases)
    for name, words, value in (
        ("linli_jobs_oldest_seconds", "How long the longest waiting job has been due.", found.jobs.oldest),
        ("linli_worker_seen_seconds", "Since a worker gave a sign of life.", found.worker_seen),
        ("linli_messages_oldest_seconds", "How long the oldest message has not gone out.", found.outbox_oldest),
        ("linli_journal_unsealed", "Entries that no seal covers yet.", found.unsealed),
        ("linli_journal_sealed_seconds", "Since the newest seal.", found.sealed_ago),
        ("linli_backup_age_seconds", "Since the newest backup.", _age(found)),
        ("linli_disk_free_bytes", "Room on the disk of LINLI_HOME.", found.disk_free),
    ):
        if value is not None:
            yield GaugeMetricFamily(name, words, value=value)


def _age(found: Condition) -> float | None:
    return (now() - found.backup.at).total_seconds() if found.backup else None
