"""How long each page takes when nobody else asks, against the budgets; memory of each process; the first answer."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from threading import Event
from typing import Any
from uuid import uuid4

from linli.project.bench import cost
from linli.project.bench.clients import Connection, Work, asked, bearer, browser, form, got, posted
from linli.project.bench.figures import percentile
from linli.project.bench.running import COUNTED, ONE_OF_EACH, counted
from linli.project.bench.stage import Stage, Web, serving, working

BUDGETS = {"portal": 80.0, "desk": 150.0, "search": 100.0, "write": 100.0}  # milliseconds of the server, p95
MOST_MEGABYTES, LONGEST_START_S = 250, 3.0
WARM, LEAST, MOST = 3, 20, 200  # askings of a page: before, at least, at most
GIVEN_UP = 20.0  # seconds after which a page has shown that it is over its budget, however seldom it was asked
WRITES = 40  # of each write, since a case must have been accepted to be assigned
WORKER_STARTS = 5.0  # seconds a worker is given before its memory is read


@dataclass(frozen=True)
class Measured:
    """One page or write."""

    kind: str
    name: str
    p50_ms: float
    p95_ms: float
    statements: int

    @property
    def facts(self) -> dict[str, Any]:
        """For programs."""
        budget = BUDGETS[self.kind]
        return {
            "kind": self.kind,
            "name": self.name,
            "p50_ms": self.p50_ms,
            "p95_ms": self.p95_ms,
            "budget_ms": budget,
            "statements": self.statements,
            "within": self.p95_ms <= budget,
        }


def measure(stage: Stage, seconds: int) -> dict[str, Any]:
    """Every page for at most so many seconds, one caller alone: server time, not waiting for others."""
    seed = stage.seeded("pages", 2 * COUNTED + WARM + WRITES)
    works = {(page["kind"], page["name"]): _reading(page) for page in seed["pages"]}
    works |= {("write", name): _writing(requests) for name, requests in _writes(seed).items()}
    counts = _counts(stage, works)
    with serving(stage) as web:
        found = [
            Measured(kind, name, *_timed(web, work, seconds, WRITES if kind == "write" else 0), counts[kind, name])
            for (kind, name), work in works.items()
        ]
        memory = [{"process": "web", "megabytes": round(cost.megabytes(pid))} for pid in cost.family(web.process.pid)]
        first_answer = web.seconds_to_answer
    memory += _of_worker(stage)
    return {
        "name": "pages",
        "rows": stage.rows,
        "seconds": seconds,
        "pages": [each.facts for each in found],
        "memory": memory,
        "most_megabytes": MOST_MEGABYTES,
        "cold_start_s": round(first_answer, 2),
        "longest_start_s": LONGEST_START_S,
    }


def _reading(page: dict[str, Any]) -> Work:
    headers = bearer(page["token"]) if page.get("token") else browser(page["session"])
    typed = [form(path, page["session"], fields) for path in page["paths"] for fields in page.get("typed", ())]
    requests = cycle(typed or [got(path, headers) for path in page["paths"]])

    def work(connection: Connection) -> None:
        asked(connection, next(requests), 200)

    return work


def _writing(requests: Iterator[bytes]) -> Work:
    def work(connection: Connection) -> None:
        asked(connection, next(requests), 200, 201, 302)

    return work


def _writes(seed: dict[str, Any]) -> dict[str, Iterator[bytes]]:
    """One request after the other, each for a case of its own."""
    lives: list[dict[str, Any]] = seed["lives"]
    steps: dict[str, Callable[[dict[str, Any]], bytes]] = {
        "提交": _submit,
        "受理": lambda life: _step(life, "dispatcher", "accept", 1),
        "派给单位": lambda life: _step(life, "dispatcher", "assign", 2, to=life["unit"]),
        "办结并回复": lambda life: _step(life, "handler", "resolve", 3, reply="已经修好了，灯亮了，麻烦您看一眼。"),
        "确认": lambda life: form(f"/cases/{life['number']}/confirm/", life["resident"], {"seen": 4}),
        "评价": lambda life: form(f"/cases/{life['number']}/rate/", life["resident"], {"seen": 5, "level": 5}),
        "查看姓名电话": lambda life: form(
            f"/desk/cases/{life['number']}/reveal/", life["handler"], {"purpose": "上门前打电话"}
        ),
        "替居民登记": _register,
        "接口：提交": _submit_by_program,
    }
    return {name: map(make, iter(lives)) for name, make in steps.items()}


def _step(life: dict[str, Any], who: str, verb: str, seen: int, **fields: Any) -> bytes:
    return form(f"/desk/cases/{life['number']}/{verb}/", life[who], {"seen": seen, **fields})


def _asked(life: dict[str, Any]) -> dict[str, Any]:
    return {
        "area": life["area"],
        "place": "3 号楼 2 单元",
        "where": "unsure",
        "description": "三楼的灯坏了，晚上看不见。",
        "danger": "no",
        "client_key": uuid4(),
        "kept": "",
        "send": "1",
    }


def _submit(life: dict[str, Any]) -> bytes:
    return form("/apply/public-repair/", life["resident"], _asked(life))


def _register(life: dict[str, Any]) -> bytes:
    person = {"name": "赵小满", "phone": f"199{int(life['serial']):08d}", "channel": "window", "consent": "spoken"}
    return form("/desk/register/public-repair/", life["dispatcher"], {**_asked(life), **person})


def _submit_by_program(life: dict[str, Any]) -> bytes:
    body = (
        f'{{"item":"public-repair","area":"{life["area"]}","place":"3 号楼","description":"三楼的灯坏了。",'
        f'"answers":{{"where":"unsure","danger":false}},"client_key":"{uuid4()}"}}'
    )
    return posted("/api/v1/cases", bearer(life["token"]), body.encode())


def _counts(stage: Stage, works: dict[tuple[str, str], Work]) -> dict[tuple[str, str], int]:
    """Round trips of each, on a server whose statements are logged."""
    with cost.logged(stage) as since, serving(stage, **ONE_OF_EACH) as web, web.connected() as connection:
        return {key: counted(connection, work, since) for key, work in works.items()}


def _timed(web: Web, work: Work, seconds: int, exactly: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    found: list[float] = []
    with web.connected() as connection:
        for _time in range(WARM):
            work(connection)
        begun, least, most = time.monotonic(), exactly or LEAST, exactly or MOST
        while len(found) < (least if time.monotonic() - begun > seconds else most):
            before = time.monotonic()
            work(connection)
            found.append(time.monotonic() - before)
            if not exactly and time.monotonic() - begun > GIVEN_UP:
                break
    return round(percentile(found, 0.5) * 1000, 1), round(percentile(found, 0.95) * 1000, 1)


def _of_worker(stage: Stage) -> list[dict[str, Any]]:
    """The worker's memory, with the jobs that the writes have left."""
    with working(stage) as process:
        Event().wait(WORKER_STARTS)
        return [{"process": "worker", "megabytes": round(cost.megabytes(process.pid))}]
