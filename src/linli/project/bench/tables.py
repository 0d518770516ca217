"""All figures as tables in Markdown: what the README shows, by one command."""

import os
import platform
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]

WHAT = {
    "intake": "a request comes in through the API",
    "handle": "a case is accepted, assigned, resolved, confirmed and rated",
    "list": "the desk's list of a county, 100 rows",
    "search": "the desk's search, found and not found",
    "report": "all rates of every unit and month of a year",
    "rollup": "a nation's indicators at every level, from packages",
}
REACHED: dict[str, tuple[str, Callable[[Facts], bool]]] = {
    "intake": ("ratio ≥ 0.15", lambda facts: facts["ratio"] >= 0.15),
    "handle": ("ratio ≥ 0.08 and ≥ 40 a second", lambda facts: facts["ratio"] >= 0.08 and facts["ours_per_s"] >= 40),
    "list": (
        "≤ 6 statements, p95 ≤ 1.3 × that of a fifth of the cases",
        lambda facts: facts["statements"] <= 6 and facts["growth"] <= 1.3,
    ),
    "search": ("p95 ≤ 2 × the function alone", lambda facts: facts["p95_ratio"] <= 2),
    "report": (
        "p95 ≤ 2 × the query over the leaves, and equal",
        lambda facts: facts["p95_ratio"] <= 2 and facts["equals_leaves"] and facts["equals_journal"],
    ),
    "rollup": (
        "p95 ≤ 8 × DuckDB by hand, and equal",
        lambda facts: facts["p95_ratio"] <= 8 and facts["equals_limit"],
    ),
}


def machine() -> str:
    """Cores, processor and memory of where this runs."""
    cores = len(os.sched_getaffinity(0))
    model = re.search(r"^model name\s*: (.*)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+) kB$", _read("/proc/meminfo"), re.MULTILINE)
    gigabytes = f"{int(memory[1]) / 1024**2:.0f} GB" if memory else ""
    return ", ".join(filter(None, (f"{cores} cores", model[1] if model else platform.machine(), gigabytes)))


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def markdown(benches: Sequence[Facts], pages: Facts) -> str:
    """Both tables with what stands above them."""
    rows, seconds = pages["rows"], benches[0]["seconds"]
    said = (
        f"{machine()}; client, server and database together, fsync on, {rows:,} cases, 8 clients, turns of {seconds} s."
    )
    return "\n\n".join((said, side_by_side(benches), of_pages(pages), of_processes(pages)))


def side_by_side(benches: Sequence[Facts]) -> str:
    """Ours beside the limit."""
    heads = ("bench", "ours/s", "limit/s", "p50 · p95 ms", "limit's p95", "statements", "CPU ms app · db", "must reach")
    return _table(heads, (_line(facts) for facts in benches))


def _line(facts: Facts) -> Iterable[str]:
    name = facts["name"]
    must, is_reached = REACHED[name]
    found = {
        "list": lambda: f"{facts['growth']} ×",
        "search": lambda: f"{facts['p95_ratio']} ×",
        "report": lambda: f"{facts['p95_ratio']} ×",
        "rollup": lambda: f"{facts['p95_ratio']} ×",
    }.get(name, lambda: f"{facts['ratio']}")()
    return (
        f"**{name}**: {WHAT[name]}",
        f"{facts['ours_per_s']:g}",
        f"{facts['limit_per_s']:g}",
        f"{facts['p50_ms']:.0f} · {facts['p95_ms']:.0f}",
        f"{facts['limit_p95_ms']:.0f}",
        str(facts["statements"]),
        f"{facts['app_cpu_ms']:.1f} · {facts['db_cpu_ms']:.1f}",
        f"{must}: **{found}**{'' if is_reached(facts) else ' ✗'}",
    )


def of_pages(pages: Facts) -> str:
    """For each kind, the slowest ones and how many there are."""
    kinds: dict[str, list[Facts]] = {}
    for page in pages["pages"]:
        kinds.setdefault(page["kind"], []).append(page)
    heads = ("one caller", "pages", "budget p95 ms", "median of p50", "slowest p95 ms", "slowest", "most statements")
    return _table(heads, (_of_kind(kind, found) for kind, found in kinds.items()))


def _of_kind(kind: str, found: list[Facts]) -> Iterable[str]:
    slowest = max(found, key=lambda page: page["p95_ms"])
    middle = sorted(page["p50_ms"] for page in found)[len(found) // 2]
    late = sum(not page["within"] for page in found)
    return (
        kind,
        f"{len(found)}" + (f", {late} over ✗" if late else ""),
        f"{slowest['budget_ms']:.0f}",
        f"{middle:.0f}",
        f"{slowest['p95_ms']:.0f}",
        slowest["name"],
        str(max(page["statements"] for page in found)),
    )


def every_page(pages: Facts) -> str:
    """Page by page, the nearest to its budget first."""
    ordered = sorted(pages["pages"], key=lambda page: -page["p95_ms"] / page["budget_ms"])
    heads = ("kind", "page", "p50 ms", "p95 ms", "budget", "statements")
    lines = (
        (page["kind"], page["name"], f"{page['p50_ms']:.1f}", f"{page['p95_ms']:.1f}{'' if page['within'] else ' ✗'}",
         f"{page['budget_ms']:.0f}", str(page["statements"]))
        for page in ordered
    )  # fmt: skip
    return f"{_table(heads, lines)}\n\n{of_processes(pages)}"


def of_processes(pages: Facts) -> str:
    """Memory and start in a sentence."""
    told = "; ".join(f"{each['process']} {each['megabytes']} MB" for each in pages["memory"])
    return (
        f"Memory of each process after all pages (at most {pages['most_megabytes']} MB): {told}. From the start of the "
        f"web server to its first page {pages['cold_start_s']} s (at most {pages['longest_start_s']:g} s)."
    )


def _table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    rows = [tuple(heads), *map(tuple, lines)]
    rows.insert(1, tuple("---" for _head in rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
