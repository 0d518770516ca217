"""Each bench at a tiny size: it runs, says what others rely on, and leaves nothing behind. How quick is not asserted."""

import json
import lzma
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from linli.base.home import CHECKOUT
from linli.project import postgres
from linli.project.bench import handle, lists, pages, rollup, running, stage, tables
from linli.project.cli import main
from tests.server.conftest import homes

KEYS = [
    "name", "rows", "seconds", "ours_per_s", "limit_per_s", "ratio", "p50_ms", "p95_ms", "statements", "app_cpu_ms",
    "db_cpu_ms",
]  # fmt: skip
LIMIT = ["limit_p50_ms", "limit_p95_ms"]
FEW = "300"
PREFECTURE = ("13,", "1311")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with benches of few cases, on the divisions of one prefecture."""
    with homes() as make, pytest.MonkeyPatch.context() as patch:
        found = make()
        data = found.parent / "data"
        _copy_data(data)
        patch.setenv("LINLI_HOME", str(found))
        patch.setenv("LINLI_DATA", str(data))
        patch.setenv("LINLI_WEB_WORKERS", "1")
        patch.delenv("DATABASE_URL", raising=False)
        patch.setattr(stage, "SIZE", "small")
        patch.setattr(running, "ROUNDS", 1)
        for each in (running, handle, lists):
            patch.setattr(each, "WARM_UP", 0)
        patch.setattr(running, "COUNTED", 1)
        patch.setattr(rollup, "ROUNDS", 1)
        patch.setattr(handle, "ROUNDS", 1)
        patch.setattr(handle, "OURS_A_SECOND", 150)
        patch.setattr(pages, "LEAST", 1)
        patch.setattr(pages, "WARM", 0)
        patch.setattr(pages, "MOST", 1)
        patch.setattr(pages, "WRITES", 2)
        patch.setattr(pages, "WORKER_STARTS", 0.1)
        yield found


def _copy_data(data: Path) -> None:
    """What ships, with one prefecture of the country."""
    shutil.copytree(CHECKOUT / "data", data)
    divisions = next((data / "areas").glob("divisions-*.csv.xz"))
    with lzma.open(divisions, "rt", encoding="utf-8") as file:
        head, *lines = file
    kept = [line for line in lines if line.startswith(PREFECTURE)]
    with lzma.open(divisions, "wt", encoding="utf-8") as file:
        file.writelines([head, *kept])
    edition = data / "areas" / "edition.toml"
    text = edition.read_text(encoding="utf-8")
    rows = next(line for line in text.splitlines() if line.startswith("rows"))
    edition.write_text(text.replace(rows, f"rows = {len(kept)}"), encoding="utf-8")


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # ibis, of DuckDB


def bench(*arguments: str) -> dict:
    done = CliRunner().invoke(main, ["bench", *arguments, "--rows", FEW, "--seconds", "1", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def told(home) -> dict[str, dict]:
    """What all of them say, each under its name."""
    everything = bench("all")
    assert "cores" in everything["machine"]
    return {each["name"]: each for each in [*everything["benches"], everything["pages"]]}


def test_one_alone_is_told_with_the_keys_others_rely_on_and_leaves_no_server_behind(home):
    alone = bench("intake")
    assert list(alone) == KEYS + LIMIT
    assert [alone[key] for key in KEYS[:3]] == ["intake", int(FEW), 1]
    assert not postgres.is_alive(postgres.locate(home / "bench" / FEW))


def test_a_measuring_that_breaks_off_leaves_no_copy_and_no_server_behind(home):
    with pytest.raises(KeyboardInterrupt), stage.staged(int(FEW), print) as measured:
        raise KeyboardInterrupt
    assert not postgres.is_alive(measured.server)
    server = postgres.ensure(measured.server)
    try:
        with postgres.connect(server, database="postgres") as control:
            assert control.execute("SELECT 1 FROM pg_database WHERE datname = %s", [stage.SCRATCH]).fetchall() == []
    finally:
        postgres.stop(server)


@pytest.mark.parametrize("name", ["intake", "handle", "list", "search", "report", "rollup"])
def test_ours_is_told_beside_the_limit(told, name):
    assert list(told[name])[: len(KEYS + LIMIT)] == KEYS + LIMIT
    assert all(told[name][key] > 0 for key in ("ours_per_s", "limit_per_s", "p50_ms", "statements"))


def test_the_list_is_told_for_two_sizes_and_keeps_to_its_statements(told):
    assert {"open", "smaller_rows", "smaller_p95_ms", "growth"} <= set(told["list"])
    assert told["list"]["statements"] <= 6


def test_the_search_is_told_for_words_that_are_found_and_words_that_are_not(told):
    assert {"p95_ratio", "hit_p95_ratio", "miss_p95_ratio"} <= set(told["search"])


def test_the_report_equals_its_leaves_and_the_journal(told):
    found = told["report"]
    assert (found["equals_leaves"], found["equals_journal"], found["differences"]) == (True, True, 0)
    assert found["recounted_cases"] > 0


def test_a_nation_added_up_equals_what_was_written_by_hand(told):
    found = told["rollup"]
    assert (found["equals_limit"], found["differences"], found["packages"]) == (True, 0, 1)
    assert found["areas"] > 1000
    assert found["limit_p50_ms"] > 0


def test_every_page_is_told_with_its_budget(told):
    found = told["pages"]
    assert {page["kind"] for page in found["pages"]} == {"portal", "desk", "search", "write"}
    assert all(page["p95_ms"] > 0 and page["statements"] >= 0 and page["budget_ms"] > 0 for page in found["pages"])
    assert [each["process"] for each in found["memory"]] == ["web", "web", "worker"]
    assert found["cold_start_s"] > 0


def test_all_of_it_becomes_the_tables_of_the_readme(told):
    pages_told = told["pages"]
    table = tables.markdown([told[name] for name in tables.WHAT], pages_told)
    assert all(f"| **{name}**: " in table for name in tables.WHAT)
    assert pages_told["pages"][0]["name"] in tables.every_page(pages_told)


def test_a_server_of_somebody_else_is_not_measured(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/linli")
    done = CliRunner().invoke(main, ["bench", "intake"])
    assert done.exit_code == 1
    assert "DATABASE_URL" in done.output
