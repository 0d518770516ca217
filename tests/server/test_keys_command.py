"""`linli keys`: into a safe behind a passphrase and back, and never over a key that is needed."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from linli.base import keyring
from linli.base.encryption import decrypt, encrypt
from linli.cases.tests import given
from linli.project.cli.keys import keys
from linli.project.keys import file as keys_file

PASSPHRASE = "五更 鼓角 声悲壮 三峡 星河"


@pytest.fixture(autouse=True)
def home(own_database: str, tmp_path: Path, monkeypatch) -> Path:
    """A home with keys of its own; the database of the tests stands for an operated one, which runs already."""
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://linli_app@localhost/linli")
    monkeypatch.setattr("linli.project.keys.file.COST", 2**10)  # guessing may be quick in a test
    return tmp_path / "home"


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """A folder that is not the home, with the passphrase beside: only a test may do that."""
    folder = tmp_path / "safe"
    folder.mkdir()
    (folder / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    return folder


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(keys, [str(each) for each in arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def moved_away(home: Path) -> None:
    """A new machine: the database is there, the keys are not."""
    (home / "keys").rename(home / "keys.gone")


def test_keys_come_back_from_their_file_and_read_what_they_wrote(home, safe):
    given.a_case(given.a_resident())
    secret = encrypt("13800000000", table="t", column="c", row="1")
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")
    moved_away(home)

    assert "缺少" in run("list", code=1).output
    said = run("import", safe / "keys", "--passphrase-file", safe / "passphrase").output

    assert "都读得出来" in said
    assert decrypt(secret, table="t", column="c", row="1") == "13800000000"
    assert (home / "keys").stat().st_mode & 0o077 == 0
    assert not any(path.stat().st_mode & 0o077 for path in (home / "keys").glob("*.key"))


def test_the_file_shows_nothing_and_is_for_its_owner_alone(home, safe):
    keyring.current()
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")

    written = (safe / "keys").read_text()
    assert json.loads((home / "keys" / "aes-0001.key").read_text())["secret"] not in written
    assert (safe / "keys").stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_or_a_changed_file_opens_nothing(home, safe):
    keyring.current()
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")
    moved_away(home)
    (safe / "other").write_text("another passphrase\n")
    assert "口令不对" in run("import", safe / "keys", "--passphrase-file", safe / "other", code=1).output

    found = json.loads((safe / "keys").read_text())
    (safe / "keys").write_text(json.dumps({**found, "n": found["n"] * 2}))
    assert "口令不对" in run("import", safe / "keys", "--passphrase-file", safe / "passphrase", code=1).output
    assert not (home / "keys").exists()


@pytest.mark.parametrize(
    "name", ["../../evil.key", "/tmp/evil.key", "retired/../evil.key", "x/evil.key", ".key", "evil"]
)
def test_a_file_cannot_name_a_place_outside_the_folder_of_keys(home, safe, monkeypatch, name):
    foreign = SimpleNamespace(relative_to=lambda _folder: name, read_text=lambda _encoding: "{}")
    monkeypatch.setattr(keys_file, "_files", lambda: [foreign])
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")
    assert "不认识的内容" in run("import", safe / "keys", "--passphrase-file", safe / "passphrase", code=1).output
    with pytest.raises(keys_file.KeysFileError):
        keys_file.read(safe / "keys", PASSPHRASE)


def test_a_short_passphrase_is_refused(home, safe):
    keyring.current()
    (safe / "passphrase").write_text("1234567890\n")

    assert "至少 12" in run("export", safe / "keys", "--passphrase-file", safe / "passphrase", code=1).output
    assert not (safe / "keys").exists()


def test_a_file_that_is_there_is_not_written_over(home, safe):
    keyring.current()
    (safe / "keys").write_text("older")

    assert "不覆盖" in run("export", safe / "keys", "--passphrase-file", safe / "passphrase", code=1).output
    assert (safe / "keys").read_text() == "older"


def test_keys_made_by_mistake_make_way_for_the_right_ones(home, safe):
    given.a_case(given.a_resident())
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")
    moved_away(home)
    mistaken = keyring.current().id, keyring.lookup_key() and keyring.held_ids()[-1]

    run("import", safe / "keys", "--passphrase-file", safe / "passphrase")

    assert not set(mistaken) & set(keyring.held_ids())
    assert {path.stem for path in (home / "keys" / "retired").iterdir()} == set(mistaken)


def test_keys_that_are_needed_are_never_replaced(home, safe):
    keyring.current(), keyring.lookup_key()
    run("export", safe / "keys", "--passphrase-file", safe / "passphrase")
    moved_away(home)
    given.a_case(given.a_resident())
    before = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}

    assert "正在使用" in run("import", safe / "keys", "--passphrase-file", safe / "passphrase", code=1).output

    assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == before


def test_the_list_says_what_is_held_what_it_is_for_and_what_is_missing(home):
    given.a_resolved_case(given.a_clerk(given.a_unit()), given.a_resident())
    found = json.loads(run("list", "--json").output)

    assert found["whole"]
    assert [found["current"]] == [key for key in found["held"] if key.startswith("aes")]
    assert {need["says"]: need["rows"] for need in found["needs"]} == {"手机号": 1, "日志文字": 1}
    assert "手机号 1 条" in run("list").output


def test_a_lookup_key_of_other_data_is_noticed(home):
    given.a_resident()
    (home / "keys" / "lookup.key").unlink()
    keyring.lookup_key()

    assert "不能用手机号登录" in run("list", code=1).output
