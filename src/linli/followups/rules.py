"""The rules of calling residents back (回访). Plain Python: no database, no clock, no input or output.

- of a month's closed cases a share is drawn, at least 10 % (a setting), in each county for itself and rounded up;
- by the month and the last seal of the journal before the draw: nobody can know it while they handle a case, and
  anybody can draw again afterwards and find the same cases;
- every bad rating is called back besides;
- who is not reached is tried three times, an hour apart at least; then the callback ends, and it counts as made;
- it is made within ten working days.
"""

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.calendar import Limit
from linli.base.refusals import Conflict, Refused

CALL_WITHIN = Limit(10, "day")
MOST_TRIES = 3
BETWEEN_TRIES = timedelta(hours=1)
BAD_UP_TO = 2  # of five levels: 不满意 and 非常不满意


class Kind(StrEnum):
    """Why a resident is called."""

    DRAWN = "drawn"
    BAD_RATING = "bad_rating"
    REVISIT = "revisit"


class Result(StrEnum):
    """How a callback ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    MOOT = "moot"  # the case is being worked on again: there is nothing to ask yet


@dataclass(frozen=True, slots=True)
class Call:
    """What the rules know of a callback."""

    tries: int = 0
    tried_at: datetime | None = None
    result: Result | None = None


def wanted(closed: int, percent: int) -> int:
    """How many of so many closed cases are drawn.

    >>> wanted(0, 10), wanted(1, 10), wanted(100, 10), wanted(101, 10)
    (0, 1, 10, 11)
    """
    return math.ceil(closed * percent / 100)


def seed(month: str, seal: str) -> str:
    """What a month is drawn by: the month, and the seal of the journal nobody knew before it was made."""
    return f"{month}:{seal}:"


def lot(seed: str, case: UUID) -> bytes:
    """A case's place in the draw: the smallest are drawn. The database says the same in `actions.drawing`."""
    return hashlib.sha256(f"{seed}{case}".encode()).digest()


def is_bad(level: int | None) -> bool:
    """Whether a rating is called back whatever the draw says."""
    return level is not None and level <= BAD_UP_TO


def reached(call: Call, at: datetime) -> Call:
    """The resident answered."""
    _check_open(call)
    return replace(call, tries=call.tries + 1, tried_at=at, result=Result.REACHED)


def not_reached(call: Call, at: datetime) -> Call:
    """Nobody answered; the third time it ends."""
    _check_open(call)
    if call.tried_at is not None and at < call.tried_at + BETWEEN_TRIES:
        raise Refused("followups.tried_just_now", _("刚刚打过，没有人接。请过一个小时再打。"))
    tries = call.tries + 1
    return Call(tries, at, Result.NOT_REACHED if tries >= MOST_TRIES else None)


def _check_open(call: Call) -> None:
    if call.result is not None:
        raise Conflict("followups.called_already", _("这件事已经回访过了。请看清单里的下一件。"))
