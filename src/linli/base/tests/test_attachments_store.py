"""The store of attachments: whole or not at all, closed to others, equal files once."""

from io import BytesIO

import pytest
from PIL import Image

from linli.base import attachments
from linli.base.attachments import discard_stored, examine, open_stored, store
from tests.refusing import refused

_written = BytesIO()
Image.new("RGB", (6, 4), (220, 20, 20)).save(_written, "JPEG")
PHOTO = _written.getvalue()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    return tmp_path


def test_what_is_stored_can_be_opened_by_its_key(home):
    examined = examine("a.jpg", PHOTO)
    key = store(examined)
    with open_stored(key) as file:
        assert file.read() == examined.data
    assert key == examined.sha256
    assert [path.relative_to(home) for path in home.rglob("*") if path.is_file()] == [
        (home / "files" / key[:2] / key[2:4] / key).relative_to(home)
    ]


def test_stored_files_are_closed_to_others(home):
    key = store(examine("a.jpg", PHOTO))
    assert (home / "files").stat().st_mode & 0o777 == 0o700
    assert (home / "files" / key[:2] / key[2:4] / key).stat().st_mode & 0o777 == 0o600


def test_equal_files_are_kept_once(home):
    keys = {store(examine(name, PHOTO)) for name in ("a.jpg", "b.jpg")}
    assert len(keys) == 1
    assert len([path for path in home.rglob("*") if path.is_file()]) == 1


def test_a_write_that_fails_leaves_nothing_behind(home, monkeypatch):
    def full(_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(attachments.os, "fsync", full)
    with refused("attachments.no_room"):
        store(examine("a.jpg", PHOTO))
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_discarded_file_is_gone():
    key = store(examine("a.jpg", PHOTO))
    discard_stored(key)
    discard_stored(key)
    with pytest.raises(FileNotFoundError):
        open_stored(key)


@pytest.mark.parametrize("key", ["", "../../keys/aes-0001.key", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_key_opens_nothing(key):
    with pytest.raises(ValueError, match="not the key"):
        open_stored(key)
