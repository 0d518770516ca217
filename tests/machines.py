"""Folders that stand for machines, commands typed on them, and Django here connected to one of them."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from linli.project import postgres
from tests.faults.installation import SECRET


@contextmanager
def machines(count: int) -> Iterator[list[Path]]:
    """So many folders under /tmp, where the server's account can enter; whatever runs in their homes is stopped."""
    made = [Path(tempfile.mkdtemp(prefix="linli-machine-", dir="/tmp")) for _ in range(count)]
    for folder in made:
        folder.chmod(0o755)
    yield made
    for folder in made:
        postgres.stop(postgres.locate(folder / "home"))
        place = (folder / "home" / "pg").resolve()
        if place.exists() and not place.is_relative_to(folder):
            shutil.rmtree(place)
        shutil.rmtree(folder)


@contextmanager
def connected_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Django here as the application of that home, with its keys and the secret its sessions are signed with."""
    before, found = dict(connection.settings_dict), postgres.parameters("linli_app", home)
    with monkeypatch.context() as patch:
        patch.setenv("LINLI_HOME", str(home))
        patch.setattr(settings, "SECRET_KEY", SECRET)
        connection.close()
        connection.settings_dict.update(
            HOST=found["host"], PORT=found["port"], PASSWORD=found["password"], NAME=found["dbname"]
        )
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(before)


def linli(home: Path, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """A command as the operator types it on that machine."""
    done = subprocess.run(
        [sys.executable, "-m", "linli.project.cli", *map(str, arguments)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "LINLI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done
