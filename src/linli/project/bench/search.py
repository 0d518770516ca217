"""The desk's search over all cases, beside the function of the database that finds them."""

from collections.abc import Iterator, Sequence
from itertools import chain, cycle
from typing import Any

from linli.project.bench.clients import CLIENTS, Connection, Work, asked, browser, got
from linli.project.bench.figures import Result, Turn, milliseconds
from linli.project.bench.limit import limited
from linli.project.bench.running import side_by_side, statements_of
from linli.project.bench.stage import Stage, Web, serving

KINDS = ("hit", "miss")


def measure(stage: Stage, seconds: int) -> Result:
    """Run it: words that are found and words that are not in turn, as people ask; and each kind apart."""
    seed = stage.seeded("search")
    # pgbench takes 128 scripts at most: twenty words that three people look for, and as many that are not there.
    both = {part: [*chain(*zip(seed["hit"][part], cycle(seed["miss"][part])))] for part in ("searches", "scripts")}
    statements = statements_of(stage, asking(seed["hit"]["searches"]))
    with serving(stage) as web:
        ours, theirs = _turns(stage, web, both, seconds)
        apart = {kind: _turns(stage, web, seed[kind], seconds) for kind in KINDS}
    more = {"p95_ratio": round(milliseconds(ours, 0.95) / milliseconds(theirs, 0.95), 2)}
    for kind, (mine, function) in apart.items():
        p95, limit = milliseconds(mine, 0.95), milliseconds(function, 0.95)
        more |= {f"{kind}_p95_ms": p95, f"{kind}_limit_p95_ms": limit, f"{kind}_p95_ratio": round(p95 / limit, 2)}
    return Result("search", stage.rows, seconds, ours, theirs, statements, more)


def _turns(stage: Stage, web: Web, words: dict[str, list[Any]], seconds: int) -> tuple[list[Turn], list[Turn]]:
    searches, scripts = words["searches"], words["scripts"]

    def works() -> list[Work]:
        return [asking(searches[number:] + searches[:number]) for number in range(CLIENTS)]

    return side_by_side(web, works, lambda duration: limited(stage, scripts, duration, reads=True), seconds)


def asking(searches: Sequence[dict[str, str]]) -> Work:
    """One search after the other."""
    requests: Iterator[bytes] = cycle([got(each["path"], browser(each["session"])) for each in searches])

    def work(connection: Connection) -> None:
        asked(connection, next(requests), 200)

    return work
