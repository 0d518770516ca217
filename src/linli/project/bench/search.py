"""The desk's search over all cases, beside the function of the database that finds them."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from linli.project.bench.clients import CLIENTS, Connection, Work, asked, browser, got
from linli.project.bench.figures import Result, Turn, milliseconds
from linli.project.bench.limit import Limit, limited
from linli.project.bench.running import side_by_side, statements_of
from linli.project.bench.stage import Stage, serving

KINDS = ("hit", "miss")


def measure(stage: Stage, seconds: int) -> Result:
    """Run it: words that are found and words that are not, apart and together."""
    seed = stage.seeded("search")
    ours: dict[str, list[Turn]] = {}
    theirs: dict[str, list[Turn]] = {}
    statements = statements_of(stage, asking(seed["hit"]["searches"]))
    with serving(stage) as web:
        for kind in KINDS:
            searches, scripts = seed[kind]["searches"], seed[kind]["scripts"]

            def works(searches: list[Any] = searches) -> list[Work]:
                return [asking(searches[number:] + searches[:number]) for number in range(CLIENTS)]

            def limit(duration: int, scripts: Sequence[str] = scripts) -> Limit:
                return limited(stage, scripts, duration, reads=True)

            ours[kind], theirs[kind] = side_by_side(web, works, limit, seconds)
    more: dict[str, float] = {}
    for kind in KINDS:
        mine, function = milliseconds(ours[kind], 0.95), milliseconds(theirs[kind], 0.95)
        more |= {
            f"{kind}_p95_ms": mine,
            f"{kind}_limit_p95_ms": function,
            f"{kind}_p95_ratio": round(mine / function, 2),
        }
    together, limits = _together(ours), _together(theirs)
    more["p95_ratio"] = max(more[f"{kind}_p95_ratio"] for kind in KINDS)  # each side would weigh the two its own way
    return Result("search", stage.rows, seconds, together, limits, statements, more)


def _together(turns: dict[str, list[Turn]]) -> list[Turn]:
    """Found and not found as one, turn by turn."""
    return [
        Turn(
            sum(turn.per_s for turn in both) / len(both),
            [latency for turn in both for latency in turn.latencies],
            sum(turn.app_cpu_s for turn in both),
            sum(turn.database_cpu_s for turn in both),
        )
        for both in zip(*turns.values(), strict=True)
    ]


def asking(searches: Sequence[dict[str, str]]) -> Work:
    """One search after the other."""
    requests: Iterator[bytes] = cycle([got(each["path"], browser(each["session"])) for each in searches])

    def work(connection: Connection) -> None:
        asked(connection, next(requests), 200)

    return work
