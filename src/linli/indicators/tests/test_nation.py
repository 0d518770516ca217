"""Packages of leaf numbers, and what becomes of them: at every level the figures PostgreSQL has, to the last digit."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.areas.models import Area, FigureKind
from linli.areas.tests.given import figures
from linli.base.clock import SHANGHAI
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.indicators import actions, queries, rolling, rules
from linli.indicators.models import DailyMeasure, MonthlyMeasure, StandingSnapshot, Watermark
from linli.indicators.nation import engines, expressions, packages, publishing, rolling_up
from linli.indicators.nation.packages import CASES, DIVISORS, MANIFEST, STANDING, Manifest, PackageFault
from linli.indicators.rules import Measure, Period, percent
from linli.indicators.standing import actions as standing_actions
from linli.indicators.standing import definitions as standing_definitions
from linli.indicators.standing import history
from linli.indicators.standing.definitions import of_files as definitions
from linli.indicators.standing.rules import Quotient
from linli.indicators.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, STREET, SYSTEM
from linli.indicators.tests.test_standing import for_each
from linli.organizations.tests.given import a_unit

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # ibis, of DuckDB
OCTOBER, LAST = Period.month(2026, 10), date(2026, 10, 31)
NIGHT = datetime(2026, 11, 1, 0, 23, tzinfo=SHANGHAI)
OF_LOCK = datetime(2026, 11, 10, 2, 13, tzinfo=SHANGHAI)
PREFECTURE, PROVINCE, COUNTRY = "1311", "13", ""
EDITION = "2023"


def has_spark() -> bool:
    """Whether Java and pyspark are here: 400 MB that not every machine of a developer needs."""
    try:
        with engines.spark():
            return True
    except engines.EngineMissing:
        return False


SPARK = pytest.param(
    engines.Name.SPARK,
    marks=[
        pytest.mark.skipif(not has_spark(), reason="Spark is 400 MB and needs Java: uv sync --extra nation-spark"),
        pytest.mark.filterwarnings("ignore"),  # pyspark's own
    ],
)
BOTH = pytest.mark.parametrize("name", [engines.Name.DUCKDB, SPARK])


# Starts


def counted(codes: list[str], seed: int = 1) -> None:
    """Leaves of October for these communities, invented, in the database, with the levels above."""
    chance = random.Random(seed)
    unit = a_unit()
    leaves = []
    for code in codes:
        for day in (1, 17, 31):
            for measure, value in invented(chance).items():
                leaves.append(
                    DailyMeasure(area_id=code, unit=unit, day=date(2026, 10, day), measure=measure, value=value, rule_version=rules.VERSION)
                )  # fmt: skip
    with acting_as(SYSTEM):
        DailyMeasure.objects.bulk_create(leaves)
        rolling.roll(rolling.months_with_leaves(COUNTY, COUNTY + ":", OCTOBER))
        Watermark.objects.update_or_create(pk="00000000-0000-7000-8000-000000000001", defaults={"until": NIGHT})


def invented(chance: random.Random) -> dict[str, int]:
    """What one community could have counted on a day; nothing is no row."""
    left, found = {}, {}
    for measure in Measure:
        whole = left.get(rules.PART_OF[measure], 0) if measure in rules.PART_OF else 40
        left[measure] = chance.randint(0, whole)
        if left[measure]:
            found[measure.value] = left[measure]
    return found


def registered() -> None:
    """Associations in some communities, a station, grids' figures; and the night in which they are written down."""
    for code in (COMMUNITY, NEIGHBOUR):
        a_unit("disabled_association", area=code)
    for _time in range(3):
        a_unit("social_organization", area=COMMUNITY)
    a_unit("social_work_station", area=STREET)
    snapshot(LAST)


def snapshot(day: date, **more) -> None:
    with acting_as(SYSTEM):
        standing_actions.snapshot(COUNTY, day, by=SYSTEM, at=NIGHT, **more)


def published(folder: Path, region: str = COUNTY, at: datetime = OF_LOCK) -> packages.Package:
    with acting_as(SYSTEM):
        return publishing.publish(folder, region, OCTOBER, by=SYSTEM, at=at)


def added_up(name: engines.Name, out: Path, *folders: Path) -> dict[tuple[str, str], tuple]:
    """By area and indicator: both numbers, the value, whether all of it."""
    with engines.engine(name) as engine:
        found = rolling_up.taken(folders)
        assert found.left_out == []
        rolling_up.roll_up(found.used, engine, out)
    table = ds.dataset(out).to_table()
    assert [str(table.schema.field(each).type) for each in ("numerator", "denominator", "value", "is_whole")] == [
        "int64", "int64", "decimal128(18, 1)", "bool",
    ]  # fmt: skip
    rows = table.to_pylist()
    assert len({(row["month"], row["area"], row["indicator"]) for row in rows}) == len(rows)
    return {
        (row["area"], row["indicator"]): (row["numerator"], row["denominator"], row["value"], row["is_whole"])
        for row in rows
    }


def communities() -> list[str]:
    return list(Area.objects.inside([COUNTY]).communities().order_by("code").values_list("code", flat=True))


def areas() -> list[str]:
    return list(Area.objects.published().inside([COUNTY]).order_by("code").values_list("code", flat=True))


def package(folder: Path, root: str = COUNTY, **files) -> Path:
    """A package by hand; rows without their month."""
    known = {**packages_of()}
    manifest = Manifest(
        root=root,
        month="2026-10",
        published_at=OF_LOCK.isoformat(),
        product="",
        edition=EDITION,
        counted_until=OF_LOCK.isoformat(),
        locked_at="",
        standing_day=LAST.isoformat(),
        **known,
    )
    tables = {
        name: packages.table(name, [("2026-10", *row) for row in files.get(name.partition(".")[0], [])])
        for name in packages.SCHEMAS
    }
    packages.write(folder, manifest, tables)
    return folder


def packages_of() -> dict[str, dict[str, str]]:
    from linli.indicators.nation import formulas

    return {"rates": dict(formulas.of_rates()), "standing": dict(formulas.of_standing())}


# The same as PostgreSQL


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Spark shares a few rows between two tasks instead of two hundred."""
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.sql.shuffle.partitions=2 pyspark-shell")


@pytest.mark.django_db
@BOTH
def test_rates_of_every_level_are_those_of_postgresql_to_the_last_digit(name, tmp_path):
    codes = communities()
    counted(codes[::2])
    published(tmp_path / "p")
    found = added_up(name, tmp_path / "out.parquet", tmp_path / "p")
    seen = 0
    with acting_as(SYSTEM):
        for area in [PROVINCE, PREFECTURE, *areas()]:
            for rate in queries.rates(area, OCTOBER):
                ours = found.get((area, rate.definition.id), (0, 0, None, True))
                assert ours[:3] == (rate.numerator, rate.denominator, rate.value), (area, rate.definition.id)
                seen += rate.denominator > 0
    assert seen > len(codes)
    assert found[COUNTRY, "on_time_rate"][:3] == found[PREFECTURE, "on_time_rate"][:3]
    assert {area: found[area, "on_time_rate"][3] for area in (COUNTRY, PROVINCE, PREFECTURE, COUNTY)} == {
        COUNTRY: False, PROVINCE: False, PREFECTURE: False, COUNTY: True,
    }  # fmt: skip


@pytest.mark.django_db
@BOTH
def test_indicators_of_registers_are_those_of_postgresql_at_every_level(name, tmp_path):
    counted([COMMUNITY])
    registered()
    published(tmp_path / "p")
    found = added_up(name, tmp_path / "out.parquet", tmp_path / "p")
    with acting_as(SYSTEM):
        written = StandingSnapshot.objects.filter(numerator__isnull=False)
        for row in written:
            quotient = history.history(definitions()[row.indicator], row.area_id, viewer=SYSTEM).on(LAST).quotient
            wanted = (row.numerator, row.denominator, quotient.value, True)
            assert found[row.area_id, row.indicator] == wanted, (row.area_id, row.indicator)
        assert {key for key in found if key[1] in definitions() and len(key[0]) >= 6} == set(
            written.values_list("area_id", "indicator")
        )
    assert found[STREET, "social_work_station_coverage"][:2] == (1, 1)
    assert found[COUNTRY, "disabled_association_coverage"][0] == 2


@pytest.mark.django_db
@BOTH
def test_what_is_divided_by_residents_has_each_areas_own_number_and_above_the_region_their_sum(
    name, tmp_path, monkeypatch
):
    people = for_each(10_000)
    monkeypatch.setattr(standing_definitions, "of_files", lambda: {"tried": people})
    monkeypatch.setattr(publishing, "of_files", lambda: {"tried": people})
    counted([COMMUNITY])
    a_unit("social_organization")
    figures((COMMUNITY, 4000), (STREET, 30_001), (COUNTY, 700_000), kind=FigureKind.RESIDENTS, day=LAST)
    snapshot(LAST, only=[people])
    published(tmp_path / "p")
    found = added_up(name, tmp_path / "out.parquet", tmp_path / "p")
    assert found[COMMUNITY, "tried"][:3] == (1, 4000, Decimal("2.5"))
    assert found[NEIGHBOUR, "tried"][:3] == (0, None, None)
    assert found[STREET, "tried"][:3] == (1, 30_001, Decimal("0.3"))
    assert found[PREFECTURE, "tried"] == (1, 700_000, Decimal("0.0"), False)
    with acting_as(SYSTEM):
        for row in StandingSnapshot.objects.all():
            assert found[row.area_id, "tried"][:2] == (row.numerator, row.denominator)


@BOTH
def test_a_region_whose_residents_nobody_knows_leaves_no_divisor_above_it(name, tmp_path, monkeypatch):
    monkeypatch.setattr(standing_definitions, "of_files", lambda: {"tried": for_each(10_000)})
    rows = {"131102": 5, "131103": None}
    for root, value in rows.items():
        package(
            tmp_path / root, root,
            standing=[(f"{root}001001", "tried", 1, None)],
            divisors=[(root, "tried", value, True)],
        )  # fmt: skip
    found = added_up(name, tmp_path / "out.parquet", *(tmp_path / root for root in rows))
    assert [found[area, "tried"][:2] for area in ("131102", "131103", PREFECTURE, COUNTRY)] == [
        (1, 5), (1, None), (2, None), (2, None),
    ]  # fmt: skip


WHOLE = some.integers(0, 2_000_000)
SUMS = some.lists(some.tuples(some.sampled_from(["110101001001", "131102001045", "131102002001"]), WHOLE, WHOLE), max_size=12)  # fmt: skip


@drawn(SUMS, some.sampled_from(["grid_worker_coverage", "social_organizations_rural"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_numbers_are_each_level_is_the_rounded_quotient_of_their_sums(facts, indicator):
    rows = {code: (numerator, denominator) for code, numerator, denominator in facts}
    definition = definitions()[indicator]
    share = definition.kind.value == "share"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for root in {code[:2] for code in rows}:
            mine = {code: sums for code, sums in rows.items() if code.startswith(root)}
            package(
                folder / root, root,
                cases=[(code, measure, value) for code, (part, rest) in mine.items() for measure, value in (("rated", part + rest), ("satisfied", part))],
                standing=[(code, indicator, *sums) for code, sums in mine.items()],
            )  # fmt: skip
        found = added_up(engines.Name.DUCKDB, folder / "out.parquet", *sorted(folder.glob("[0-9]*"))) if rows else {}
    for area in {code[:length] for code in rows for length in (0, 2, 4, 6, 9, 12)}:
        mine = [sums for code, sums in rows.items() if code.startswith(area)]
        part, whole = (sum(each) for each in zip(*mine, strict=True))
        quotient = Quotient(part, whole, definition.factor, is_share=share)
        assert found[area, indicator][:3] == (part, whole, quotient.value)
        rated = part + whole
        assert found[area, "satisfaction_rate"][:3] == (part, rated, percent(part, rated))


# Locked months


@pytest.mark.django_db
def test_a_locked_month_is_given_out_as_it_was_locked_and_an_open_one_as_it_stands(tmp_path):
    counted([COMMUNITY])
    open_month = published(tmp_path / "open")
    assert open_month.manifest.locked_at == ""
    given_out = pq.read_table(open_month.file(CASES)).to_pylist()
    with acting_as(SYSTEM):
        sums = MonthlyMeasure.objects.filter(area=COUNTY, of_unit=False, month=OCTOBER.first)
        assert {row["measure"]: row["value"] for row in given_out} == dict(sums.values_list("measure", "value"))
        actions.lock(OCTOBER, by=SYSTEM, at=OF_LOCK)
    locked = published(tmp_path / "locked")
    assert datetime.fromisoformat(locked.manifest.locked_at) == OF_LOCK
    assert locked.manifest.rates == open_month.manifest.rates


@pytest.mark.django_db
def test_a_package_has_numbers_of_communities_alone_and_its_sums_are_on_record(tmp_path):
    counted([COMMUNITY, NEIGHBOUR])
    registered()
    found = published(tmp_path / "p")
    names = {name: pq.read_table(found.file(name)).column_names for name in packages.SCHEMAS}
    assert names == {
        CASES: ["month", "area", "measure", "value"],
        STANDING: ["month", "area", "indicator", "numerator", "denominator"],
        DIVISORS: ["month", "area", "indicator", "value", "is_root"],
    }
    with acting_as(SYSTEM):
        entry = JournalEntry.objects.filter(verb="indicators.published").latest("id")
    assert entry.facts["files"][CASES] == packages.sha256_of(found.file(CASES))


# Packages that are not in order


def sound(folder: Path) -> Path:
    return package(
        folder,
        cases=[(COMMUNITY, "counted", 3), (COMMUNITY, "on_time", 2)],
        standing=[(COMMUNITY, "kiosk_coverage", 1, 1)],
    )


def rewritten(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Another content with a checksum that fits."""
    pq.write_table(change(pq.read_table(folder / name)), folder / name)
    told = json.loads((folder / MANIFEST).read_text())
    told["files"][name]["sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(told))


def says(folder: Path, **other) -> None:
    told = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**told, **other}))


def column(name: str, values: list, of: type | None = None) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        at = table.column_names.index(name)
        return table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))

    return change


BROKEN = {
    "a byte is lost": (lambda folder: (folder / CASES).write_bytes((folder / CASES).read_bytes()[:-1]), "校验和不对"),
    "a file is lost": (lambda folder: (folder / STANDING).unlink(), "缺 standing.parquet"),
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), "没有 manifest.json"),
    "half a manifest": (lambda folder: (folder / MANIFEST).write_text('{"root": "13'), "读不懂"),
    "a list for a manifest": (lambda folder: (folder / MANIFEST).write_text("[]"), "读不懂"),
    "a later format": (lambda folder: says(folder, format=2), "第 2 版格式"),
    "another edition": (lambda folder: says(folder, edition="2020"), "2020 年版区划"),
    "another formula": (
        lambda folder: says(folder, rates={"on_time_rate": "on_time / counted, rules 9"}),
        "指标 on_time_rate 的算法不同",
    ),
    "another region's code": (
        lambda folder: rewritten(folder, CASES, column("area", ["110101001001", COMMUNITY])),
        "131102 以外的代码",
    ),
    "a grid": (lambda folder: rewritten(folder, CASES, column("area", [COMMUNITY + "001"] * 2)), "层级不对"),
    "another month": (lambda folder: rewritten(folder, CASES, column("month", ["2026-09"] * 2)), "2026-10 以外的月份"),
    "an unknown measure": (lambda folder: rewritten(folder, CASES, column("measure", ["x", "y"])), "不认识的计数"),
    "less than nothing": (lambda folder: rewritten(folder, CASES, column("value", [-1, 2])), "负数"),
    "nothing at all": (lambda folder: rewritten(folder, CASES, column("value", [None, 2])), "空的格"),
    "one number twice": (lambda folder: rewritten(folder, CASES, column("measure", ["rated"] * 2)), "写了两次"),
    "other columns": (lambda folder: rewritten(folder, CASES, lambda table: table.drop_columns(["value"])), "列不对"),
    "no parquet": (
        lambda folder: (
            (folder / CASES).write_bytes(b"x"),
            says(folder, files={CASES: {"sha256": hashlib.sha256(b"x").hexdigest()}}),
        ),
        "读不懂",
    ),
    "no code": (lambda folder: says(folder, root="../.."), "不是区划代码"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_package_that_is_not_in_order_is_refused_with_what_is_wrong(case, tmp_path):
    break_it, said = BROKEN[case]
    known = {**packages_of()["rates"], **packages_of()["standing"]}
    folder = sound(tmp_path / "p")
    packages.opened(folder, known, EDITION)
    break_it(folder)
    with pytest.raises(PackageFault, match=said):
        packages.opened(folder, known, EDITION)


def test_a_region_that_is_said_twice_is_counted_once(tmp_path):
    whole, part = sound(tmp_path / "whole"), sound(tmp_path / "again")
    found = rolling_up.taken([whole, part])
    assert [each.folder for each in found.used] == [whole]
    assert "算两次就多了" in found.left_out[0].why


def test_an_area_is_whole_only_when_all_that_lies_in_it_has_been_published(tmp_path):
    counties = sorted({code[:6] for code, _name in edition() if len(code) == 12 and code.startswith(PREFECTURE)})
    for root in counties:
        package(tmp_path / root, root, cases=[(f"{root}001001", "counted", 1)])
    found = added_up(engines.Name.DUCKDB, tmp_path / "all.parquet", *(tmp_path / root for root in counties))
    assert [found[area, "on_time_rate"][3] for area in (COUNTRY, PROVINCE, PREFECTURE, COUNTY)] == [
        False, False, True, True,
    ]  # fmt: skip


def edition():
    from linli.areas.editions import read_edition
    from linli.base.home import shipped

    return read_edition(shipped() / "areas").divisions()


def broken_disk(*_given: object, **_more: object) -> None:
    raise OSError("full")


def test_nothing_stands_where_a_package_was_not_finished(tmp_path, monkeypatch):
    monkeypatch.setattr(packages.pq, "write_table", broken_disk)
    with pytest.raises(OSError, match="full"):
        sound(tmp_path / "p")
    assert not (tmp_path / "p").exists()
    monkeypatch.undo()
    assert sound(tmp_path / "p").is_dir()
    with pytest.raises(FileExistsError):
        sound(tmp_path / "p")


# What is not installed


@pytest.mark.parametrize("name", list(engines.Name))
def test_without_the_extra_one_sentence_says_what_to_install(name, monkeypatch):
    for module in ("ibis", "pyspark", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(engines.EngineMissing, match="uv sync --extra nation"), engines.engine(name):
        pass


@pytest.mark.skipif(not shutil.which("java"), reason="without Java Spark is missing anyway")
@pytest.mark.filterwarnings("ignore")
def test_without_java_one_sentence_says_so(monkeypatch, tmp_path):
    pytest.importorskip("pyspark", reason="Spark is 400 MB: uv sync --extra nation-spark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(engines.EngineMissing, match="Java 17"), engines.spark():
        pass


def test_web_and_worker_load_nothing_of_it():
    code = (
        "import sys, django; django.setup()\n"
        "import linli.project.urls, linli.project.wsgi, linli.indicators.jobs, linli.project.cli.nation\n"
        "from procrastinate.contrib.django import app\n"
        "heavy = {'ibis', 'duckdb', 'pyarrow', 'pandas', 'pyspark', 'linli.indicators.nation.packages'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"


def test_the_expression_is_the_definitions(monkeypatch):
    """Another quotient in the file is another column in the statement: nothing of an indicator stands in the code."""
    import ibis

    schema = {"month": "string", "area": "string", "measure": "string", "value": "int64"}
    text = str(ibis.to_sql(expressions.of_cases(ibis.table(schema, name="cases")), dialect="duckdb"))
    assert all(f"'{name}'" in text for name in packages_of()["rates"])
