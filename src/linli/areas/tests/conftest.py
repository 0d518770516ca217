"""Starts of the module's tests: a database opened by the owner, and a small published list."""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.settings import SERVER


@pytest.fixture
def owner(own_database: str) -> Iterator[None]:
    """This test's database, opened as a loader opens it."""
    before = dict(connection.settings_dict)
    password = SERVER.password_file("linli_owner").read_text(encoding="ascii").strip()
    connection.close()
    connection.settings_dict.update(USER="linli_owner", PASSWORD=password)
    yield
    connection.close()
    connection.settings_dict.update(USER=before["USER"], PASSWORD=before["PASSWORD"])


@pytest.fixture
def published(tmp_path: Path):
    """Writes an edition of the list into a folder: `published("2024", {"13": "河北省"})`."""

    def write(name: str, divisions: dict[str, str], *, rows: int | None = None) -> Path:
        lines = "".join(f"{code},{words}\n" for code, words in divisions.items())
        (tmp_path / "list.csv.xz").write_bytes(lzma.compress(f"code,name\n{lines}".encode()))
        (tmp_path / "edition.toml").write_text(
            f'name = "{name}"\nfile = "list.csv.xz"\ncut_off = {name}-06-30\nrows = {rows or len(divisions)}\n',
            encoding="utf-8",
        )
        return tmp_path

    return write
