"""What differs from place to place: kinds of need, who usually helps, and the clocks. Read once per process."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.aid.rules import Limits
from linli.base.languages import once_a_language, translated

PURPOSE = "assistance"  # the consent of data/types/consents.toml that a need stands on


class KindsError(Exception):
    """The list says something that cannot be; the sentence names the file and the entry."""


@dataclass(frozen=True)
class Kind:
    """One kind of need, and the types of units that usually help, the likeliest first."""

    code: str
    name: str
    hint: str
    units: tuple[str, ...]


@once_a_language
def kinds() -> Mapping[str, Kind]:
    """Every kind by code, in the file's order and the reader's language."""
    path = _path()
    found = {}
    for number, entry in enumerate(_read(path).get("kind", []), 1):
        wanted = {each.name for each in fields(Kind)}
        if set(entry) != wanted or entry["code"] in found:
            raise KindsError(
                _("%(path)s 第 %(number)s 类：字段不对，或者代码重复。") % {"path": path, "number": number}
            )
        texts = {name: translated(entry[name]) for name in ("name", "hint")}
        found[entry["code"]] = Kind(entry["code"], texts["name"], texts["hint"], tuple(entry["units"]))
    return found


@once_a_language
def limits() -> Limits:
    """The clocks."""
    path, given = _path(), _read(_path()).get("limits", {})
    wanted = {each.name for each in fields(Limits)}
    if set(given) != wanted or not all(type(days) is int and 0 < days <= 366 for days in given.values()):
        raise KindsError(_("%(path)s 的 [limits] 要有每一项，都是 1 到 366 的整数。") % {"path": path})
    return Limits(**given)


def name_of(code: str) -> str:
    """What a kind is called; the code itself where the list no longer has it."""
    kind = kinds().get(code)
    return kind.name if kind else code


def _path() -> Path:
    return Path(settings.DATA) / "aid" / "kinds.toml"


def _read(path: Path) -> dict[str, Any]:
    try:
        return loads(path.read_text(encoding="utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise KindsError(_("%(path)s 读不懂：%(fault)s") % {"path": path, "fault": fault}) from fault
