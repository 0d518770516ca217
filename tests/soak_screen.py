"""Lets a screen on a wall run for a while, faster than it does, and prints what grows.

    .venv/bin/python -m tests.soak_screen --address http://127.0.0.1:8000 --code 8SIGNS --minutes 120 --pid WEB

`--code` is what the desk gave for the screen, `--pid` a web process whose memory is read beside the browser's heap.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

USUAL = 30.0  # seconds between two refreshes on a wall
AGAIN = """() => new Promise((done) => {
  document.body.addEventListener("htmx:afterSettle", () => done(null), { once: true });
  htmx.trigger("#main", "refresh");
})"""
KEPT = ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")
ROW = "{:>8} {:>9} {:>8} {:>7} {:>10} {:>10} {:>9}"


def counted(devtools: CDPSession) -> dict[str, float]:
    """What the page holds once nothing that could go is left."""
    devtools.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return {name: found[name] for name in KEPT}


def resident_mb(pid: int | None) -> float | None:
    """The memory of a process on Linux."""
    if pid is None:
        return None
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def paired(page: Page, address: str, code: str) -> None:
    """The browser becomes the screen."""
    page.goto(f"{address}/screen/enrol/")
    page.fill("[name=code]", code)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{address}/screen/")


def main() -> None:
    """One page, refreshed again and again; a line each tenth of the time."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--address", required=True)
    asked.add_argument("--code", required=True)
    asked.add_argument("--minutes", type=float, default=5)
    asked.add_argument("--every", type=float, default=1, help="seconds between two refreshes")
    asked.add_argument("--pid", type=int)
    given = asked.parse_args()
    with sync_playwright() as playwright:
        path = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        paired(page, given.address, given.code)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")
        _say(ROW.format("minutes", "refreshes", "heap MB", "nodes", "listeners", "documents", "web MB"))
        began, told, refreshes = time.monotonic(), -1, 0
        while (gone := time.monotonic() - began) < given.minutes * 60:
            if (step := int(10 * gone / (given.minutes * 60))) > told:
                told = step
                _tell(gone, refreshes, counted(devtools), resident_mb(given.pid))
            page.evaluate(AGAIN)
            refreshes += 1
            page.wait_for_timeout(given.every * 1000)
        _tell(given.minutes * 60, refreshes, counted(devtools), resident_mb(given.pid))
        _say(f"{refreshes} refreshes are {refreshes * USUAL / 3600:.1f} hours on a wall")
        browser.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _tell(seconds: float, refreshes: int, held: dict[str, float], web: float | None) -> None:
    heap, *rest = held.values()
    numbers = [f"{seconds / 60:.1f}", refreshes, f"{heap / 2**20:.2f}", *(int(each) for each in rest)]
    _say(ROW.format(*numbers, "-" if web is None else f"{web:.1f}"))


if __name__ == "__main__":
    main()
