"""Faults name the line: where every key of a file stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.catalog import spec
from linli.catalog.lines import line_of, lines_of
from linli.catalog.reading import SpecError
from linli.catalog.tests.items import FOLDER

FILE = """# a comment with = and [[form]]
code = "lamp"
keywords = [
  "灯 = 坏", "]",  # a bracket in words counts for nothing
]
limit = { amount = 5, unit = "day" }
handled_by = [
  { type = "school", level = "community", when = { field = "where", any_of = ["street"] } },
  { type = "community_committee", level = "community" },
]

[[form]]
name = "where"

[[form]]
name = "description"
label = "说"
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("code", 2), ("keywords", 3), ("limit", 6), ("limit.unit", 6), ("handled_by[1].when", 8),
        ("handled_by[2].type", 9), ("handled_by.when", 7), ("form[1].name", 13), ("form[2].label", 17),
        ("form[2].required", 15), ("fee", None),
    ],
)  # fmt: skip
def test_a_key_or_the_nearest_table_around_it_has_a_line(key, line):
    assert line_of(lines_of(FILE), key) == line


def test_a_fault_in_a_file_names_file_key_and_line(tmp_path):
    text = (FOLDER / "legal-aid.toml").read_text(encoding="utf-8")
    wrong = text.replace("limit = { amount = 5,", "limit = { amount = 9,")
    line = wrong.split("\nlimit = ")[0].count("\n") + 2
    (tmp_path / "legal-aid.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(SpecError, match=rf"^legal-aid\.toml：事项 legal-aid 的 limit（第 {line} 行） 承诺时限长于法定"):
        spec.read_item(tmp_path / "legal-aid.toml")


def test_what_is_no_toml_names_the_line_too(tmp_path):
    (tmp_path / "x.toml").write_text('code = "x"\nname = 甲\n', encoding="utf-8")
    with pytest.raises(SpecError, match=r"^x\.toml：第 2 行读不懂"):
        spec.read_item(tmp_path / "x.toml")


@given(st.text(max_size=300))
def test_whatever_a_file_holds_lines_are_within_it(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_of(text).values())
