"""Keeps web and worker running: starts them, restarts what crashed, stops everything on Ctrl-C or SIGTERM."""

import os
import queue
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from linli.project.postgres import Account
from linli.project.serving import SUPERVISOR

FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0  # seconds before a crashed child is started again; doubled each time
STEADY = 10.0  # seconds; what ran this long is not crashing at its start, so it comes back after the first delay again
FAILURES_AT_START = 3  # crashes before the first answer after which there is no use going on
GRACE = 15.0  # seconds for open requests and jobs to end
READY_POLL = 0.1
LOOK_AFTER = 1.0  # how often what is not our child is looked after


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float | None = 0.0
    delay: float = FIRST_DELAY
    failures: int = 0


@dataclass
class Supervisor:
    """The children of one `linli up`."""

    children: list[Child]
    say: Callable[[str], None]
    environment: Mapping[str, str]
    account: Account | None = None
    look_after: Callable[[], None] | None = None  # the database, which runs on by itself
    _told: queue.SimpleQueue[int] = field(default_factory=queue.SimpleQueue)

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> bool:
        """Run until told to stop; False if the children never came up."""
        before = {
            number: signal.signal(number, self._tell) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, self._tell)
        ready = False
        try:
            while True:
                self._start_due()
                if not ready and is_ready():
                    ready = True
                    when_ready()
                if self._next(ready=ready) not in (None, signal.SIGCHLD):
                    return True
                self._note_ended()
                if self.look_after:
                    self.look_after()
                if not ready and any(child.failures >= FAILURES_AT_START for child in self.children):
                    return False
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _tell(self, number: int, _frame: FrameType | None) -> None:
        self._told.put(number)

    def _next(self, *, ready: bool) -> int | None:
        """The next signal, or None when something is due."""
        due = [child.due for child in self.children if child.due is not None]
        waits = [max(0.0, min(due) - time.monotonic())] if due else []
        waits += [READY_POLL] if not ready else []
        waits += [LOOK_AFTER] if self.look_after else []
        try:
            return self._told.get(timeout=min(waits, default=None))
        except queue.Empty:
            return None

    def _start_due(self) -> None:
        for child in self.children:
            if child.due is not None and child.due <= time.monotonic():
                child.process, child.started, child.due = self._start(child), time.monotonic(), None

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C reaches only the supervisor, which stops the children in order."""
        environment = {**self.environment, SUPERVISOR: str(os.getpid())}
        account = self.account
        return subprocess.Popen(
            child.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

    def _note_ended(self) -> None:
        """A child that ended by itself is started again, each time after a longer pause."""
        for child in self.children:
            if child.due is not None or child.process is None or child.process.poll() is None:
                continue
            _kill_group(child.process.pid)  # what it started would keep the port
            at = time.monotonic()
            child.failures += 1
            if at - child.started > STEADY:
                child.delay = FIRST_DELAY
            self.say(f"{child.name} 意外退出（{child.process.returncode}），{child.delay:g} 秒后重新启动。")
            child.due, child.delay = at + child.delay, min(child.delay * 2, LONGEST_DELAY)

    def _stop(self) -> None:
        """Ask all, wait together, then end by force what did not listen, with everything it started."""
        running = [child for child in self.children if child.process is not None and child.process.poll() is None]
        for child in running:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in running:
            try:
                _process(child).wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} 没有按时停下，强制结束。")
        for child in self.children:
            if child.process is not None:
                _kill_group(child.process.pid)
                child.process.wait()


def _process(child: Child) -> subprocess.Popen[bytes]:
    if child.process is None:
        raise RuntimeError(f"{child.name} was never started")
    return child.process


def _signal(child: Child, number: signal.Signals) -> None:
    _process(child).send_signal(number)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # nobody of the group is left: the usual case
