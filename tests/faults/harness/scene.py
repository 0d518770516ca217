"""Everything that runs during a trial, and what blows and proofs need of it."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from linli.project import postgres
from tests.faults.harness.clock import Clock
from tests.faults.harness.ground import Ground
from tests.faults.harness.ledger import Ledger
from tests.faults.installation import Installation, until
from tests.faults.moody_gateway import MoodyGateway

PATIENCE = 120.0


@dataclass
class Scene:
    """The installation under trial, its gateway, disk and clock, and the notes of who works with it."""

    site: Installation
    gateway: MoodyGateway
    ground: Ground
    clock: Clock
    ledger: Ledger
    chance: random.Random
    is_hasty: bool
    clients: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def superuser(self) -> psycopg.Connection:
        """A connection that may see and end the others."""
        return postgres.connect(self.site.server, database="postgres")

    def database(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask as superuser in the product's database."""
        with postgres.connect(self.site.server) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def after_confirmations(self, count: int, patience: float = PATIENCE) -> float:
        """Wait until so many more things have been confirmed; the seconds it took."""
        aim = self.ledger.confirmations() + count
        return until(lambda: self.ledger.confirmations() >= aim, f"{count} more confirmations", patience)

    def a_moment(self, longest: float = 0.08) -> None:
        """A random moment, so that a blow falls anywhere in a request."""
        threading.Event().wait(self.chance.uniform(0, longest))

    def kill(self, part: Callable[[], int], what: str, number: int = signal.SIGKILL) -> int:
        """Signal a part as soon as it runs; its process id."""
        struck: list[int] = []

        def is_struck() -> bool:
            with suppress(ProcessLookupError):  # it has just ended by itself: the next one, then
                if pid := part():
                    os.kill(pid, number)
                    struck.append(pid)
            return bool(struck)

        until(is_struck, f"{what} runs", PATIENCE)
        return struck[0]


@contextmanager
def working(scene: Scene, people: list[Path], seed: int) -> Iterator[None]:
    """Clients at work. At the end each finishes what it has begun."""
    for number, group in enumerate(people):
        notes = scene.ledger.folder / f"{number}.notes"
        command = [sys.executable, "-m", "tests.faults.harness.client", group, notes, f"{seed}-{number}"]
        scene.clients.append(subprocess.Popen(command, start_new_session=True))
    try:
        yield
        for client in scene.clients:
            client.send_signal(signal.SIGTERM)
        for client in scene.clients:
            assert client.wait(120) == 0, "a client has crashed"
    finally:
        for client in scene.clients:
            if client.poll() is None:
                client.kill()
                client.wait(10)
