"""The two kinds of process: web (granian) and worker (procrastinate), as the supervisor and `linli web` start them."""

import ctypes
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

from linli.base.home import home

FIRST_PORT = 8000
PORTS_TRIED = 20
SUPERVISOR = "LINLI_SUPERVISOR"


class PortError(Exception):
    """Somebody else listens where we were told to; the message is for the operator."""


def web_command(host: str, port: int, tls: tuple[Path, Path] | None = None) -> list[str]:
    """granian with two workers of three threads; LINLI_WEB_WORKERS and LINLI_WEB_THREADS change that.

    A fourth thread waits for Python more than it works: with it fewer requests came in (`linli bench intake`).
    """
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", os.environ.get("LINLI_WEB_WORKERS", "2")]
    command += ["--blocking-threads", os.environ.get("LINLI_WEB_THREADS", "3")]
    command += ["--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"]
    if tls:
        command += ["--ssl-certificate", str(tls[0]), "--ssl-keyfile", str(tls[1])]
    return [*command, "linli.project.wsgi:application"]


def counters(port: int) -> Path:
    """A fresh folder in which the web server's processes count together what they answer."""
    folder = home() / "metrics" / str(port)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def free_port(host: str, wanted: int | None) -> int:
    """The wanted port if it is free; where none was asked for, the next free one from 8000 on."""
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError as error:
                raise PortError(f"没有权限使用端口 {port}，请用 --port 指定 1024 以上的端口。") from error
            except OSError:
                continue
            return port
    if wanted:
        raise PortError(f"端口 {wanted} 已被占用，请用 --port 换一个，或先停掉占用它的程序。")
    raise PortError(f"端口 {FIRST_PORT}–{FIRST_PORT + PORTS_TRIED - 1} 都已被占用，请用 --port 指定一个。")


def end_with_supervisor() -> None:
    """A supervised process ends when its supervisor is killed, so that no orphan keeps the port; Linux only."""
    supervisor = os.environ.pop(SUPERVISOR, None)
    if supervisor is None or not sys.platform.startswith("linux"):
        return
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before we could ask to be told
        sys.exit(1)
