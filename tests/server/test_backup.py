"""A backup is a moment of the whole, and what comes back is the same, or nothing at all."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from conftest import point_at
from linli.base.actor import system_actor
from linli.base.attachments import discard_stored, examine, open_stored, store
from linli.base.scope import acting_as
from linli.base.sealing import seal
from linli.cases.models import CaseAttachment
from linli.cases.tests import given
from linli.project import migrating, postgres, preparing
from linli.project.backup import BackupError
from linli.project.backup.making import take
from linli.project.backup.restoring import Restored, restore
from linli.project.checkup import scoped_tables
from linli.project.findings import State
from linli.project.progress import Progress
from linli.project.unfinished import NotReady
from tests.owner import as_owner, connected_as_owner
from tests.settings import SERVER
from tests.template import a_name, put_away
from tests.world import a_photo, session_of

QUIET = Progress(lambda _words: None)
RIGHTS = (
    (
        "SELECT relname::text, relrowsecurity, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(relacl) a)"
        " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1"
    ),
    "SELECT tablename::text, policyname::text, cmd, roles::text, qual, with_check FROM pg_policies ORDER BY 1, 2",
    (
        "SELECT p.oid::regprocedure::text, prosecdef, proconfig::text,"
        " (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(proacl) a) FROM pg_proc p"
        " WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d"
        " WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1"
    ),
    "SELECT defaclobjtype::text, defaclacl::text FROM pg_default_acl ORDER BY 1",
    (
        "SELECT conrelid::regclass::text, conname::text, contype FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
)


def as_meant(rows: list[tuple]) -> list[tuple]:
    """The same with one spelling for a list of texts: a dump writes the cast of the list as one of each text."""
    return [tuple(_spelled(each) if isinstance(each, str) else each for each in row) for row in rows]


def _spelled(said: str) -> str:
    said = re.sub(r"\(('[^']*'::character varying)\)::text", r"\1", said)
    return re.sub(r"\((ARRAY\[[^]]*\])\)::text\[\]", r"\1", said)


def words(database: str) -> dict[str, str]:
    """How the owner connects."""
    return postgres.parameters("linli_owner", SERVER.home) | {"dbname": database}


@pytest.fixture
def work(own_database: str, tmp_path: Path, monkeypatch) -> str:
    """A home and database of its own with two cases in it, one with a photo, under sealed entries. The name."""
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.a_resolved_case(clerk, resident)
    given.a_case(resident, at=given.MONDAY_9AM)
    with acting_as(system_actor("tests")):
        kept = examine("灯.png", a_photo().read())
        CaseAttachment.objects.create(
            case=case, key=store(kept), name=kept.name, content_type=kept.content_type, size=kept.size,
            of_result=True, added_at=given.MONDAY_9AM,
        )  # fmt: skip
    session_of(clerk)
    with acting_as(system_actor("base.seal_journal")):
        seal()
    return own_database


@pytest.fixture
def empty(work: str, tmp_path: Path, monkeypatch) -> Iterator[str]:
    """An empty database as an operator prepares it, and an empty home. The database's name."""
    name = a_name()
    with postgres.connect(SERVER, "postgres", "postgres") as control:
        postgres.bootstrap(control, name)
    yield name
    connection.close()
    point_at(work)
    put_away(name)


@pytest.fixture
def archive(work: str, tmp_path: Path) -> Path:
    """A backup of the work."""
    return take(tmp_path / "linli.backup", words(work), QUIET).path


def put_back(source: Path, database: str, monkeypatch, say=QUIET) -> Restored:
    """Restore into the database and a home of its own, as the command does."""
    monkeypatch.setenv("LINLI_HOME", str(source.parent / "restored"))
    point_at(database)
    with connected_as_owner():
        return restore(source, words(database), say)


def asked(question: str, database: str) -> list[tuple]:
    """What a database answers its owner."""
    with postgres.connect(SERVER, "linli_owner", database) as owner:
        return owner.execute(question).fetchall()


def content(database: str) -> dict[str, str]:
    """A hash over all rows of each table."""
    hashed = "SELECT md5(coalesce(string_agg(r::text, E'\\n' ORDER BY r::text), '')) FROM {} r"
    names = asked(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'", database
    )
    return {name: asked(hashed.format(name), database)[0][0] for (name,) in names}


def is_empty(database: str) -> bool:
    """Nothing of a restore is left, and the next one finds the rights as the operator gave them."""
    left = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')"
    return asked(left, database) == [(0,)] and len(asked("SELECT FROM pg_default_acl", database)) == 2


def rewritten(source: Path, change) -> Path:
    """The archive with members changed by `change(name, content)`; None leaves a member out."""
    target = source.with_name("changed.backup")
    with tarfile.open(source) as old, tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is None:
                continue
            written = source.with_name("member")
            written.write_bytes(content)
            new.add(written, member.name)
    return target


def test_everything_comes_back_row_for_row_and_file_for_file(work, empty, archive, monkeypatch):
    before = content(work)
    [(key,)] = asked("SELECT DISTINCT key FROM cases_attachment", work)

    done = put_back(archive, empty, monkeypatch)

    after = content(empty)
    differing = {table for table in before | after if before.get(table) != after.get(table)}
    assert differing == {"accounts_session", "journal"}  # people sign in once more; the restore itself is written down
    assert asked("SELECT count(*) FROM accounts_session", empty) == [(0,)]
    assert asked("SELECT verb FROM journal ORDER BY seq DESC LIMIT 1", empty) == [("operation.restored",)]
    with closing(open_stored(key)) as file:
        assert hashlib.sha256(file.read()).hexdigest() == key
    assert (done.verdict.broken, done.verdict.seals, done.files_kept) == (None, 1, 1)


def test_rights_policies_and_constraints_come_back_as_they_were(work, empty, archive, monkeypatch):
    before = [as_meant(asked(question, work)) for question in RIGHTS]

    put_back(archive, empty, monkeypatch)

    assert [as_meant(asked(question, empty)) for question in RIGHTS] == before
    assert scoped_tables().state is State.OK


def test_a_backup_taken_while_people_write_is_of_one_moment(work, empty, tmp_path, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def writes() -> None:
        while not ended.is_set():
            given.a_case(given.a_resident())
            begun.set()
        connection.close()

    writer = threading.Thread(target=writes)
    writer.start()
    begun.wait(30)
    taken = take(tmp_path / "busy.backup", words(work), QUIET)
    ended.set()
    writer.join()

    done = put_back(taken.path, empty, monkeypatch)

    lonely = "SELECT count(*) FROM cases_case c WHERE NOT EXISTS (SELECT FROM journal j WHERE j.subject_id = c.id)"
    assert asked(lonely, empty) == [(0,)]
    assert asked("SELECT count(*) FROM cases_case", empty) == [(done.manifest.counts["cases_case"],)]


def test_a_backup_never_replaces_a_file_and_leaves_nothing_half_made(work, tmp_path):
    target = tmp_path / "old.backup"
    target.write_text("something else")
    with pytest.raises(BackupError, match="不覆盖"):
        take(target, words(work), QUIET)
    with pytest.raises(BackupError, match="数据库"):
        take(
            tmp_path / "new.backup", words(work) | {"options": "-c search_path=nowhere"}, QUIET
        )  # dumped, not to be counted

    assert target.read_text() == "something else"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "old.backup"]


def test_a_backup_is_for_the_operator_s_eyes_alone_and_holds_no_key(work, archive):
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        content = b"".join(tar.extractfile(member).read() for member in tar)
        found = json.load(tar.extractfile("manifest.json"))
    secrets = [json.loads(path.read_text())["secret"] for path in (archive.parent / "home" / "keys").glob("*.key")]
    assert len(secrets) == 2
    assert not any(secret.encode() in content for secret in secrets)
    assert {need["key_id"] for need in found["keys"]} | {found["lookup"]} == set(_held(archive))


def _held(archive: Path) -> set[str]:
    from linli.base.keyring import held_ids  # of the home the archive was made in

    return set(held_ids())


def test_a_file_that_is_gone_is_named_and_the_rest_is_taken(work, tmp_path):
    [(key,)] = asked("SELECT DISTINCT key FROM cases_attachment", work)
    discard_stored(key)

    found = take(tmp_path / "linli.backup", words(work), QUIET).manifest

    assert (found.files, found.files_missing) == (0, (key,))


@pytest.mark.parametrize("what", ["database", "files"])
def test_a_damaged_archive_is_refused_and_the_database_is_empty_again(archive, empty, monkeypatch, what):
    damaged = rewritten(
        archive, lambda name, content: content[:-1] + b"?" if name.startswith(what) and content else content
    )

    with pytest.raises(BackupError, match="校验码不符"):
        put_back(damaged, empty, monkeypatch)

    assert is_empty(empty)


@pytest.mark.parametrize("what", ["database/", "files/"])
def test_an_archive_that_lacks_something_is_refused_and_the_database_is_empty_again(archive, empty, monkeypatch, what):
    lacking = rewritten(archive, lambda name, content: None if name.startswith(what) else content)

    with pytest.raises(BackupError, match="不完整"):
        put_back(lacking, empty, monkeypatch)

    assert is_empty(empty)


def test_an_archive_cut_short_is_refused_and_the_database_is_empty_again(archive, empty, monkeypatch):
    cut = archive.with_name("cut.backup")
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    with pytest.raises(BackupError, match=r"没有拷贝完整|不完整"):
        put_back(cut, empty, monkeypatch)

    assert is_empty(empty)


def test_rows_that_were_added_or_taken_away_are_noticed(archive, empty, monkeypatch):
    def one_more(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        found = json.loads(content)
        found["counts"]["cases_case"] += 1
        return json.dumps(found).encode()

    with pytest.raises(BackupError, match="cases_case 应有 3 行，恢复后是 2 行"):
        put_back(rewritten(archive, one_more), empty, monkeypatch)

    assert is_empty(empty)


def test_something_else_in_the_archive_is_refused(archive, empty, monkeypatch):
    with tarfile.open(archive, "a") as tar:
        tar.add(__file__, "../../etc/cron.d/linli")

    with pytest.raises(BackupError, match="不该有的内容"):
        put_back(archive, empty, monkeypatch)


def test_any_other_file_is_refused(empty, tmp_path, monkeypatch):
    (tmp_path / "letter").write_text("dear all")

    with pytest.raises(BackupError, match=r"坏了|不是邻里的备份"):
        put_back(tmp_path / "letter", empty, monkeypatch)


def test_a_database_with_anything_in_it_is_left_alone(work, archive, monkeypatch):
    before = content(work)

    with pytest.raises(BackupError, match="已经有数据"):
        put_back(archive, work, monkeypatch)

    assert content(work) == before


def test_a_restore_that_was_killed_is_done_again_and_nothing_starts_meanwhile(archive, empty, monkeypatch):
    with postgres.connect(SERVER, "linli_owner", empty) as owner:  # what a kill in the middle leaves behind
        owner.execute("CREATE TABLE linli_restore_unfinished (since timestamptz)")
        owner.execute("CREATE TABLE cases_case (id uuid)")
        owner.execute("CREATE TYPE area_range AS RANGE (subtype = text)")
    point_at(empty)
    with connected_as_owner(), pytest.raises(NotReady, match="再执行一次 linli restore"):
        preparing.migrate(print)

    put_back(archive, empty, monkeypatch)

    assert asked("SELECT count(*) FROM cases_case", empty) == [(2,)]
    with connected_as_owner():
        assert migrating.pending_migrations() == []


def test_a_backup_of_a_newer_release_asks_for_the_upgrade_first(archive, empty, monkeypatch):
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        found = json.loads(content)
        return json.dumps({**found, "migrations": [*found["migrations"], "cases.9999_later"]}).encode()

    with pytest.raises(BackupError, match="先升级"):
        put_back(rewritten(archive, newer), empty, monkeypatch)


def test_a_journal_changed_before_the_backup_comes_back_and_is_named(work, empty, tmp_path, monkeypatch):
    as_owner("UPDATE journal SET verb = 'cases.rated' WHERE seq = 2")
    taken = take(tmp_path / "linli.backup", words(work), QUIET)

    done = put_back(taken.path, empty, monkeypatch)

    assert done.verdict.broken is not None


def test_without_the_keys_a_restore_says_what_cannot_be_read(archive, empty, monkeypatch):
    done = put_back(archive, empty, monkeypatch)

    assert {need.column: need.rows for need in done.unreadable} == {
        "accounts_user.phone_cipher": 1,
        "journal_key.wrapped": 1,
    }
    assert done.is_lookup_missing


def test_where_keys_are_missing_none_is_made_in_their_place(archive, empty, monkeypatch):
    put_back(archive, empty, monkeypatch)

    with connected_as_owner(), pytest.raises(NotReady, match="linli keys import"):
        preparing.migrate(print)

    assert not (archive.parent / "restored" / "keys").exists()


def test_both_commands_work_with_an_operated_server(work, empty, tmp_path):
    def linli(database: str, home: Path, *arguments: str) -> dict:
        def address(login: str) -> str:
            return make_conninfo(**postgres.parameters(login, SERVER.home) | {"dbname": database})

        done = subprocess.run(
            [sys.executable, "-m", "linli.project.cli", *arguments, "--json"],
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))},
                "LINLI_HOME": str(home),
                "DATABASE_URL": address("linli_app"),
                "LINLI_OWNER_DATABASE_URL": address("linli_owner"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    target = tmp_path / "operated.backup"
    taken = linli(work, tmp_path / "home", "backup", str(target))
    done = linli(empty, tmp_path / "restored", "restore", str(target))

    assert taken["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert (done["id"], done["head"], done["files"]) == (taken["id"], taken["head"], 1)
    assert done["lookup_missing"]
    assert asked("SELECT count(*) FROM journal WHERE verb = 'operation.backed_up'", work) == [(1,)]
