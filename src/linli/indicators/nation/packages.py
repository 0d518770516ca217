"""A package: a folder with the leaves of one region and month as Parquet, and `manifest.json` that says what they are.

Written under another name first, so that a folder with a manifest is whole. Read with suspicion: whoever adds up checks
sums, shapes, formulas and codes, and names what is wrong.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linli.areas.rules import LENGTHS, Level, is_code
from linli.indicators.rules import Measure

FORMAT = 1
MANIFEST = "manifest.json"
COMMUNITY = LENGTHS[Level.COMMUNITY - 1]

CASES, STANDING, DIVISORS = "cases.parquet", "standing.parquet", "divisors.parquet"
SCHEMAS = {
    # So many cases of a community and month, of all units together, for which a measure holds.
    CASES: pa.schema(
        [("month", pa.string()), ("area", pa.string()), ("measure", pa.string()), ("value", pa.int64())]
    ),
    # How a community, or of some indicators a township or county, stood on the last day of the month that was counted.
    STANDING: pa.schema(
        [("month", pa.string()), ("area", pa.string()), ("indicator", pa.string()), ("numerator", pa.int64()),
         ("denominator", pa.int64())]
    ),
    # What an indicator is divided by that is no sum of its communities (residents), for every area of the region.
    DIVISORS: pa.schema(
        [("month", pa.string()), ("area", pa.string()), ("indicator", pa.string()), ("value", pa.int64()),
         ("is_root", pa.bool_())]
    ),
}  # fmt: skip
MAY_LACK = {STANDING: {"denominator"}, DIVISORS: {"value"}}
ONCE = {CASES: ["area", "measure"], STANDING: ["area", "indicator"], DIVISORS: ["area", "indicator"]}
LEVELS_OF = {
    CASES: {COMMUNITY},
    STANDING: set(LENGTHS[Level.COUNTY - 1 : Level.COMMUNITY]),
    DIVISORS: set(LENGTHS[: Level.COMMUNITY]),
}


class PackageFault(Exception):
    """A package cannot be made, or not be used; the sentence says why."""


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself. Moments and days are ISO texts; empty where there is none."""

    root: str
    month: str
    published_at: str
    product: str  # the release that wrote it
    edition: str  # of the divisions
    counted_until: str  # the moment the rates are true of
    locked_at: str  # empty while the month is still open
    standing_day: str  # the day the registers stood so
    rates: Mapping[str, str]  # indicator and formula
    standing: Mapping[str, str]
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # name: sha256, rows
    format: int = FORMAT

    @property
    def formulas(self) -> dict[str, str]:
        """Of all indicators it speaks of."""
        return {**self.rates, **self.standing}


@dataclass(frozen=True)
class Package:
    """A package on a disk."""

    folder: Path
    manifest: Manifest

    def file(self, name: str) -> Path:
        """Where one of its files lies."""
        return self.folder / name


def table(name: str, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows in the shape of one of the files."""
    schema = SCHEMAS[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def write(folder: Path, manifest: Manifest, tables: Mapping[str, pa.Table]) -> Package:
    """A new package; FileExistsError where something stands there already."""
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    rmtree(unfinished, ignore_errors=True)  # of a run that broke off
    unfinished.mkdir()
    files = {}
    for name in SCHEMAS:
        pq.write_table(tables[name], unfinished / name, compression="zstd")
        files[name] = {"sha256": sha256_of(unfinished / name), "rows": len(tables[name])}
    told = {**asdict(manifest), "files": files}
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (unfinished / MANIFEST).write_text(text + "\n", encoding="utf-8")
    unfinished.rename(folder)
    return Package(folder, Manifest(**told))


def opened(folder: Path, known: Mapping[str, str], edition: str) -> Package:
    """A package that may be added up with the formulas `known` here; PackageFault otherwise."""
    found = Package(folder, _manifest(folder / MANIFEST))
    _agrees(found.manifest, known, edition)
    for name in SCHEMAS:
        _is_sound(found, name)
    return found


def sha256_of(file: Path) -> str:
    """The checksum of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(file: Path) -> Manifest:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        found = Manifest(**told)
    except FileNotFoundError as error:
        raise PackageFault(f"没有 {MANIFEST}。") from error
    except (OSError, ValueError, TypeError) as error:
        raise PackageFault(f"{MANIFEST} 读不懂。") from error
    if found.format != FORMAT:
        raise PackageFault(f"是第 {found.format} 版格式，这里读第 {FORMAT} 版。")
    if not all(isinstance(each, Mapping) for each in (found.rates, found.standing, found.files)):
        raise PackageFault(f"{MANIFEST} 读不懂。")
    if not isinstance(found.root, str) or not is_code(found.root) or len(found.root) > COMMUNITY:
        raise PackageFault(f"写的地区 {found.root} 不是区划代码。")
    return found


def _agrees(manifest: Manifest, known: Mapping[str, str], edition: str) -> None:
    if manifest.edition != edition:
        raise PackageFault(f"用的是 {manifest.edition} 年版区划，这里是 {edition} 年版。")
    for name, formula in manifest.formulas.items():
        if name in known and known[name] != formula:
            raise PackageFault(f"指标 {name} 的算法不同：包里是“{formula}”，这里是“{known[name]}”。")


def _is_sound(package: Package, name: str) -> None:
    """One file of it: as it was written, in its shape, about its own region, each number once."""
    manifest, file = package.manifest, package.file(name)
    said = manifest.files.get(name)
    if said is None or not file.is_file():
        raise PackageFault(f"缺 {name}。")
    if sha256_of(file) != said.get("sha256"):
        raise PackageFault(f"{name} 的校验和不对，传的时候可能坏了。")
    try:
        table = pq.read_table(file)
    except (pa.ArrowException, OSError) as error:
        raise PackageFault(f"{name} 读不懂。") from error
    if not table.schema.equals(SCHEMAS[name]):
        raise PackageFault(f"{name} 的列不对。")
    for problem in _problems(table, name, manifest):
        raise PackageFault(f"{name} {problem}。")


def _problems(table: pa.Table, name: str, manifest: Manifest) -> Iterator[str]:
    """What is wrong with the rows, in the order in which one would look."""
    if any(table[column].null_count for column in set(table.column_names) - MAY_LACK.get(name, set())):
        yield "里有空的格"
    if set(pc.unique(table["month"]).to_pylist()) - {manifest.month}:
        yield f"里有 {manifest.month} 以外的月份"
    codes = table["area"]
    fits = pc.and_(pc.starts_with(codes, manifest.root), pc.match_substring_regex(codes, "^[0-9]+$"))
    if not pc.all(fits).as_py() and len(table):
        yield f"里有 {manifest.root} 以外的代码"
    if set(pc.unique(pc.utf8_length(codes)).to_pylist()) - LEVELS_OF[name]:
        yield "里有层级不对的代码"
    if name == CASES and (unknown := set(pc.unique(table["measure"]).to_pylist()) - set(Measure)):
        yield f"里有不认识的计数 {min(unknown)}"
    for column in ("value", "numerator", "denominator"):
        if column in table.column_names and (pc.min(table[column]).as_py() or 0) < 0:
            yield "里有负数"
    if table.group_by(ONCE[name]).aggregate([]).num_rows != len(table):
        yield "里有写了两次的数"
