"""Every target that a person read in the five plans is bound to an indicator that has a register, or waits for one."""

import json
from pathlib import Path

import pytest

from linli.indicators.standing.definitions import named

REAL = Path(__file__).parent / "real"
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
