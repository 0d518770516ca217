"""Loading a plan as a draft, putting it right, and publishing it when a person has confirmed it."""

from linli.plans.actions.drafts import VERB
from linli.plans.actions.items import add_item, correct_item, merge_items, remove_item, split_item
from linli.plans.actions.targets import add, bind, correct, load, publish, remove, reopen, settle, split, take_in
from linli.plans.actions.units import decide_unit

__all__ = [
    "VERB",
    "add",
    "add_item",
    "bind",
    "correct",
    "correct_item",
    "decide_unit",
    "load",
    "merge_items",
    "publish",
    "remove",
    "remove_item",
    "reopen",
    "settle",
    "split",
    "split_item",
    "take_in",
]
