"""How often one caller may ask: a bucket that refills steadily, kept in the memory of this process.

It costs no statement and no lock in the database. Each web process counts for itself, so the whole installation allows
at most as many times the limit as it has processes: it guards against a program gone wild, not against an attack.
"""

import threading
import time

MOST_CALLERS = 10_000


class Limiter:
    """At most `per_minute` requests a minute for each caller, that many at once at most; 0 means no limit."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}  # caller: what was left, and when

    def wait(self, caller: str, moment: float | None = None) -> float:
        """Take one request; 0 where it may go on, else the seconds until it might."""
        if self.per_minute <= 0:
            return 0
        moment = time.monotonic() if moment is None else moment
        with self._lock:
            left = self._refilled(caller, moment)
            if left < 1:
                return (1 - left) * 60 / self.per_minute
            if len(self._left) >= MOST_CALLERS:
                self._forget(moment)
            self._left[caller] = (left - 1, moment)
        return 0

    def _refilled(self, caller: str, moment: float) -> float:
        left, since = self._left.get(caller, (float(self.per_minute), moment))
        return min(float(self.per_minute), left + (moment - since) * self.per_minute / 60)

    def _forget(self, moment: float) -> None:
        """Whoever has a full bucket again needs none; of a crowd, the longest silent go."""
        kept = [caller for caller in self._left if self._refilled(caller, moment) < self.per_minute]
        kept.sort(key=lambda caller: self._left[caller][1])
        self._left = {caller: self._left[caller] for caller in kept[-MOST_CALLERS // 2 :]}
