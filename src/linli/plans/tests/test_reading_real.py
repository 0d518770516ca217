"""The five real plans, read and compared with what a careful person read in them."""

import json
from functools import cache
from pathlib import Path

import pytest

from linli.plans.reading import read_text
from linli.plans.tests.scoring import indicators, rows

REAL = Path(__file__).parent / "real"
REGIONS = Path(__file__).parents[4] / "data/regions"
PLANS = ["hengshui", "chuxiong", "yili", "jimsar", "ningxia"]
HEAD = ["title", "notice_title", "issuer", "document_number", "date", "region", "period"]

every_plan = pytest.mark.parametrize("plan", PLANS)


@cache
def text(plan):
    return (REGIONS / plan / "plan.txt").read_text(encoding="utf-8")


@cache
def read(plan):
    return read_text(text(plan)).to_json()


@cache
def expected(plan):
    return json.loads((REAL / f"{plan}.json").read_text(encoding="utf-8"))


@every_plan
def test_the_head_is_what_stands_there_and_nothing_else(plan):
    assert {key: read(plan)[key] for key in HEAD} == {key: expected(plan)[key] for key in HEAD}


@every_plan
def test_every_headline_figure_is_read(plan):
    assert indicators(read(plan), expected(plan), ["headline"]).missing == []


@pytest.mark.parametrize(
    ("plan", "count"), [("hengshui", 7), ("chuxiong", 7), ("yili", 9), ("jimsar", 9), ("ningxia", 0)]
)
def test_a_plan_without_a_table_is_measured_by_the_figures_of_its_goals(plan, count):
    assert len(read_text(text(plan)).headline) == count


@every_plan
def test_the_figures_of_body_and_boxes_are_read_and_hardly_any_other(plan):
    score = indicators(read(plan), expected(plan), ["body", "box"])
    assert score.missing == []
    assert score.is_within_a_tenth, score.extra


@every_plan
def test_every_heading_is_read(plan):
    score = rows(read(plan)["sections"], expected(plan)["sections"], "number", "title", "level")
    assert (score.missing, score.extra) == ([], [])


@every_plan
def test_every_task_is_read_with_its_units(plan):
    score = rows(read(plan)["tasks"], expected(plan)["tasks"], "section", "title", "lead_units", "responsible_units")
    assert (score.missing, score.extra) == ([], [])


@every_plan
def test_every_action_is_read_with_its_figures(plan):
    keys = ["box", "box_title", "number", "title", "targets"]
    score = rows(read(plan)["actions"], expected(plan)["actions"], *keys)
    assert (score.missing, score.extra) == ([], [])


@every_plan
def test_every_row_of_a_ledger_is_read_with_its_units(plan):
    keys = ["attachment", "number", "theme", "task", "text", "lead_units", "responsible_units"]
    score = rows(read(plan)["ledger_rows"], expected(plan)["ledger_rows"], *keys)
    assert (score.missing, score.extra) == ([], [])


@every_plan
def test_what_cannot_be_read_is_a_problem(plan):
    kinds = [problem["kind"] for problem in read(plan)["problems"]]
    assert [problem["kind"] for problem in expected(plan)["problems"] if problem["kind"] not in kinds] == []


@every_plan
def test_every_span_cuts_the_words_from_the_file(plan):
    for part in ("indicators", "tasks", "actions", "ledger_rows", "problems"):
        for item in read(plan)[part]:
            assert item["span"] is None or text(plan)[slice(*item["span"])].strip()
