"""A whole installation of its own, as `linli up` starts it, any part of which may be killed by its number."""

import lzma
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from linli.base.home import CHECKOUT
from linli.project import postgres

SECRET = "only-for-tests"  # the tests prepare sessions, so both sides must sign alike
DIVISIONS = "code,name\n13,河北省\n1311,衡水市\n131102,桃城区\n131102001,河西街道\n131102001045,测试社区居委会\n"


@dataclass
class Installation:
    """`linli up` in a process of ours, and what it started. It may be started again after it has ended."""

    home: Path
    log: Path
    arguments: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it; it goes on writing to the same log."""
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linli.project.cli", "up", *self.arguments],
                env={**bare(), **self.environment},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End it as an operator would, and its database where `up` itself was killed."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        postgres.stop(self.server)

    @property
    def address(self) -> str:
        """Where the web server listens, once it has said so."""
        found = re.search(r"邻里已启动：(\S+)/", self.said())
        return found[1] if found else ""

    @property
    def server(self) -> postgres.Server:
        """Its PostgreSQL."""
        return postgres.locate(self.home)

    @property
    def web(self) -> int:
        """granian's first process, which holds the port."""
        return self._child("granian")

    @property
    def worker(self) -> int:
        """The process that works off jobs."""
        return self._child("worker")

    @property
    def postmaster(self) -> int:
        """PostgreSQL's first process; 0 while it is being started."""
        try:
            return int((self.server.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    def said(self) -> str:
        """Everything it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def is_ready(self) -> bool:
        """Whether the web server answers and has its database."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def is_back(self, since: int, part: Callable[["Installation"], int]) -> bool:
        """Whether a part runs again under another number and everything answers."""
        return part(self) not in (0, since) and self.is_ready()

    def _child(self, word: str) -> int:
        """The number of the child whose command names the word; 0 while there is none."""
        return next((pid for pid in children_of(self.process.pid) if word in command_of(pid)), 0)


def bare() -> dict[str, str]:
    """Our environment without anything that Linli or Django would listen to."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_", "DATABASE"))}


def children_of(pid: int) -> list[int]:
    """The numbers of what a process has started; none where it is gone."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command_of(pid: int) -> list[str]:
    """The words a process was started with."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def until(condition: Callable[[], object], what: str, patience: float = 120.0) -> float:
    """Wait for what another process will do soon; returns the seconds it took."""
    begin, pause = time.monotonic(), threading.Event()
    while not condition():
        assert time.monotonic() - begin < patience, f"it never happened: {what}"
        pause.wait(0.02)
    return time.monotonic() - begin


@contextmanager
def installed(folder: Path, **more: str) -> Iterator[Installation]:
    """Start it in a new folder with five divisions and no demo, wait until it is ready; stop it at the end."""
    told = {"LINLI_HOME": str(folder / "home"), "LINLI_DATA": str(small_data(folder)), "LINLI_SECRET_KEY": SECRET}
    told["LINLI_QUIET_HOURS"] = ""  # tests run at night, too
    found = Installation(folder / "home", folder / "up.log", ["--empty"], {**told, **more})
    found.start()
    try:
        until(lambda: found.address or found.process.poll() is not None, "linli up", patience=120)
        assert found.process.poll() is None, found.said()
        yield found
    finally:
        found.stop()


def small_data(folder: Path, divisions: str = DIVISIONS) -> Path:
    """The shipped data with a short list of divisions, so that the whole country need not be loaded."""
    data = folder / "data"
    shutil.copytree(CHECKOUT / "data", data, ignore=shutil.ignore_patterns("divisions-*", "edition.toml"))
    with lzma.open(data / "areas" / "divisions.csv.xz", "wt", encoding="utf-8", preset=0) as file:
        file.write(divisions)
    rows = len(divisions.splitlines()) - 1
    edition = f'name = "2023"\nfile = "divisions.csv.xz"\ncut_off = 2023-06-30\nrows = {rows}\n'
    (data / "areas" / "edition.toml").write_text(edition, encoding="utf-8")
    return data
