"""What differs from place to place in handling: limits and reasons, read from `data/handling/handling.toml`.

A file of the same name under LINLI_HOME/handling takes its place. A fault names the file and the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

from django.utils.translation import gettext as _

from linli.base.home import home, shipped
from linli.base.working_time import Limit

LONGEST_PAUSE = 60  # working days a reason may give at most
FILE = Path("handling") / "handling.toml"


class HandlingError(Exception):
    """The file says something that cannot be; the sentence names file and key."""


class MayPause(StrEnum):
    """Whose reason it is: of the unit that handles the case, or of who stands above units."""

    UNIT = "unit"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why a clock may stand still, for how long at most, and who may say so."""

    code: str
    name: str
    days: int
    who: MayPause


@dataclass(frozen=True, slots=True)
class Handling:
    """The limits of handling in this installation."""

    return_within: Limit
    answer: Limit
    part: Limit
    urges_a_day: int
    supervision: Limit
    most_pauses: int
    pauses: dict[str, PauseReason]


@cache
def handling() -> Handling:
    """Read once per process."""
    own = home() / FILE
    return read(own if own.exists() else shipped() / FILE)


def read(file: Path) -> Handling:
    """A file of limits, strictly."""
    try:
        said = loads(file.read_text(encoding="utf-8"))
    except (OSError, TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HandlingError(_("%(file)s 读不懂：%(fault)s") % {"file": file, "fault": fault}) from fault
    found = Handling(
        return_within=_limit(file, said, "return", "within"),
        answer=_limit(file, said, "return", "answer"),
        part=_limit(file, said, "joint", "part"),
        urges_a_day=_number(file, said.get("urge", {}).get("a_day"), "urge.a_day"),
        supervision=_limit(file, said, "supervision", "answer"),
        most_pauses=_number(file, said.get("pauses", {}).get("most"), "pauses.most"),
        pauses={each.code: each for each in _pauses(file, said.pop("pause", []))},
    )
    known = {"return": {"within", "answer"}, "joint": {"part"}, "pauses": {"most"}, "urge": {"a_day"}}
    _nothing_else(file, said, {**known, "supervision": {"answer"}})
    return found


def _limit(file: Path, said: dict[str, Any], table: str, key: str) -> Limit:
    value = said.get(table, {}).get(key)
    try:
        return Limit(**value)
    except (TypeError, ValueError) as fault:
        raise _wrong(file, f"{table}.{key}", _('应写成 { amount = 2, unit = "day" }，unit 是 hour 或 day。')) from fault


def _pauses(file: Path, said: list[dict[str, Any]]) -> Iterator[PauseReason]:
    for number, each in enumerate(said, start=1):
        where = f"pause[{number}]"
        if each.keys() != {"code", "name", "days", "who"} or each["who"] not in set(MayPause):
            raise _wrong(file, where, _("要写 code、name、days、who，who 是 unit 或 above。"))
        days = _number(file, each["days"], f"{where}.days")
        yield PauseReason(str(each["code"]), str(each["name"]), days, MayPause(each["who"]))


def _number(file: Path, value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _wrong(file, where, _("应是 1 或更大的整数。"))
    return value


def _nothing_else(file: Path, said: dict[str, Any], known: dict[str, set[str]]) -> None:
    for table, values in said.items():
        unknown = {table} if table not in known else {f"{table}.{key}" for key in values.keys() - known[table]}
        for key in sorted(unknown):
            raise _wrong(file, key, _("没有这个项目。"))


def _wrong(file: Path, key: str, sentence: str) -> HandlingError:
    return HandlingError(_("%(file)s，%(where)s：%(sentence)s") % {"file": file, "where": key, "sentence": sentence})
