"""What invented residents say and units answer, read strictly from `data/demo/phrases.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

from django.utils.translation import gettext as _

from linli.demo.draws import Draw
from linli.demo.errors import DemoError

PLACES = ("", "building", "estate", "street", "village", "home")
KINDS = ("", "town", "village")
DAYS = ("两天", "三天", "快一个星期", "一个多星期", "半个月")
CLOCKS = ("上午十点", "上午十一点", "下午三点", "下午四点")
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五")


@dataclass(frozen=True, slots=True)
class Ask:
    """One way to ask for an item, and how it may be answered."""

    answers: Mapping[str, Any]
    replies: tuple[str, ...]
    text: str = ""
    place: str = ""
    where_is: str = ""
    months: tuple[int, ...] = ()

    def fits(self, *, is_urban: bool, month: int) -> bool:
        """Whether somebody would say so there and then."""
        is_there = self.where_is in ("", "town" if is_urban else "village")
        return is_there and (not self.months or month in self.months)


@dataclass(frozen=True, slots=True)
class Sayings:
    """Everything said about one item; `weight` is how often it is asked for."""

    code: str
    weight: float
    asks: tuple[Ask, ...]
    passed_to: tuple[str, ...]
    extend: tuple[str, ...]
    reopen: tuple[str, ...]
    kind_of_place: str = ""
    busy: tuple[int, ...] = ()
    times: float = 1.0

    def weight_at(self, *, is_urban: bool, month: int) -> float:
        """How often it is asked for in a place and a month; nothing where it is not."""
        if self.kind_of_place not in ("", "town" if is_urban else "village"):
            return 0.0
        if not any(ask.fits(is_urban=is_urban, month=month) for ask in self.asks):
            return 0.0
        return self.weight * (self.times if month in self.busy else 1.0)


@dataclass(frozen=True, slots=True)
class Common:
    """What is said whatever the item."""

    returns: tuple[str, ...]
    decisions: tuple[str, ...]
    tasks: tuple[str, ...]
    pauses: tuple[str, ...]
    notes: tuple[str, ...]
    supervisions: tuple[str, ...]
    answers: tuple[str, ...]
    joined: tuple[str, ...]
    releases: tuple[str, ...]
    extends: tuple[str, ...]
    reopens: tuple[str, ...]
    reveals: tuple[str, ...]
    praise: tuple[str, ...]
    fair: tuple[str, ...]
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The whole file."""

    common: Common
    items: Mapping[str, Sayings]


def load(file: Path) -> Phrases:
    """Read the file; DemoError names what is wrong in it."""
    try:
        data = loads(file.read_text(encoding="utf-8"))
        common = Common(**{field.name: tuple(data["common"][field.name]) for field in fields(Common)})
        items = [_item(each, common) for each in data["item"]]
    except (OSError, TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DemoError(_("%(file)s 读不懂：%(why)s") % {"file": file, "why": error}) from error
    return Phrases(common, {each.code: each for each in items})


def filled(text: str, draw: Draw, **known: str) -> str:
    """A phrase with its gaps filled."""
    gaps = {
        "b": str(draw.whole(1, 26)),
        "u": str(draw.whole(1, 4)),
        "f": str(draw.whole(2, 6)),
        "age": str(draw.whole(66, 89)),
        "days": draw.pick(DAYS),
        "clock": draw.pick(CLOCKS),
        "day": draw.pick(WEEKDAYS),
    }
    return text.format(**{**gaps, **known})


def _item(data: dict[str, Any], common: Common) -> Sayings:
    given = dict(data)
    asks = tuple(_ask(each) for each in given.pop("ask"))
    lists: dict[str, Any] = {name: tuple(given.pop(name)) for name in ("passed_to", "busy") if name in given}
    reasons: dict[str, Any] = {
        "extend": tuple(given.pop("extend", common.extends)),
        "reopen": tuple(given.pop("reopen", common.reopens)),
    }
    found = Sayings(asks=asks, **lists, **reasons, **given)
    if found.kind_of_place not in KINDS:
        raise ValueError(f"{found.code}: kind_of_place {found.kind_of_place}")
    return found


def _ask(data: dict[str, Any]) -> Ask:
    given = dict(data)
    lists: dict[str, Any] = {name: tuple(given.pop(name)) for name in ("replies", "months") if name in given}
    found = Ask(**lists, **given)
    if found.place not in PLACES or found.where_is not in KINDS or not found.replies:
        raise ValueError(f"{found.text or found.answers}")
    return found
