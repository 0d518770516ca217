"""How many requests come in: through the public API over HTTP, beside the same rows written by one script."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from linli.project.bench.clients import CLIENTS, Connection, Work, asked, bearer, posted
from linli.project.bench.figures import Result
from linli.project.bench.limit import Limit, limited
from linli.project.bench.running import side_by_side, statements_of
from linli.project.bench.stage import Stage, serving

PATH = "/api/v1/cases"
_serial = count(1)


def measure(stage: Stage, seconds: int) -> Result:
    """Run it."""
    seed = stage.seeded("intake")
    people: list[dict[str, Any]] = seed["people"]

    def works() -> list[Work]:
        return [asking(people[number::CLIENTS] or people) for number in range(CLIENTS)]

    def limit(duration: int) -> Limit:
        return limited(stage, [seed["script"]], duration, variables={"people": len(people)})

    statements = statements_of(stage, asking(people))
    with serving(stage) as web:
        ours, theirs = side_by_side(web, works, limit, seconds)
    return Result("intake", stage.rows, seconds, ours, theirs, statements)


def asking(people: list[dict[str, Any]]) -> Work:
    """One resident after the other asks for something."""
    requests = _requests(people)

    def work(connection: Connection) -> None:
        asked(connection, next(requests), 201)

    return work


def _requests(people: list[dict[str, Any]]) -> Iterator[bytes]:
    """Bodies are made on the way: a program has to make them, too."""
    while True:
        for person in people:
            serial = next(_serial)
            body = {
                "item": "public-repair",
                "area": person["area"],
                "place": f"{serial % 20 + 1} 号楼 {serial % 4 + 1} 单元",
                "description": f"{serial % 6 + 1} 楼的灯坏了，晚上看不见，老人上下楼不方便。",
                "answers": {"where": "village" if serial % 3 else "unsure", "danger": bool(serial % 2)},
                "client_key": f"00000000-0000-4000-8000-{serial:012x}",
            }
            yield posted(PATH, bearer(person["token"]), json.dumps(body, ensure_ascii=False).encode())
