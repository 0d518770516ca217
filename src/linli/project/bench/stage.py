"""What is measured: an installation with a city's invented cases, copied for each run, and the web server in front."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from psycopg import sql

from linli.base.home import home
from linli.project import postgres
from linli.project.bench.clients import Connection
from linli.project.bench.errors import BenchError
from linli.project.postgres.connecting import OWNER
from linli.project.serving import SUPERVISOR

Say = Callable[[str], None]
HOST = "127.0.0.1"
BASE, SCRATCH = "linli", "linli_bench"
REGION, SIZE = "hengshui", "city"
PATIENCE = 60.0
STDERR = 2  # what is told meanwhile, so that standard output holds the figures alone
KEPT = ("LINLI_DATA", "LINLI_WEB_WORKERS", "LINLI_WEB_THREADS")  # of what this process was told
LINLI = [sys.executable, "-m", "linli.project.cli"]


@dataclass(frozen=True)
class Stage:
    """One installation with so many cases; `database` is the copy that is measured."""

    server: postgres.Server
    rows: int
    database: str = SCRATCH

    @property
    def environment(self) -> dict[str, str]:
        """What web and worker of this stage are told. The clients are few and quick: no limit of calls a minute."""
        told = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {
            **told,
            **kept,
            "LINLI_HOME": str(self.server.home),
            "LINLI_REGION": REGION,
            "LINLI_DATABASE": self.database,
            "LINLI_API_PER_MINUTE": "0",
        }

    def seeded(self, *wish: object) -> Any:
        """Rows for a bench, made by `seeding` as the owner; what it says of them."""
        done = subprocess.run(
            [sys.executable, "-m", "linli.project.bench.seeding", *map(str, wish)],
            env={**self.environment, "LINLI_LOGIN": OWNER},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise BenchError("测量用的数据没有准备好，原因见上面的输出。")
        return json.loads(done.stdout)

    def execute(self, *statements: str) -> None:
        """As superuser, in the copy."""
        with postgres.connect(self.server, database=self.database) as connection:
            for statement in statements:
                connection.execute(statement.encode())  # our own texts

    def refreshed(self) -> None:
        """A copy as it was at the beginning."""
        with postgres.connect(self.server, database="postgres") as control:
            copy = sql.Identifier(self.database)
            control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy))
            control.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER linli_owner STRATEGY FILE_COPY").format(
                    copy, sql.Identifier(BASE)
                )
            )
            control.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(copy))
            control.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO linli_common").format(copy))
            control.execute("CHECKPOINT")  # else the first one measured would pay for the copy

    def removed(self) -> None:
        """Away with the copy."""
        with postgres.connect(self.server, database="postgres") as control:
            control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))


@contextmanager
def staged(rows: int, say: Say) -> Iterator[Stage]:
    """The installation of so many cases, built the first time, its server running, a fresh copy to measure."""
    if os.environ.get("DATABASE_URL"):
        raise BenchError("测量要用内置的数据库：请先去掉 DATABASE_URL。")
    place = postgres.locate(home() / "bench" / str(rows))
    was_running = place.is_initialised and postgres.is_alive(place)
    server = postgres.ensure(place)
    stage = Stage(server, rows)
    with ExitStack() as afterwards:
        if not was_running:
            afterwards.callback(postgres.stop, server)
        afterwards.callback(stage.removed)  # a copy is as large as a city: it goes however the measuring ended
        _build(stage, say)
        say(f"复制 {rows} 件的数据库…")
        stage.refreshed()
        yield stage


def _build(stage: Stage, say: Say) -> None:
    """Up to date and filled; a second time there is little to do."""
    built = stage.server.home / "built"
    if not built.exists():
        say(f"准备 {stage.rows} 件办件（只有第一次需要）…")
    command = [*LINLI, "prepare", "--region", REGION, "--size", SIZE, "--scale", str(stage.rows)]
    environment = {**stage.environment, "LINLI_DATABASE": BASE}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=STDERR, check=False)
    if done.returncode:
        raise BenchError("测量用的数据没有准备好，原因见上面的输出。")
    if not built.exists():
        with postgres.connect(stage.server, database=BASE) as connection:
            connection.execute("VACUUM (ANALYZE)")  # as a database is that has been in use
        built.touch()


@dataclass
class Web:
    """A running web server of a stage."""

    stage: Stage
    port: int
    process: "subprocess.Popen[bytes]"
    seconds_to_answer: float

    def connected(self) -> Connection:
        """A client's connection to it."""
        return Connection(HOST, self.port)


@contextmanager
def serving(stage: Stage, **more: str) -> Iterator[Web]:
    """The web server as `linli web` runs it, until the block ends."""
    port, begun = _port(), time.monotonic()
    process = _started(stage, [*LINLI, "web", "--host", HOST, "--port", str(port)], more)
    try:
        _answering(process, port)
        yield Web(stage, port, process, time.monotonic() - begun)
    finally:
        _ended(process)


@contextmanager
def working(stage: Stage) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker as `linli worker` runs it, until the block ends."""
    process = _started(stage, [*LINLI, "worker"], {})
    try:
        yield process
    finally:
        _ended(process)


def _started(stage: Stage, command: list[str], more: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Both hang on this process: they end with it, also where it is killed."""
    environment = {**stage.environment, **more, SUPERVISOR: str(os.getpid())}
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _port() -> int:
    """A free one; several benches may run on one machine."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answering(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait for the first page, not only for the port."""
    deadline, pause = time.monotonic() + PATIENCE, Event()
    while True:
        try:
            with Connection(HOST, port) as connection:
                if connection.get("/").status == 200:
                    return
        except OSError:
            pass  # nobody listens yet
        if process.poll() is not None or time.monotonic() > deadline:
            raise BenchError("网站没有启动，原因见上面的输出。")
        pause.wait(0.01)
