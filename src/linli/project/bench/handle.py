"""How many cases are lived through: accepted, assigned, resolved, confirmed and rated, each step a call of the API."""

import json
from collections.abc import Iterator
from typing import Any

from linli.project.bench.clients import CLIENTS, Connection, Work, asked, bearer, posted
from linli.project.bench.errors import BenchError
from linli.project.bench.figures import Result
from linli.project.bench.limit import Limit, limited
from linli.project.bench.running import COUNTED, ROUNDS, WARM_UP, side_by_side, statements_of
from linli.project.bench.stage import Stage, serving

PATH = "/api/v1/cases"
OURS_A_SECOND, LIMIT_A_SECOND = 400, 1600  # more than anybody gets through
REPLY = "已经修好了，灯亮了，麻烦您看一眼。"


def measure(stage: Stage, seconds: int) -> Result:
    """Run it."""
    turns, warm = ROUNDS * seconds, min(WARM_UP, seconds)
    ours = OURS_A_SECOND * (turns + warm) + 4 * COUNTED
    span = LIMIT_A_SECOND * seconds // CLIENTS
    seed = stage.seeded("handle", ours, CLIENTS * span * (ROUNDS + 1))
    lives = iter(seed["lives"])
    starts = iter(range(ours, ours + CLIENTS * span * (ROUNDS + 1), CLIENTS * span))

    def works() -> list[Work]:
        return [living(lives)] * CLIENTS

    def limit(duration: int) -> Limit:
        variables = {"i": 0, "first": next(starts), "span": span}
        return limited(stage, [seed["script"]], duration, variables=variables)

    statements = statements_of(stage, living(lives))
    with serving(stage) as web:
        found, theirs = side_by_side(web, works, limit, seconds)
    return Result("handle", stage.rows, seconds, found, theirs, statements)


def living(lives: Iterator[dict[str, Any]]) -> Work:
    """Take the next submitted case to its end."""

    def work(connection: Connection) -> None:
        life = next(lives, None)
        if life is None:
            raise BenchError("备好的办件不够用，请缩短 --seconds。")
        for request in steps(life):
            asked(connection, request, 200)

    return work


def steps(life: dict[str, Any]) -> Iterator[bytes]:
    """What is asked, by whom."""
    said: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("dispatcher", "accept", {}),
        ("dispatcher", "assign", {"to": life["unit"]}),
        ("handler", "resolve", {"reply": REPLY}),
        ("resident", "confirm", {}),
        ("resident", "rate", {"level": 5}),
    )
    for who, verb, body in said:
        path = f"{PATH}/{life['number']}/{verb}"
        yield posted(path, bearer(life[who]), json.dumps(body, ensure_ascii=False).encode())
