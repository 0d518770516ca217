"""What a command needs before it can work: the database running, and what it makes belonging to the right account."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.base.home import home
from linli.project.cli.up import database, only_one
from linli.project.postgres import is_alive, locate

OURS = ("files", "keys", "calendar")


@contextmanager
def database_running() -> Iterator[None]:
    """The database as it runs, or started for this command alone and stopped after it."""
    if os.environ.get("DATABASE_URL") or is_alive(locate()):
        yield
        return
    with only_one(home()), database():
        yield


@contextmanager
def database_alone() -> Iterator[None]:
    """The embedded database with nobody else on this home; an operated one as it is."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with only_one(home()), database():
        yield


def hand_over() -> None:
    """What root has put into a home belongs to whom the home belongs: web and worker must read it."""
    owner = home().stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for name in OURS:
        for folder, _folders, files in os.walk(home() / name):
            for path in (Path(folder), *(Path(folder) / file for file in files)):
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
