"""What an operation costs: processor time of web and database, round trips as the server's own log tells, memory."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import sysconf
from pathlib import Path

from linli.project.bench.stage import Stage

TICK = sysconf("SC_CLK_TCK")
FREE = re.compile(r"(BEGIN|COMMIT|ROLLBACK)\b(?! TO)")
LOGGED = re.compile(r"^.*?LOG:  (?:statement|execute [^:]*): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time."""

    app: float
    database: float


def spent(web: int, postmaster: int) -> Spent:
    """What both have used since they started, with everything they started."""
    return Spent(_seconds(web), _seconds(postmaster))


def postmaster_of(stage: Stage) -> int:
    """The number of the database's first process."""
    return int((stage.server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    found = [pid]
    for each in found:
        try:
            children = Path(f"/proc/{each}/task/{each}/children").read_text()
        except OSError:
            continue  # it has ended meanwhile
        found += [int(child) for child in children.split()]
    return found


def _seconds(pid: int) -> float:
    """Of those alive their own time, and of those that ended what the first one was told when it reaped them."""
    ticks = 0
    for each in family(pid):
        try:
            told = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        own, of_the_dead = told[11:13], told[13:15]
        ticks += sum(map(int, own + (of_the_dead if each == pid else [])))
    return ticks / TICK


def megabytes(pid: int) -> float:
    """The memory a process holds, with what it shares."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^VmRSS:\s+(\d+) kB$", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def logged(stage: Stage) -> Iterator[Callable[[], list[str]]]:
    """Let the database write down each statement of new connections; gives a function that tells those since it was
    last called. Whatever the application does behind its own back (checking a kept connection) is in there.
    """
    login = f"ALTER ROLE linli_app IN DATABASE {stage.database}"
    stage.execute(f"{login} SET log_statement = 'all'")
    read = stage.server.log.stat().st_size

    def since() -> list[str]:
        nonlocal read
        with stage.server.log.open("rb") as file:
            file.seek(read)
            told = file.read()
        read += len(told)
        found = LOGGED.findall(told.decode(errors="replace"))
        return [statement for statement in found if not FREE.match(statement)]

    try:
        yield since
    finally:
        stage.execute(f"{login} RESET log_statement")
