"""What is away for a while and comes back without anybody of the product's users: the database, room on the disk.

Whoever meets it is told to wait (503), never that the product has crashed: nothing of theirs is at fault.
"""

import errno
from dataclasses import dataclass

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Sentence

# Django gives the driver's exceptions its own names, but not where it closes a cursor.
OF_DATABASE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
TAKEN = frozenset({"55P03", "57014", "40P01", "40001"})  # a lock not had in time, a statement too long, a deadlock
DISK_FULL = "53100"


@dataclass(frozen=True)
class Outage:
    """One kind: its stable code, what people are told, and after how many seconds a program may ask again."""

    code: str
    sentence: Sentence
    wait: int


FULL = Outage(
    "base.disk_full", _("系统存东西的地方满了，刚才这一步没有办成。工作人员腾出地方以后，请再办一次。"), wait=120
)
BUSY = Outage("base.busy", _("同时办事的人多，刚才这一步没有办成。请过一会儿再办一次。"), wait=10)
GONE = Outage(
    "base.database_away",
    _("系统正在恢复，刚才这一步可能没有办成。请过一分钟再办一次；办成过的，不会变成两件。"),
    wait=15,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """Which outage an exception is, or was raised because of; None where it is a fault of ours."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return FULL
        if isinstance(error, OF_DATABASE):
            return _of_database(getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None))
        error = error.__cause__
    return None


def _of_database(state: str | None) -> Outage:
    if state == DISK_FULL:
        return FULL
    return BUSY if state in TAKEN else GONE
