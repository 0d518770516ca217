"""Every target that a person read in the five plans is bound to an indicator that has a register, or waits for one."""

import json
from pathlib import Path

import pytest

from linli.areas.region import region
from linli.indicators.standing.definitions import named
from linli.plans.bindings import of_area
from linli.plans.queries import measured_by
from linli.plans.reading import read_file
from linli.plans.tests.scoring import _taken as taken

REAL = Path(__file__).parent / "real"
pytestmark = pytest.mark.django_db  # an indicator may be a ledger of one's own
ROOTS = {"hengshui": "1311", "chuxiong": "5323", "ningxia": "64", "yili": "6540", "jimsar": "652327"}


@pytest.mark.parametrize("plan", ROOTS)
def test_every_target_of_the_five_plans_is_bound_with_its_number(plan):
    for wanted in json.loads((REAL / f"{plan}.json").read_text("utf-8"))["indicators"]:
        definition = named(wanted["name"], ROOTS[plan])
        assert definition is not None, wanted["name"]
        mine = [each for each in definition.targets if (each.plan.key, each.name) == (plan, wanted["name"])]
        assert mine, wanted["name"]
        assert definition.numerator or definition.register
        if not mine[0].words:
            ends = wanted["target"] if isinstance(wanted["target"], list) else [wanted["target"]]
            found = [end for end in (mine[0].wanted.value, mine[0].wanted.most) if end is not None]
            assert [float(end) for end in found] == [float(end) for end in ends], wanted["name"]
            accepted = wanted.get("comparator_accept", [wanted["comparator"]])
            assert mine[0].wanted.comparator in accepted or wanted["comparator"] == "range"


@pytest.mark.parametrize("plan", ROOTS)
def test_every_target_a_program_reads_is_measured_by_what_a_person_says_it_is(plan):
    read = read_file(region(plan).plan).to_json()["indicators"]
    wanted = json.loads((REAL / f"{plan}.json").read_text("utf-8"))["indicators"]
    bound, root = of_area(ROOTS[plan]), ROOTS[plan]
    left = list(read)
    for person in wanted:
        found = taken(person, left)
        if found is None:
            continue
        binding = bound.get(found["name"])
        measured = measured_by(binding.indicator if binding else "", found["name"], root)
        assert measured == named(person["name"], root), found["name"]
        assert found["name"] == person["name"] or binding.called == person["name"]
    assert left == []


@pytest.mark.parametrize("plan", ROOTS)
def test_no_binding_is_for_a_name_nobody_reads(plan):
    read = {each.name for each in read_file(region(plan).plan).indicators}
    assert set(of_area(ROOTS[plan])) - read == set()
