"""The commands' refusals: what is wrong is said in one sentence before anything is started."""

import json
import os
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from linli.project.cli import main
from linli.project.progress import Progress
from linli.project.serving import PortError, free_port


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def linli(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As a person runs it: without the settings this test run was started with."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "linli.project.cli", *arguments],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wanted_port_that_is_taken_is_named(taken_port, tmp_path):
    done = CliRunner().invoke(main, ["up", "--port", str(taken_port)], env={"LINLI_HOME": str(tmp_path)})

    assert done.exit_code == 1
    assert f"端口 {taken_port} 已被占用" in done.output


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch, taken_port):
    monkeypatch.setattr("linli.project.serving.FIRST_PORT", taken_port)

    assert free_port("127.0.0.1", None) > taken_port


def test_no_free_port_at_all_is_said(monkeypatch, taken_port):
    monkeypatch.setattr("linli.project.serving.FIRST_PORT", taken_port)
    monkeypatch.setattr("linli.project.serving.PORTS_TRIED", 1)

    with pytest.raises(PortError, match="都已被占用"):
        free_port("127.0.0.1", None)


def test_a_size_there_is_not_is_refused_with_those_there_are(tmp_path):
    done = CliRunner().invoke(main, ["up", "--size", "province"], env={"LINLI_HOME": str(tmp_path / "home")})

    assert done.exit_code == 2
    assert "city" in done.output
    assert not (tmp_path / "home").exists()


def test_a_long_step_says_how_far_it_is_and_how_long_the_rest_takes():
    said, clock = [], iter([0, 1, 2, 30, 31, 300])
    progress = Progress(said.append, lambda: float(next(clock)))

    for fraction, words in (
        (0, "生成人员"),
        (0.01, "写入办件"),
        (0.1, "写入办件"),
        (0.11, "写入办件"),
        (0.8, "建立索引"),
    ):
        progress(fraction, words)

    assert said == ["生成人员…", "写入办件…", "写入办件…10%，还要约 4 分钟", "建立索引…80%，还要约 75 秒"]


def test_an_unknown_region_is_refused_with_the_known_ones(tmp_path):
    done = CliRunner().invoke(main, ["up", "--region", "atlantis"], env={"LINLI_HOME": str(tmp_path / "home")})

    assert done.exit_code == 1
    assert "hengshui" in done.output


def test_an_operated_server_is_migrated_only_as_its_owner():
    done = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": "postgresql://linli_app@db.example/linli"})

    assert done.exit_code == 1
    assert "LINLI_OWNER_DATABASE_URL" in done.output


def test_a_certificate_needs_its_key(tmp_path):
    (tmp_path / "server.pem").touch()
    done = CliRunner().invoke(main, ["web", "--certificate", str(tmp_path / "server.pem")])

    assert done.exit_code == 2


def test_the_doctor_names_a_server_that_does_not_run(tmp_path):
    done = linli("doctor", "--json", LINLI_HOME=str(tmp_path))

    found = json.loads(done.stdout)
    states = {check["name"]: check["state"] for check in found["checks"]}
    assert done.returncode == 1
    assert not found["ok"]
    assert states["database"] == "failed"
    assert states["keys"] == "failed"
    assert not any(tmp_path.iterdir())
