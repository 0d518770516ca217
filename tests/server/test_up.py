"""`linli up` from an empty home to a page and back, twice: what `make run` promises, with one township's divisions."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linli.project import postgres
from tests.faults.installation import small_data as small_data_in

DIVISIONS = "code,name\n13,河北省\n1311,衡水市\n131102,桃城区\n131102001,河西街道\n131102001001,康宁社区居委会\n"


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """The shipped data with a list of five divisions, so that the whole country need not be loaded here."""
    return small_data_in(tmp_path, DIVISIONS)


@contextmanager
def running(home: Path, data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A `linli up`, the address it announced, and what it said until then."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
    told = {**bare, "LINLI_HOME": str(home), "LINLI_DATA": str(data), "LINLI_PG_FSYNC": "off", "LINLI_WEB_WORKERS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "linli.project.cli", "up", "--empty", *arguments],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said: list[str] = []
        for line in process.stdout:
            said.append(line.strip())
            if found := re.search(r"邻里已启动：(\S+)/", line):
                yield process, found[1], said
                break
        else:
            pytest.fail("\n".join(said))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def fetched(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.status


def postmaster(home: Path) -> int:
    return int((postgres.locate(home).data / "postmaster.pid").read_text().split("\n", 1)[0])


def is_ready(address: str) -> bool:
    try:
        return fetched(f"{address}/readyz") == 200
    except urllib.error.HTTPError:
        return False


def until(condition: Callable[[], object], patience: float = 30.0) -> None:
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        pause.wait(0.1)


def test_it_starts_survives_a_killed_database_stops_and_starts_again(home, small_data):
    with running(home, small_data) as (process, address, said):
        assert any("更新数据库结构" in sentence for sentence in said)
        assert fetched(f"{address}/readyz") == 200
        killed = postmaster(home)
        os.kill(killed, signal.SIGKILL)
        until(lambda: postgres.is_alive(postgres.locate(home)) and postmaster(home) != killed and is_ready(address))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert not postgres.answers(postgres.locate(home))

    with running(home, small_data) as (_process, address, said):
        assert not any("更新" in sentence or "区划" in sentence for sentence in said)
        assert fetched(f"{address}/healthz") == 200
        second = subprocess.run(
            [sys.executable, "-m", "linli.project.cli", "up"],
            env={**os.environ, "LINLI_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, "已有一个 linli up 在运行" in second.stderr) == (1, True)
