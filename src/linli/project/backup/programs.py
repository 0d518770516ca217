"""pg_dump and pg_restore: run, watched and understood."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from psycopg.conninfo import make_conninfo

from linli.project.backup.errors import BackupError
from linli.project.postgres.programs import own_program

JOBS = 2
Step = Callable[[str], None]


def run(name: str, words: dict[str, str], arguments: Sequence[str | Path], step: Step | None = None) -> None:
    """Run one of PostgreSQL's programs on a database; `step` hears of each table it has finished with.

    The password goes by the environment: a command line can be read by everybody on the machine.
    """
    address = make_conninfo(**{key: value for key, value in words.items() if key != "password"})
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGAPPNAME": f"linli {name}"}
    if password := words.get("password"):
        environment["PGPASSWORD"] = password
    try:
        process = subprocess.Popen(
            [str(own_program(name)), "--verbose", f"--dbname={address}", *map(str, arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise BackupError(f"不能运行 {own_program(name)}：{error.strerror}。") from error
    with process:
        complaint = _listened(process, step)
    if process.returncode:
        raise BackupError(f"{name} 没有做完：{complaint}")


def listing(archive: Path) -> list[str]:
    """The table of contents of a dump, a line an object."""
    done = subprocess.run(
        [str(own_program("pg_restore")), "--list", str(archive)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"备份里的数据库读不出来：{done.stderr.strip()}")
    return done.stdout.splitlines()


_TABLE = re.compile(r"(?:dumping contents of table|finished item \d+ TABLE DATA) \"?(?:public\.)?(\w+)")


def _listened(process: "subprocess.Popen[str]", step: Step | None) -> str:
    """Read to the end, or the program would wait for us; keeps its last words for whoever must know why."""
    last: deque[str] = deque(maxlen=3)
    try:
        for line in process.stderr or ():
            if (table := _TABLE.search(line)) and step:
                step(table[1])
            if " error: " in line or " detail: " in line or "fatal" in line.lower():
                last.append(line.strip())
    except BaseException:
        process.kill()
        raise
    return " ".join(last) or "原因不明"
