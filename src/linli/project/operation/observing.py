"""Middleware: counts and times each request, and writes one line about it, by the name of its page and nothing else."""

import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from linli.base.actor import NOBODY
from linli.base.ids import new_id
from linli.base.logs import request_line, route_of
from linli.project.operation import metrics

A_GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
QUIET = frozenset({"healthz", "readyz", "metrics"})  # asked every few seconds: counted, not written down
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Outermost, so that it sees what everything else has made of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun, statements = time.perf_counter(), _Statements()
        name = request_id(request)
        with structlog.contextvars.bound_contextvars(request=name), connection.execute_wrapper(statements):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = name
        _told(request, response, time.perf_counter() - begun, statements.sent, name)
        return response


def request_id(request: HttpRequest) -> str:
    """The proxy's name for the request where we believe it, else one of ours."""
    given = request.headers.get("X-Request-ID", "")
    return given if settings.LINLI_PROXIES and A_GIVEN_ID.fullmatch(given) else str(new_id())


class _Statements:
    """Counts what a request sends to the database."""

    def __init__(self) -> None:
        self.sent = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.sent += 1
        return execute(sql, params, many, context)


def _told(request: HttpRequest, response: HttpResponseBase, seconds: float, statements: int, name: str) -> None:
    route = route_of(request) or ("static" if request.path_info.startswith(settings.STATIC_URL) else "unknown")
    method = request.method if request.method in METHODS else "OTHER"
    metrics.REQUESTS.labels(route, method, response.status_code).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    metrics.STATEMENTS.labels(route).inc(statements)
    if route in QUIET or route == "static":
        return
    request_line(
        request=name,
        route=route,
        method=method,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        statements=statements,
        actor=getattr(request, "actor", NOBODY).kind.value,
    )
