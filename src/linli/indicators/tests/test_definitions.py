"""The indicators as data, and the files that must be refused."""

import pytest

from linli.indicators import rules
from linli.indicators.definitions import DefinitionError, definitions, load, read
from linli.indicators.rules import Measure

HEAD = 'cohort = ["期限在 11 月的，算 11 月的。"]\nlocks_after = 10\n'
GOOD = {
    "id": '"on_time_rate"',
    "name": '"按期办结率"',
    "numerator": '"on_time"',
    "denominator": '"counted"',
    "unit": '"%"',
    "better": '"higher"',
    "formula": '"按期的 ÷ 全部"',
    "yes": '"按期"',
    "no": '"超期"',
    "basis": '"件"',
    "rule": '"按工作时间算。"',
    "rule_version": "1",
    "source": '"本地设置"',
}


def a_file(folder, head=HEAD, called="service.toml", **changed):
    values = {**GOOD, **changed}
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    path = folder / called
    path.write_text(head + "[[indicator]]\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_the_four_that_ship_are_shares_of_what_they_are_divided_by():
    found = definitions()
    assert list(found) == ["response_rate", "solved_rate", "satisfaction_rate", "on_time_rate"]
    for each in found.values():
        assert rules.is_share(each.numerator, each.denominator)
        assert (each.comparator, each.unit) == (">=", "%")
        assert each.rule_version <= rules.VERSION
        assert any("撤回" in sentence for sentence in each.cohort)


def test_solved_and_satisfied_are_shares_of_those_who_answered():
    found = definitions()
    assert found["solved_rate"].denominator is Measure.ANSWERED
    assert found["satisfaction_rate"].denominator is Measure.RATED


def test_a_well_written_file_is_read(tmp_path):
    (each,) = read(a_file(tmp_path))
    assert (each.id, each.numerator, each.cohort) == (
        "on_time_rate",
        Measure.ON_TIME,
        ("期限在 11 月的，算 11 月的。",),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"numerator": '"ontime"'}, "numerator"),
        ({"numerator": '"counted"', "denominator": '"on_time"'}, "超过 100%"),
        ({"name": None}, "name 没有写"),
        ({"colour": '"red"'}, "colour 不认识"),
        ({"better": '"bigger"'}, "better"),
        ({"rule_version": "99"}, "rule_version"),
        ({"rule": '""'}, "rule 不能为空"),
        ({"id": '"On time"'}, "id 只能用"),
        ({"name": '"坏 = '}, "不是正确的 TOML"),
    ],
)
def test_a_faulty_file_is_refused_by_name_and_key(tmp_path, change, said):
    with pytest.raises(DefinitionError) as found:
        read(a_file(tmp_path, **change))
    assert said in str(found.value)
    assert "service.toml" in str(found.value)


def test_a_file_without_its_cohort_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="cohort 没有写"):
        read(a_file(tmp_path, head=""))


@pytest.mark.parametrize("days", ["", "locks_after = 0\n", "locks_after = 91\n"])
def test_a_file_says_within_three_months_when_its_figures_are_locked(tmp_path, days):
    with pytest.raises(DefinitionError, match="locks_after"):
        read(a_file(tmp_path, head=HEAD.splitlines()[0] + "\n" + days))


def test_one_id_stands_in_one_file_only(tmp_path):
    a_file(tmp_path)
    a_file(tmp_path, called="more.toml")
    with pytest.raises(DefinitionError, match="写了两次"):
        load(tmp_path)


def test_a_folder_without_files_says_so(tmp_path):
    with pytest.raises(DefinitionError, match="没有指标文件"):
        load(tmp_path)
