"""A program that calls the API as somebody, in one line."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from linli.accounts.actions import issue_token
from linli.accounts.models import User
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.tests import given

API = "/api/v1"
REPAIR = {"where": "stairs", "danger": True}


def a_token(actor: Actor) -> str:
    """The secret of a new token of whoever acts."""
    with acting_as(actor):
        _token, secret = issue_token(User.objects.get(pk=actor.user), name="测试程序", by=actor, at=now())
    return secret


class Caller:
    """Calls with the actor's token; without an actor, as nobody."""

    def __init__(self, actor: Actor | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {a_token(actor)}"} if actor else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        """GET below /api/v1."""
        return self.client.get(API + path, query_params=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        """POST a value as JSON; bytes and text go out as they are."""
        data = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
        return self.client.post(API + path, data, content_type="application/json", headers=self.headers, **more)


def a_repair(**more: Any) -> dict[str, Any]:
    """What a program sends for a broken lamp."""
    return {
        "item": "public-repair",
        "area": given.COMMUNITY,
        "place": "3 号楼 2 单元",
        "description": "三楼的灯坏了，晚上看不见。",
        "answers": REPAIR,
        **more,
    }


def problem(response: HttpResponse) -> dict[str, Any]:
    """The problem an answer tells, complete and in its own content type."""
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert set(told) == {"type", "title", "status", "detail", "code", "field", "errors"}
    assert told["status"] == response.status_code
    assert told["type"] == f"urn:linli:problem:{told['code']}"
    assert told["title"]
    assert told["detail"]
    return told


def refusal(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a problem."""
    told = problem(response)
    return told["status"], told["code"]


def faults(response: HttpResponse) -> dict[str, str]:
    """Field and code of everything an invalid request is told."""
    told = problem(response)
    assert (told["status"], told["code"]) == (422, "api.invalid")
    assert all(each["detail"] for each in told["errors"])
    return {each["field"]: each["code"] for each in told["errors"]}
