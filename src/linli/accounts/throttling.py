"""Tries at a door, counted by whom or whence: hashes only, kept as long as the longest span counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.accounts.models import Attempt
from linli.accounts.rules import Throttle
from linli.base.encryption import keyed_hash
from linli.base.refusals import Refused


def key(door: str, value: str) -> str:
    """What stands for a phone, a name or an address in the table of tries."""
    return keyed_hash(value, f"attempt.{door}")


def hold(door: str, value: str) -> None:
    """Let one request after the other count at this key, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"{door}:{key(door, value)}"])


def check(door: str, value: str, throttles: Sequence[Throttle], at: datetime, *, code: str) -> None:
    """Refuse where a span is full, and say how long to wait."""
    longest = max(throttle.within for throttle in throttles)
    tries = Attempt.objects.filter(door=door, key_hash=key(door, value), at__gt=at - longest)
    moments = list(tries.order_by("at").values_list("at", flat=True))
    for throttle in throttles:
        recent = [moment for moment in moments if moment > at - throttle.within]
        if len(recent) >= throttle.tries:
            wait = recent[-throttle.tries] + throttle.within - at
            raise Refused(code, _("试得太勤了。请过 %(wait)s再试。") % {"wait": _in_words(wait)})


def count(door: str, value: str, at: datetime) -> None:
    """One more try."""
    Attempt.objects.create(door=door, key_hash=key(door, value), at=at)


def _in_words(wait: timedelta) -> str:
    seconds = max(1, int(wait.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)s 秒", "%(n)s 秒", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
