"""A nation's invented facts as packages: so many numbers, spread over every community of the country's list.

Drawn without chance, so that a second run finds the same. Each prefecture is a package, as it would be.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from linli.areas.editions import read_edition
from linli.areas.rules import LENGTHS, Level
from linli.base.home import shipped
from linli.indicators.nation import formulas
from linli.indicators.nation.packages import CASES, COMMUNITY, DIVISORS, SCHEMAS, STANDING, Manifest, write
from linli.indicators.rules import Measure
from linli.indicators.standing.definitions import Each, of_files

MONTH, DAY, MOMENT = "2026-10", "2026-10-31", "2026-11-10T02:13:00+08:00"
PREFECTURE = LENGTHS[Level.PREFECTURE - 1]


def write_packages(folder: Path, rows: int) -> list[Path]:
    """So many facts, or as many as there can be; the folders of the packages."""
    codes = _communities()
    names = [*map(str, Measure), *_indicators()]
    owner, name, value = _drawn(len(codes), len(names), rows)
    areas = np.array(codes)
    found = []
    for prefecture, (first, last) in _prefectures(codes):
        mine = slice(np.searchsorted(owner, first), np.searchsorted(owner, last))
        package = folder / prefecture
        write(package, _manifest(prefecture), _tables(areas[owner[mine]], names, name[mine], value[mine]))
        found.append(package)
    return found


def _drawn(communities: int, names: int, rows: int) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """For each fact its community, what it is of, and how much; in the order of the communities."""
    each, more = divmod(min(rows, communities * names), communities)
    count = np.full(communities, each)
    count[:more] += 1
    owner = np.repeat(np.arange(communities), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    name = (owner + place) % names
    value = ((owner * 2_654_435_761 + place * 40_503) >> 7) % 9
    return owner, name, value


def _tables(areas: "np.ndarray", names: Sequence[str], name: "np.ndarray", value: "np.ndarray") -> dict[str, pa.Table]:
    """One region's facts in the shape of the files."""
    kinds = np.array(names)
    is_case = name < len(Measure)
    of_case = [_month(is_case), areas[is_case], kinds[name[is_case]], value[is_case]]
    stood = [_month(~is_case), areas[~is_case], kinds[name[~is_case]], value[~is_case], value[~is_case] + 1]
    return {
        CASES: _table(CASES, of_case),
        STANDING: _table(STANDING, stood),
        DIVISORS: SCHEMAS[DIVISORS].empty_table(),
    }


def _table(name: str, columns: Sequence["np.ndarray"]) -> pa.Table:
    schema = SCHEMAS[name]
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _month(rows: "np.ndarray") -> "np.ndarray":
    return np.full(int(rows.sum()), MONTH)


def _indicators() -> list[str]:
    """What a community can be counted for."""
    known = [each for each in of_files().values() if each.numerator and each.each is Each.COMMUNITY]
    return [each.id for each in known if not formulas.has_divisor(each)]


def _manifest(prefecture: str) -> Manifest:
    return Manifest(
        root=prefecture,
        month=MONTH,
        published_at=MOMENT,
        product="",
        edition=read_edition(shipped() / "areas").name,
        counted_until=MOMENT,
        locked_at=MOMENT,
        standing_day=DAY,
        rates=formulas.of_rates(),
        standing=formulas.of_standing(),
    )


def _communities() -> list[str]:
    edition = read_edition(shipped() / "areas")
    return sorted(code for code, _name in edition.divisions() if len(code) == COMMUNITY)


def _prefectures(codes: Sequence[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each with the places of its first community and of the first one after it."""
    first = 0
    for place, code in enumerate(codes):
        if code[:PREFECTURE] != codes[first][:PREFECTURE]:
            yield codes[first][:PREFECTURE], (first, place)
            first = place
    yield codes[first][:PREFECTURE], (first, len(codes))
