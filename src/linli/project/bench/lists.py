"""The desk's list: a hundred cases of a county by stage and deadline, in a small and in a large installation."""

from linli.project.bench.clients import CLIENTS, Connection, Work, asked, browser, crowded, got
from linli.project.bench.errors import BenchError
from linli.project.bench.figures import Result, Turn, milliseconds
from linli.project.bench.limit import limited
from linli.project.bench.running import ROUNDS, WARM_UP, ours_once, statements_of
from linli.project.bench.stage import Stage, serving

PAGE, ROW = 100, b'class="item"'


def measure(small: Stage, large: Stage, seconds: int) -> Result:
    """Run it on both, in turn."""
    seeds = [stage.seeded("lists") for stage in (small, large)]
    works = [[looking(seed["session"], seed["path"], rows=seed["rows"])] * CLIENTS for seed in seeds]
    statements = max(statements_of(stage, work[0]) for stage, work in zip((small, large), works, strict=True))
    turns: dict[str, list[Turn]] = {name: [] for name in ("small", "large", "limit")}
    with serving(small) as web, serving(large) as other:
        for each, work in zip((web, other), works, strict=True):
            crowded(each.connected, work, min(WARM_UP, seconds))
        for _round in range(ROUNDS):
            turns["small"].append(ours_once(web, works[0], seconds))
            turns["large"].append(ours_once(other, works[1], seconds))
            limit = limited(large, [seeds[1]["script"]], seconds, reads=True)
            turns["limit"].append(Turn(limit.per_s, limit.latencies))
    before = milliseconds(turns["small"], 0.95)
    more = {
        "open": seeds[1]["open"],
        "smaller_open": seeds[0]["open"],
        "smaller_rows": small.rows,
        "smaller_p95_ms": before,
        "growth": round(milliseconds(turns["large"], 0.95) / before, 2),
    }
    return Result("list", large.rows, seconds, turns["large"], turns["limit"], statements, more)


def looking(session: str, path: str, *, rows: int) -> Work:
    """Open the list; as many cases as a page holds must be there."""
    request = got(path, browser(session))

    def work(connection: Connection) -> None:
        found = asked(connection, request, 200).body.count(ROW)
        if found != min(rows, PAGE):
            raise BenchError(f"{path} 里有 {found} 件办件，应有 {min(rows, PAGE)} 件。")

    return work
