"""The rates of every unit and month of the city, beside the same sums over the leaf table; and counted again."""

import json
from typing import Any

from linli.project.bench.clients import CLIENTS, Connection, asked, bearer, got
from linli.project.bench.figures import Result, milliseconds
from linli.project.bench.limit import Limit, limited
from linli.project.bench.running import side_by_side, statements_of
from linli.project.bench.stage import Stage, serving


def measure(stage: Stage, seconds: int) -> Result:
    """Run it; what is answered must be what the leaves say, and what the journal says."""
    seed = stage.seeded("report")
    request = got(seed["path"], bearer(seed["token"]))

    def work(connection: Connection) -> None:
        asked(connection, request, 200)

    def limit(duration: int) -> Limit:
        return limited(stage, [seed["script"]], duration, reads=True)

    statements = statements_of(stage, work)
    with serving(stage) as web:
        with web.connected() as connection:
            answered = json.loads(asked(connection, request, 200).body)["items"]
        ours, theirs = side_by_side(web, lambda: [work] * CLIENTS, limit, seconds)
    more = {
        "units_and_months": len(answered),
        "p95_ratio": round(milliseconds(ours, 0.95) / milliseconds(theirs, 0.95), 2),
        "equals_leaves": _rates(answered) == seed["leaves"],
        **stage.seeded("recount"),
    }
    return Result("report", stage.rows, seconds, ours, theirs, statements, more)


def _rates(items: list[dict[str, Any]]) -> dict[str, list[list[int]]]:
    """Numerators and denominators by unit and month, as `seeding` writes them."""
    return {
        f"{item['unit'] or ''} {item['month']}": [
            [rate["numerator"], rate["denominator"]] for rate in item["rates"].values()
        ]
        for item in items
    }
