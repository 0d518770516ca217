"""What programs are told: whoever calls the API reads nobody's name and number but their own."""

import json

import pytest

from linli.cases.tests.calling import Caller
from linli.project.cli.api import described
from tests.house import masking
from tests.house.test_permission_matrix import PEOPLE
from tests.world import undone

STAFF = [name for name in PEOPLE if name not in ("visitor", "owner", "resident")]
OPERATIONS = [(path, method) for path, found in json.loads(described())["paths"].items() for method in found]
BODIES = {
    "accept": {},
    "resolve": {"reply": "换了灯泡。"},
    "return": {"reason": "不归我们"},
    "extend": {"days": 2, "reason": "等零件"},
}
VALUES = {"{code}": ("public-repair", "131102"), "{number}": ("taken", "secret", "resolved")}


@pytest.fixture(scope="module")
def secrets(house):
    return masking.private(house)


def addresses(house, path: str) -> list[str]:
    """A path with every value the world has for it."""
    if "{number}" in path:
        return [path.replace("{number}", house.cases[name].number) for name in VALUES["{number}"]]
    return [path.replace("{code}", code) for code in VALUES["{code}"]] if "{code}" in path else [path]


@pytest.mark.parametrize("person", STAFF)
def test_no_answer_of_the_api_gives_anybody_away(house, secrets, person, capfd):
    with undone():
        caller = Caller(house.actors[person])
        told = []
        for path, method in OPERATIONS:
            for address in addresses(house, path.removeprefix("/api/v1")):
                body = {"seen": 1, **BODIES.get(path.rsplit("/", 1)[-1], {})}
                answer = caller.get(address) if method == "get" else caller.post(address, body)
                assert answer.status_code < 500, (method, address)
                told += [(method, address, whose) for whose in masking.given_away(secrets, person, path, {}, answer)]
    assert told == []
    logged = "".join(capfd.readouterr())
    assert [whose for whose, words in secrets.items() if any(each in logged for each in words)] == []
