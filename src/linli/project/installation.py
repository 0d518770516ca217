"""The installation itself as a subject of the journal: what was done to it as a whole, such as a backup."""

from datetime import datetime
from typing import Any
from uuid import UUID

from linli.base import journal
from linli.base.actor import system_actor

SUBJECT = ("operation.installation", UUID("019aa000-0000-7000-8000-000000000001"))
"""One id in every installation, so that the newest backup is found by the journal's index of subjects."""


OPERATOR = system_actor("operation.command_line")


def record(verb: str, *, at: datetime, **facts: Any) -> None:
    """Write down what the operator did to the whole; by the command line, which is no person."""
    journal.record(verb, on=SUBJECT, by=OPERATOR, at=at, **facts)
