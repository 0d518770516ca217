"""The system account PostgreSQL runs as: it refuses to run as root, so root hands it to an account without rights."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.project.postgres.errors import PostgresError

NAME = "linli"
FALLBACK = "postgres"  # where no account can be made, the one a distribution's own package left
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": "/"}


@dataclass(frozen=True)
class Account:
    """A system user by name and numbers."""

    name: str
    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        """Whether this process already runs as this account."""
        return self.uid == os.geteuid()


def current_account() -> Account:
    """The account this process runs as."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:  # a container run under a bare number
        name = str(uid)
    return Account(name, uid, os.getegid())


def account_of(folder: Path) -> Account | None:
    """For root: whoever owns the server's folder already, else the known account if the system has it."""
    try:
        found = folder.stat()
    except OSError:
        return _known(NAME)
    if found.st_uid == 0:
        return _known(NAME)
    try:
        name = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        name = str(found.st_uid)
    return Account(name, found.st_uid, found.st_gid)


def make_account() -> Account:
    """Root's account for the server, made on first use and never on import."""
    if known := _known(NAME):
        return known
    for program, arguments in (
        (
            "useradd",
            ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME],
        ),
        ("adduser", ["-S", "-D", "-H", NAME]),  # busybox
    ):
        if path := shutil.which(program, path="/usr/sbin:/sbin:/usr/bin:/bin"):
            subprocess.run([path, *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False)
            if known := _known(NAME):  # asked again, since another starter may have been faster
                return known
    if known := _known(FALLBACK):
        return known
    raise PostgresError(
        f"数据库不能以 root 身份运行，也无法新建系统账户 {NAME}。请改用普通账户运行，或先执行：useradd --system {NAME}"
    )


def run_as(account: Account, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a program as the account, with a small environment and from a folder it can surely enter."""
    arguments = [str(part) for part in command]
    try:
        return subprocess.run(
            arguments,
            user=None if account.is_self else account.uid,
            group=None if account.is_self else account.gid,
            extra_groups=None if account.is_self else [],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except PermissionError as error:
        raise PostgresError(f"不能以账户 {account.name} 运行 {arguments[0]}：{error.strerror}") from error


def can(account: Account, test: str, path: Path) -> bool:
    """Whether the account passes `test -r|-w|-x PATH`, asked of the system instead of computed from modes."""
    return run_as(account, ["/usr/bin/test", test, path]).returncode == 0


def _known(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
