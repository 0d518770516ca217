"""Where the embedded server keeps its things. Looks, never changes anything."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from linli.base.home import home as default_home
from linli.project.postgres.accounts import Account, account_of, current_account

DATABASE = "linli"
PORT = 5432  # only a part of the socket's name: the server listens on no network address
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes


@dataclass(frozen=True)
class Server:
    """One embedded server: its folders, and the system account it runs as (None: not chosen yet)."""

    home: Path
    folder: Path
    data: Path
    socket: Path
    log: Path
    passwords: Path
    account: Account | None
    fsync: bool = True

    @property
    def is_initialised(self) -> bool:
        """Whether a data folder is there; the account's own 0700 folders read as absent to anybody else."""
        return (self.data / "PG_VERSION").exists()

    def password_file(self, login: str) -> Path:
        """The 0600 file with the password of one of the three logins."""
        return self.passwords / login


def locate(home: Path | str | None = None, *, fsync: bool | None = None) -> Server:
    """The server that belongs to a home. `fsync=False` (or LINLI_PG_FSYNC=off) is for throw-away test servers only."""
    home = Path(home).absolute() if home else default_home()
    folder = (home / "pg").resolve()  # a link where the account cannot enter the home, see preparing.py
    if fsync is None:
        fsync = os.environ.get("LINLI_PG_FSYNC", "on") != "off"
    return Server(
        home=home,
        folder=folder,
        data=folder / "data",
        socket=_socket_folder(folder),
        log=folder / "server.log",
        passwords=folder / "passwords",
        account=account_of(folder) if os.geteuid() == 0 else current_account(),
        fsync=fsync,
    )


def _socket_folder(folder: Path) -> Path:
    """Beside the data, or in /tmp where that path would be longer than a socket's may be."""
    socket = folder / "socket"
    if len(os.fsencode(socket / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return socket
    return Path("/tmp") / f"linli-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108 - checked and 0700
