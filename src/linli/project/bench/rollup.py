"""A nation's figures from many packages, beside statements written by hand for DuckDB over the same files.

One operation is the whole of it: ours with reading and checking every package, the limit with one statement that knows
what it wants. Both write what they found, and it must be the same. Needs no installation.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from linli.base.home import home
from linli.project.bench.errors import BenchError
from linli.project.bench.figures import Result, Turn, milliseconds

ROUNDS = 2
LIMIT = """
COPY (
  WITH wide AS (
    SELECT month, area,
           coalesce(sum(value) FILTER (WHERE measure = 'counted'), 0)::bigint AS counted,
           coalesce(sum(value) FILTER (WHERE measure = 'responded'), 0)::bigint AS responded,
           coalesce(sum(value) FILTER (WHERE measure = 'on_time'), 0)::bigint AS on_time,
           coalesce(sum(value) FILTER (WHERE measure = 'answered'), 0)::bigint AS answered,
           coalesce(sum(value) FILTER (WHERE measure = 'solved'), 0)::bigint AS solved,
           coalesce(sum(value) FILTER (WHERE measure = 'rated'), 0)::bigint AS rated,
           coalesce(sum(value) FILTER (WHERE measure = 'satisfied'), 0)::bigint AS satisfied
      FROM read_parquet($cases) GROUP BY ALL),
  cases_9 AS (SELECT month, left(area, 9) AS area, SUMS FROM wide GROUP BY ALL),
  cases_6 AS (SELECT month, left(area, 6) AS area, SUMS FROM cases_9 GROUP BY ALL),
  cases_4 AS (SELECT month, left(area, 4) AS area, SUMS FROM cases_6 GROUP BY ALL),
  cases_2 AS (SELECT month, left(area, 2) AS area, SUMS FROM cases_4 GROUP BY ALL),
  cases_0 AS (SELECT month, '' AS area, SUMS FROM cases_2 GROUP BY ALL),
  rates AS (
    FROM wide UNION ALL FROM cases_9 UNION ALL FROM cases_6 UNION ALL FROM cases_4 UNION ALL FROM cases_2
    UNION ALL FROM cases_0),
  stood AS (SELECT month, indicator, area, numerator, denominator FROM read_parquet($standing)),
  stood_9 AS (
    SELECT month, indicator, left(area, 9) AS area, BOTH FROM stood GROUP BY ALL),
  stood_6 AS (SELECT month, indicator, left(area, 6) AS area, BOTH FROM stood_9 GROUP BY ALL),
  stood_4 AS (SELECT month, indicator, left(area, 4) AS area, BOTH FROM stood_6 GROUP BY ALL),
  stood_2 AS (SELECT month, indicator, left(area, 2) AS area, BOTH FROM stood_4 GROUP BY ALL),
  stood_0 AS (SELECT month, indicator, '' AS area, BOTH FROM stood_2 GROUP BY ALL),
  every AS (
    SELECT month, 'response_rate' AS indicator, area, responded AS numerator, counted AS denominator FROM rates
    UNION ALL SELECT month, 'solved_rate', area, solved, answered FROM rates
    UNION ALL SELECT month, 'satisfaction_rate', area, satisfied, rated FROM rates
    UNION ALL SELECT month, 'on_time_rate', area, on_time, counted FROM rates
    UNION ALL FROM stood WHERE length(area) = 12 UNION ALL FROM stood_9 UNION ALL FROM stood_6
    UNION ALL FROM stood_4 UNION ALL FROM stood_2 UNION ALL FROM stood_0),
  tenths AS (
    SELECT *, CASE WHEN starts_with(indicator, 'social_organizations_')
                   THEN (20 * numerator + denominator) // (2 * nullif(denominator, 0))
                   WHEN NOT ends_with(indicator, '_rate') AND numerator < denominator
                    AND 1000 * numerator > 999 * denominator THEN 999
                   ELSE (2000 * numerator + denominator) // (2 * nullif(denominator, 0)) END AS tenths
      FROM every)
  SELECT month, indicator, area, numerator, denominator,
         (tenths::decimal(18, 1) * 0.1::decimal(2, 1))::decimal(18, 1) AS value, true AS is_whole
    FROM tenths
) TO '{out}' (FORMAT parquet, COMPRESSION zstd)
"""
SUMS = """sum(counted)::bigint AS counted, sum(responded)::bigint AS responded, sum(on_time)::bigint AS on_time,
    sum(answered)::bigint AS answered, sum(solved)::bigint AS solved, sum(rated)::bigint AS rated,
    sum(satisfied)::bigint AS satisfied"""
BOTH = "sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator"
DIFFERENT = """
SELECT (SELECT count(*) FROM (FROM '{ours}' EXCEPT ALL FROM '{limit}'))
     + (SELECT count(*) FROM (FROM '{limit}' EXCEPT ALL FROM '{ours}'))
"""


def measure(rows: int, seconds: int, say: Callable[[str], None]) -> Result:
    """Invent so many facts, add them up in both ways by turns, and compare what came out."""
    from linli.indicators.nation import engines

    try:
        import ibis as _needed  # noqa: F401  # an extra: asked for when it is needed
    except ImportError as error:
        raise BenchError(engines.NO_DUCKDB) from error
    from linli.project.bench.invented import write_packages

    home().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="rollup-", dir=home()) as place:
        folder = Path(place)
        say(f"编造 {rows} 个数…")
        packages = write_packages(folder / "packages", rows)
        outs = {"ours": folder / "ours.parquet", "limit": folder / "limit.parquet"}
        ours, limit = [], []
        for _round in range(ROUNDS):
            ours.append(_turn(lambda: _ours(packages, outs["ours"]), seconds))
            limit.append(_turn(lambda: _limit(packages, outs["limit"]), seconds))
        facts, areas, different = _compared(outs)
    more = {
        "packages": len(packages),
        "areas": areas,
        "figures": facts,
        "p95_ratio": round(milliseconds(ours, 0.95) / milliseconds(limit, 0.95), 2),
        "differences": different,
        "equals_limit": different == 0,
    }
    return Result("rollup", rows, seconds, ours, limit, 1, more)


def _turn(work: Callable[[], None], seconds: int) -> Turn:
    """The whole again and again until the time is over; at least once."""
    latencies: list[float] = []
    begun, cpu = time.monotonic(), time.process_time()
    while not latencies or time.monotonic() - begun < seconds:
        before = time.monotonic()
        work()
        latencies.append(time.monotonic() - before)
    return Turn(len(latencies) / (time.monotonic() - begun), latencies, time.process_time() - cpu)


def _ours(packages: Sequence[Path], out: Path) -> None:
    """As `linli nation rollup` does it."""
    from linli.indicators.nation import engines, rolling_up

    with engines.engine(engines.Name.DUCKDB) as engine:
        found = rolling_up.taken(packages)
        if found.left_out:
            raise BenchError(f"{found.left_out[0].folder}：{found.left_out[0].why}")
        rolling_up.roll_up(found.used, engine, out)


def _limit(packages: Sequence[Path], out: Path) -> None:
    import duckdb  # an extra

    from linli.indicators.nation.packages import CASES, STANDING

    with duckdb.connect() as connection:
        files = {name.partition(".")[0]: [str(each / name) for each in packages] for name in (CASES, STANDING)}
        connection.execute(LIMIT.replace("SUMS", SUMS).replace("BOTH", BOTH).format(out=out), files)


def _compared(outs: dict[str, Path]) -> tuple[int, int, int]:
    """How many figures and areas there are, and how many figures differ."""
    import duckdb  # an extra

    with duckdb.connect() as connection:
        counted = connection.execute(f"SELECT count(*), count(DISTINCT area) FROM '{outs['ours']}'")  # noqa: S608 - ours
        facts, areas = counted.fetchall()[0]
        ((different,),) = connection.execute(DIFFERENT.format(**outs)).fetchall()
    return int(facts), int(areas), int(different)
