"""Shows the operator how far a long step is: what is being done, how much of it is done, and how long it will take."""

from collections.abc import Callable
from time import monotonic

EVERY = 10.0  # seconds between two lines about the same thing
EARLY = 0.04  # before this much is done, nobody can say how long the rest takes


class Progress:
    """Says each new thing at once, and how far it is every few seconds."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = monotonic) -> None:
        self._say, self._clock, self._begun = say, clock, clock()
        self._words, self._said_at = "", 0.0

    def __call__(self, fraction: float, words: str) -> None:
        """So much is done, from 0 to 1, and this is being done now."""
        now = self._clock()
        if words == self._words and now - self._said_at < EVERY:
            return
        self._words, self._said_at = words, now
        self._say(f"{words}…{self._how_far(fraction, now - self._begun)}")

    def stage(self, words: str) -> None:
        """Something new begins; what is said of the time left is about it alone."""
        self._begun = self._clock()
        self(0.0, words)

    def counting(self, total: int) -> Callable[[], None]:
        """To be called once for each of the `total` things this stage has to do."""
        done = 0

        def count() -> None:
            nonlocal done
            done += 1
            self(min(done / total, 1.0) if total else 1.0, self._words)

        return count

    def _how_far(self, fraction: float, passed: float) -> str:
        if passed < EVERY or fraction < EARLY:
            return ""
        return f"{fraction:.0%}，还要{_about(passed * (1 - fraction) / fraction)}"


def _about(seconds: float) -> str:
    return f"约 {seconds / 60:.0f} 分钟" if seconds >= 90 else f"约 {max(seconds, 1):.0f} 秒"
