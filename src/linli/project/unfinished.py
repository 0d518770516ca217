"""The mark of a restore that has begun and not ended: on such a database nothing else may start."""

from collections.abc import Callable, Iterable
from typing import Any

MARK = "linli_restore_unfinished"


class NotReady(Exception):
    """Nothing may start on this database as it is; the message is for the operator."""


def is_unfinished(ask: Callable[[str], Iterable[tuple[Any, ...]]]) -> bool:
    """Whether the mark is there."""
    return any(found for (found,) in ask(f"SELECT to_regclass('public.{MARK}') IS NOT NULL"))
