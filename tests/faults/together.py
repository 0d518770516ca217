"""Doing things at the same instant."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(*doings: Callable[[], T]) -> list[T]:
    """Run each in a thread of its own, all let go by one barrier; what they return, in order. Raises what they raise."""
    barrier = threading.Barrier(len(doings), timeout=30)

    def after_the_barrier(doing: Callable[[], T]) -> T:
        barrier.wait()
        try:
            return doing()
        finally:
            connection.close()  # each thread has one of its own

    with ThreadPoolExecutor(len(doings)) as threads:
        waiting: Sequence = [threads.submit(after_the_barrier, doing) for doing in doings]
        return [one.result(timeout=60) for one in waiting]
