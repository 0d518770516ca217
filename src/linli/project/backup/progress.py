"""How far a long command is, in lines an operator can follow and a log can keep."""

import time
from collections.abc import Callable
from dataclasses import dataclass

EVERY = 2.0  # seconds between two lines about the same stage


@dataclass
class Progress:
    """Says each stage as it begins and, while a stage lasts, now and then how much of it is done."""

    say: Callable[[str], None]

    def stage(self, words: str) -> None:
        """A new stage begins."""
        self.say(f"{words}…")

    def counting(self, total: int, unit: str) -> Callable[[], None]:
        """To be called once for each of `total` things."""
        done, told = 0, time.monotonic()

        def count() -> None:
            nonlocal done, told
            done += 1
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                self.say(f"  {done}/{total} {unit}")

        return count
