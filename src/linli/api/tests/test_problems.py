"""Whatever goes wrong in the API is told in one shape, with a sentence, a code and nothing of our insides."""

import json

import pytest
from django.test import Client, RequestFactory
from structlog.testing import capture_logs

from linli.api.problems import Invalid, TooMany
from linli.api.tests.urls import api, router
from linli.api.throttling import Limiter
from linli.api.tokens import BearerToken
from linli.base.actor import NOBODY, Actor, Kind
from linli.base.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.urls("linli.api.tests.urls")]
MEMBERS = {"type", "title", "status", "detail", "code", "field", "errors"}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def told(response) -> dict:
    """The problem of an answer."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    found = json.loads(response.content)
    assert set(found) == MEMBERS
    assert (found["status"], found["type"]) == (response.status_code, f"urn:linli:problem:{found['code']}")
    assert all(ord(sentence[0]) > 0x2E80 for sentence in (found["title"],))
    return found


def test_the_parts_under_test_are_mounted():
    assert router is not None
    assert api.get_openapi_schema()["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refused", 422, "things.too_many"),
        ("conflict", 409, "things.changed"),
        ("forbidden", 403, "things.not_yours"),
        ("renamed", 403, "things.no_right"),
        ("missing", 404, "api.not_found"),
        ("unavailable", 503, "api.unavailable"),
        ("crash", 500, "api.crashed"),
    ],
)
def test_every_way_to_say_no_has_its_status_and_code(client, name, status, code):
    answer = client.get(f"/api/v1/errors/{name}")
    found = told(answer)
    assert (found["status"], found["code"]) == (status, code)
    assert found["field"] == ("count" if name == "refused" else None)
    for secret in (b"SELECT", b"10.0.0.7", b"which row", b"Traceback"):
        assert secret not in answer.content


def test_a_crash_is_logged_with_its_trace_and_without_its_words(client):
    with capture_logs() as logged:
        client.get("/api/v1/errors/crash")
    (line,) = logged
    assert (line["event"], line["path"], line["error"]) == ("api_crashed", "/api/v1/errors/crash", "RuntimeError")
    assert "in fail" in line["trace"]
    assert "insides" not in str(line)


def test_who_must_wait_is_told_how_long(client):
    assert client.get("/api/v1/errors/unavailable")["Retry-After"] == "60"
    answer = api.on_exception(RequestFactory().get("/"), TooMany(2.2))
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")


@pytest.mark.parametrize("path", ["", "nothing", "things/", "things/5", "errors", "../admin", "%00", "\ud83d"])
def test_an_address_that_is_none_is_a_problem_too(client, path):
    encoded = path.encode("utf-8", "surrogatepass").decode("latin-1")
    for method in (client.get, client.post):
        assert told(method(f"/api/v1/{encoded}"))["code"] == "api.not_found"


def test_a_method_that_is_none_names_those_that_are(client):
    for method in ("DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"):
        answer = client.generic(method, "/api/v1/things")
        assert told(answer)["code"] == "api.method_not_allowed"
        assert answer["Allow"] == "GET, HEAD, POST"


def test_head_is_answered_as_get(client):
    answer = client.head("/api/v1/things")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_program_brings_no_csrf_token():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/api/v1/things", {"name": "灯"}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"name": "灯", "count": 1, "inner": {}})
    assert "灯" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        (b"", 422, {"": "missing"}),
        (b"{", 400, {}),
        (b"\xff\xfe\xfd", 400, {}),
        (b'{"name": "a", "count": NaN}', 400, {}),
        (b'{"name": "a", "count": ' + b"9" * 5000 + b"}", 400, {}),
        (b'{"name":' * 20_000 + b"1" + b"}" * 20_000, 400, {}),
        (b"[" * 100_000, 400, {}),
        (b"null", 422, {"": "model_type"}),
        (b"[]", 422, {"": "model_type"}),
        (b'"words"', 422, {"": "model_type"}),
        (b'{"name": 5}', 422, {"name": "type"}),
        (b'{"name": null}', 422, {"name": "type"}),
        (b'{"name": "a\\u0000b"}', 422, {"name": "unprintable"}),
        (b'{"name": "a\\u001bb"}', 422, {"name": "unprintable"}),
        (b'{"name": "\\ud83d"}', 422, {"name": "unicode"}),
        (b'{"name": "' + b"x" * 101 + b'"}', 422, {"name": "too_long"}),
        (b'{"name": "a", "count": "many"}', 422, {"count": "int_parsing"}),
        (b'{"name": "a", "size": 5}', 422, {"size": "extra_forbidden"}),
        (b'{"name": "a", "\\ud83d": 5}', 422, {"": "unicode"}),
        (b'{"name": "a", "inner": 7, "count": []}', 422, {"inner": "dict_type", "count": "int_type"}),
    ],
)
def test_a_body_that_is_wrong_is_told_where(client, body, status, wrong):
    found = told(client.generic("POST", "/api/v1/things", body, content_type="application/json"))
    assert found["status"] == status
    assert {each["field"]: each["code"] for each in found["errors"]} == wrong


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_only_json_is_taken(client, kind):
    assert told(client.generic("POST", "/api/v1/things", b'{"name": "a"}', content_type=kind))["status"] == 415


def test_json_may_name_its_characters(client):
    answer = client.generic("POST", "/api/v1/things", b'{"name": "a"}', content_type="application/json; charset=utf-8")
    assert answer.status_code == 200


@pytest.mark.parametrize("said", ["262145", "99999999999999999999999", "-1", "many"])
def test_what_is_too_large_is_not_even_read(client, said):
    answer = client.generic("POST", "/api/v1/things", b"{}", content_type="application/json", CONTENT_LENGTH=said)
    assert told(answer)["code"] == "api.too_large"


def test_sql_in_words_is_words(client):
    words = "'; DROP TABLE cases_case; --"
    assert client.post("/api/v1/things", {"name": words}, content_type="application/json").json()["name"] == words


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=0", {"limit": "greater_than_equal"}),
        ("limit=101", {"limit": "less_than_equal"}),
        ("limit=x", {"limit": "int_parsing"}),
        ("area=131", {"area": "pattern_mismatch"}),
        ("area=13%0A", {"area": "pattern_mismatch"}),
        ("area=%D9%A1%D9%A3", {"area": "pattern_mismatch"}),  # digits, but not ours
        ("since=1700000000", {"since": "moment"}),
        ("since=2026-11-23", {"since": "moment"}),
        ("since=2026-11-23T09:00:00", {"since": "moment"}),
        ("since=2026-02-30T09:00:00Z", {"since": "moment"}),
        ("since=9999-12-31T23:59:59-23:59", {"since": "moment"}),
    ],
)
def test_a_query_that_is_wrong_is_told_where(client, query, wrong):
    found = told(client.get(f"/api/v1/things?{query}"))
    assert {each["field"]: each["code"] for each in found["errors"]} == wrong


def test_a_plus_that_became_a_blank_is_put_back(client):
    found = client.get("/api/v1/things?since=2026-11-23T09:00:00+08:00").json()
    assert found[0]["name"] == "2026-11-23T09:00:00+08:00 13"


def test_the_description_says_all_that_may_come_and_nothing_of_our_docstrings():
    schema = api.get_openapi_schema()
    post = schema["paths"]["/api/v1/things"]["post"]
    assert set(post["responses"]) == {200, 400, 409, 413, 415, 422, 500}
    assert post["operationId"] == "put_thing"
    assert schema["components"]["responses"]["Problem409"]["content"].keys() == {"application/problem+json"}
    assert "A body." not in json.dumps(schema)


def test_faults_of_a_module_stand_beside_those_of_the_toolkit():
    answer = api.on_exception(RequestFactory().get("/"), Invalid([]))
    assert told_without_cache(answer) == (422, "api.invalid")


def told_without_cache(answer) -> tuple[int, str]:
    found = json.loads(answer.content)
    return found["status"], found["code"]


def test_a_token_lets_in_whom_the_middleware_knows_and_no_more_often_than_agreed():
    token = BearerToken(Limiter(2))
    request = RequestFactory().get("/", headers={"Authorization": "Bearer x"})
    request.actor = NOBODY
    assert token(request) is None
    request.actor = Actor(Kind.STAFF, user=new_id())
    assert [token(request), token(request)] == [request.actor] * 2
    with pytest.raises(TooMany):
        token(request)
