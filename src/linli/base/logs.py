"""Log lines without what people wrote: an exception's words may quote a row; its kind and its place are kept.

One line is one JSON object, on the standard error, where the supervisor or systemd keeps it; at a terminal it is set
for reading. What belongs to one request carries its id.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any

import structlog

from linli.base.clock import now

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
REQUESTS = "linli.requests"


class WordlessFormatter(logging.Formatter):
    """One JSON object a record: of an exception the frames and the kind, never its message or that of its cause.

    Of a request only the name of its page: a path holds numbers and a query what people typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **structlog.contextvars.get_contextvars(),
        }
        if record.exc_info and record.exc_info[0]:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 (logging's own name)
        """Where it happened and what kind of error it was."""
        kind, _error, trace = ei
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__name__ if kind else ''}"


class OutagesApart(logging.Filter):
    """Lets answers of 503 pass by: whoever gave them has said why in one line; a trace for each would hide the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is to be written."""
        return getattr(record, "status_code", 0) != HTTPStatus.SERVICE_UNAVAILABLE


def configuration(*, requests: bool = True) -> dict[str, Any]:
    """Everything from warnings on; with `requests` also a line for each request. Sets structlog up to match."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(_kind_and_place),
            _renderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # as it is when the line is written,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"wordless": {"()": WordlessFormatter}, "bare": {"format": "%(message)s"}},
        "filters": {"outages_apart": {"()": OutagesApart}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "wordless", "filters": ["outages_apart"]},
            "requests": {"class": "logging.StreamHandler", "formatter": "bare"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Django's own set-up writes crashes nowhere outside of DEBUG, and refusals (4xx) are no news.
            "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            REQUESTS: {"handlers": ["requests"], "level": "INFO" if requests else "CRITICAL", "propagate": False},
        },
    }


def request_line(**facts: Any) -> None:
    """One line about an answered request, where they are wanted."""
    log = logging.getLogger(REQUESTS)
    if log.isEnabledFor(logging.INFO):
        at = now().astimezone(UTC).isoformat(timespec="milliseconds")
        log.info(json.dumps({"at": at, "event": "request", **facts}, ensure_ascii=False))


def route_of(request: Any) -> str:
    """The name of a page, never its path; empty where there is none."""
    match = getattr(request, "resolver_match", None)
    return str(match.view_name or "") if match else ""


def _event(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    return f"{record.name} {route_of(request)}".strip() if request is not None else record.getMessage()


def _kind_and_place(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    return WordlessFormatter().formatException(exc_info)


def _renderer() -> Any:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)
