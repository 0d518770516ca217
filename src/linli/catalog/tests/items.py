"""Readable starts: the items as shipped, and one item's data to spoil."""

import copy
from functools import cache
from pathlib import Path

from linli.catalog import spec

DATA = Path(__file__).resolve().parents[4] / "data"
FOLDER = DATA / "catalog"


@cache
def shipped() -> list[spec.ItemSpec]:
    return spec.read_folder(FOLDER)


def one_of_each_kind() -> list[spec.ItemSpec]:
    """A few shipped items, so that pages are drawn for every kind and not a hundred times."""
    return list({item.kind: item for item in shipped()}.values())


def an_item(**changes) -> spec.ItemSpec:
    return spec.parse_item(data(**changes), where="x.toml")


def data(**changes) -> dict:
    """A small correct item; a change of None leaves the key out."""
    found = {**copy.deepcopy(SMALL), **changes}
    return {key: value for key, value in found.items() if value is not None}


SMALL = {
    "code": "lamp-repair",
    "name": "公共照明报修",
    "plain_name": "灯不亮了",
    "short_name": "修灯",
    "kind": "repair",
    "audience": "ordinary",
    "life_event": "home",
    "icon": "lamp",
    "summary": "灯不亮，告诉我们来修。",
    "who_can": "任何居民。",
    "keywords": ["灯不亮", "灯坏了", "路灯"],
    "steps": ["您说在哪里。", "我们来修。"],
    "accept_limit": {"amount": 2, "unit": "hour"},
    "limit": {"amount": 5, "unit": "day"},
    "fee": "不收费",
    "basis": [{"kind": "plan", "name": "某规划", "quote": "设施维护"}],
    "result": "灯亮了",
    "mode": "direct",
    "online_level": "full",
    "handled_by": [
        {"type": "property_company", "level": "community", "when": {"field": "where", "any_of": ["stairs"]}},
        {"type": "community_committee", "level": "community"},
    ],
    "needs_place": True,
    "form": [
        {
            "name": "where",
            "label": "灯在哪里",
            "kind": "choice",
            "required": True,
            "choices": [["stairs", "楼道"], ["street", "马路边"]],
        },
        {"name": "description", "label": "坏成什么样", "kind": "long_text", "required": True, "hint": "一句话也行"},
    ],
}
