"""Initialise, start and stop the embedded server; any number of starters may call at once."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from linli.project.postgres.accounts import Account, current_account, make_account, run_as
from linli.project.postgres.bootstrapping import bootstrap
from linli.project.postgres.connecting import LOGINS, connect
from linli.project.postgres.errors import PostgresError
from linli.project.postgres.initialising import initialise, prepare_folder, refuse_other_major, write_settings
from linli.project.postgres.places import Server, locate
from linli.project.postgres.programs import program

PATIENCE = 120.0  # seconds; the recovery after a crash may take long
ASKS_IN_VAIN = 10  # starts after which a server that is not even running will not come
LARGEST_LOG = 10_000_000


def ensure(server: Server) -> Server:
    """Initialise once, start if not answering; returns the server with its account and final place."""
    with _only_starter(server):
        server = prepare_folder(_with_account(server))
        if not server.is_initialised:
            initialise(server)
        refuse_other_major(server)
        if not answers(server):
            _start(server)
        passwords = {login: server.password_file(login).read_text(encoding="ascii").strip() for login in LOGINS[1:]}
        with connect(server, database="postgres") as connection:
            bootstrap(connection, passwords=passwords)
    return server


def revive(server: Server) -> None:
    """Ask a server that has died to start again, and do not wait for it: it may take long, or have no room to start.

    For whoever looks again soon: the first start after a kill may die on what the dead one left behind.
    """
    with _only_starter(server):
        if not is_alive(server):
            _ask_to_start(_with_account(server))


def stop(server: Server) -> None:
    """Stop the server if it runs: connections are ended, what was committed is on disk."""
    if not server.home.exists():
        return
    with _only_starter(server):
        server = _with_account(locate(server.home, fsync=server.fsync))
        if not is_alive(server):
            return
        command: list[str | Path] = [program(server, "pg_ctl"), "-D", server.data, "-m", "fast", "-w", "-t", "120"]
        done = run_as(_account(server), [*command, "stop"])
        if done.returncode and is_alive(server):
            raise PostgresError(f"数据库没有停下来：{done.stderr.strip() or done.stdout.strip()}")


def answers(server: Server) -> bool:
    """Whether the server takes a connection now; `pg_ctl status` would lie after a kill."""
    return _complaint(server) is None


def is_alive(server: Server) -> bool:
    """Whether the process named in the server's own lock file is a PostgreSQL of this data folder; costs nothing."""
    try:
        pid = int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])
        return Path(f"/proc/{pid}/cwd").readlink() == server.data
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:  # somebody else's process has taken the number
        return False


def _complaint(server: Server) -> str | None:
    try:
        with connect(server, database="postgres"):
            return None
    except psycopg.OperationalError as error:
        return str(error).strip()


def _start(server: Server) -> None:
    """Ask for a start every second until it answers: the first may die on what a killed server left behind."""
    deadline, ask_again, asked, pause = time.monotonic() + PATIENCE, 0.0, 0, threading.Event()
    while complaint := _complaint(server):
        if "password authentication failed" in complaint:
            raise PostgresError(f"数据库不认 {server.passwords} 中的口令：口令文件与数据不是一套，请一起恢复。")
        if time.monotonic() > deadline or (asked >= ASKS_IN_VAIN and not is_alive(server)):
            raise PostgresError(f"PostgreSQL 没有应答（{complaint}）。{_last_fatal(server)}详见 {server.log}")
        if time.monotonic() > ask_again:
            _ask_to_start(server)
            asked, ask_again = asked + 1, time.monotonic() + 1
        pause.wait(0.02)  # the one polling loop: nothing tells us when the server is ready


def _ask_to_start(server: Server) -> None:
    write_settings(server)
    _shorten_log(server)
    command: list[str | Path] = [program(server, "pg_ctl"), "-D", server.data, "-l", server.log, "-W", "start"]
    run_as(_account(server), command)


@contextmanager
def _only_starter(server: Server) -> Iterator[None]:
    """One process at a time initialises, starts or stops the server of a home."""
    try:
        if not server.home.exists():
            server.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = os.open(server.home / "pg.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except PermissionError as error:
        me = current_account().name
        raise PostgresError(
            f"账户 {me} 不能写入 {server.home}。请用建立它的账户运行，或用 LINLI_HOME 另指目录。"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _with_account(server: Server) -> Server:
    server = locate(server.home, fsync=server.fsync)  # again, now that nobody else can be moving it
    return server if server.account else replace(server, account=make_account())


def _account(server: Server) -> Account:
    if server.account is None:
        raise PostgresError("数据库尚未选定运行账户。")
    return server.account


def _shorten_log(server: Server) -> None:
    if server.log.exists() and server.log.stat().st_size > LARGEST_LOG:
        server.log.replace(server.log.with_suffix(".log.1"))


def _last_fatal(server: Server) -> str:
    """The log's last complaint, so that the operator need not open it for the usual cases."""
    try:
        lines = server.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    fatal = [line for line in lines[-200:] if "FATAL" in line or "PANIC" in line]
    return f"日志最后的报错：{fatal[-1].strip()}。" if fatal else ""
