"""Lists of this module that are files: read strictly, once per process; a fault names file, entry and key."""

from collections.abc import Iterator
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any


class FileFault(Exception):
    """A file says something that cannot be; the sentence names the file and the entry."""


class Entry:
    """One entry of a list: each key is asked for once, and what is left over is a mistake."""

    def __init__(self, facts: dict[str, Any], where: str) -> None:
        self._facts, self._where = dict(facts), where

    def text(self, key: str, *, optional: bool = False) -> str:
        """Words; empty only where `optional`."""
        value = self._facts.pop(key, "" if optional else None)
        if isinstance(value, str) and (value.strip() or optional):
            return value
        raise self.fault(key)

    def number(self, key: str) -> int | None:
        """A whole number from 0 on, or nothing."""
        value = self._facts.pop(key, None)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise self.fault(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Several words, at least one."""
        value = self._facts.pop(key, None)
        if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
            return tuple(value)
        raise self.fault(key)

    def entries(self, key: str) -> "Iterator[Entry]":
        """What stands under this one, at least one."""
        value = self._facts.pop(key, None)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise self.fault(key)
        for number, facts in enumerate(value, 1):
            yield Entry(facts, f"{self._where} {key} 第 {number} 项")

    def fault(self, key: str) -> FileFault:
        """To be raised: where the file is wrong."""
        return FileFault(f"{self._where}：{key} 写得不对。")

    def done(self) -> None:
        """Nothing else may stand here."""
        if self._facts:
            raise self.fault("、".join(sorted(self._facts)))


def entries(file: Path, name: str) -> Iterator[Entry]:
    """The `[[name]]` entries of a file in their order."""
    try:
        found = loads(file.read_text(encoding="utf-8"))[name]
    except (OSError, TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise FileFault(f"{file} 读不懂：{error}。") from error
    for number, facts in enumerate(found, 1):
        yield Entry(facts, f"{file} 第 {number} 项")
