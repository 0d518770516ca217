"""The supervisor over small children of our own: restarts, stops, gives up, leaves no orphan."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linli.project import supervisor

SRC = Path(supervisor.__file__).parents[2]
SUPERVISE = """
import os, sys
from pathlib import Path
from linli.project.supervisor import Child, Supervisor

children = [Child(f"child{number}", [sys.executable, "-c", code]) for number, code in enumerate(sys.argv[2:])]
said = lambda sentence: print(sentence, flush=True)
ready = Path(sys.argv[1])
came_up = Supervisor(children, said, os.environ).run(ready.exists, lambda: said("ready"))
said(f"came up: {came_up}")
"""


def staying(mark: Path) -> str:
    """A child that notes its number and stays until told to go."""
    return (
        f"import os, signal; from pathlib import Path; Path({str(mark)!r}).write_text(str(os.getpid())); signal.pause()"
    )


def crashing_once(mark: Path) -> str:
    """A child that dies the first time and stays the second time."""
    return (
        "import os, signal, sys; from pathlib import Path\n"
        f"mark = Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.write_text('died'); sys.exit(3)\n"
        "mark.write_text('back'); signal.pause()"
    )


def deaf_with_child(mark: Path) -> str:
    """A child that starts one of its own and ignores being asked to end."""
    return (
        "import signal, subprocess, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        f"Path({str(mark)!r}).write_text(str(inner.pid)); signal.pause()"
    )


@contextmanager
def supervising(ready: Path, *codes: str, **settings: float) -> Iterator[subprocess.Popen[str]]:
    set_to = "; ".join(f"s.{name.upper()} = {value}" for name, value in settings.items())
    script = SUPERVISE.replace("came_up =", f"import linli.project.supervisor as s; {set_to}\ncame_up =")
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(ready), *codes],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    try:
        yield process
    finally:
        process.terminate()  # it ends its children; a killed one could not
        process.wait(timeout=30)
        process.stdout.close()


def said(process: subprocess.Popen[str], sentence: str) -> list[str]:
    """Read on until the sentence is said; the end of the output is a failure."""
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if sentence in line:
            return lines
    pytest.fail(f"never said {sentence!r}: {lines}")


def until(condition: Callable[[], object], patience: float = 20.0) -> None:
    """Wait for what another process will do soon."""
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        pause.wait(0.02)


def is_running(pid: int) -> bool:
    """Running, not merely unburied."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def age_of(pid: int) -> float:
    """For how many seconds a process has run."""
    begun = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - begun


def pid_in(mark: Path) -> int:
    until(lambda: mark.exists() and mark.read_text())
    return int(mark.read_text())


def test_it_says_when_all_is_ready_and_stops_its_children_when_asked(tmp_path):
    ready, mark = tmp_path / "ready", tmp_path / "mark"
    with supervising(ready, staying(mark)) as process:
        child = pid_in(mark)
        ready.touch()
        said(process, "ready")

        process.send_signal(signal.SIGTERM)

        assert said(process, "came up")[-1] == "came up: True"
        assert not is_running(child)


def test_a_crashed_child_is_started_again(tmp_path):
    mark = tmp_path / "mark"
    with supervising(tmp_path, crashing_once(mark)) as process:
        assert "child0 意外退出（3），0.25 秒后重新启动。" in said(process, "重新启动")

        until(lambda: mark.read_text() == "back")


def test_what_a_crashed_child_left_behind_is_ended_before_it_starts_again(tmp_path):
    mark = tmp_path / "mark"
    with supervising(tmp_path, deaf_with_child(mark)) as process:
        inner = pid_in(mark)
        [outer] = children_of(process.pid)

        os.kill(outer, signal.SIGKILL)

        said(process, "重新启动")
        until(lambda: not is_running(inner))


def test_a_child_that_crashes_after_it_has_run_well_comes_back_as_quickly_as_the_first_time(tmp_path):
    ready, mark = tmp_path / "ready", tmp_path / "mark"
    with supervising(ready, staying(mark), steady=0.2, first_delay=0.1) as process:
        ready.touch()
        said(process, "ready")
        for _time in range(3):
            child = pid_in(mark)
            until(lambda child=child: age_of(child) > 0.5)
            os.kill(child, signal.SIGKILL)
            assert said(process, "重新启动")[-1].endswith("0.1 秒后重新启动。")
            until(lambda child=child: pid_in(mark) != child)


def test_children_that_never_come_up_end_the_start(tmp_path):
    with supervising(tmp_path / "never", "raise SystemExit(1)") as process:
        lines = said(process, "came up")

    assert lines[-1] == "came up: False"
    assert [line for line in lines if "意外退出" in line][1].endswith("0.5 秒后重新启动。")


def test_what_does_not_listen_is_ended_with_everything_it_started(tmp_path):
    mark = tmp_path / "mark"
    with supervising(tmp_path, deaf_with_child(mark), grace=0.2) as process:
        inner = pid_in(mark)

        process.send_signal(signal.SIGINT)

        said(process, "child0 没有按时停下")
        said(process, "came up: True")
        until(lambda: not is_running(inner))


def test_a_killed_supervisor_leaves_no_child(tmp_path):
    mark = tmp_path / "mark"
    code = f"from linli.project.serving import end_with_supervisor; end_with_supervisor(); {staying(mark)}"
    with supervising(tmp_path, code) as process:
        child = pid_in(mark)

        process.kill()

        until(lambda: not is_running(child))
