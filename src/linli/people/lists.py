"""What differs from place to place: how people are related, and what they can agree to. Read once per process."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from linli.base.languages import once_a_language, translated

HEAD = "head"
FAMILY_CONTACT, GUARDIAN_CONTACT = "family_contact", "guardian_contact"


class ListError(Exception):
    """A list says something that cannot be; the sentence names the file, the entry and the key."""


@dataclass(frozen=True)
class Relation:
    """What somebody is to the head of a household, or to whom they are a contact of."""

    code: str
    name: str
    household: bool
    contact: bool


@dataclass(frozen=True)
class Purpose:
    """What a resident can agree to: what it allows, for how long unless said otherwise, and at most."""

    code: str
    name: str
    allows: str
    months: int
    longest: int


Entry = TypeVar("Entry", Relation, Purpose)


@once_a_language
def relations() -> Mapping[str, Relation]:
    """Every relation by code, in the file's order and the reader's language."""
    return read(Path(settings.DATA) / "types" / "relations.toml", "relation", Relation, {HEAD})


@once_a_language
def purposes() -> Mapping[str, Purpose]:
    """Everything that can be agreed to, by code, in the file's order and the reader's language."""
    path = Path(settings.DATA) / "types" / "consents.toml"
    found = read(path, "consent", Purpose, {FAMILY_CONTACT, GUARDIAN_CONTACT})
    for each in found.values():
        if not 0 < each.months <= each.longest:
            raise ListError(
                _("%(path)s：%(code)s 的 months 要大于 0，不能超过 longest。") % {"path": path, "code": each.code}
            )
    return found


def name_of_purpose(code: str) -> str:
    """What residents read for what they agreed to; the code itself where the list does not have it any more."""
    found = purposes().get(code)
    return found.name if found else code


def read(path: Path, key: str, kind: type[Entry], needed: set[str]) -> Mapping[str, Entry]:
    """The entries of one list by code; ListError where one is wrong or a code the product needs is missing."""
    try:
        entries = loads(path.read_text(encoding="utf-8"))[key]
        rows = [_entry(path, number, entry, kind) for number, entry in enumerate(entries, 1)]
    except (TOMLDecodeError, UnicodeDecodeError, KeyError, OSError) as fault:
        raise ListError(_("%(path)s 读不懂：%(fault)s") % {"path": path, "fault": fault}) from fault
    found = {row.code: row for row in rows}
    if len(found) != len(rows):
        raise ListError(_("%(path)s 里有重复的 code。") % {"path": path})
    if missing := needed - found.keys():
        raise ListError(_("%(path)s 里缺少 %(codes)s。") % {"path": path, "codes": "、".join(sorted(missing))})
    return found


def _entry(path: Path, number: int, entry: dict[str, Any], kind: type[Entry]) -> Entry:
    wanted = {each.name: each.type for each in fields(kind)}
    wrong = [name for name, type_ in wanted.items() if type(entry.get(name)) is not type_] + sorted(
        entry.keys() - wanted
    )
    if wrong:
        facts = {"path": path, "number": number, "keys": "、".join(wrong)}
        raise ListError(_("%(path)s 第 %(number)s 条：%(keys)s 缺少、类型不对，或者不认识。") % facts)
    shown = {name: translated(entry[name]) for name in ("name", "allows") if name in wanted}
    return kind(**{**entry, **shown})
