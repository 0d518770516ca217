"""Readable starts of policies."""

from datetime import date
from typing import Any

from linli.areas.tests.given import COUNTY
from linli.base.actor import Actor
from linli.base.clock import now
from linli.people.tests.given import do
from linli.policies import actions
from linli.policies.actions import Wording
from linli.policies.models import Policy

__all__ = ["COUNTY", "a_policy", "do", "wording"]


def wording(**more: Any) -> Wording:
    """A small policy with its source; for whoever is 80 or more, where nothing else is said."""
    first = {
        "area_id": COUNTY,
        "title": "八十岁以上有高龄津贴",
        "summary": "每月发一次。",
        "who": "80 岁以上的老人。",
        "issuer": "测试县民政局",
        "document": "测试县高龄津贴办法",
        "document_number": "测民〔2025〕1号",
        "issued_on": date(2025, 1, 2),
        "quote": "八十周岁以上老年人每月发给高龄津贴。",
        "link": "",
        "item_id": "assisted-application",
        "words": ["长寿钱"],
        "for_whom": {"age": ["over_80"]},
    }
    return Wording(**{**first, **more})


def a_policy(by: Actor, **more: Any) -> Policy:
    """One on the register."""
    return do(actions.add, wording(**more), by=by, at=now())
