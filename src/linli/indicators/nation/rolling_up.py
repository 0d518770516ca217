"""Many packages become the figures of every area: read, checked, added up, written. Needs no database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from linli.areas.editions import read_edition
from linli.areas.rules import LENGTHS, Level, ancestors_of
from linli.base.home import shipped
from linli.indicators.nation import formulas
from linli.indicators.nation.engines import Engine
from linli.indicators.nation.expressions import Gaps, rolled_up
from linli.indicators.nation.packages import CASES, DIVISORS, STANDING, Package, PackageFault, opened

COMMUNITY = LENGTHS[Level.COMMUNITY - 1]
COUNTRY = ""


@dataclass(frozen=True)
class LeftOut:
    """A package that was not used, and why."""

    folder: Path
    why: str


@dataclass
class Taken:
    """The packages that are used, and those that are not."""

    used: list[Package] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def taken(folders: Iterable[Path]) -> Taken:
    """Open and check packages. One that is broken, or speaks of what another has said, is left out and named."""
    known = {**formulas.of_rates(), **formulas.of_standing()}
    edition = read_edition(shipped() / "areas").name
    found = Taken()
    for folder in folders:
        try:
            package = opened(folder, known, edition)
            _says_something_new(package, found.used)
        except PackageFault as fault:
            found.left_out.append(LeftOut(folder, str(fault)))
        else:
            found.used.append(package)
    return found


def roll_up(packages: Sequence[Package], engine: Engine, out: Path) -> None:
    """Write every indicator of every area that the packages speak of, and of all those these lie in."""
    cases, stood, divisors = (
        engine.tables(name.partition(".")[0], [package.file(name) for package in packages])
        for name in (CASES, STANDING, DIVISORS)
    )
    engine.write(rolled_up(cases, stood, divisors, gaps(packages)), out)


def gaps(packages: Sequence[Package]) -> Gaps:
    """Areas above the packages' regions of which something is not in any of them."""
    spoken: dict[tuple[str, str], set[str]] = {}
    for package in packages:
        for indicator in package.manifest.formulas:
            spoken.setdefault((package.manifest.month, indicator), set()).add(package.manifest.root)
    communities = _communities(shipped() / "areas")
    same: dict[frozenset[str], frozenset[str]] = {}
    found = {}
    for key, roots in spoken.items():
        each = frozenset(roots)
        if each not in same:
            same[each] = _lacking(each, communities)
        found[key] = same[each]
    return Gaps(found)


@cache
def _communities(folder: Path) -> Sequence[str]:
    """Of the country's list, a second to read."""
    return [code for code, _name in read_edition(folder).divisions() if len(code) == COMMUNITY]


def _lacking(roots: frozenset[str], communities: Collection[str]) -> frozenset[str]:
    """What the regions lie in and do not fill."""
    above = {COUNTRY, *(code for root in roots for code in ancestors_of(root))} - roots
    lengths = sorted({len(root) for root in roots})
    lacking: set[str] = set()
    for code in communities:
        if not any(code[:length] in roots for length in lengths):
            lacking |= above.intersection((COUNTRY, *ancestors_of(code)))
    return frozenset(lacking)


def _says_something_new(package: Package, used: Sequence[Package]) -> None:
    mine = package.manifest
    for other in used:
        theirs = other.manifest
        nested = mine.root.startswith(theirs.root) or theirs.root.startswith(mine.root)
        if mine.month == theirs.month and nested:
            raise PackageFault(f"{mine.root} {mine.month} 已经在 {other.folder} 里，算两次就多了。")


def summary(out: Path, areas: Collection[str] = (COUNTRY,)) -> list[dict[str, Any]]:
    """The rows of some areas, of a file or folder that was written."""
    return list(ds.dataset(out).to_table(filter=ds.field("area").isin(list(areas))).to_pylist())
