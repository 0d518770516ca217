"""A new key reaches every old value while people work, goes on where it was killed, and lets the old key go at the end."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from psycopg.conninfo import make_conninfo

from linli.accounts.actions import issue_token, link_identity
from linli.accounts.identities import holder_of
from linli.accounts.models import User
from linli.accounts.phones import phone_of, user_of_phone, user_with
from linli.accounts.providers.terms import Elsewhere
from linli.base import keyring
from linli.base.actor import system_actor
from linli.base.encrypted import columns
from linli.base.journal import Entry, entries
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.project import installation, postgres, preparing
from linli.project.cli.keys import keys
from linli.project.keys import rehashing, renewing
from linli.project.keys.standing import standing
from linli.project.progress import Progress
from linli.project.unfinished import NotReady
from tests.owner import as_owner, connected_as_owner
from tests.settings import SERVER

QUIET = Progress(lambda _words: None)
WITHOUT_A_KEY = {
    "plans_plan.text_hash", "policies_policy.file_hash", "tables_import.file_hash", "kiosks_device.secret_hash", "insight_screen.secret_hash",
    "kiosks_device.token_hash",
    "cases_code.code_hash", "archives_tombstone.content_hash",
}  # fmt: skip
"""Plain checksums of what is no secret or too long to guess; and a code hashed slowly, with salt, as a password is."""


@pytest.fixture(autouse=True)
def home(own_database: str, tmp_path: Path, monkeypatch) -> Path:
    """A home with keys of its own; the database of the tests stands for an operated one, which runs already."""
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    addresses = {}
    for name, login in (("DATABASE_URL", "linli_app"), ("LINLI_OWNER_DATABASE_URL", "linli_owner")):
        words = postgres.parameters(login, SERVER.home)  # read before the first of them is set
        addresses[name] = make_conninfo(**words | {"dbname": own_database})
    for name, address in addresses.items():
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("LINLI_LOGIN", "linli_app")  # commands that become the owner leave no trace in the next test
    return tmp_path / "home"


def run(*arguments: str, code: int = 0) -> Result:
    """A command, as the login it takes."""
    with connected_as_owner() if arguments[0] != "retire" else nullcontext():
        done = CliRunner().invoke(keys, list(arguments))
    assert done.exit_code == code, (done.output, done.exception)
    return done


def environment(home: Path) -> dict[str, str]:
    """For a process of its own, as the operator starts one."""
    addresses = {name: os.environ[name] for name in ("DATABASE_URL", "LINLI_OWNER_DATABASE_URL")}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "LINLI_HOME": str(home), **addresses}


def needed() -> set[str]:
    """The ids of the keys that rows need."""
    with connected_as_owner():
        return {need.key_id for need in standing().needs}


def an_hour_passes(home: Path) -> None:
    """Whatever began before the newest key was there has ended long ago."""
    newest = max((home / "keys").glob("aes-*.key"))
    earlier = newest.stat().st_mtime - timedelta(hours=1).total_seconds()
    os.utime(newest, (earlier, earlier))


def history(case: Case) -> list[Entry]:
    """What the journal says of a case."""
    with acting_as(system_actor("tests")):
        return entries(on=case)


def spoken_about(case: Case) -> str:
    """What the unit replied, from the journal."""
    return next(entry.text["reply"] for entry in history(case) if entry.text)


def test_after_a_rotation_everything_is_under_the_new_key_and_reads_as_before():
    user = user_of_phone("13800001111")
    case = given.a_resolved_case(given.a_clerk(given.a_unit()), given.a_resident())
    before = keyring.current().id

    said = run("rotate").output

    assert keyring.current().id != before
    assert needed() == {keyring.current().id}
    assert phone_of(User.objects.get(pk=user.pk)) == "13800001111"
    assert spoken_about(case) == "换了灯泡和开关。"
    assert keyring.current().id in said
    assert "linli keys export" in said


def test_a_second_run_finds_nothing_to_do():
    user_of_phone("13800001111")
    run("rotate")

    assert "没有要换的" in run("renew").output


def test_what_was_done_is_written_down():
    user_of_phone("13800001111")
    run("rotate")

    with acting_as(system_actor("tests")):
        told = [(entry.verb, entry.facts["key"]) for entry in entries(on=installation.SUBJECT)]
    assert told == [("operation.key_added", keyring.current().id), ("operation.keys_renewed", keyring.current().id)]


def test_a_run_killed_in_the_middle_loses_nothing_and_the_next_goes_on(own_database, home):
    people = [user_of_phone(f"1380000{number:04d}") for number in range(300)]
    killed = subprocess.Popen(
        [sys.executable, "-c", IN_SMALL_BATCHES],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    with killed:
        for line in killed.stdout:
            if "33%" in line:
                break
        killed.send_signal(signal.SIGKILL)
    assert len(needed()) == 2
    assert {phone_of(user) for user in User.objects.exclude(phone_cipher="")} == {
        f"1380000{number:04d}" for number in range(300)
    }
    assert "还没有做完" in run("rotate", code=1).output

    run("renew")

    assert needed() == {keyring.current().id}
    assert [phone_of(User.objects.get(pk=user.pk)) for user in people[:3]] == [f"1380000{n:04d}" for n in range(3)]


IN_SMALL_BATCHES = """
import os
os.environ["LINLI_LOGIN"] = "linli_owner"
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
django.setup()
from linli.base import keyring
from linli.project.keys import rehashing, renewing
from linli.project.progress import Progress
from linli.project.unfinished import NotReady
import linli.project.progress
linli.project.progress.EVERY = -1
renewing.BATCH = 20
keyring.rotate()
renewing.renew(Progress(lambda words: print(words, flush=True)))
"""


def test_what_people_write_meanwhile_is_kept(monkeypatch):
    """Between reading a batch and writing it, somebody else changes a row: theirs stands."""
    user = user_of_phone("13800001111")
    keyring.rotate()
    fresh = renewing._fresh

    def interrupted(column, row, value):
        found = fresh(column, row, value)
        if column.name == "phone_cipher" and column.table == "accounts_user":
            as_owner("UPDATE accounts_user SET phone_hash = NULL, phone_cipher = ''")
        return found

    monkeypatch.setattr(renewing, "_fresh", interrupted)
    with connected_as_owner():
        done = renewing.renew(QUIET)

    assert done.rows == 0
    assert User.objects.get(pk=user.pk).phone_cipher == ""


def test_cases_go_on_while_keys_are_renewed(home):
    clerk = given.a_clerk(given.a_unit())
    cases = [given.a_resolved_case(clerk, given.a_resident()) for _ in range(5)]
    ended, faults = threading.Event(), []

    def works() -> None:
        try:
            while not ended.is_set():
                cases.append(given.a_resolved_case(clerk, given.a_resident()))
        except Exception as fault:  # told below, where it fails the test
            faults.append(fault)
        finally:
            connection.close()

    worker = threading.Thread(target=works)
    worker.start()
    rotated = subprocess.run(
        [sys.executable, "-m", "linli.project.cli", "keys", "rotate"], env=environment(home), check=False
    )
    ended.set()
    worker.join()
    run("renew")

    assert rotated.returncode == 0

    assert faults == []
    assert needed() == {keyring.current().id}
    assert {spoken_about(case) for case in cases} == {"换了灯泡和开关。"}


def test_a_value_that_does_not_open_is_left_and_told(home):
    user_of_phone("13800001111")
    damaged = user_of_phone("13800002222")
    keyring.current()
    as_owner(
        "UPDATE accounts_user SET phone_cipher = overlay(phone_cipher placing 'AAAA' from 20) WHERE id = %s",
        [damaged.pk],
    )

    assert "1 条读不出来" in run("rotate", code=1).output

    assert User.objects.get(pk=damaged.pk).phone_cipher.split(".")[1] != keyring.current().id


def test_an_old_key_goes_when_nothing_needs_it_and_not_before(home):
    user_of_phone("13800001111")
    old = keyring.current().id
    assert "是现用的密钥" in run("retire", old, code=1).output
    new = keyring.rotate()
    assert "分钟后" in run("retire", old, code=1).output
    an_hour_passes(home)
    assert "还有内容要用" in run("retire", old, code=1).output
    run("renew")

    run("retire", old)

    assert new in keyring.held_ids()
    assert old not in keyring.held_ids()
    assert (home / "keys" / "retired" / f"{old}.key").exists()


def test_every_column_of_ciphertext_has_a_key_that_batches_can_follow():
    """Batches go by the primary key as a UUID; a table with another key would need another order."""
    types = dict(
        as_owner(
            "SELECT table_name || '.' || column_name, data_type::text FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
    )
    assert {types[f"{column.table}.{column.key}"] for column in columns()} == {"uuid"}


def test_a_new_lookup_key_finds_everybody_again_and_ends_the_tokens_of_programs(home):
    user = user_of_phone("13800001111")
    clerk = given.a_clerk()
    given.do(issue_token, User.objects.get(pk=clerk.user), name="报表", by=clerk, at=given.MONDAY_9AM)
    elsewhere = Elsewhere("oidc-staff", "https://provider.example alice")
    given.do(link_identity, User.objects.get(pk=clerk.user), elsewhere, by=clerk, at=given.MONDAY_9AM)
    before = keyring.lookup_key()

    said = run("rotate", "--lookup").output

    assert keyring.lookup_key() != before
    assert holder_of(elsewhere).pk == clerk.user
    assert user_with("13800001111") == user
    assert "1 个接口令牌" in said
    assert len(list((home / "keys" / "retired").glob("lookup-*.key"))) == 1


def test_hashes_are_not_made_anew_while_somebody_works(own_database):
    user_of_phone("13800001111")
    with postgres.connect(SERVER, "linli_app", own_database):
        said = run("rotate", "--lookup", code=1).output

    assert "先停掉" in said
    assert user_with("13800001111")


def test_cut_off_before_the_secret_is_exchanged_nothing_starts_and_the_next_run_ends_it(monkeypatch):
    user_of_phone("13800001111")
    with monkeypatch.context() as patch, connected_as_owner():
        patch.setattr(keyring, "take_next_lookup_key", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rehashing.rehash(QUIET)
        with pytest.raises(NotReady, match="--lookup"):
            preparing.make_keys()

    run("rotate", "--lookup")

    assert user_with("13800001111")
    with connected_as_owner():
        preparing.make_keys()


def test_what_a_lost_key_wrote_is_let_go_and_the_product_goes_on(home):
    user = user_of_phone("13800001111")
    case = given.a_resolved_case(given.a_clerk(given.a_unit()), given.a_resident())
    lost = keyring.current().id
    (home / "keys" / "aes-0001.key").rename(home / "lost")
    with connected_as_owner(), pytest.raises(NotReady):
        preparing.make_keys()

    run("give-up", lost, "--yes")
    with connected_as_owner():
        preparing.make_keys()

    assert [entry.text for entry in history(case) if entry.verb == "cases.resolved"] == [None]
    assert phone_of(User.objects.get(pk=user.pk)) == ""
    assert user_of_phone("13800001111") == user  # signs in, as the hash is known
    assert phone_of(User.objects.get(pk=user.pk)) == "13800001111"
    assert run("list").exit_code == 0


def test_a_key_that_is_here_is_not_given_up():
    user_of_phone("13800001111")

    assert "不用放弃" in run("give-up", keyring.current().id, "--yes", code=1).output


def test_a_key_is_not_given_up_by_a_slip_of_the_hand(home):
    user_of_phone("13800001111")
    lost = keyring.current().id
    (home / "keys" / "aes-0001.key").rename(home / "lost")
    with connected_as_owner():
        done = CliRunner().invoke(keys, ["give-up", lost], input="yes\n")

    assert (done.exit_code, keyring.given_up()) == (1, frozenset())


def test_every_hash_that_lasts_says_what_it_is_of():
    """Or a new lookup key would leave it behind."""
    known = {f"{hashed.table}.{hashed.column}" for hashed in rehashing.hashed_columns()}
    present = {
        f"{table}.{column}"
        for table, column in as_owner(
            "SELECT table_name::text, column_name::text FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name LIKE '%hash' AND data_type = 'character varying'"
        )
    }
    short_lived = {name for name in present if name.startswith(rehashing.SHORT_LIVED)}
    only_the_hash_is_known = {  # they end
        "accounts_apitoken.token_hash", "accounts_recoverycode.code_hash", "kiosks_device.code_hash",
        "kiosks_pass.code_hash", "insight_screen.code_hash",
    }  # fmt: skip
    assert present - known - short_lived - WITHOUT_A_KEY == only_the_hash_is_known
