"""Faults an operator can do something about: one sentence, exit code 1, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from linli.demo.errors import DemoError
from linli.project.postgres import PostgresError
from linli.project.serving import PortError


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what may go wrong at a start into the command line's own way of saying so."""
    try:
        yield
    except (PostgresError, PortError, DemoError) as error:
        raise click.ClickException(str(error)) from error
