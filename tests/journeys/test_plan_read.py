"""`linli plan read`, as a person or a program runs it, without a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from linli.project.cli import main

PLAN = Path(__file__).parents[2] / "data/regions/hengshui/plan.txt"


def plan_read(*arguments):
    return CliRunner().invoke(main, ["plan", "read", *map(str, arguments)])


def test_the_json_holds_the_published_parts_and_nothing_else():
    done = plan_read(PLAN, "--json")
    reading = json.loads(done.output)
    assert done.exit_code == 0
    assert list(reading) == [
        "title", "notice_title", "issuer", "document_number", "date", "region", "period",
        "indicators", "sections", "tasks", "actions", "ledger_rows", "problems",
    ]  # fmt: skip
    assert set(reading["indicators"][0]) == {
        "name", "baseline", "target", "unit", "comparator", "attribute", "year", "source", "section", "raw", "span",
    }  # fmt: skip


def test_a_person_sees_the_figures_and_what_needs_a_look():
    done = plan_read(PLAN)
    assert done.exit_code == 0
    assert "每百户居民拥有社区综合服务设施面积：2025 年 ≥30平方米，基期 23.6（三、发展目标）" in done.output
    assert "需要人看的地方" in done.output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "找不到文件"), (b"", "是空的"), (b"%PDF-1.7", "坏了"), (bytes(99), "不是文字文件")],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_a_failed_exit(tmp_path, content, sentence):
    file = tmp_path / "plan.txt"
    if content is not None:
        file.write_bytes(content)
    done = plan_read(file, "--json")
    assert done.exit_code == 1
    assert sentence in done.output
    assert len(done.output.splitlines()) == 1
