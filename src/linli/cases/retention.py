"""How long a case is kept, by `data/archives/retention.toml`: the first rule that fits, counted from its closing.

A file of the same name under LINLI_HOME/archives takes its place. A fault names the file and the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

from django.utils.translation import gettext as _

from linli.base.clock import local_day
from linli.base.home import home, shipped
from linli.catalog.choices import Audience, Kind

FILE = Path("archives") / "retention.toml"
KEYS = {"code", "name", "years", "kinds", "items", "audience", "basis"}
LONGEST = 100


class RetentionError(Exception):
    """The file says something that cannot be; the sentence names file and rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What it holds for, how many years, and on what that rests."""

    code: str
    name: str
    years: int
    basis: str
    kinds: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    only_confidential: bool = False

    def fits(self, item: str, kind: str, audience: str) -> bool:
        """Whether it says of such a case how long it is kept."""
        if self.only_confidential and audience != Audience.CONFIDENTIAL:
            return False
        return not (self.kinds or self.items) or kind in self.kinds or item in self.items

    def until(self, closed_at: datetime) -> date:
        """The first day on which a case closed then is no longer kept."""
        return later(local_day(closed_at), self.years)


def later(day: date, years: int) -> date:
    """The same day of another year; the first of March for one that it has not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def rule_for(item: str, kind: str, audience: str) -> Rule:
    """The first rule that fits; the last one fits everything."""
    return next(rule for rule in rules() if rule.fits(item, kind, audience))


@cache
def rules() -> tuple[Rule, ...]:
    """Read once per process."""
    own = home() / FILE
    return read(own if own.exists() else shipped() / FILE)


def read(file: Path) -> tuple[Rule, ...]:
    """A file of rules, strictly."""
    try:
        said = loads(file.read_text(encoding="utf-8"))
    except (OSError, TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RetentionError(_("%(file)s 读不懂：%(fault)s") % {"file": file, "fault": fault}) from fault
    found = tuple(_rules(file, said.get("keep", [])))
    codes = [rule.code for rule in found]
    if len(set(codes)) != len(codes) or said.keys() - {"keep"}:
        raise _wrong(file, "keep", _("每条的 code 不能一样，文件里也不能有别的项目。"))
    if not found or found[-1].kinds or found[-1].items or found[-1].only_confidential:
        raise _wrong(file, "keep", _("最后一条要什么都合：不写 kinds、items、audience。"))
    return found


def _rules(file: Path, said: list[dict[str, Any]]) -> Iterator[Rule]:
    for number, each in enumerate(said, start=1):
        where, years = f"keep[{number}]", each.get("years")
        if each.keys() - KEYS or not all(each.get(name) for name in ("code", "name", "basis")):
            raise _wrong(file, where, _("要写 code、name、years、basis，可以写 kinds、items、audience，没有别的。"))
        if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= LONGEST:
            raise _wrong(file, where, _("years 应是 1 到 100 的整数。"))
        kinds, audience = frozenset(each.get("kinds", ())), each.get("audience", "")
        if kinds - set(Kind) or audience not in ("", Audience.CONFIDENTIAL.value):
            raise _wrong(file, where, _("kinds 要是事项的类型，audience 只能是 confidential。"))
        items = frozenset(each.get("items", ()))
        yield Rule(each["code"], each["name"], years, each["basis"], kinds, items, bool(audience))


def _wrong(file: Path, where: str, sentence: str) -> RetentionError:
    return RetentionError(_("%(file)s，%(where)s：%(sentence)s") % {"file": file, "where": where, "sentence": sentence})
