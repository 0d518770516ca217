"""`linli catalog load`: shows what differs, changes nothing when told so, and says plainly what is wrong."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from linli.catalog.models import ServiceItem


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files, to be changed."""
    return shutil.copytree(settings.DATA / "catalog", tmp_path / "catalog")


def load(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linli.project.cli", "catalog", "load", *map(str, arguments)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def shorten(folder) -> None:
    path = folder / "legal-aid.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("limit = { amount = 5,", "limit = { amount = 4,"))


def days() -> int:
    return ServiceItem.objects.get(code="legal-aid").details.limit.amount


def test_the_shipped_items_are_there_already(own_database):
    done = load()
    assert (done.returncode, done.stdout.strip()) == (0, "事项与文件一致，没有差别。")


def test_a_dry_run_shows_the_difference_and_changes_nothing(own_database, folder):
    shorten(folder)
    done = load("--folder", folder, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "修改 legal-aid 法律援助和法律咨询（limit）" in done.stdout
    assert "没有载入" in done.stdout
    assert days() == 5


def test_a_load_shows_the_difference_and_takes_it(own_database, folder):
    shorten(folder)
    done = load("--folder", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "dry_run": False,
        "changes": [{"change": "changed", "code": "legal-aid", "name": "法律援助和法律咨询", "fields": ["limit"]}],
    }
    assert days() == 4


def test_a_fault_is_one_sentence_and_the_old_items_stay(own_database, folder):
    (folder / "legal-aid.toml").write_text('code = "legal-aid"\n', encoding="utf-8")
    done = load("--folder", folder)
    assert done.returncode == 1
    assert "没有载入，原有事项不变" in done.stderr
    assert "legal-aid.toml：事项 legal-aid 的 name 没有写。" in done.stderr
    assert "Traceback" not in done.stderr
    assert days() == 5
