"""The plan of Hengshui, read and compared with what a person read in it."""

import json
import re
from pathlib import Path

import pytest

from linli.plans.reading import read_text

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "data/regions/hengshui/plan.txt").read_text(encoding="utf-8")
EXPECTED = json.loads((Path(__file__).parent / "expected_hengshui.json").read_text(encoding="utf-8"))
READING = read_text(TEXT).to_json()
TABLE = [indicator for indicator in READING["indicators"] if indicator["source"] == "table"]


def without_space(text):
    return re.sub(r"[\s*$]", "", text)


@pytest.mark.parametrize("key", ["title", "notice_title", "issuer", "document_number", "date", "region", "period"])
def test_the_head_is_read_as_written(key):
    assert READING[key] == EXPECTED[key]


def test_the_table_of_indicators_has_seven_rows_in_order():
    assert [indicator["name"] for indicator in TABLE] == [wanted["name"] for wanted in EXPECTED["indicators"]]


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("key", ["baseline", "target", "unit", "attribute", "year", "section", "raw"])
def test_each_figure_of_the_table_is_read_as_a_person_reads_it(number, key):
    assert TABLE[number][key] == EXPECTED["indicators"][number][key]


@pytest.mark.parametrize("number", range(7))
def test_each_figure_is_met_the_way_the_plan_says(number):
    assert TABLE[number]["comparator"] in EXPECTED["indicators"][number]["comparators"]


@pytest.mark.parametrize("wanted", EXPECTED["promised"], ids=lambda wanted: wanted["raw"][:20])
def test_each_figure_promised_in_the_text_is_found_once_with_its_words(wanted):
    found = [
        indicator
        for indicator in READING["indicators"]
        if indicator["source"] == wanted["source"]
        and (indicator["raw"] in wanted["raw"] or wanted["raw"] in indicator["raw"])
    ]
    assert [(each["target"], each["unit"]) for each in found] == [(wanted["target"], wanted["unit"])]
    assert found[0]["comparator"] in wanted["comparators"]


def test_beyond_those_no_figure_is_read():
    known = {wanted["raw"] for wanted in EXPECTED["promised"]}
    promised = [each["raw"] for each in READING["indicators"] if each["source"] != "table"]
    assert [raw for raw in promised if not any(raw in wanted or wanted in raw for wanted in known)] == []


def test_a_box_and_an_attachment_that_differ_are_a_contradiction():
    (found,) = [problem for problem in READING["problems"] if problem["kind"] == "contradiction"]
    assert found["where"] == "专栏1.3 / 附件2"
    assert TEXT[slice(*found["span"])] == "到2025年，80%的城乡社区建立志愿服务站点"


def test_every_heading_is_found_with_its_level():
    assert [[s["number"], s["title"], s["level"]] for s in READING["sections"]] == EXPECTED["sections"]


def test_every_task_is_found_under_its_section():
    assert [[t["section"], t["number"], t["title"]] for t in READING["tasks"]] == EXPECTED["tasks"]


def test_every_action_is_found_in_its_box():
    keys = ("box", "box_title", "number", "title")
    assert [[a[k] for k in keys] for a in READING["actions"]] == [[a[k] for k in keys] for a in EXPECTED["actions"]]


@pytest.mark.parametrize("number", range(27))
def test_the_figures_an_action_promises_are_quoted_as_written(number):
    assert READING["actions"][number]["targets"] == EXPECTED["actions"][number]["targets"]


def test_every_row_of_both_attachments_names_who_leads_and_who_helps():
    rows = [
        [row["attachment"], row["number"], "、".join(row["lead_units"]), "、".join(row["responsible_units"])]
        for row in READING["ledger_rows"]
    ]
    assert len(rows) == 78 + 39
    assert rows == EXPECTED["ledger"]


def test_merged_cells_carry_the_theme_and_task_down():
    row = READING["ledger_rows"][10]
    assert row["theme"] == "（一）构建党建引领城乡社区服务格局"
    assert row["task"] == "2.健全多方参与机制。"
    assert row["goal"] == "持续推进"


def test_an_empty_unit_cell_names_no_unit_instead_of_the_one_above():
    rows = {(row["attachment"], row["number"]): row for row in READING["ledger_rows"]}
    assert [rows[1, number]["responsible_units"] for number in (65, 66, 71, 78)] == [[], [], [], []]


def test_every_span_of_an_indicator_cuts_its_words_from_the_file():
    for indicator in READING["indicators"]:
        start, end = indicator["span"]
        assert without_space(TEXT[start:end]) == indicator["raw"]


def test_every_span_of_a_heading_cuts_number_and_title_from_the_file():
    for section in READING["sections"]:
        assert without_space(TEXT[slice(*section["span"])]) == section["number"] + section["title"]


@pytest.mark.parametrize("part", ["tasks", "actions"])
def test_every_span_of_a_task_or_action_cuts_its_title_from_the_file(part):
    for item in READING[part]:
        assert without_space(TEXT[slice(*item["span"])]) == f"{item['number']}.{item['title']}"


def test_every_span_of_a_ledger_row_cuts_its_whole_row_from_the_file():
    for row in READING["ledger_rows"]:
        cut = without_space(TEXT[slice(*row["span"])])
        assert row["text"] in cut
        assert row["goal"] in cut
        assert all(unit in cut for unit in row["lead_units"] + row["responsible_units"])


def test_a_note_that_holds_for_all_rows_is_shown_to_a_person_instead_of_being_spread():
    notes = [problem for problem in READING["problems"] if "均为责任单位" in problem["message"]]
    assert [note["where"] for note in notes] == ["附件1第1行"]
    assert "以下各县市区人民政府" in TEXT[slice(*notes[0]["span"])]


def test_the_same_file_with_windows_line_ends_reads_alike():
    windows = read_text(TEXT.replace("\n", "\r\n")).to_json()
    assert without_spans(windows) == without_spans(READING)


def without_spans(value):
    if isinstance(value, dict):
        return {key: without_spans(inner) for key, inner in value.items() if key != "span"}
    return [without_spans(inner) for inner in value] if isinstance(value, list) else value
