"""What is away for a while is told apart from what is broken."""

import errno

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException

from linli.base.outages import BUSY, FULL, GONE, outage_of


def caused_by(cause: Exception) -> OperationalError:
    """As Django hands on what the driver has raised."""
    error = OperationalError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (caused_by(psycopg.errors.DiskFull()), FULL),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (caused_by(psycopg.errors.LockNotAvailable()), BUSY),
        (caused_by(psycopg.errors.QueryCanceled()), BUSY),
        (caused_by(psycopg.errors.DeadlockDetected()), BUSY),
        (caused_by(psycopg.errors.AdminShutdown()), GONE),
        (caused_by(psycopg.OperationalError("connection refused")), GONE),
        (InterfaceError("the connection is closed"), GONE),
        (psycopg.errors.AdminShutdown(), GONE),
        (psycopg.errors.DiskFull(), FULL),
    ],
)
def test_an_outage_has_its_kind(error, outage):
    assert outage_of(error) is outage


def test_what_another_library_has_wrapped_is_still_an_outage():
    """The queue of jobs hands on a failed write under a name of its own."""
    error = ConnectorException()
    error.__cause__ = caused_by(psycopg.errors.DiskFull())
    assert outage_of(error) is FULL


@pytest.mark.parametrize(
    "error", [None, ZeroDivisionError(), IntegrityError(), DataError(), FileNotFoundError(errno.ENOENT, "gone")]
)
def test_anything_else_is_a_fault_of_ours(error):
    assert outage_of(error) is None
