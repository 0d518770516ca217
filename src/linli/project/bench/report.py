"""The rates of every unit and month of the city, beside the same sums over the leaf table; and counted again.

One operation is the whole of it: ours by all its pages, the limit by one query.
"""

import json
from typing import Any, cast

from linli.project.bench.clients import CLIENTS, Connection, asked, bearer, got
from linli.project.bench.figures import Result, milliseconds
from linli.project.bench.limit import Limit, limited
from linli.project.bench.running import side_by_side, statements_of
from linli.project.bench.stage import Stage, serving


def measure(stage: Stage, seconds: int) -> Result:
    """Run it; what is answered must be what the leaves say, and what the journal says."""
    seed = stage.seeded("report")

    def page(connection: Connection, cursor: str = "") -> dict[str, Any]:
        request = got(f"{seed['path']}&cursor={cursor}", bearer(seed["token"]))
        return cast("dict[str, Any]", json.loads(asked(connection, request, 200).body))

    def walk(connection: Connection) -> list[dict[str, Any]]:
        """Every page, from the first to the last."""
        items: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            found = page(connection, cursor)
            items += found["items"]
            cursor = found["next"]
        return items

    def first_page(connection: Connection) -> None:
        page(connection)

    def work(connection: Connection) -> None:
        walk(connection)

    def limit(duration: int) -> Limit:
        return limited(stage, [seed["script"]], duration, reads=True)

    statements = statements_of(stage, first_page)
    with serving(stage) as web:
        with web.connected() as connection:
            answered = walk(connection)
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
