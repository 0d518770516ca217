"""What plans want, as data: the nearest plan's target, and a wrong file that says where it is wrong."""

from shutil import copytree
from types import SimpleNamespace

import pytest

from linli.indicators.definitions import DefinitionError
from linli.indicators.standing.definitions import PLANS, REGISTERS, definitions, keep, live, load
from linli.indicators.standing.rules import Comparator

GOOD = {
    "id": '"association_coverage"',
    "name": '"残疾人协会覆盖率"',
    "unit": '"%"',
    "kind": '"coverage"',
    "counts": '"有的 ÷ 全部"',
    "source": '{ name = "organizations", types = ["disabled_association"] }',
    "target": '[\n  { plan = "here", name = "协会覆盖率", clause = "专栏2", at_least = "100" },\n]',
}


def a_folder(folder, **changed):
    (folder / PLANS).write_text('[[plan]]\nkey = "here"\nshort = "规划"\ntitle = "规划"\nroot = "1311"\n', "utf-8")
    (folder / REGISTERS).write_text('[[register]]\ncode = "E1"\nname = "服务设施"\n', "utf-8")
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changed}.items() if value is not None]
    (folder / "ours.toml").write_text("[[indicator]]\n" + "\n".join(lines), "utf-8")
    return folder


@pytest.mark.django_db
def test_the_plan_of_the_nearest_region_sets_the_target():
    coverage = definitions()["kiosk_coverage"]
    assert coverage.target_of("131102").plan.key == "hengshui"
    assert definitions()["workers_per_10000"].target_of("652327").said == "≥25 人"
    assert definitions()["workers_per_10000"].target_of("654002").wanted.comparator is Comparator.ABOVE
    assert definitions()["general_practitioners"].target_of("1311").said == "2–3 名"
    assert coverage.target_of("110101") is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": '"rate"'}, "kind（第 5 行）"),
        ({"unit": '"个"'}, "unit"),
        ({"source": '{ name = "weather" }'}, "没有这样的来源"),
        ({"source": '{ name = "organizations", types = ["spies"] }'}, "spies"),
        ({"source": '{ name = "organizations", types = ["clinic"], set = "six_in_one" }'}, "只写一个"),
        ({"source": '{ name = "organizations", typs = ["clinic"] }'}, "typs"),
        ({"source": '{ name = "kiosks_working", types = ["camera"] }'}, "camera"),
        ({"source": '{ name = "grids", level = "street" }'}, "street"),
        ({"of": '"seaside"'}, "seaside"),
        ({"of": '"urban"', "each": '"township"'}, "只用于村、社区"),
        ({"kind": '"waits"', "source": None, "waits": '"Z9"'}, "Z9"),
        ({"kind": '"per"', "divisor": '"cats"', "factor": "1"}, "cats"),
        ({"target": '[{ plan = "there", name = "率", clause = "一", at_least = "1" }]'}, "there"),
        ({"target": '[{ plan = "here", name = "率", clause = "一" }]'}, "at_least"),
        ({"target": '[{ plan = "here", name = "率", clause = "一", at_least = "八成" }]'}, "应是一个数"),
        ({"better": '"higher"'}, "不认识"),
    ],
)
def test_a_wrong_file_says_where_it_is_wrong(tmp_path, changed, words):
    with pytest.raises(DefinitionError, match=r"ours\.toml") as fault:
        load(a_folder(tmp_path, **changed))
    assert words in str(fault.value)


def test_a_kind_of_organisation_becomes_an_indicator_without_code(tmp_path):
    found = load(a_folder(tmp_path, source='{ name = "organizations", types = ["clinic", "school"] }'))
    assert found["association_coverage"].numerator.question.facts["types"] == ["clinic", "school"]
    assert found["association_coverage"].targets[0].said == "≥100%"


def test_a_kind_of_machine_becomes_an_indicator_without_code(tmp_path):
    found = load(a_folder(tmp_path, source='{ name = "kiosks_working", types = ["parcel_locker"] }'))
    assert found["association_coverage"].numerator.question.facts["kinds"] == ["parcel_locker"]


@pytest.fixture
def an_installation(tmp_path, monkeypatch, settings):
    """Files of its own that may be broken."""
    copytree(settings.DATA / "indicators", tmp_path / "data" / "indicators")
    monkeypatch.setattr("linli.indicators.standing.definitions.settings", SimpleNamespace(DATA=tmp_path / "data"))
    monkeypatch.setattr("linli.indicators.standing.definitions.home", lambda: tmp_path / "home")
    live.cache_clear()
    yield tmp_path / "data" / "indicators" / "standing" / "organizations.toml"
    live.cache_clear()


def test_a_file_broken_later_leaves_the_indicators_as_they_were_and_names_file_key_and_line(an_installation):
    assert keep() == ""
    before = set(live().found)
    text = an_installation.read_text("utf-8")
    an_installation.write_text(text.replace('kind = "coverage"', 'kind = "covers"', 1), "utf-8")
    live.cache_clear()
    assert set(live().found) == before
    assert keep() == live().fault
    assert live().fault.startswith("organizations.toml：indicator[1].kind（第 9 行）"), live().fault
    an_installation.write_text(text, "utf-8")
    live.cache_clear()
    assert (keep(), live().fault) == ("", "")


def test_a_file_broken_from_the_start_is_refused(an_installation):
    an_installation.write_text("[[indicator]]\n", "utf-8")
    with pytest.raises(DefinitionError):
        keep()
