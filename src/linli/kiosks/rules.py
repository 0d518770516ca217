"""What a machine, its codes and a visit must be. No clock, no database."""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from linli.accounts.rules import Throttle, new_recovery_code, recovery_typed

IDLE = timedelta(seconds=60)
"""Nobody touches the screen for so long: the page counts down and goes back to its beginning."""
VISIT_LASTS = timedelta(seconds=90)
"""A visit ends so long after the last sign of its page, also where the page's script has stopped with the machine."""
VISIT_AT_MOST = timedelta(minutes=20)
"""However busy the screen is: a leaning bag keeps nobody signed in."""
CODE_LASTS = timedelta(minutes=30)
PERIOD = 30
"""Days that a machine's being in order is judged by."""
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 8
WRONG_CODES = (Throttle(10, timedelta(minutes=15)),)
PASS_LASTS = timedelta(days=90)
PASS_USES = 20
WRONG_PASSES = (Throttle(5, timedelta(minutes=15)), Throttle(40, timedelta(days=1)))
CODES_AT_A_KIOSK = (Throttle(30, timedelta(hours=1)),)
TOKEN_PREFIX = "linlim_"  # noqa: S105 (how tokens begin, none itself)
SIGNS_PER_MINUTE = 12
"""Of one machine: many times what any kind needs, and nothing a broken program can do harm with."""
MOST_USES = 100_000
"""On one day: more is a broken counter."""
LATEST = timedelta(days=6)


class State(StrEnum):
    """How a machine stands."""

    ONLINE = "online"
    SILENT = "silent"
    WAITING = "waiting"  # registered, and never heard of yet
    WITHDRAWN = "withdrawn"


class Use(StrEnum):
    """What is counted of a day: nothing of who did it. Of a machine that is no kiosk, its uses are its visits."""

    VISIT = "visits"
    SENT = "sent"
    LOOKED = "looked"
    RATED = "rated"


@dataclass(frozen=True)
class Stood:
    """What the rules know of a machine's last days."""

    days_in_use: int  # of the period, since it was enrolled
    days_seen: int
    visits: int


def state(
    enrolled_at: datetime | None,
    seen_at: datetime | None,
    withdrawn_at: datetime | None,
    at: datetime,
    patience: timedelta,
) -> State:
    """How a machine stands at a moment, if its kind may be silent so long. In SQL: `models.standing`."""
    if withdrawn_at is not None:
        return State.WITHDRAWN
    if enrolled_at is None or seen_at is None:
        return State.WAITING
    return State.ONLINE if at - seen_at < patience else State.SILENT


def days_in_use(enrolled_on: date, until: date) -> int:
    """Days of the period up to `until` on which a machine could have been seen."""
    return max(0, min(PERIOD, (until - enrolled_on).days + 1))


def is_working(stood: Stood) -> bool:
    """Alive and used: seen on at least half of its days, and somebody stood at it. In SQL: `queries.WORKING`."""
    return stood.days_in_use > 0 and 2 * stood.days_seen >= stood.days_in_use and stood.visits > 0


def is_over(began_at: datetime, touched_at: datetime, at: datetime) -> bool:
    """Whether a visit has ended by itself."""
    return at - touched_at >= VISIT_LASTS or at - began_at >= VISIT_AT_MOST


def new_code() -> str:
    """A code to be typed on the machine once, nobody can foresee it."""
    return "".join(secrets.choice(CODE_SIGNS) for _each in range(CODE_LENGTH))


def code_typed(typed: str) -> str:
    """A code however it was typed: wide letters, small ones, blanks and hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()


def new_pass() -> str:
    """What stands on a paper: twelve digits in threes of four, to be scanned or typed on the keys of a machine."""
    return new_recovery_code()


def pass_typed(typed: str) -> str:
    """The digits of a paper, however they were scanned or typed."""
    return recovery_typed(typed)


def new_secret() -> str:
    """What a machine's browser keeps."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """What a machine's own program says with each sign of life; begins so that one left in a file is recognised."""
    return TOKEN_PREFIX + new_secret()


def counts_for(day: date, today: date) -> bool:
    """Whether a machine may still say how often it was used on a day: today, or while it could not be heard."""
    return timedelta(0) <= today - day <= LATEST


def hash_of_secret(secret: str) -> str:
    """What a machine is found by: its secret cannot be guessed, so nothing of ours needs to be mixed in."""
    return hashlib.sha256(secret.encode()).hexdigest()
