"""Log lines without what people wrote: an exception's words may quote a row; its kind and its place are kept."""

import logging
import traceback
from http import HTTPStatus
from types import TracebackType
from typing import Any

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WordlessFormatter(logging.Formatter):
    """Writes the frames of a traceback and the kind of the exception, never its message or that of its cause."""

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


def configuration() -> dict[str, Any]:
    """Everything from warnings on goes to the standard error, where the supervisor or systemd keeps it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": WordlessFormatter, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "filters": {"outages_apart": {"()": OutagesApart}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["outages_apart"]},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        # Django's own set-up writes crashes nowhere outside of DEBUG, and refusals (4xx) are no news.
        "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
    }
