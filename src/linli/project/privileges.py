"""Which account web and worker run as when the operator is root: the database's, if it can reach what they need."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from linli.base.home import shipped
from linli.project.postgres import Account, Server
from linli.project.postgres.accounts import can, run_as

SOURCE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Privileges:
    """The account to change to (None: stay as we are), and a sentence for the operator."""

    account: Account | None
    sentence: str
    is_root: bool


def choose(server: Server | None) -> Privileges:
    """Drop root where the account can run Python, read the program and write the home; never open parents for it."""
    if os.geteuid() != 0:
        return Privileges(None, "以普通账户运行。", is_root=False)
    if server is None or server.account is None:
        return Privileges(None, "以 root 身份运行：数据库不由本机启动，没有可用的普通账户。", is_root=True)
    account = server.account
    if obstacle := _obstacle(account, server.home):
        return Privileges(
            None, f"以 root 身份运行：账户 {account.name} {obstacle}。建议改用普通账户运行。", is_root=True
        )
    return Privileges(account, f"以账户 {account.name} 运行。", is_root=False)


def _obstacle(account: Account, home: Path) -> str | None:
    """What the account cannot do, or None; the last question is asked of Python itself."""
    needed = [("-x", Path(sys.executable)), ("-r", SOURCE / "linli" / "__init__.py"), ("-r", shipped()), ("-w", home)]
    needed += [("-r", path) for path in sorted((home / "keys").glob("*"))]
    verbs = {"-x": "不能运行", "-r": "不能读取", "-w": "不能写入"}
    for test, path in needed:
        if not can(account, test, path):
            return f"{verbs[test]} {path}"
    done = run_as(account, [sys.executable, "-c", "import django, psycopg, granian, linli.project.postgres"])
    return None if done.returncode == 0 else f"不能运行 {sys.executable}"
