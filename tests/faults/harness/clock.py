"""Moves the clock of web server and worker while they run, by a small library loaded before all others.

The database keeps the machine's own clock: so the two disagree, as on two machines, which is harder than a jump of both.
"""

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


@dataclass
class Clock:
    """An offset in a file that every process maps; `library` is None where the machine has no C compiler."""

    file: Path
    library: Path | None

    @classmethod
    def made(cls, folder: Path, *, is_wanted: bool) -> "Clock":
        """Compile the library into a folder."""
        compiler, library = shutil.which("cc"), folder / "clock.so"
        if is_wanted and compiler:
            subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        clock = cls(folder / "clock", library if library.exists() else None)
        clock.move(0)
        return clock

    def move(self, seconds: int) -> None:
        """So far from the true time, at once and for all that run or will."""
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))

    @property
    def environment(self) -> dict[str, str]:
        """What `linli up` is told, so that it and its children read our clock."""
        return {"LD_PRELOAD": str(self.library), "LINLI_TRIAL_CLOCK": str(self.file)} if self.library else {}
