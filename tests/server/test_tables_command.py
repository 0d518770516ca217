"""`linli import` and `linli export`: all of a file or nothing, said plainly, and on record as the command line's."""

import json
import os
import subprocess
import sys

import pytest

from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.organizations.models import Organization
from linli.tables.models import TableExport, TableImport
from linli.tables.tests.given import COMMUNITY, COUNTY, OTHER_COMMUNITY, OTHER_COUNTY, text
from linli.web.tables.files import opened
from tests.world import WATCHER

pytestmark = pytest.mark.usefixtures("own_database")


def linli(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linli.project.cli", *map(str, arguments)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "单位.csv"
    path.write_bytes(text(f"甲单位,居民委员会,{COMMUNITY},,,", f"乙单位,居民委员会,{OTHER_COMMUNITY},,,"))
    return path


def test_a_dry_run_says_what_would_happen_and_leaves_no_trace(file):
    done = linli("import", "organizations", file, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "没有保存：新增 2" in done.stdout
    with acting_as(WATCHER):
        assert (Organization.objects.count(), TableImport.objects.count()) == (0, 0)


def test_an_import_saves_and_stands_on_record_and_again_changes_nothing(file):
    done = linli("import", "organizations", file, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["done"], told["new"], told["problems"]) == (True, 2, [])
    with acting_as(WATCHER):
        assert TableImport.objects.get().file_name == "单位.csv"
        assert JournalEntry.objects.get(verb="tables.brought_in").actor_name == "tables.command_line"
    assert "没有变化 2" in linli("import", "organizations", file).stdout
    assert Organization.objects.count() == 2


def test_one_wrong_row_and_nothing_is_saved_and_the_file_comes_back(file):
    file.write_bytes(text(f"甲单位,居民委员会,{COMMUNITY},,,", f"乙单位,没有这种,{COMMUNITY},,,"))
    done = linli("import", "organizations", file)
    assert done.returncode == 1
    assert "第 3 行：没有“没有这种”这一种" in done.stdout
    [sheet] = opened((file.parent / "单位-问题.xlsx").read_bytes())
    assert "没有这种" in str(sheet.rows[2][-1])
    with acting_as(WATCHER):
        assert (Organization.objects.count(), TableImport.objects.count()) == (0, 0)


def test_an_export_can_be_of_one_area_and_comes_in_again_the_same(file, tmp_path):
    linli("import", "organizations", file)
    for name, area, rows in (("全部.xlsx", None, 2), ("桃城.csv", COUNTY, 1), ("武强.xlsx", OTHER_COUNTY, 1)):
        done = linli("export", "organizations", tmp_path / name, *(["--area", area] if area else []))
        assert (done.returncode, done.stdout.split(" ")[0]) == (0, str(rows)), done.stderr
        assert f"没有变化 {rows}" in linli("import", "organizations", tmp_path / name).stdout
    with acting_as(WATCHER):
        assert TableExport.objects.filter(in_clear=False).count() == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "no-such-table"), "没有名为 no-such-table 的登记表"),
        (("export", "no-such-table"), "没有名为 no-such-table 的登记表"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(file, arguments, said):
    done = linli(*arguments, file)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_file_that_is_no_table_is_said_to_be_none(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    done = linli("import", "organizations", path)
    assert (done.returncode, "打不开" in done.stderr) == (1, True)
