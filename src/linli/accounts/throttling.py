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


def left(door: str, value: str, throttle: Throttle, at: datetime) -> int:
    """How many tries a span still holds."""
    tries = Attempt.objects.filter(door=door, key_hash=key(door, value), at__gt=at - throttle.within)
    return max(0, throttle.tries - tries.count())


def count(door: str, value: str, at: datetime, *, times: int = 1) -> None:
    """One more try, or several at once."""
    hashed = key(door, value)
    Attempt.objects.bulk_create([Attempt(door=door, key_hash=hashed, at=at) for _each in range(times)])


def _in_words(wait: timedelta) -> str:
    seconds = max(1, int(wait.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)s 秒", "%(n)s 秒", seconds) % {"n": seconds}
    if seconds > 2 * 3600:
        hours = -(-seconds // 3600)
        return ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours}
    minutes = -(-seconds // 60)
    return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
