"""In which order the tests run, and which of them stay together where several processes share them (`pytest -n 2`).

Each process has a database, a home and a Chromium of its own; PostgreSQL's server, read-only to all but its own
databases, is one. A file stays in one process, because what it builds for its tests is dear; so do the files below.
"""

import os
from collections.abc import Iterable, Iterator, Mapping

import pytest

FIGURE = "figure"  # a report's property: a sentence said at the end of the run

# What would disturb each other's clocks, and what shares something that takes seconds to build. These come first.
TOGETHER = {
    "tests/faults/": "by the clock",
    "tests/server/test_bench.py": "by the clock",
    "tests/server/test_upgrade.py": "by the clock",
    "tests/server/test_supervisor.py": "by the clock",
    "src/linli/demo/tests/": "the demo",
}
LONGEST = (*TOGETHER, "tests/server/", "tests/house/", "tests/journeys/")


def put_in_order(items: list[pytest.Item]) -> None:
    """Files with a browser last, in them the tests without; among several processes what takes long before the rest."""
    with_browser = {item.path for item in items if _has_browser(item)}
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    items.sort(key=lambda item: (item.path in with_browser, is_shared and _turn(item.nodeid), _has_browser(item)))


def together(nodeid: str) -> str:
    """The name of what a test stays together with: its file, or more."""
    return next((name for path, name in TOGETHER.items() if nodeid.startswith(path)), nodeid.split("::", 1)[0])


def figures_of(reports: Mapping[str, Iterable[object]]) -> Iterator[str]:
    """The sentences that tests have left for the end."""
    for report in (each for found in reports.values() for each in found):
        if getattr(report, "when", "") == "call":
            yield from (str(said) for name, said in report.user_properties if name == FIGURE)


def _has_browser(item: pytest.Item) -> bool:
    return "chromium" in getattr(item, "fixturenames", ())


def _turn(nodeid: str) -> int:
    return next((turn for turn, path in enumerate(LONGEST) if nodeid.startswith(path)), len(LONGEST))
