"""Several processes that each do every so-many-th task; their results come in the order of the tasks.

A worker waits until its result is taken, so no more than one for each lies in memory. It ends when whoever takes them
is gone; and where a worker is killed, whoever waits for it hears so.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from linli.demo.errors import DemoError

R = TypeVar("R")
_fork = get_context("fork")  # a worker needs the whole world, which is there already


@contextmanager
def working(tasks: Sequence[Callable[[], R]], processes: int) -> Iterator[Iterator[R]]:
    """The result of each task in turn, by so many processes; by this one where there is but one to be.

    Tasks may not ask the database: workers share this process's memory, and never its connection. They are started at
    once, so that a transaction may begin afterwards.
    """
    if processes < 2:
        yield (task() for task in tasks)
        return
    connection.close()
    receivers: list[Connection] = []
    workers: list[ForkProcess] = []
    try:
        for number in range(processes):
            receiver, sender = _fork.Pipe(duplex=False)
            receivers.append(receiver)
            given = (tasks, number, processes, sender, tuple(receivers))
            workers.append(_fork.Process(target=_work, args=given, daemon=True))
            workers[-1].start()
            sender.close()
        yield (_taken(receivers[number % processes]) for number in range(len(tasks)))
    finally:
        for receiver in receivers:
            receiver.close()
        for worker in workers:
            worker.join()


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0))


def _taken(receiver: Connection) -> Any:
    try:
        return receiver.recv()
    except EOFError:
        raise DemoError(_("生成演示数据的进程意外结束，没有写入任何数据。请看上面的输出，再执行一次。")) from None


def _work(
    tasks: Sequence[Callable[[], object]], first: int, step: int, sender: Connection, others: Sequence[Connection]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends who takes the results, and that ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()  # it would walk through the whole world again and again; what a task leaves has no cycles
    for other in others:
        other.close()  # else nobody would notice that the taking end is gone
    try:
        for task in islice(tasks, first, None, step):
            sender.send(task())
    except BrokenPipeError:
        return
