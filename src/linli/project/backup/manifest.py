"""What a backup says of itself: from which release and moment, how much of what, which keys it needs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from linli.base.encrypted import Need
from linli.project.backup.errors import BackupError

FORMAT = 1
"""Raised when an older release could no longer read what is written."""


@dataclass(frozen=True)
class JournalState:
    """Where the journal stood: the head of its chain of seals, and how many entries no seal covers yet."""

    head: str
    seals: int
    entries: int
    unsealed: int


@dataclass(frozen=True)
class Manifest:
    """The first member of every backup.

    `keys` are the ids that its rows need and `lookup` that of the keyed hashes, so that a restore can say what is
    missing; never a key. `database`, `calendar` are members with their SHA-256; a file's name is its own.
    """

    id: str
    taken_at: str
    product: str
    postgres: int
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    journal: JournalState
    keys: tuple[Need, ...]
    lookup: str
    files: int
    files_bytes: int
    files_missing: tuple[str, ...]
    database: Mapping[str, str]
    calendar: Mapping[str, str]
    format: int = FORMAT

    def written(self) -> bytes:
        """As it lies in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Every key one must hold to read all of it."""
        found = dict.fromkeys(need.key_id for need in self.keys)
        return (*found, self.lookup) if self.lookup else tuple(found)


def read(data: bytes) -> Manifest:
    """The manifest of an archive; a newer format than ours is refused before anything of it is believed."""
    try:
        values = json.loads(data)
        if int(values["format"]) > FORMAT:
            raise BackupError("这份备份是更新的版本做的，这个版本读不了。请先升级邻里，再恢复。")
        return Manifest(**{field.name: _typed(field.name, values[field.name]) for field in fields(Manifest)})
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("备份文件的说明（manifest.json）读不懂，文件可能坏了。请换一份备份。") from error


def _typed(name: str, value: Any) -> Any:
    """Lists as tuples, and the two records within as what they are."""
    if name == "journal":
        return JournalState(**value)
    if name == "keys":
        return tuple(Need(**need) for need in value)
    return tuple(value) if isinstance(value, list) else value
