"""Kinds of machine, as data: read strictly from `data/types/machines.toml`, once per process.

A fault names file, key and line; where the file is broken, the kinds of the last faultless start hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.conf import settings

from linli.base.home import home
from linli.base.languages import once_a_language, translated
from linli.catalog.lines import lines_of
from linli.catalog.reading import SpecError, Table

KIOSK = "kiosk"
WATCHING = ("摄像", "监控", "抓拍", "人脸", "门禁", "卡口", "camera", "face_", "surveillance")
"""What a kind must not be called: machines here serve residents, and none of them looks at anybody."""
DAY, WEEK = 24 * 60, 7 * 24 * 60
OF_A_PAGE = 1
"""Minutes between two signs of a browser's page; its script knows no other."""


class KindsError(Exception):
    """The file says what cannot be; the sentence names file, key and line."""


class Door(StrEnum):
    """How a machine is heard."""

    BROWSER = "browser"  # its browser shows `/kiosk/`
    TOKEN = "token"  # noqa: S105 (a word, no secret): its own program calls the API


@dataclass(frozen=True, slots=True)
class MachineKind:
    """One kind of machine."""

    code: str
    name: str
    door: Door
    is_self_service: bool  # counts for 城市社区自助服务覆盖率
    every: timedelta  # how often a sign of life is due
    patience: timedelta  # heard of longer ago, it is silent

    @property
    def has_token(self) -> bool:
        """Whether it is heard by the API."""
        return self.door is Door.TOKEN

    @property
    def minutes(self) -> int:
        """`every`, to be said."""
        return round(self.every.total_seconds() / 60)


GONE = MachineKind("", "", Door.TOKEN, is_self_service=False, every=timedelta(hours=1), patience=timedelta(days=1))
"""How machines are judged whose kind the file no longer names."""


@dataclass(frozen=True, slots=True)
class Live:
    """What holds, and what is wrong with the file where it is not what it says."""

    found: Mapping[str, MachineKind]
    fault: str = ""


@once_a_language
def kinds() -> Mapping[str, MachineKind]:
    """Every kind by code, in the file's order and the reader's language."""
    return {code: replace(each, name=translated(each.name)) for code, each in live().found.items()}


def kind_of(code: str) -> MachineKind:
    """One of them; one that the file no longer names is called by its code."""
    return kinds().get(code) or replace(GONE, code=code, name=code)


def self_service() -> list[str]:
    """The kinds that count for 城市社区自助服务覆盖率."""
    return [code for code, each in live().found.items() if each.is_self_service]


@cache
def live() -> Live:
    """The file's kinds; where it is broken, those of the last start at which it was not (`keep`)."""
    try:
        return Live(load(path()))
    except KindsError as error:
        if not kept_path().is_file():
            raise
        return Live(load(kept_path()), str(error).replace(f"{path().parent}/", ""))


def keep() -> str:
    """Lay a copy of a faultless file aside, to go on with should it be broken later. What is wrong; empty if nothing.

    KindsError where it is broken and there is no copy yet.
    """
    try:
        load(path())
    except KindsError:
        return live().fault
    kept_path().parent.mkdir(parents=True, exist_ok=True)
    fresh = kept_path().with_suffix(".new")
    fresh.write_bytes(path().read_bytes())
    fresh.replace(kept_path())
    return ""


def path() -> Path:
    """Where the file lies."""
    return Path(settings.DATA) / "types" / "machines.toml"


def kept_path() -> Path:
    """Where its copy lies."""
    return home() / "machines" / "machines.toml"


def load(file: Path) -> dict[str, MachineKind]:
    """Read a file of kinds; KindsError where it is wrong."""
    try:
        text = file.read_text(encoding="utf-8")
        table = Table(loads(text), where=str(file), item="", lines=lines_of(text))
        found: dict[str, MachineKind] = {}
        for each in table.tables("kind", least=1):
            kind = _kind(each)
            if kind.code in found:
                each.fault("code", f"写的 {kind.code} 前面写过了")
            found[kind.code] = kind
        if KIOSK not in found or found[KIOSK].has_token:
            table.fault("kind", f"里要有 {KIOSK}，door 是 browser：登记过的自助终端用着它")
        table.nothing_else()
    except (OSError, TOMLDecodeError, UnicodeDecodeError) as error:
        raise KindsError(f"{file}：读不懂：{error}。") from error
    except SpecError as error:
        raise KindsError(str(error)) from error
    return found


def _kind(table: Table) -> MachineKind:
    code, name, door = table.name("code"), table.text("name", 20), table.one_of("door", Door)
    for key, words in (("code", code), ("name", name)):
        if any(each in words for each in WATCHING):
            table.fault(key, "像是看人的设备，这里不登记")
    every = table.number("every", 1, DAY // 2)
    if door is Door.BROWSER and every != OF_A_PAGE:
        table.fault("every", f"应是 {OF_A_PAGE}：自助终端的页面每分钟报一次")
    silent_after = table.number("silent_after", every + 1, WEEK)
    is_self_service = table.flag("self_service")
    table.nothing_else()
    return MachineKind(code, name, door, is_self_service, timedelta(minutes=every), timedelta(minutes=silent_after))
