"""Files nobody names are taken away in time; what a row names, or may yet name, stays."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from linli.base import sweeping
from linli.base.attachments import examine, open_stored, size_stored, store
from linli.base.clock import now
from linli.base.sweeping import keeps, sweep

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def kept(monkeypatch) -> set[str]:
    """The keys that rows name, instead of those of the product's tables."""
    named: set[str] = set()
    monkeypatch.setattr(sweeping, "_keepers", [])
    keeps(lambda keys: named & set(keys))
    return named


def a_file(colour: int = 0) -> str:
    written = BytesIO()
    Image.new("RGB", (4, 4), (colour, 0, 0)).save(written, "PNG")
    return store(examine("a.png", written.getvalue()))


def names(home) -> list[str]:
    return sorted(path.name for path in (home / "files").rglob("*") if path.is_file())


def test_a_file_no_row_names_is_taken_after_two_days(home):
    key = a_file()
    assert sweep(at=now() + DAY) == 0
    assert size_stored(key)
    assert sweep(at=now() + 3 * DAY) == 1
    assert names(home) == []


def test_a_file_a_row_names_stays_for_ever(kept):
    key, other = a_file(1), a_file(2)
    kept.add(key)
    assert sweep(at=now() + 400 * DAY) == 1
    open_stored(key).close()
    assert size_stored(other) is None


def test_what_is_kept_again_is_young_again(home):
    key = a_file()
    [path] = [path for path in (home / "files").rglob("*") if path.is_file()]
    long_ago = (now() - 3 * DAY).timestamp()
    os.utime(path, (long_ago, long_ago))
    assert a_file() == key
    assert sweep(at=now()) == 0


def test_a_row_written_while_the_file_is_being_taken_keeps_it(kept, monkeypatch):
    key, asked = a_file(), []

    def keeper(keys):
        asked.append(keys)
        return {key} & set(keys) if len(asked) > 1 else set()

    monkeypatch.setattr(sweeping, "_keepers", [keeper])
    assert sweep(at=now() + 3 * DAY) == 0
    open_stored(key).close()


def test_what_a_killed_writer_has_left_is_taken(home):
    a_file()
    [path] = [path for path in (home / "files").rglob("*") if path.is_file()]
    path.with_name(f".{path.name}.0123456789abcdef").write_bytes(b"half")
    assert sweep(at=now()) == 0
    assert sweep(at=now() + 3 * DAY) == 2
    assert names(home) == []


def test_a_sweep_that_was_killed_has_taken_nothing_that_is_kept(home, kept):
    key = a_file()
    kept.add(key)
    [path] = [path for path in (home / "files").rglob("*") if path.is_file()]
    path.rename(path.with_name(f".taken.{key}"))
    sweep(at=now() + 3 * DAY)
    assert names(home) == [key]


def test_an_empty_home_needs_no_sweeping():
    assert sweep(at=now()) == 0
