"""The region this installation serves: its root, its plan and its local settings, as shipped in `data/regions`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.conf import settings
from django.utils.translation import gettext as _

from linli.areas import rules


class RegionError(Exception):
    """A region is unknown or its file says something that cannot be; the sentence names the file."""


@dataclass(frozen=True)
class Region:
    """A region by its folder's name (`key`). `root` is its highest code: everything bound to an area lies in it."""

    key: str
    name: str
    root: str
    demo_counties: tuple[str, ...]
    plan: Path | None
    calendar: Path | None  # calendar files that differ from the country's, for `base.calendar.load`

    def contains(self, code: str) -> bool:
        """Whether an area is this region's."""
        return rules.lies_in(code, self.root)


def regions() -> list[str]:
    """The keys of all regions that ship, in order."""
    return sorted(file.parent.name for file in (Path(settings.DATA) / "regions").glob("*/region.toml"))


@cache
def region(key: str) -> Region:
    """Read a region once per process; RegionError names what is wrong."""
    file = Path(settings.DATA) / "regions" / key / "region.toml"
    if not re.fullmatch(r"[a-z0-9_-]+", key) or not file.is_file():
        known = "、".join(regions())
        raise RegionError(_("没有名为“%(key)s”的地区。可用的有：%(known)s。") % {"key": key, "known": known})
    try:
        facts = loads(file.read_text(encoding="utf-8"))
        found = Region(
            key=key,
            name=str(facts["name"]),
            root=str(facts["root"]),
            demo_counties=tuple(str(code) for code in facts.get("demo_counties", ())),
            plan=_beside(file, facts.get("plan")),
            calendar=_beside(file, facts.get("calendar")),
        )
        for code in (found.root, *found.demo_counties):
            rules.level_of(code)
    except (TOMLDecodeError, KeyError, ValueError) as error:
        raise RegionError(_("%(file)s 读不懂：%(why)s") % {"file": file, "why": error}) from error
    if outside := [code for code in found.demo_counties if not found.contains(code)]:
        raise RegionError(_("%(file)s 的演示县区不在本地区内：%(codes)s") % {"file": file, "codes": "、".join(outside)})
    return found


def current_region() -> Region | None:
    """The region of this installation (LINLI_REGION); None where it serves no single one."""
    return region(settings.LINLI_REGION) if settings.LINLI_REGION else None


def root() -> str:
    """The code everything here lies in; empty for the whole country."""
    served = current_region()
    return served.root if served else ""


def _beside(file: Path, name: object) -> Path | None:
    if name is None:
        return None
    path = file.parent / str(name)
    if not path.exists():
        raise ValueError(_("没有 %(path)s") % {"path": path})
    return path
