"""From what earlier releases left behind to this one: nothing is lost, nobody waits long, and old processes go on."""

import json
import shutil
import tarfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from conftest import point_at
from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.base.actor import system_actor
from linli.base.attachments import open_stored
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.base.sealing import verify
from linli.cases.models import Case, CaseAttachment
from linli.project import migrating, postgres, preparing
from linli.project.backup.restoring import restore
from linli.project.checkup import scoped_tables
from linli.project.findings import State
from linli.project.keys import file as keys_file
from linli.project.progress import Progress
from linli.project.unfinished import NotReady
from tests.owner import as_owner, connected_as_owner
from tests.server.test_backup import RIGHTS, asked, words
from tests.settings import SERVER
from tests.template import a_name, clone, put_away
from tests.upgrades import ARCHIVE, HERE, KEYS, PASSPHRASE, states

BEFORE_THE_RULE = (
    'NotNullViolation: null value in column "facts_reused"',
    'NotNullViolation: null value in column "identity_cipher"',
)
"""Two columns that came before the first release got their default one migration later: old writers fail in between."""
QUIET = Progress(lambda _words: None)
READER = system_actor("tests")
COLUMNS = """
SELECT table_name::text, column_name::text FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
 ORDER BY 1, ordinal_position
"""
WRITABLE = "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{}' AND is_generated = 'NEVER' AND is_identity = 'NO' ORDER BY ordinal_position"


@dataclass
class Before:
    """A frozen state, restored: its database and home, its tables with their columns, what stood in them, its manifest."""

    database: str
    home: Path
    columns: dict[str, list[str]]
    rows: dict[str, str]
    manifest: dict


@contextmanager
def at(database: str, home: Path) -> Iterator[None]:
    """Django goes to this database meanwhile, and finds keys and files in this home."""
    usual = connection.settings_dict["NAME"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINLI_HOME", str(home))
        point_at(database)
        yield
        point_at(usual)


@contextmanager
def copied(state: Before, home: Path) -> Iterator[Before]:
    """The same in a database and home of one's own."""
    name = a_name()
    connection.close()  # a database is cloned while nobody is in it
    clone(state.database, name)
    shutil.copytree(state.home, home)
    with at(name, home):
        yield replace(state, database=name, home=home)
    put_away(name)


@pytest.fixture(scope="module", params=states())
def restored(request, tmp_path_factory, django_db_setup: None, django_db_blocker) -> Iterator[Before]:
    """An earlier release's data, to be copied; nobody works in it."""
    name, home = a_name(), tmp_path_factory.mktemp("restored") / "home"
    with postgres.connect(SERVER, "postgres", "postgres") as control:
        postgres.bootstrap(control, name)
    folder = HERE / request.param
    with django_db_blocker.unblock(), at(name, home):
        keys_file.put_back(keys_file.read(folder / KEYS, PASSPHRASE), lambda _key: False)
        with connected_as_owner():
            restore(folder / ARCHIVE, words(name), QUIET)
        as_owner("DELETE FROM journal WHERE verb = 'operation.restored'")
        columns: dict[str, list[str]] = {}
        for table, column in asked(COLUMNS, name):
            columns.setdefault(table, []).append(column)
        with tarfile.open(folder / ARCHIVE) as tar:
            manifest = json.load(tar.extractfile("manifest.json"))
        state = Before(name, home, columns, content(name, columns), manifest)
    yield state
    put_away(name)


@pytest.fixture(scope="module")
def arrived(restored: Before, tmp_path_factory, django_db_blocker) -> Iterator[Before]:
    """The same, brought up to date, which takes ten seconds; to be copied as well."""
    with django_db_blocker.unblock(), copied(restored, tmp_path_factory.mktemp("arrived") / "home") as state:
        upgraded()
        yield state


@pytest.fixture
def before(restored: Before, tmp_path: Path, django_db_blocker) -> Iterator[Before]:
    """An earlier release's data in a database and home of this test's own, not yet brought up to date."""
    with django_db_blocker.unblock(), copied(restored, tmp_path / "home") as state:
        yield state


@pytest.fixture
def after(arrived: Before, tmp_path: Path, django_db_blocker) -> Iterator[Before]:
    """What was before, brought up to date, in a database and home of this test's own."""
    with django_db_blocker.unblock(), copied(arrived, tmp_path / "home") as state:
        yield state


def content(database: str, columns: dict[str, list[str]]) -> dict[str, str]:
    """A hash of each table's rows in these columns, as far as they are there."""
    present = set(asked(COLUMNS, database))
    hashed = {}
    for table, named in columns.items():
        kept = [column for column in named if (table, column) in present]
        if kept:
            row = ", ".join(f'"{column}"' for column in kept)
            question = f"SELECT md5(coalesce(string_agg(r::text, E'\\n' ORDER BY r::text), '')) FROM (SELECT {row} FROM {table}) r"
            hashed[table] = asked(question, database)[0][0]
    return hashed


def upgraded() -> None:
    """What `linli migrate` does."""
    with connected_as_owner():
        preparing.migrate(print)


def test_no_row_is_lost_or_changed(after):
    found = content(after.database, after.columns)
    gone = {table: columns for table, columns in after.columns.items() if table not in found}
    different = {table for table, hashed in found.items() if hashed != after.rows[table]}
    assert gone == {}
    assert different <= {"django_migrations"}


def test_an_upgraded_schema_is_that_of_a_new_installation(after, template):
    for question in RIGHTS:
        assert set(map(str, asked(question, after.database))) == set(map(str, asked(question, template))), question
    assert set(asked(COLUMNS, after.database)) == set(asked(COLUMNS, template))
    assert scoped_tables().state is State.OK


def test_what_was_written_then_is_read_now(after):
    with acting_as(READER):
        case = Case.objects.get(stage="closed")
        told = entries(on=case)
        picture = CaseAttachment.objects.first()
        verdict = verify(after.manifest["journal"]["head"])
    assert told[0].verb == "cases.submitted"
    assert any("reply" in (entry.text or {}) for entry in told)
    assert {phone_of(user)[:4] for user in User.objects.exclude(phone_cipher="")} == {"1990"}
    with open_stored(picture.key) as file:
        assert len(file.read()) == picture.size
    assert (verdict.broken, verdict.seals) == (None, after.manifest["journal"]["seals"])


def test_a_second_run_has_nothing_to_do(after):
    with connected_as_owner():
        assert migrating.pending_migrations() == []
    upgraded()


@dataclass(eq=False)  # threads are told apart by themselves
class OldProcess(threading.Thread):
    """Web of the release before: reads and writes by the columns it knows, a transaction after the other."""

    before: Before
    written: list[uuid.UUID] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    longest: float = 0.0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.working = threading.Event()
        self.cases, self.journal = self._writable("cases_case"), self._writable("journal")

    def run(self) -> None:
        """Until told to end."""
        dsn = postgres.dsn(SERVER, "linli_app", self.before.database)
        with psycopg.connect(dsn, autocommit=True) as web:
            while not self.ended.is_set():
                begun, key = time.monotonic(), uuid.uuid4()
                try:
                    with web.transaction():
                        self._request(web, key)
                    self.written.append(key)
                except psycopg.Error as error:
                    self.faults.append(f"{type(error).__name__}: {error}")
                self.longest = max(self.longest, time.monotonic() - begun)
                self.working.set()

    def stop(self) -> None:
        """Its last request is answered before it ends."""
        self.ended.set()
        self.join()

    def _request(self, web: psycopg.Connection, key: uuid.UUID) -> None:
        web.execute("SELECT set_config('role', 'linli_system', true), set_config('linli.actor', 'tests', true)")
        for table, columns in self.before.columns.items():
            if table.startswith(("accounts_", "cases_", "people_", "notifications_", "organizations_")):
                named = sql.SQL(", ").join(map(sql.Identifier, columns))
                web.execute(sql.SQL("SELECT {} FROM {} LIMIT 1").format(named, sql.Identifier(table)))
        self._copy(web, "cases_case", self.cases, id=key, number=str(key)[:24], client_key=None)
        self._copy(web, "journal", self.journal, id=key, subject_id=key, actor_user=None, actor_name="tests")

    def _copy(self, web: psycopg.Connection, table: str, columns: list[str], **fresh: object) -> None:
        """A row like the first one, but for what must be its own."""
        values = [sql.Literal(fresh[name]) if name in fresh else sql.Identifier(name) for name in columns]
        web.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} LIMIT 1").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join(values), sql.Identifier(table),
            )
        )  # fmt: skip

    def _writable(self, table: str) -> list[str]:
        return [name for (name,) in asked(WRITABLE.format(table), self.before.database)]


def test_processes_of_the_release_before_work_on_while_the_schema_changes(before):
    web = OldProcess(before)
    web.start()
    web.working.wait(30)
    upgraded()
    web.stop()

    assert [fault for fault in web.faults if not fault.startswith(BEFORE_THE_RULE)] == []
    assert web.longest < migrating.LOCK_WAIT / 1000 + 2
    held = {key for (key,) in asked("SELECT id FROM cases_case", before.database)}
    noted = {key for (key,) in asked("SELECT subject_id FROM journal WHERE actor_name = 'tests'", before.database)}
    assert web.written
    assert set(web.written) <= held
    assert set(web.written) == noted


OLD_SCOPE = (
    "SELECT set_config('role', 'linli_staff', true), set_config('linli.lo', '13', true), set_config('linli.hi', '13:', true),"
    " set_config('linli.mr', '{[13,13:)}', true), set_config('linli.units', '', true), set_config('linli.actor', '', true)"
)
NARROWER = "SELECT set_config('linli.mr_cases', '', true), set_config('linli.mr_people', '', true)"
IN_SIGHT = "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM people_resident)"


def test_a_scope_of_the_release_before_is_not_shut_out_by_what_it_does_not_tell(after):
    """It tells one set of areas for everything. One that tells more is held to what it tells."""
    [there] = asked(IN_SIGHT.replace("cases_case", "cases_case WHERE audience = 'ordinary'"), after.database)
    with psycopg.connect(postgres.dsn(SERVER, "linli_app", after.database)) as web:
        web.execute(OLD_SCOPE)
        assert web.execute(IN_SIGHT).fetchone() == there
        assert min(there) > 0
        web.execute(NARROWER)
        assert web.execute(IN_SIGHT).fetchone() == (0, 0)


def test_a_new_column_of_an_old_table_can_be_left_out_by_whoever_does_not_know_it(after):
    """The rule for migrations of releases (docs/operations/releasing.md): nullable, or with a default of the database."""
    must = asked(
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
        after.database,
    )
    assert [(t, c) for t, c in must if t in after.columns and c not in after.columns[t]] == []


def test_no_column_of_the_release_before_is_gone(after):
    """What the release before still reads goes one release later."""
    present = set(asked(COLUMNS, after.database))
    assert [(t, c) for t, columns in after.columns.items() for c in columns if (t, c) not in present] == []


def test_somebody_who_holds_a_table_holds_up_the_upgrade_and_nobody_else(before, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_WAIT", 300)
    monkeypatch.setattr(migrating, "PAUSE", 0.2)
    said, waits = [], []

    def looks() -> None:
        """Somebody who only wants to read meanwhile."""
        with postgres.connect(SERVER, "linli_owner", before.database) as reader:
            while not done.is_set():
                begun = time.monotonic()
                reader.execute("SELECT count(*) FROM accounts_user")
                waits.append(time.monotonic() - begun)
                done.wait(0.02)

    done, reading = threading.Event(), threading.Thread(target=looks)
    with postgres.connect(SERVER, "linli_owner", before.database) as holder:
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM accounts_user")
        reading.start()

        def told(sentence: str) -> None:
            said.append(sentence)
            if len(said) == 4:
                holder.execute("COMMIT")  # in the end they let go

        with connected_as_owner():
            preparing.migrate(told)
    done.set()
    reading.join()

    with connected_as_owner():
        assert migrating.pending_migrations() == []
    assert sum("稍等再试" in sentence for sentence in said) >= 3
    assert max(waits) < 3


def test_somebody_who_never_lets_go_is_told_of(before, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_WAIT", 100)
    monkeypatch.setattr(migrating, "PAUSE", 0.01)
    monkeypatch.setattr(migrating, "TRIES", 2)
    with postgres.connect(SERVER, "linli_owner", before.database) as holder:
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM accounts_user")
        with connected_as_owner(), pytest.raises(NotReady, match="再执行 linli migrate"):
            preparing.migrate(print)


def test_the_newest_frozen_state_is_that_of_a_release_once_there_is_one():
    """Nobody may release without freezing what upgrades will be tried on."""
    changelog = (HERE.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    released = [
        line.split()[1] for line in changelog.splitlines() if line.startswith("## ") and "unreleased" not in line
    ]
    assert set(released) <= set(states())
