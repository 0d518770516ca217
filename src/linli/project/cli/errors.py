"""Faults an operator can do something about: one sentence, exit code 1, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from linli.base.keyring import EncryptionError
from linli.demo.errors import DemoError
from linli.project.backup import BackupError
from linli.project.postgres import PostgresError
from linli.project.serving import PortError
from linli.project.unfinished import NotReady

PLAIN = (PostgresError, PortError, DemoError, BackupError, EncryptionError, NotReady)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what may go wrong at a start into the command line's own way of saying so."""
    try:
        yield
    except PLAIN as error:
        raise click.ClickException(str(error)) from error
