"""The API's description is kept with the sources, and the API keeps to it whatever is sent."""

import json
from dataclasses import dataclass
from itertools import cycle

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from schemathesis import checks, openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks as conformance

from linli.api.throttling import Limiter
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.cases.tests.calling import a_repair, a_token
from linli.project import api
from linli.project.cli.api import KEPT, described, schema
from linli.project.wsgi import application

EXAMPLES = 5  # drawn for each operation and caller, beside the bounds of every field, which are always tried
CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 20261122,
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
        # What has the right shape may still be refused by a rule.
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}},
    }
)
CONFORMING = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
OURS = openapi.from_dict(json.loads(described()), config=CONFIG)
OURS.app = application


@dataclass
class Target:
    """The running API: whose token, and real cases at every stage, in turn."""

    secret: str
    numbers: cycle


def test_the_kept_description_is_the_apis_own():
    assert KEPT.read_text(encoding="utf-8") == described(), "Run `linli api schema` and commit what it writes."


def test_the_command_writes_the_description(tmp_path):
    assert CliRunner().invoke(schema, ["--output", "-"]).output == described()
    result = CliRunner().invoke(schema, ["--output", str(tmp_path / "openapi.json")])
    assert (result.exit_code, (tmp_path / "openapi.json").read_text(encoding="utf-8")) == (0, described())


@pytest.fixture(scope="module")
def targets(shared_database) -> dict[str, Target]:
    """Tokens that may do much, in a database where every request commits."""
    at = now()
    with acting_as(system_actor("tests")):
        clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
        given.a_unit("subdistrict_office", area=given.STREET)
    cases = [make(clerk, resident, at=at) for make in (given.an_accepted_case, given.a_resolved_case)]
    cases.append(given.a_case(resident, at=at))
    numbers = [case.number for case in cases]
    return {name: Target(a_token(who), cycle(numbers)) for name, who in (("clerk", clerk), ("resident", resident))}


@pytest.fixture(params=["clerk", "resident"])
def target(request, targets) -> Target:
    """One of them."""
    return targets[request.param]


@pytest.fixture(autouse=True)
def unlimited(monkeypatch) -> None:
    """No limit to the calls of one token."""
    monkeypatch.setattr(api.limiter, "per_minute", 0)


@OURS.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_nothing_that_is_sent_breaks_the_api_or_its_description(case, target):
    token = {"Authorization": f"Bearer {target.secret}"}
    case.call_and_validate(headers=token)
    if "number" in case.path_parameters:  # nobody guesses a number: the same once more with a real one
        case.path_parameters["number"] = next(target.numbers)
        case.validate_response(case.call(headers=token), checks=CONFORMING)


def test_what_succeeds_is_answered_as_described(targets):
    clerk, resident = targets["clerk"], targets["resident"]

    def good(target, method, path, status=200, **sent):
        case = OURS[f"/api/v1{path}"][method].Case(**sent)
        answer = case.call(headers={"Authorization": f"Bearer {target.secret}"})
        assert answer.status_code == status, answer.text
        case.validate_response(answer, checks=CONFORMING)
        return answer.json()

    body = {"media_type": "application/json"}
    sent = good(resident, "POST", "/cases", 201, body=a_repair(), **body)
    one = {"path_parameters": {"number": sent["number"]}}
    good(clerk, "POST", "/cases/{number}/accept", body={"seen": 1}, **one, **body)
    good(clerk, "POST", "/cases/{number}/resolve", body={"reply": "换了灯泡。"}, **one, **body)
    good(resident, "POST", "/cases/{number}/rate", body={"level": 5}, **one, **body)
    assert good(clerk, "GET", "/cases/{number}", **one)["timeline"]
    assert good(clerk, "GET", "/cases", query={"limit": 2})["next"]
    assert good(clerk, "GET", "/cases/{number}/units", **one)["items"]
    assert good(resident, "GET", "/items/{code}", path_parameters={"code": "public-repair"})["form"]
    assert good(resident, "GET", "/areas/{code}", path_parameters={"code": given.COMMUNITY})["parents"]


def test_a_program_gone_wild_is_told_to_wait(targets, monkeypatch):
    monkeypatch.setattr(api, "limiter", Limiter(3))
    monkeypatch.setattr(api.token, "limiter", api.limiter)
    case = OURS["/api/v1/cases"]["GET"].Case(query={"limit": 1})
    answers = [case.call(headers={"Authorization": f"Bearer {targets['clerk'].secret}"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"][0]) <= 21
    case.validate_response(answers[-1], checks=CONFORMING)
    others = case.call(headers={"Authorization": f"Bearer {targets['resident'].secret}"})
    assert others.status_code == 200
