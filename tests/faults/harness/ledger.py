"""What the clients have written down, read while they write."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Note = dict[str, Any]
BUSY = 503


@dataclass
class Ledger:
    """All notes of all clients. Ask `read` before looking."""

    folder: Path
    confirmed: list[Note] = field(default_factory=list)
    others: list[Note] = field(default_factory=list)
    _read: dict[Path, int] = field(default_factory=lambda: defaultdict(int))

    def read(self) -> "Ledger":
        """Take in what has been written since the last time."""
        for path in sorted(self.folder.glob("*.notes")):
            with path.open("rb") as file:
                file.seek(self._read[path])
                lines = file.read()
            whole = lines[: lines.rfind(b"\n") + 1]
            self._read[path] += len(whole)
            for line in whole.splitlines():
                note = json.loads(line)
                (self.confirmed if note["confirmed"] else self.others).append(note)
        return self

    def confirmations(self) -> int:
        """How many there are by now."""
        return len(self.read().confirmed)

    def told_to_wait(self) -> int:
        """How many answers of 503 there are by now."""
        return sum(note.get("status") == BUSY for note in self.read().others)

    def answers(self) -> Counter[str]:
        """Everything that was no confirmation, by kind."""
        return Counter(
            f"{note['verb']} {note['status'] or note['why']}" for note in self.others if not note.get("gave_up")
        )

    def sentences(self, status: int) -> Counter[str]:
        """What answers of a status said."""
        return Counter(note["said"] for note in self.others if note.get("status") == status)
