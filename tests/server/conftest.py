"""Homes for servers that a test may start and kill; every server is stopped and every folder removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linli.project import postgres


@pytest.fixture
def make_home() -> Iterator[Callable[..., Path]]:
    """New homes under /tmp, which the server's account can enter; pytest's own tmp_path lies under a 0700 folder."""
    with homes() as make:
        yield make


@pytest.fixture(scope="module")
def shared() -> Iterator[postgres.Server]:
    """One running server for the tests that neither stop nor break it."""
    with homes() as make:
        yield postgres.ensure(postgres.locate(make(), fsync=False))


@contextmanager
def homes() -> Iterator[Callable[..., Path]]:
    """Makes homes; at the end their servers are stopped and nothing of them is left."""
    made: list[Path] = []

    def make(*, inside: int = 0o755, owner: int | None = None) -> Path:
        outer = Path(tempfile.mkdtemp(prefix="linli-test-", dir="/tmp"))
        outer.chmod(inside)
        if owner is not None:
            os.chown(outer, owner, -1)
        made.append(outer)
        return outer / "home"

    yield make
    for outer in made:
        server = postgres.locate(outer / "home")
        postgres.stop(server)
        if server.folder.parent != server.home:
            shutil.rmtree(server.folder)
        if server.socket.parent == Path("/tmp"):
            shutil.rmtree(server.socket)
        shutil.rmtree(outer)


@pytest.fixture
def home(make_home: Callable[..., Path]) -> Path:
    """One such home, not there yet."""
    return make_home()
