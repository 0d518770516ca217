"""`linli up`: everything on one machine with one command."""

import fcntl
import os
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from linli.base.home import home, shipped
from linli.demo import doors
from linli.project.certificates import own_names
from linli.project.cli.errors import said_plainly
from linli.project.cli.server import refuse_without_owner
from linli.project.postgres import PostgresError, Server, ensure, is_alive, locate, revive, stop
from linli.project.privileges import Privileges, choose
from linli.project.serving import free_port
from linli.project.supervisor import Child, Supervisor

EVERYWHERE = "0.0.0.0"  # noqa: S104 - only with --tls, whose point is the phones in the same network


@dataclass(frozen=True)
class Door:
    """Where the web server listens, and whether with a certificate."""

    host: str
    port: int
    names: tuple[str, ...] = ()

    @property
    def is_tls(self) -> bool:
        """Whether people come by HTTPS."""
        return bool(self.names)

    def address(self, name: str = "") -> str:
        """The address people type; without a name, the one for this machine itself."""
        name = name or ("127.0.0.1" if self.host == EVERYWHERE else self.host)
        return f"{'https' if self.is_tls else 'http'}://{_in_url(name)}:{self.port}"


@click.command()
@click.option("--region", default="hengshui", show_default=True, envvar="LINLI_REGION", help="使用哪个地区的数据。")
@click.option(
    "--size", type=click.Choice(["small", "city"]), default="small", show_default=True, help="演示数据的规模。"
)
@click.option("--port", type=click.IntRange(1, 65535), help="网站端口；不指定时从 8000 起找一个空闲的。")
@click.option("--empty", "is_empty", is_flag=True, help="不生成演示数据。")
@click.option("--tls", is_flag=True, help="生成本机证书，用 HTTPS 提供给同一网络里的手机。")
def up(region: str, size: str, port: int | None, is_empty: bool, tls: bool) -> None:
    """启动全部：数据库、网站、后台任务。"""
    if not (shipped() / "regions" / region).is_dir():
        known = "、".join(sorted(path.name for path in (shipped() / "regions").iterdir()))
        raise click.ClickException(f"没有地区 {region} 的数据。现有：{known}。")
    signal.signal(signal.SIGTERM, _leave)
    host = os.environ.get("LINLI_BIND", EVERYWHERE if tls else "127.0.0.1")
    with said_plainly(), only_one(home()):
        door = Door(host, free_port(host, port), tuple(own_names()) if tls else ())
        with database() as server:
            privileges = choose(server)
            _prepare(privileges, region, ["--size", size, *(["--empty"] if is_empty else [])], door)
            lines = [] if is_empty else doors.lines()
            came_up = _supervise(door, privileges, environment(region, door), server, lines)
    if not came_up:
        raise click.ClickException("网站或后台任务启动不了，原因见上面的输出。")


@contextmanager
def only_one(place: Path) -> Iterator[None]:
    """A second `linli up` on the same home would fight over database and port."""
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    lock = os.open(place / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise click.ClickException(f"{place} 已有一个 linli up 在运行。") from error
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def database() -> Iterator[Server | None]:
    """The embedded server for as long as it is needed; None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    server = ensure(locate())
    try:
        yield server
    finally:
        stop(server)


def environment(region: str, door: Door) -> dict[str, str]:
    """What web and worker are told."""
    told = {**os.environ, "LINLI_HOME": str(home()), "LINLI_REGION": region}
    told.setdefault("LINLI_REQUEST_LOG", "0" if sys.stderr.isatty() else "1")  # at a terminal somebody wants to read
    if door.is_tls:
        told["LINLI_HTTPS"] = "1"
        told.setdefault("LINLI_HOSTS", ",".join(_in_url(name) for name in door.names))
        told.setdefault("LINLI_ORIGINS", ",".join(door.address(name) for name in door.names))
    return told


def _prepare(privileges: Privileges, region: str, arguments: list[str], door: Door) -> None:
    """In a process of its own, since it is the owner and we are not."""
    refuse_without_owner()
    command = [sys.executable, "-m", "linli.project.cli", "prepare", "--region", region, *arguments]
    command += [part for name in door.names for part in ("--tls", name)]
    account = privileges.account
    done = subprocess.run(
        command,
        env={**os.environ, "LINLI_HOME": str(home()), "LINLI_REGION": region},
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    if done.returncode:
        raise PostgresError("数据准备没有完成，原因见上面的输出。")


def _supervise(
    door: Door, privileges: Privileges, told: dict[str, str], server: Server | None, lines: list[str]
) -> bool:
    linli = [sys.executable, "-m", "linli.project.cli"]
    web = [*linli, "web", "--host", door.host, "--port", str(door.port)]
    if door.is_tls:
        folder = home() / "tls"
        web += ["--certificate", str(folder / "server.pem"), "--key", str(folder / "server.key")]
    children = [Child("网站", web), Child("后台任务", [*linli, "worker"])]

    def welcome() -> None:
        click.echo(f"\n邻里已启动：{door.address()}/")
        for name in door.names[3:]:
            click.echo(f"同一网络里的手机：{door.address(name)}/（先安装证书 {home() / 'tls' / 'authority.pem'}）")
        for line in lines:
            click.echo(line)
        if privileges.is_root:
            click.echo(privileges.sentence)
        click.echo("按 Ctrl-C 停止。")

    look_after = Caretaker(server).look if server else None
    supervisor = Supervisor(children, click.echo, told, privileges.account, look_after)
    return supervisor.run(lambda: is_healthy(door), welcome)


@dataclass
class Caretaker:
    """Starts the database again after it was killed; web and worker connect again by themselves.

    Asks and goes on: web and worker must be looked after meanwhile, however long the database takes.
    """

    server: Server
    is_missing: bool = False

    def look(self) -> None:
        """Whether it runs; said once, asked every time."""
        if is_alive(self.server):
            self.is_missing = False
            return
        if not self.is_missing:
            click.echo("数据库意外停止，重新启动。")
        try:
            revive(self.server)
        except (PostgresError, OSError) as error:  # no room on the disk, perhaps: asked again in a second
            if not self.is_missing:
                click.echo(str(error))
        self.is_missing = True


def is_healthy(door: Door) -> bool:
    """Whether the web server says it is well."""
    trust = ssl.create_default_context(cafile=home() / "tls" / "authority.pem") if door.is_tls else None
    try:
        address = f"{door.address()}/healthz"
        with urllib.request.urlopen(address, timeout=2, context=trust) as answer:  # noqa: S310 - our own
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _in_url(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _leave(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM while preparing: leave through the same doors as Ctrl-C, so that the database is stopped."""
    raise KeyboardInterrupt
